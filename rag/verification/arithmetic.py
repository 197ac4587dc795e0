"""What comes of two figures, and whether a figure says just that: units brought together, rounded as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rag.figures.naming import indicator_key
from rag.figures.numerals import fold, parse_number
from rag.figures.units import base_unit
from rag.verification.amounts import same_unit
from rag.verification.placing import PlacedFigure
from rag.verification.text import canonical

RATIOS = ("比例", "个百分点", "倍")
_ADVERB = re.compile(r"^(?:直接|成功|顺利|已|实际|已经)+")
_COUNT_WORDS = re.compile(r"(?:人数|人次|户数|次数|件数|数量|总量|总数|总额|金额|规模|数|额|参保|参保人数)$")
# A result is no further than this share of itself from what was computed: 2倍 is not 1.6.
_COARSE = Decimal("0.1")
_RISEN_FROM = re.compile(r"[由从](?:(?:19|20)\d\d年|上年|去年)?[底末]?的?$")
# Whose figure it is, in front of what it measures: 仲裁机构受理案件.
_BODY = re.compile(r"(?:机构|部门|系统|单位|中心|各级|各地|[局厅委院])$")


class Kind(StrEnum):
    SUM = "sum"
    DIFFERENCE = "difference"
    GROWTH = "growth"
    RATIO = "ratio"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Result:
    """A figure that the claim computes, and the words `cut` that say so, to be taken out.

    `sign`: 1 for more, -1 for less, 0 for either; `link`: 比, 是 or 占 between the two sides. Of an order
    (由3件增加到5件, 5件多于3件) the figure itself is stated, and stands on the `far` side. `count`: the 2 of 两年合计.
    """

    kind: Kind
    placed: PlacedFigure
    cut: tuple[int, int]
    sign: int
    link: tuple[int, int] | None = None
    share: bool = False
    far: bool = True
    count: int | None = None


def follows(result: Result, one: PlacedFigure, other: PlacedFigure) -> bool:
    """Whether `result` is what comes of the two."""
    left, right = plain_value(one), plain_value(other)
    if result.kind is Kind.RATIO:
        return right > 0 and (left <= right or not result.share) and written_as(left / right, result)
    if not alike(one, other):
        return False
    change = left - right if result.sign else abs(left - right)
    change = -change if result.sign < 0 else change
    if change <= 0:
        return False
    if result.kind is Kind.GROWTH:
        return right > 0 and written_as(change / right, result)
    points = base_unit(result.placed.figure.unit)[0] == "个百分点"
    return written_as(change * 100 if points else change, result, exact_only=True)


def written_as(exact: Decimal, result: Result, *, exact_only: bool = False) -> bool:
    """Whether the result is `exact`, rounded to the places that it is written with."""
    figure = result.placed.figure
    assert figure.value is not None  # _result takes no other
    factor = base_unit(figure.unit)[1]
    written, step = figure.value * factor, _step(figure.text) * factor
    off = exact - written
    bound = result.placed.bound
    if bound == "above":
        return 0 < off <= step
    if bound == "nearly":
        return 0 < -off <= step
    if bound == "below":
        return False
    if exact_only and bound != "about":
        return off == 0
    return abs(off) <= step / 2 and abs(off) <= _COARSE * abs(exact)


def _step(text: str) -> Decimal:
    """One in the last place of a number: 0.01万 → 100; of one in Chinese numerals 0, they are not rounded."""
    found = re.search(r"\d[\d,，]*(?:\.(?P<decimals>\d+))?\s*(?P<scale>[十百千万亿]*)", fold(text))
    if found is None:
        return Decimal(0)
    scale = parse_number(found["scale"]) if found["scale"] else None
    return (scale or Decimal(1)).scaleb(-len(found["decimals"] or ""))


def fits(known: PlacedFigure, result: Result) -> bool:
    """A value to compute with: disclosed, of one end, unbounded, and of the result's unit (of any, for a ratio)."""
    figure = known.figure
    if figure.masked or figure.value is None or figure.upper is not None:
        return False
    if known.bound not in (None, "about") or (known.bound == "about" and result.placed.bound != "about"):
        return False
    unit = base_unit(figure.unit)[0]
    rate = known.direction is not None and not known.level and unit in RATIOS
    if base_unit(result.placed.figure.unit)[0] == "个百分点":
        return unit == "比例" and not rate
    if result.kind is Kind.ORDER:
        return same_unit(figure, result.placed.figure) and not rate
    if result.kind in (Kind.SUM, Kind.DIFFERENCE):
        return same_unit(figure, result.placed.figure) and unit not in RATIOS
    return unit not in RATIOS


def alike(one: PlacedFigure, other: PlacedFigure) -> bool:
    """The same indicator in the same unit, both amounts or both increases, of the same part of the year."""
    increases = [None if figure.level else figure.direction for figure in (one, other)]
    if not same_unit(one.figure, other.figure) or increases[0] != increases[1] or one.part != other.part:
        return False
    if (one.source, one.run) == (other.source, other.run):
        return True  # of one list: 甲县、乙县分别新建12个、9个
    keys = [_COUNT_WORDS.sub("", _ADVERB.sub("", _key(one))) for one in (one, other)]
    short, long = sorted(keys, key=len)
    if len(short) < 2:
        return False
    whole = long.endswith(short) and bool(_BODY.search(long[: len(long) - len(short)]))
    return short == long or sorted(short) == sorted(long) or whole


def _key(one: PlacedFigure) -> str:
    """What is measured, without the `由2022年的` that its old value is told with."""
    return indicator_key(_RISEN_FROM.sub("", one.figure.indicator))


def named_share(known: PlacedFigure, words: frozenset[str]) -> float:
    pairs = canonical(_key(known)).pairs
    return len(pairs & words) / len(pairs) if pairs else 0.0


def plain_value(known: PlacedFigure) -> Decimal:
    value = known.figure.value
    assert value is not None  # fits lets no other through
    return value * base_unit(known.figure.unit)[1]
