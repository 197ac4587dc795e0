"""The measures of several reports that are of the same indicator: one of each report, or none where it is in doubt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from rag.comparing.amounts import Amount
from rag.comparing.measures import Measured
from rag.comparing.sources import ComparedReport
from rag.domain import Measure

# Indicator, measure, unit, and the part of the year that the report tells of.
Key = tuple[str, Measure, str, str]

_LAST_MONTHS = {
    "上半年": re.compile(r"(?<!\d)(?:1[-—至])?6月"),
    "一季度": re.compile(r"(?<!\d)(?:1[-—至])?3月"),
    "前三季度": re.compile(r"(?<!\d)(?:1[-—至])?9月"),
}
# A result told of several years together is taken for the last one's only where it is near the other reports' value.
_NEAR = Decimal("1.6")
# From one year to the next a total does not change fourfold, what is newly done hardly tenfold. Of the rows of 12
# provinces the most were 1.3 and 4.2; the only one beyond was a sum of years set against one year.
_LIKELY_OF_STANDARD = Decimal(4)
_LIKELY = Decimal(10)


def results_of(source: ComparedReport, measures: Sequence[Measured]) -> dict[Key, Measured]:
    """For each indicator the report's own result of its period; left out where it states two that contradict."""
    groups: dict[Key, list[Measured]] = defaultdict(list)
    for one in measures:
        if _is_result(source, one):
            groups[(*one.key, source.period.part)].append(one)
    return {key: chosen for key, group in groups.items() if (chosen := _chosen(group))}


def targets_of(source: ComparedReport, measures: Sequence[Measured]) -> dict[Key, Measured]:
    """For each indicator the target for the whole year after the report's period, as it is first stated; left out where
    the report states two (增长7%以上、力争达到8%)."""
    groups: dict[Key, list[Measured]] = defaultdict(list)
    for one in measures:
        if is_target(source, one):
            groups[(*one.key, "")].append(one)
    return {key: group[0] for key, group in groups.items() if len({one.amount.value for one in group}) == 1}


def is_target(source: ComparedReport, one: Measured) -> bool:
    year = source.period.year
    return one.planned and not one.years and not one.part and year is not None and one.year == year + 1


def _is_result(source: ComparedReport, one: Measured) -> bool:
    period = source.period
    if one.planned or one.years or not _is_of_part(one.part, period.part):
        return False
    return one.year == period.year or period.year is None


def _is_of_part(named: str, part: str) -> bool:
    """A report of half a year speaks of that half wherever it names no time, or the end of it (截至6月底)."""
    last = _LAST_MONTHS.get(part)
    return not named or named == part or (last is not None and last.search(named) is not None)


def _chosen(group: Sequence[Measured]) -> Measured | None:
    """The surest statement, the most exact of those that say the same; None where two of one weight disagree."""
    stated = [one for one in group if one.amount.value is not None]
    if not stated:
        return group[0]
    surest = max(one.weight for one in stated)
    candidates = [one for one in stated if one.weight == surest]
    exact = [one for one in candidates if not one.loose] or candidates
    best = min(exact, key=lambda one: (one.amount.half_step, one.order))
    if all(_compatible(best, one) for one in (stated if surest else candidates)):
        return best
    return best if surest == 2 and all(_compatible(best, one) for one in candidates) and best.indicator.known else None


def _compatible(left: Measured, right: Measured) -> bool:
    """The same amount as far as the digits of both show, or a bound that it keeps."""
    a, b = left.amount, right.amount
    assert a.value is not None and b.value is not None
    room = a.half_step + b.half_step
    if left.loose or right.loose:
        room += abs(a.value) / 10
    return abs(a.value - b.value) <= room


def comparable(results: Sequence[Measured | None], sources: Sequence[ComparedReport]) -> list[Measured | None]:
    """Without those whose value is so far from the same office's other reports that something else must be meant."""
    return [
        None if one and _is_far(one, _others(index, results, sources)) else one for index, one in enumerate(results)
    ]


def _others(index: int, results: Sequence[Measured | None], sources: Sequence[ComparedReport]) -> list[Measured]:
    office = sources[index].office
    return [
        other
        for at, (other, source) in enumerate(zip(results, sources, strict=True))
        if other is not None and other.amount.value and at != index and source.office == office
    ]


def _is_far(one: Measured, others: Sequence[Measured]) -> bool:
    """From all of them: by what a year can change it, or less where it is told of several years together."""
    if not others or not one.amount.value or one.measure is not Measure.LEVEL:
        return bool(others) and one.weight == 0 and not any(_is_near(one.amount, each.amount, _NEAR) for each in others)
    usual = _LIKELY_OF_STANDARD if one.indicator.known else _LIKELY
    limit = _NEAR if one.weight == 0 else usual
    return not any(_is_near(one.amount, each.amount, limit) for each in others)


def _is_near(left: Amount, right: Amount, limit: Decimal) -> bool:
    if not left.value or not right.value or left.value * right.value < 0:
        return False
    ratio = abs(left.value / right.value)
    return 1 / limit <= ratio <= limit
