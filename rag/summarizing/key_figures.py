"""The figures of a report that a reader should see first. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.conflicts import is_generic, is_old_value
from rag.domain import Span
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
_SHOWN_WEIGHT = 1.0
_TELLING_WEIGHT = 1.0
_LARGE_WEIGHT = 0.4
_TARGET_COST = 1.2
_POSITION_WEIGHT = 0.8


def key_figures(figures: Sequence[StatedFigure], shown: Sequence[Span], *, limit: int) -> list[StatedFigure]:
    """The most telling ones first, each indicator once. `shown`: places that the summary cites."""
    worth = [
        (_worth(one, index / len(figures), shown), index, one) for index, one in enumerate(figures) if _is_proper(one)
    ]
    kept: list[StatedFigure] = []
    seen: set[tuple[str, str]] = set()
    for _, _, one in sorted(worth, key=lambda ranked: (-ranked[0], ranked[1])):
        key = (indicator_key(one.figure.indicator), one.figure.unit)
        if key not in seen:
            seen.add(key)
            kept.append(replace(one, figure=replace(one.figure, indicator=key[0])))
    return kept[:limit]


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
    return not (is_generic(key) or _UNFINISHED.search(key) or is_old_value(stated))


def _worth(stated: StatedFigure, place: float, shown: Sequence[Span]) -> float:
    figure = stated.figure
    worth = _POSITION_WEIGHT * (1 - place)
    worth += _TELLING_WEIGHT if _TELLING.search(indicator_key(figure.indicator)) else 0.0
    worth += _LARGE_WEIGHT if re.search(r"[万亿%％]", figure.text) else 0.0
    worth += _SHOWN_WEIGHT if any(span.contains(figure.span) for span in shown) else 0.0
    return worth - (_TARGET_COST if stated.planned else 0.0)
