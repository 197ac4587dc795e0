"""The figures of a claim against those of the evidence: amount, direction, bound, year, and what is measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.domain import DropReason, Figure
from rag.figures import find_figures, same_quantity
from rag.figures.units import THINGS, TIME, base_unit
from rag.verification.arabic import arabic
from rag.verification.context import Context
from rag.verification.places import apart
from rag.verification.placing import PlacedFigure, place_figures
from rag.verification.rates import is_other_rate
from rag.verification.spells import WHOLE_YEAR
from rag.verification.text import one_form, pairs_of

# Which bound a claim may give for which bound of the evidence. About may be left out, the others change what is said.
_MAY_SAY: dict[str | None, set[str | None]] = {
    None: {None, "about"},
    "about": {None, "about", "nearly", "above"},
    "nearly": {"nearly"},
    "above": {"above"},
    "below": {"below"},
}
# A rival is another figure of the evidence in the same unit. It wins over the one with the right amount when its words
# are closer to the claim's by more than this share; measured with benchmarks/verification.py.
_RIVAL_LEAD = 0.15
_WIDE_WEIGHT = 0.3
# Share of the words right around a claimed figure, and of what it measures, that must stand in the sentence that it is
# taken from, or above it. Read from benchmarks/verification.py and from 154 sentences of written summaries: two more of
# these are dropped, and of figures under the name of another thing ten times fewer pass.
_LEAST_NAMED = 0.34
_LEAST_INDICATOR = 0.5
_TELLING_LEAD = 2
_PART_OF = re.compile(r"^[^，。；]{0,14}(?<!其)中[，、]?(?:有|的)?$|^[^，。；]{0,4}[，、]?其中[^，。；]{0,14}$")
_RATE = re.compile("[每均]")
_LENGTHS_OF_TIME = frozenset({base_unit(unit)[0] for unit in TIME})


def figures_missing(claim: str, spans: Sequence[str], context: Sequence[Context] = ()) -> DropReason | None:
    """Why the claim's figures do not stand in the evidence; None when they all do."""
    found = match_figures(claim, spans, context)
    return found if isinstance(found, DropReason) else None


def match_figures(
    claim: str, spans: Sequence[str], context: Sequence[Context] = ()
) -> list[tuple[PlacedFigure, list[PlacedFigure]]] | DropReason:
    """Each figure of the claim with those of the evidence that hold it up, or why one of them stands nowhere."""
    matched = _match_each(claim, spans, context)
    for _, found in matched:
        if isinstance(found, DropReason):
            return found
    held = [(figure, found) for figure, found in matched if not isinstance(found, DropReason)]
    in_order = _in_order([figure for figure, _ in held], [found for _, found in held])
    return held if in_order else DropReason.FIGURE_NOT_IN_SPAN


def unfounded_figures(claim: str, spans: Sequence[str], context: Sequence[Context] = ()) -> list[PlacedFigure]:
    """The figures of the claim that stand nowhere in the evidence, each judged alone."""
    return [figure for figure, found in _match_each(claim, spans, context) if isinstance(found, DropReason)]


def _match_each(
    claim: str, spans: Sequence[str], context: Sequence[Context]
) -> list[tuple[PlacedFigure, list[PlacedFigure] | DropReason]]:
    claimed = place_figures([claim])
    known = place_figures(spans, context) if claimed else []
    matched: list[tuple[PlacedFigure, list[PlacedFigure] | DropReason]] = []
    for figure in claimed:
        found = _masked_matches(figure, known) if figure.figure.masked else _matches(figure, known)
        if isinstance(found, DropReason) and (_is_article(figure) or _stands_as_words(figure.figure, claim, spans)):
            found = []
        matched.append((figure, found))
    return matched


