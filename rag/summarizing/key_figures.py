"""The figures of a report that a reader should see first. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.conflicts import is_generic, is_old_value
from rag.domain import Figure, Span
from rag.figures.naming import indicator_key
from rag.standard_indicators import Indicator, indicator_of
from rag.stated_figures import StatedFigure
from rag.summarizing.several_years import ONE_YEAR, OPENING, paragraph_start

_MIN_INDICATOR, _MOST_INDICATOR = 4, 24
_RATE = re.compile(".率")  # names one by itself, short as it may be: 覆盖率
# What leaders ask for by name: rates, totals, jobs, people insured, money. Read on the sample and five real reports.
_TELLING = re.compile(
    r"(?:率|收入|总值|增加值|产量|余额|总额|人数|户数|就业|参保|投资|资金|贷款|培训|学位|待遇|标准|养老金|床位)$|^(?:新增|城镇|地区生产|一般公共预算)"
)
_WEAK_UNITS = frozenset(
    ("年", "天", "日", "月", "分钟", "小时", "个工作日", "岁", "方面", "次", "场", "期", "个百分点", "比例", "届")
)
_UNFINISHED = re.compile(
    r"^[\d.、（(]|[“《（][^”》）]*$|^[^“《（]*[”》）]|(?:提高到|压缩到|达到|每人每月|为|的|在|由|将|把|和|与|及|占|比)$|了|^(?:其中|每|由于|因|占|超|至|到|前|后|仅|共)|(?:仅有?|只有|还有|仍有|合|达|高)$"
)
_SMALL_COUNT = re.compile(r"[一二两三四五六七八九十](?![一二三四五六七八九十百千万亿成分])")
# What a growth is of stands just before it: `3.12万人，同比增长2.3％`, nothing of another length of time between.
_CHANGE = re.compile("增长|下降|增加|减少|上升|回落|降低|(?:提高|压减|缩短)(?!到|至)")
_BARE_CHANGE = re.compile(
    "(?:增长|下降|增加|减少|上升|上涨|回落|降低|提高|提升|压减|缩短|高于|低于|少于|多于)(?:了)?(?![到至为了])"
)
_CHANGE_REACH = 16
_RESPECTIVELY, _RESPECTIVE_REACH = "分别", 60  # `事故37起、死亡21人，同比分别下降9.8%和16%`
# `完成年度目标3万人的101.7%` is how much of the target is reached, not how many jobs there are.
_OF_TARGET = re.compile(
    r"(?:完成|占|达到?|为|超出?|比)[^，。；]{0,24}(?:目标|任务|计划|预算|进度)[^，。；]{0,16}$|恢复[到至][^，。；]{0,12}$"
)
_NAMES_TARGET = re.compile("目标|任务|计划|预算|进度|完成")
_TARGET_ITSELF = re.compile("完成(?:年度|年初|全年|规划)?(?:目标|任务|计划|预算)(?:任务)?$")
_RATES = frozenset(("%", "％", "‰", "个百分点", "成", "倍", "比例"))
_OTHER_PERIOD = re.compile(r"年均|[\d一二三四五六七八九十]年|十[三四五]五|其中|[。；]")
# Of what there is only a handful, and what names no quantity, tells a leader little.
_COUNTERS = frozenset(
    (
        *("个", "项", "家", "次", "批", "批次", "件", "件次", "名", "人", "条", "场", "处"),
        *("所", "部", "期", "支", "台", "户", "种", "类", "起", "座"),
    )
)
# A paragraph that sums up several years: its growth is not that of one.
_SEVERAL_YEARS = re.compile("五年|十[三四五]五|[三四]年来|几年来")
_HANDFUL, _HANDFUL_COST = 100, 1.0
_NAMES_NOTHING = re.compile(
    "^(?:(?:距离?|离|未)(?:达到|完成)?(?:年度|年初|全年|规划)?(?:目标|任务|计划|进度)|完成任务|参[赛加会]|围绕|首期|有关|负责|享受|建设、|共|分别|跨越|涉及)|^[^、]{1,3}、[^、]{1,3}$"
)
# Before an indicator of the whole: `预计全省`; words said twice by a list before them: `可网办网办率`.
_OF_WHOLE = re.compile(
    r"^(?:预计|初步核算|20\d\d年|全年|全[省市区县州国旗](?!统)|我[省市区县州国])+(?=.{2})|^(?:负责|围绕|组织|可)(?=.{4})"
)
_TWICE = re.compile(r"^.{0,2}?(.{2,4})(?=\1)")
_BASE = re.compile(r"[比较从](20\d\d)年")  # a report of 2026 is of 2025, which grows on 2024
_REACHED = re.compile("达|迈上|增至|增加到|增长到|提高到|提升[到至]|稳定在|保持在")
_CLAUSE = 40
_ROUND, _ROUND_COST = re.compile("迈上|突破|超|跨"), 0.2  # `突破4000亿元、达到4211亿元`
_SEVERAL = re.compile("年均|累计|每年|[四五]年|十[三四五]五")
_LEAST_WORTH = 0.9
_STANDARD_WEIGHT, _RANKS = 3.0, 100
_SEVERAL_COST = 3.0
_SHOWN_WEIGHT = 1.0
_TELLING_WEIGHT = 1.0
_LARGE_WEIGHT = 0.4
_TARGET_COST = 1.2
_POSITION_WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A figure, and the growth that its sentence states of it."""

    stated: StatedFigure
    change: Figure | None = None


