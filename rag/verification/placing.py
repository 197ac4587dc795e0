"""The figures of a text with what stands around them: words, direction, bound, year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from rag.domain import Figure
from rag.figures import find_figures
from rag.verification.aims import is_aimed_at, says_ahead
from rag.verification.arabic import arabic
from rag.verification.context import NOTHING_AROUND, Context, around, is_of_last_year, year_of_period
from rag.verification.places import places_in, subject_of
from rag.verification.rates import Rates, rates_around, rates_in, without_rates
from rag.verification.spells import Months, months_around, months_of
from rag.verification.text import canonical

_BREAK = re.compile(r"[，,。；;：:！!？?\n]")
_PART = re.compile(r"[。；;！!？?\n]")
_RISEN_FROM = re.compile(r"[由从]((?:19|20)\d\d年)[^，,；;。]{0,8}\d[^，,；;。]{0,16}[到至]$")
# What stands at the end of December is the year's: 截至12月底, 到年底.
_WHOLE_YEAR = re.compile(r"(?:截[至止]|到)?12月(?:底|末|31日)|1-12月|1至12月")
_LIST_GAP = re.compile(r"\s*(?:、|和|与|及|以及|或)\s*")

_PART_OF_YEAR = re.compile(r"[上下]半年|(?:前|第)?[1-4]季度|前\d+个?月|\d+月")

_UP = "增长|增加|增至|提高|提升|上升|上涨|回升|扩大|新增|净增|增速|增幅|涨幅|增长率|增多|拓展|高出|高于|上调|增|升|涨"
_DOWN = "下降|减少|降低|降至|回落|缩减|缩短|压缩|压减|精简|核减|下滑|收窄|降幅|跌幅|下调|低于|下跌|负增长|少于|降|减|跌"
_CHANGE = re.compile(rf"(?P<down>{_DOWN})|(?P<up>{_UP})")
# One-character words count only right before the number: 减免, 降费 and 升级 say nothing of it.
_TO = re.compile(r"(?:到|至|为|成)了?(?:约|近|超|逾)?")
_RATE_OF_CHANGE = re.compile(r"[增降涨跌][速幅]|增长率")
_BOUNDS = {
    "above": re.compile(r"(?:超过|超出|超|逾|突破|不少于|不低于|至少|最少|高于|大于|多于|以上|余|多|满)"),
    "below": re.compile(r"(?:不超过|不多于|不高于|不到|不足|低于|少于|小于|至多|最多|以内|以下|之内|未超)"),
    "nearly": re.compile(r"(?:接近|将近|近)"),
    "about": re.compile(r"(?:大约|约|左右|上下|大概)"),
}
_BOUND_BEFORE = re.compile(
    r"(不超过|不多于|不高于|不少于|不低于|不到|不足|未超过?|超过|超出|超|逾|突破|至少|最少|至多|最多|高于|低于|大于|小于|多于|少于|接近|将近|近|大约|约|大概)(?:了|达到?|有)?$"
)
_BOUND_AFTER = re.compile(r"\s?(以上|以下|以内|之内|左右|上下|余|多)")


_AGAINST_LAST_YEAR = re.compile(r"[与和比较同](?:上年|去年)")


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure and what stands around it.

    `near`: character pairs of its clause and indicator; `wide`: of its part of the sentence. `level`: 提高到, not 提高.
    `run`: figures of one list (3个、5个和8个) share it. `years`: of which it may be, by its sentence or by what stands
    above it; empty where nothing says so. `heads`: pairs of the title and the headings above. `lead`:
    pairs of the words right before it. `last_year`: said to be of 去年. `rates`: 每人, 每月 right around it;
    `wide_rates`: in its part of the sentence. `months`: 1—6 of 上半年, as its sentence says; `months_above`: as what
    stands above it says. `places`: of which it is told; `places_behind`: those that its sentence names behind it only.
    `aimed_at`: yet to be reached, by the words before it; `ahead`: its part of the sentence speaks of plans.
    """

    figure: Figure
    near: frozenset[str]
    wide: frozenset[str]
    direction: str | None
    level: bool
    bound: str | None
    years: frozenset[str]
    part: str | None
    source: int
    run: int
    heads: frozenset[str]
    lead: frozenset[str]
    last_year: bool
    rates: Rates
    wide_rates: Rates
    months: Months | None
    months_above: Months | None
    places: frozenset[str]
    places_behind: frozenset[str]
    aimed_at: bool
    ahead: bool


def place_figures(spans: Sequence[str], context: Sequence[Context] = ()) -> list[PlacedFigure]:
    """The figures of all `spans` in order; a span's `context` dates those that its sentence does not date."""
    return [placed for source, span in enumerate(spans) for placed in _place(span, source, around(context, source))]