def _matches(claimed: PlacedFigure, known: Sequence[PlacedFigure]) -> list[PlacedFigure] | DropReason:
    """The figures that hold the claimed one up, or why none does."""
    in_unit = [figure for figure in known if same_unit(claimed.figure, figure.figure)]
    candidates = [
        figure
        for figure in in_unit
        if _same_amount(claimed.figure, figure.figure)
        and _same_sense(claimed, figure)
        and _says_what_it_is_of(claimed, figure)
    ]
    rivals = [
        figure
        for figure in in_unit
        if not _same_amount(claimed.figure, figure.figure) and not _other_year(claimed, figure)
    ]
    best = max((_closeness(claimed, figure) for figure in candidates), default=-1.0)
    rival = max(rivals, key=lambda figure: _closeness(claimed, figure), default=None)
    if candidates and (rival is None or _closeness(claimed, rival) <= best + _RIVAL_LEAD):
        return [figure for figure in candidates if _closeness(claimed, figure) >= best - _RIVAL_LEAD]
    if rival is not None and rival.figure.masked:
        return DropReason.MASKED_FIGURE
    return DropReason.FIGURE_NOT_IN_SPAN


def _is_article(figure: PlacedFigure) -> bool:
    """一名股长 for 股长: no count, unless words of degree make it one (仅一名)."""
    return figure.figure.text[0] == "一" and figure.figure.value == 1 and not figure.figure.qualifier


def _stands_as_words(figure: Figure, claim: str, spans: Sequence[str]) -> bool:
    """4个现代化 for 四个现代化, 8项规定 for 八项规定: a number within a name, told by the words after it."""
    words = arabic(one_form(claim[figure.span.start : figure.span.end + 3]))
    if len(re.sub(r"^\d+", "", words)) < 4:
        return False
    return any(
        re.search(rf"(?<!\d){re.escape(words)}", arabic(one_form(span))) and not _is_figure(words, span)
        for span in spans
    )


def _is_figure(words: str, span: str) -> bool:
    """The evidence counts it: then it is judged as a figure."""
    return any(
        arabic(one_form(span[figure.span.start : figure.span.end + 3])).startswith(words)
        for figure in find_figures(span)
    )


def _masked_matches(claimed: PlacedFigure, known: Sequence[PlacedFigure]) -> list[PlacedFigure] | DropReason:
    """A repeated mask must be a mask there too."""
    found = [
        figure
        for figure in known
        if figure.figure.masked and same_unit(claimed.figure, figure.figure) and _same_sense(claimed, figure)
    ]
    shown = _visible(claimed.figure)
    return [figure for figure in found if _visible(figure.figure) == shown] or DropReason.FIGURE_NOT_IN_SPAN


def _visible(figure: Figure) -> str:
    """The digits that a mask leaves: 2022 in 2022年**月."""
    return re.sub(r"\D", "", one_form(figure.text))


def same_unit(a: Figure, b: Figure) -> bool:
    """Whether the two count in the same unit, or in words for the same things."""
    unit_a, unit_b = base_unit(a.unit)[0], base_unit(b.unit)[0]
    if unit_a == unit_b:
        return True
    # 43万儿童 has no unit of its own; 5项 and 5个 count the same things.
    return (unit_a in THINGS and unit_b in THINGS and "个" in (unit_a, unit_b)) or (
        "" in (unit_a, unit_b) and {unit_a, unit_b} & {"人", "个", "户"} != set()
    )


def _same_amount(a: Figure, b: Figure) -> bool:
    if same_quantity(a, b):
        return True
    if a.value is None or b.value is None or base_unit(a.unit)[0] == base_unit(b.unit)[0]:
        return False
    return (a.value, a.upper) == (b.value, b.upper)


def _same_sense(claimed: PlacedFigure, known: PlacedFigure) -> bool:
    """Neither turned round (增长 / 下降, 提高 / 提高到), nor of another year, nor bounded otherwise."""
    if _other_year(claimed, known) or (claimed.last_year and not known.last_year):
        return False
    if _of_something_else(claimed, known):
        return False
    if known.bound not in _MAY_SAY[claimed.bound]:
        return False
    if claimed.direction and claimed.direction != known.direction:
        return False
    if claimed.direction and claimed.level != known.level:
        return False
    growth = (
        known.direction is not None
        and not known.level
        and base_unit(known.figure.unit)[0] in ("比例", "个百分点", "倍")
    )
    return not (growth and claimed.direction is None)