def key_figures(
    figures: Sequence[StatedFigure],
    shown: Sequence[Span],
    *,
    limit: int,
    ahead: Set[tuple[str, ...]] = frozenset(),
) -> list[KeyRow]:
    """The most telling ones, each indicator once: the standard ones first, in their customary order. `shown`: places
    that the summary cites; `ahead`: the headings of sections that say what is to be done."""
    figures = [replace(one, planned=one.planned or one.noted or one.path in ahead) for one in figures]
    changes = _changes(figures)
    taken = {*changes.values(), *_changes_of_masked(figures)}
    worth = [
        (_worth(one, index / len(figures), shown, has_change=index in changes), index)
        for index, one in enumerate(figures)
        if index not in taken and _is_proper(one)
    ]
    kept: list[tuple[KeyRow, Indicator]] = []
    seen: set[tuple[str, str]] = set()
    for value, index in sorted(worth, key=lambda ranked: (-ranked[0], ranked[1])):
        one, name = figures[index], _name(figures[index])
        indicator = indicator_of(name)
        key = (indicator.key, one.figure.unit)
        if key in seen or value < _LEAST_WORTH or len(kept) == limit:
            continue
        if (_is_of_several_years(one) or one.planned) and any(indicator.key == other for other, _ in seen):
            continue
        seen.add(key)
        change = figures[changes[index]].figure if index in changes else None
        if change:
            seen.add((key[0], change.unit))
        kept.append((KeyRow(replace(one, figure=replace(one.figure, indicator=name)), change), indicator))
    kept.sort(key=lambda row: row[1].rank if row[1].known else math.inf)
    return [row for row, _ in kept]


def _name(stated: StatedFigure) -> str:
    """What is measured, without the words around it."""
    name = _OF_WHOLE.sub("", indicator_key(stated.figure.indicator))
    return _TWICE.sub("", name)


def _changes(figures: Sequence[StatedFigure]) -> dict[int, int]:
    """The index of each figure's growth: the next figure of its sentence, of the same indicator, said to be one."""
    found: dict[int, int] = {}
    taken = -1  # the growth that was found last
    for index, (one, following) in enumerate(pairwise(figures)):
        if index == taken:
            continue
        if _grows_by(one, following):
            found[index] = taken = index + 1
        elif following.figure.unit not in ("%", "％", "个百分点") and _grows_by(
            following, one
        ):  # `增长6%、突破2.6万亿元`
            found[index + 1] = index
    paired = {*found, *found.values()}
    for index in range(len(figures)):
        level = None if index in paired else _respective_level(figures, index)
        if level is not None and level not in paired:
            found[level] = index
            paired |= {level, index}
    return found


def _respective_level(figures: Sequence[StatedFigure], growth: int) -> int | None:
    """Of growths that a sentence gives together, after the levels, the level that this one is of."""
    for index in range(growth - 1, -1, -1):
        if figures[index].sentence != figures[growth].sentence:
            return None
        if _grows_by(figures[index], figures[growth]):
            return index
    return None


def _changes_of_masked(figures: Sequence[StatedFigure]) -> set[int]:
    """Growths of what their own sentence masks: beside the name they would read as what is kept back."""
    hidden = {_measured(one) for one in figures if one.figure.masked}
    changed = (index for index, one in enumerate(figures) if _CHANGE.search(one.figure.qualifier))
    return {index for index in changed if _measured(figures[index]) in hidden}


def _measured(stated: StatedFigure) -> tuple[str, Span, str]:
    return stated.report_id, stated.sentence, indicator_key(stated.figure.indicator)


