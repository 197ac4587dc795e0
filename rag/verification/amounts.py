"""The figures of a claim against those of the evidence: amount, direction, bound, year, and what is measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from rag.domain import DropReason, Figure
from rag.figures import find_figures, same_quantity
from rag.figures.units import THINGS, TIME, base_unit
from rag.verification.context import NOTHING_AROUND, Context, around, year_of_period
from rag.verification.numbers import arabic
from rag.verification.text import canonical, one_form

_BREAK = re.compile(r"[，,。；;：:！!？?\n]")
_PART = re.compile(r"[。；;！!？?\n]")
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
_LENGTHS_OF_TIME = frozenset({base_unit(unit)[0] for unit in TIME})


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure and what stands around it.

    `near`: character pairs of its clause and indicator; `wide`: of its part of the sentence. `level`: 提高到, not 提高.
    `run`: figures of one list (3个、5个和8个) share it. `years`: of which it may be, by its sentence or by what stands
    above it; empty where nothing says so. `heads`: pairs of the title and the headings above.
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


def place_figures(spans: Sequence[str], context: Sequence[Context] = ()) -> list[PlacedFigure]:
    """The figures of all `spans` in order; a span's `context` dates those that its sentence does not date."""
    return [placed for source, span in enumerate(spans) for placed in _place(span, source, around(context, source))]


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
    claimed = _place(claim, 0)
    known = place_figures(spans, context) if claimed else []
    matched: list[tuple[PlacedFigure, list[PlacedFigure] | DropReason]] = []
    for figure in claimed:
        found = _masked_matches(figure, known) if figure.figure.masked else _matches(figure, known)
        if isinstance(found, DropReason) and (_is_article(figure) or _stands_as_words(figure.figure, claim, spans)):
            found = []
        matched.append((figure, found))
    return matched


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
        direction, level = _direction(left, right)
        if listed and direction is None:
            direction, level = placed[-1].direction, placed[-1].level
        wide = _last(_PART, text[: figure.span.start]) + "，" + _PART.split(text[figure.span.end :])[0]
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
            )
        )
    return tuple(
        figure for _, group in groupby(placed, key=lambda figure: figure.run) for figure in _shared(list(group))
    )


def _own_period(figure: Figure, text: str) -> str:
    """Of two statements joined by ；, the second is not dated by the first."""
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
    match = _PART_OF_YEAR.search(arabic(period))
    return match[0] if match else None


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
    if _other_year(claimed, known):
        return False
    if claimed.part and known.part and claimed.part != known.part and claimed.part[-1] == known.part[-1]:
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
    named = canonical(claimed.figure.indicator).pairs
    return len(claimed.near & there) >= _LEAST_NAMED * len(claimed.near) and len(
        named & there
    ) >= _LEAST_INDICATOR * len(named)


def _other_year(claimed: PlacedFigure, known: PlacedFigure) -> bool:
    return bool(claimed.years and known.years and not claimed.years & known.years)


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