def _says_what_it_is_of(claimed: PlacedFigure, known: PlacedFigure) -> bool:
    """Enough of the words right around the claimed figure stand around the known one or in what heads its sentence.

    A length of time (三年内新建) is of whatever the sentence tells.
    """
    if base_unit(claimed.figure.unit)[0] in _LENGTHS_OF_TIME:
        return True
    there = known.wide | known.heads
    if len(claimed.lead) >= _TELLING_LEAD and not claimed.lead & there:
        return False  # the beginning of one sentence, and the figure of another
    named = pairs_of(claimed.figure.indicator)
    if len(claimed.near & there) < _LEAST_NAMED * len(claimed.near):
        return False
    # 12个赛项的比赛 for 12个赛项的角逐: what is counted is named first.
    return sum(pair in there for pair in named) >= _LEAST_INDICATOR * len(named) or named[0] in there


def parts_exceed_wholes(claim: str) -> DropReason | None:
    """FIGURE_NOT_IN_SPAN for 98项中112项: a part that is more than what it is a part of."""
    figures = place_figures([claim])
    for whole, part in pairwise(figures):
        between = claim[whole.figure.span.end : part.figure.span.start]
        rate = _RATE.search(claim, max(whole.figure.span.start - 6, 0), whole.figure.span.start)
        if not rate and _PART_OF.search(between) and same_unit(whole.figure, part.figure):
            values = [figure.figure.value for figure in (whole, part)]
            if values[0] is not None and values[1] is not None and values[1] > values[0]:
                return DropReason.FIGURE_NOT_IN_SPAN
    return None


def _other_year(claimed: PlacedFigure, known: PlacedFigure) -> bool:
    return bool(claimed.years and known.years and not claimed.years & known.years)


def _of_something_else(claimed: PlacedFigure, known: PlacedFigure) -> bool:
    """Of another part of the year or place, a rate of something else, or told as reached though it is only aimed at."""
    if known.aimed_at and not claimed.ahead:
        return True
    return (
        _other_part_of_year(claimed, known)
        or _other_place(claimed, known)
        or is_other_rate(claimed.rates, known.rates, known.wide_rates)
    )


def _other_part_of_year(claimed: PlacedFigure, known: PlacedFigure) -> bool:
    """Of 全年 what is told of 上半年, of the second quarter what is told of the first."""
    if claimed.part and known.part and claimed.part != known.part and claimed.part[-1] == known.part[-1]:
        return True
    if claimed.months is None:
        # 2025年 said of what is told of its first half.
        return bool(claimed.years and not claimed.part and known.months not in (None, WHOLE_YEAR))
    if known.months is None:
        # What is above holds for what is told, where it names no part of the year; plans for all of it stand there too.
        return claimed.months == WHOLE_YEAR != (known.months_above or WHOLE_YEAR)
    return claimed.months != known.months


def _other_place(claimed: PlacedFigure, known: PlacedFigure) -> bool:
    """Told of another place, or of none where its sentence tells another figure of the one that is claimed."""
    if apart(claimed.places, known.places):
        return True
    return not known.places and bool(claimed.places) and claimed.places <= known.places_behind


def _closeness(claimed: PlacedFigure, known: PlacedFigure) -> float:
    near = len(claimed.near & known.near) / len(claimed.near) if claimed.near else 0.0
    wide = len(claimed.wide & known.wide) / len(claimed.wide) if claimed.wide else 0.0
    return near + _WIDE_WEIGHT * wide


def _in_order(claimed: Sequence[PlacedFigure], matched: Sequence[Sequence[PlacedFigure]]) -> bool:
    """分别为3、5 is not 分别为5、3: figures of one list keep its order, where the words cannot tell them apart."""
    for index in range(1, len(claimed)):
        first, second = claimed[index - 1], claimed[index]
        if first.run != second.run or first.figure.indicator != second.figure.indicator:
            continue
        pairs = [(a, b) for a in matched[index - 1] for b in matched[index]]
        if pairs and all(
            (a.source, a.run) == (b.source, b.run) and a.figure.span.start > b.figure.span.start for a, b in pairs
        ):
            return False
    return True
