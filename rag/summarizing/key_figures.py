"""The figures of a report that a reader should see first. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.conflicts import is_generic, is_old_value
from rag.domain import Figure, Span
from rag.figures.naming import indicator_key
from rag.stated_figures import StatedFigure

_MIN_INDICATOR = 4
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
_CHANGE_REACH = 16
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
_PARAGRAPH_REACH = 600
_HANDFUL, _HANDFUL_COST = 100, 1.0
_NAMES_NOTHING = re.compile(
    "^(?:完成任务|参[赛加会]|围绕|首期|有关|负责|享受|建设、|共|分别|跨越|涉及)|^[^、]{1,3}、[^、]{1,3}$"
)
_LEAST_WORTH = 0.9
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


def key_figures(figures: Sequence[StatedFigure], shown: Sequence[Span], *, limit: int) -> list[KeyRow]:
    """The most telling ones first, each indicator once. `shown`: places that the summary cites."""
    changes = _changes(figures)
    taken = set(changes.values())
    worth = [
        (_worth(one, index / len(figures), shown), index)
        for index, one in enumerate(figures)
        if index not in taken and _is_proper(one)
    ]
    kept: list[KeyRow] = []
    seen: set[tuple[str, str]] = set()
    for value, index in sorted(worth, key=lambda ranked: (-ranked[0], ranked[1])):
        one = figures[index]
        key = (indicator_key(one.figure.indicator), one.figure.unit)
        if key in seen or value < _LEAST_WORTH:
            continue
        seen.add(key)
        change = figures[changes[index]].figure if index in changes else None
        if change:
            seen.add((key[0], change.unit))
        kept.append(KeyRow(replace(one, figure=replace(one.figure, indicator=key[0])), change))
    return kept[:limit]


def _changes(figures: Sequence[StatedFigure]) -> dict[int, int]:
    """The index of each figure's growth: the next figure of its sentence, of the same indicator, said to be one."""
    found: dict[int, int] = {}
    for index, (one, following) in enumerate(pairwise(figures)):
        same = one.report_id == following.report_id and one.sentence == following.sentence
        if not same or indicator_key(one.figure.indicator) != indicator_key(following.figure.indicator):
            continue
        between = one.text[one.figure.span.end : following.figure.span.start]
        if (
            _CHANGE.search(following.figure.qualifier)
            and not _CHANGE.search(one.figure.qualifier)
            and len(between) <= _CHANGE_REACH
            and not _OTHER_PERIOD.search(between)
            and not one.figure.masked
            and not _sums_up(one)
            and following.figure.value is not None
        ):
            found[index] = index + 1
    return found


def _sums_up(stated: StatedFigure) -> bool:
    end = stated.figure.span.start
    before = stated.text[max(0, end - _PARAGRAPH_REACH) : end]
    return bool(_SEVERAL_YEARS.search(before[before.rfind("\n") + 1 :]))


def _is_proper(stated: StatedFigure) -> bool:
    figure, key = stated.figure, indicator_key(stated.figure.indicator)
    if (
        _SMALL_COUNT.match(figure.text)
        or figure.masked
        or figure.unit in _WEAK_UNITS
        or len(key) < _MIN_INDICATOR
        or len(key) > 20
    ):
        return False
    if _NAMES_NOTHING.search(key) or figure.qualifier.startswith("跨越"):
        return False
    return not (is_generic(key) or _UNFINISHED.search(key) or is_old_value(stated))


def _worth(stated: StatedFigure, place: float, shown: Sequence[Span]) -> float:
    figure = stated.figure
    worth = _POSITION_WEIGHT * (1 - place)
    worth += _TELLING_WEIGHT if _TELLING.search(indicator_key(figure.indicator)) else 0.0
    worth += _LARGE_WEIGHT if re.search(r"[万亿%％]", figure.text) else 0.0
    worth += _SHOWN_WEIGHT if any(span.contains(figure.span) for span in shown) else 0.0
    few = figure.unit in _COUNTERS and figure.value is not None and figure.value < _HANDFUL
    worth -= _HANDFUL_COST if few else 0.0
    return worth - (_TARGET_COST if stated.planned else 0.0)
