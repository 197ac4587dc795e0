"""The figures of a report as measures: which indicator, how much or by how much, of which year, planned or done. Pure.

What cannot be told for sure is left out: old values, distances from others, shares of a target, parts of a territory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rag.comparing import wording as w
from rag.comparing.amounts import Amount, amount_of
from rag.comparing.contexts import Context, Time, contexts_of
from rag.comparing.sentences import SentenceReader, Told, is_action
from rag.comparing.sources import ComparedReport
from rag.comparing.subjects import Saying, plain_subject
from rag.domain import Measure
from rag.figures.units import TAKES_NOUN
from rag.reporting_periods import in_digits
from rag.standard_indicators import Indicator, indicator_of
from rag.stated_figures import StatedFigure


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and what it measures. `year`: None where it cannot be told; `part`: of the year, "" for all of it.

    `loose`: about, more or less than. `expected`: reckoned before the year was over (预计). `planned`: a target.
    `years`: the value belongs to several years together.
    `weight`: how sure it is that the whole territory's result of the period is meant (higher is surer).
    """

    stated: StatedFigure
    indicator: Indicator
    measure: Measure
    amount: Amount
    year: int | None
    part: str = ""
    loose: bool = False
    expected: bool = False
    planned: bool = False
    years: bool = False
    real: bool = False
    weight: int = 0
    order: int = 0

    @property
    def key(self) -> tuple[str, Measure, str]:
        return self.indicator.key, self.measure, self.amount.unit


def measures_of(source: ComparedReport) -> list[Measured]:
    """All that can be told for sure, in reading order, planned ones included. A note gives figures of other sources."""
    contexts = contexts_of(source.parsed, source.period)
    found: list[Measured] = []
    told = (one for one in source.figures if not one.noted)
    for sentence, group in groupby(told, key=lambda one: one.sentence):
        context = contexts.get(sentence, Context(Time.OTHER))
        if context.time is not Time.OTHER:
            found.extend(_of_sentence(source, list(group), context))
    return [replace(one, order=index) for index, one in enumerate(found)]


def _of_sentence(source: ComparedReport, figures: Sequence[StatedFigure], context: Context) -> Iterator[Measured]:
    of_a_part = _led_by_a_part(in_digits(figures[0].sentence.of(figures[0].text)), source.places)
    for told in SentenceReader(figures, source.period).read():
        found = _measured(told, source.places, of_a_part=of_a_part)
        if found:
            yield _timed(told, found, source, context)


def _measured(told: Told, places: Sequence[str], *, of_a_part: bool) -> tuple[Indicator, Measure, Amount] | None:
    measure = _measure_of(told)
    if measure is None or told.saying.distance or told.saying.old or told.saying.average:
        return None
    subject = told.subject
    if measure is Measure.CHANGE and told.stated.figure.unit != "个百分点":
        subject = w.RATES_OF_CHANGE.sub("", subject)
    subject = _without_place(subject, places)
    indicator = indicator_of(subject)
    if not _names_something(subject, indicator, told, of_a_part=of_a_part):
        return None
    amount = amount_of(told.stated.figure, subject)
    if measure is Measure.CHANGE and amount.value is not None:
        fall = -1 if w.FALL.search(told.subject) else 1
        amount = replace(amount, value=amount.value * (told.saying.change or 1) * fall)
    return indicator, measure, amount


def _names_something(subject: str, indicator: Indicator, told: Told, *, of_a_part: bool) -> bool:
    """Not 项目, 总数, 利润; nor a part of something, or what one house has, that only its sentence names."""
    if not subject or w.VAGUE.match(subject) or w.CUT_OFF.search(subject) or w.FOREIGN.match(subject):
        return False
    if indicator.known:
        return not of_a_part or w.WHOLE.search(told.own) is not None
    shortest = 2 if told.stated.figure.unit in TAKES_NOUN else w.SHORTEST
    of_one = w.PART.search(told.before) or w.ONE_HOUSE.search(told.before)
    return len(subject) >= shortest and not of_one


def _timed(told: Told, found: tuple[Indicator, Measure, Amount], source: ComparedReport, context: Context) -> Measured:
    indicator, measure, amount = found
    own_year, saying = source.period.year, told.saying
    planned = context.time is Time.PLAN or _is_target(told.before, own_year)
    year = told.year if told.year is not None else own_year
    years = told.several or (saying.summed and told.adds)
    weight = 2 if context.opening else 1
    if planned:
        year = told.year or (own_year + 1 if own_year is not None else None)
        years = years or context.years or context.time is Time.YEARS
    elif context.time is Time.YEARS:
        is_named = told.year is not None and told.year == own_year and not (saying.steady and indicator.flow)
        years = years or not (is_named or _stands_at_the_end(indicator, measure, told))
        weight = 1 if is_named else 0
    if measure is Measure.CHANGE and saying.base is not None and saying.base != (year or 0) - 1:
        years = True
    figure = told.stated.figure
    return Measured(
        stated=told.stated,
        indicator=indicator,
        measure=measure,
        amount=amount,
        year=year,
        part=told.part,
        loose=saying.loose or figure.upper is not None or figure.unit == "成",
        expected="预计" in told.before,
        planned=planned,
        years=years,
        real=w.REAL.search(told.before[-12:]) is not None,
        weight=weight,
    )


def _is_target(before: str, own_year: int | None) -> bool:
    """力争…, 目标为…, 到2027年 of a report on 2023."""
    if own_year is not None and any(int(named) > own_year for named in w.UP_TO.findall(before)):
        return True
    clause = w.BREAK.split(before)[-1]
    return w.TARGET.search(clause) is not None or (w.AHEAD.search(before) is not None and not w.DONE_SO.search(clause))


def _without_place(subject: str, places: Sequence[str]) -> str:
    """The report's own territory says nothing: 河北粮食产量 of Hebei's report."""
    for name in places:
        rest = subject[len(name) :]
        if subject.startswith(name) and len(rest) > 1 and (name[-1] in w.KINDS or indicator_of(rest).known):
            return plain_subject(rest)
    return subject


def _led_by_a_part(words: str, own: Sequence[str]) -> bool:
    """海口经济圈…，经济总量…: what follows in the sentence is a part's, not the whole territory's."""
    led = w.OTHER.match(words)
    return led is not None and not any(len(name) > 1 and name in led[0] for name in own)


def _measure_of(told: Told) -> Measure | None:
    unit, saying = told.stated.figure.unit, told.saying
    if unit == "个百分点":
        return Measure.CHANGE if saying.change else None
    if unit not in ("%", "‰", "倍", "成", "比例"):
        return Measure.CHANGE if saying.change and not told.adds else Measure.LEVEL
    if saying.change or w.RATES_OF_CHANGE.search(told.subject):
        return Measure.CHANGE
    is_rate = w.RATE.search(told.subject) or indicator_of(told.subject).rate
    return Measure.SHARE if unit != "倍" and is_rate else None


def _stands_at_the_end(indicator: Indicator, measure: Measure, told: Told) -> bool:
    """Told of several years, yet the value is that of the last: 森林覆盖率达到22%, 经济总量突破5万亿元."""
    saying: Saying = told.saying
    if measure is Measure.CHANGE or saying.summed or saying.several or told.adds or not saying.reached:
        return False
    if indicator.flow and saying.steady:
        return False
    return measure is Measure.SHARE or (not is_action(indicator.name[:2]) and indicator.key not in w.SUMMED)