def _grows_by(level: StatedFigure, growth: StatedFigure) -> bool:
    same = level.report_id == growth.report_id and level.sentence == growth.sentence
    if not same or indicator_key(level.figure.indicator) != indicator_key(growth.figure.indicator):
        return False
    first, second = sorted((level, growth), key=lambda one: one.figure.span.start)
    between = level.text[first.figure.span.end : second.figure.span.start]
    return (
        bool(_CHANGE.search(growth.figure.qualifier))
        and not _CHANGE.search(level.figure.qualifier)
        and len(between) <= (_RESPECTIVE_REACH if _RESPECTIVELY in between else _CHANGE_REACH)
        and not _OTHER_PERIOD.search(between)
        and not _OTHER_PERIOD.search(growth.figure.qualifier)
        and not level.figure.masked
        and not _sums_up(level)
        and growth.figure.value is not None
    )


def _sums_up(stated: StatedFigure) -> bool:
    """Whether its paragraph opens with several years, or its sentence speaks of them before it."""
    at = stated.figure.span.start
    start = paragraph_start(stated.text, at)
    opening = stated.text[start : min(at, start + OPENING)]
    if _SEVERAL_YEARS.search(opening) and not ONE_YEAR.search(opening):
        return True
    sentence = stated.text[stated.sentence.start : at]
    return bool(_SEVERAL_YEARS.search(sentence)) and not ONE_YEAR.search(sentence)


def _says_so(stated: StatedFigure) -> bool:
    """Whether the row itself names its period, or that it is an average."""
    return bool(stated.figure.period) or "年均" in stated.figure.qualifier


def _is_of_several_years(stated: StatedFigure) -> bool:
    """Summed up or averaged over them; a level that is reached at their end is not."""
    figure = stated.figure
    if _SEVERAL.search(figure.qualifier + figure.period):
        return True
    clause = stated.text[max(stated.sentence.start, figure.span.start - _CLAUSE) : figure.span.start]
    clause = re.split("[，。；]", clause)[-1]
    base = _BASE.search(clause)
    if base and stated.year and int(base[1]) < stated.year - 2:
        return True
    return bool(_SEVERAL.search(clause)) or (_sums_up(stated) and not _REACHED.search(figure.qualifier))


def _is_of_another_kind(stated: StatedFigure) -> bool:
    """By how much it changed in its own unit, or how much of its target it is: neither is the indicator that it is
    named by, least of all where that is masked."""
    figure, name = stated.figure, stated.figure.indicator
    if figure.unit not in _RATES:
        return bool(_BARE_CHANGE.search(figure.qualifier)) or bool(_TARGET_ITSELF.search(name))
    before = stated.text[stated.sentence.start : figure.span.start]
    return bool(_OF_TARGET.search(before)) and not _NAMES_TARGET.search(name)


def _is_proper(stated: StatedFigure) -> bool:
    figure, key = stated.figure, _name(stated)
    if _is_of_another_kind(stated):
        return False
    if (
        _SMALL_COUNT.match(figure.text)
        or figure.masked
        or (
            _sums_up(stated)
            and indicator_of(key).flow
            and not _REACHED.search(figure.qualifier)
            and not _says_so(stated)
        )
        or figure.unit in _WEAK_UNITS
        or (len(key) < _MIN_INDICATOR and not _RATE.search(key) and not indicator_of(key).known)
        or len(key) > _MOST_INDICATOR
        or "*" in key
    ):
        return False
    if _NAMES_NOTHING.search(key) or figure.qualifier.startswith("跨越"):
        return False
    return not (is_generic(key) or _UNFINISHED.search(key) or is_old_value(stated))


def _worth(stated: StatedFigure, place: float, shown: Sequence[Span], *, has_change: bool) -> float:
    """A handful whose change is told too (事故37起，下降9.8%) is counted from year to year, and tells something."""
    figure = stated.figure
    worth = _POSITION_WEIGHT * (1 - place)
    standard = indicator_of(_name(stated))
    if standard.known and not stated.planned:
        worth += _STANDARD_WEIGHT * (1 - standard.rank / _RANKS)
    tells = has_change or figure.unit in ("%", "％") or bool(_TELLING.search(_name(stated)))
    worth += _TELLING_WEIGHT if tells else 0.0
    worth -= _SEVERAL_COST if _is_of_several_years(stated) else 0.0
    worth += _LARGE_WEIGHT if re.search(r"[万亿%％]", figure.text) else 0.0
    worth += _SHOWN_WEIGHT if any(span.contains(figure.span) for span in shown) else 0.0
    worth -= _ROUND_COST if _ROUND.search(figure.qualifier) else 0.0
    few = figure.unit in _COUNTERS and figure.value is not None and figure.value < _HANDFUL
    worth -= _HANDFUL_COST if few and not has_change else 0.0
    return worth - (_TARGET_COST if stated.planned else 0.0)