@lru_cache(maxsize=1024)
def _place(text: str, source: int, context: Context = NOTHING_AROUND) -> tuple[PlacedFigure, ...]:
    figures = find_figures(text)
    placed: list[PlacedFigure] = []
    run = 0
    for index, figure in enumerate(figures):
        previous_end = figures[index - 1].span.end if index else 0
        next_start = figures[index + 1].span.start if index + 1 < len(figures) else len(text)
        listed = index > 0 and bool(_LIST_GAP.fullmatch(text[previous_end : figure.span.start]))
        run += 0 if listed else 1
        left = _last(_BREAK, text[previous_end : figure.span.start])
        right = _BREAK.split(text[figure.span.end : next_start])[0]
        if right == "多" and text[figure.span.end + 1 :][:1].strip() and next_start == figure.span.end + 1:
            right = ""  # 比3.12万人|多0.14万人
        direction, level = _direction(without_rates(left), right)
        if listed and direction is None:
            direction, level = placed[-1].direction, placed[-1].level
        part_before = _last(_PART, text[: figure.span.start])
        wide = part_before + "，" + _PART.split(text[figure.span.end :])[0]
        goes_on = bool(placed) and not _PART.search(text[previous_end : figure.span.start])
        inherited = (placed[-1].places if goes_on else frozenset()) | subject_of(part_before)
        placed.append(
            PlacedFigure(
                figure=figure,
                near=canonical(f"{left}|{right}|{figure.indicator}").pairs,
                wide=canonical(wide).pairs,
                direction=direction,
                level=level,
                bound=_bound(left, figure.text, right),
                years=year_of_period(_own_period(figure, text), context.years),
                part=_part_of_year(figure.period),
                source=source,
                run=run,
                heads=canonical(context.words).pairs,
                lead=canonical(left).pairs,
                last_year=not _AGAINST_LAST_YEAR.search(wide) and is_of_last_year(_own_period(figure, text), context),
                rates=rates_around(left, figure.text, right),
                wide_rates=rates_in(wide),
                months=months_of(figure.period),
                months_above=months_around(context.path, context.title),
                places=places_in(left) or inherited,
                places_behind=places_in(_PART.split(text[figure.span.end :])[0]) - places_in(part_before),
                aimed_at=is_aimed_at(part_before) and not context.is_shown_as_plan,
                ahead=says_ahead(wide),
            )
        )
    return tuple(
        figure for _, group in groupby(placed, key=lambda figure: figure.run) for figure in _shared(list(group))
    )


def _own_period(figure: Figure, text: str) -> str:
    """Of two statements joined by ；, the second is not dated by the first; what it rose to (由2022年的86.7%提高到
    89.4%) not by the year that it rose from."""
    risen = _RISEN_FROM.search(text[: figure.span.start])
    if risen and figure.period and risen[1] in figure.period:
        return ""
    part = max(text.rfind(mark, 0, figure.span.start) for mark in "；;") + 1
    return figure.period if figure.period in text[part : figure.span.start] else ""


def _shared(run: list[PlacedFigure]) -> list[PlacedFigure]:
    """A、B和C分别为1、2和3: each has the words around the list, without the names of the others."""
    names = [figure.figure.indicator for figure in run]
    if len(run) < 2 or len(set(names)) < len(run):
        return run
    words = run[0].near | frozenset[str]().union(*(canonical(name).pairs for name in names))
    # 东城区、西城区、南城区新增企业: what goes beyond the longest of the others belongs to all.
    names[-1] = names[-1][: max(len(name) for name in names[:-1])]
    own = [canonical(name).pairs for name in names]
    common = words - frozenset[str]().union(*own)
    return [replace(figure, near=common | own[index]) for index, figure in enumerate(run)]


def _last(pattern: re.Pattern[str], text: str) -> str:
    return pattern.split(text)[-1]


def _direction(left: str, right: str) -> tuple[str | None, bool]:
    """up, down or None, and whether the figure is where it went to (提高到) and not by how much (提高)."""
    last = None
    for match in _CHANGE.finditer(left):
        rest = left[match.end() :]
        if len(match[0]) > 1 or re.fullmatch(r"(?:了|到|至|为|约|近|超|逾)*", rest):
            last = match
    if last is None:
        after = re.match(r"的?(增长|增幅|增速|涨幅|降幅|下降|跌幅|减少|增加)(?![到至])", right)
        return (("down" if after[1] in ("降幅", "下降", "跌幅", "减少") else "up"), False) if after else (None, False)
    rest = left[last.end() :]
    level = (bool(_TO.fullmatch(rest)) and not _RATE_OF_CHANGE.fullmatch(last[0])) or last[0] in ("增至", "降至")
    return ("down" if last["down"] else "up"), level


def _bound(left: str, text: str, right: str) -> str | None:
    after = _BOUND_AFTER.match(right)
    before = _BOUND_BEFORE.search(left.rstrip())
    word = before[1] if before else after[1] if after else "余" if re.search("[余多]", text) else None
    if word is None:
        return None
    if before and after and before[1] in ("约", "大约"):
        word = before[1]
    order = ("below", "nearly", "above", "about")
    return next((name for name in order if _BOUNDS[name].fullmatch(word)), None)


def _part_of_year(period: str) -> str | None:
    plain = arabic(period)
    match = None if _WHOLE_YEAR.search(plain) else _PART_OF_YEAR.search(plain)
    return match[0] if match else None
