"""Values in a unit that they can be compared in, how exact they are as written, and the unit a reader sees. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rag.domain import Figure
from rag.figures.units import base_unit

_NUMBER = re.compile(r"\d[\d,，]*(?:[.．](?P<decimals>\d+))?")
_SCALE = re.compile(r"[十百千万亿]*(?=[余多]?$)")
# One thing counted in other words: 5个项目 and 5项, 3家企业 and 3个. Households are others (改造小区1343个、52万户).
_COUNTED = frozenset(re.split(" ", "个 家 项 件 条 处 所 座 种 类 支 台 套 部 只"))
_RATIO = {"%": Decimal(1), "‰": Decimal("0.1"), "倍": Decimal(100), "成": Decimal(10), "比例": Decimal(100)}
_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_LARGE_ENTITIES = re.compile(r"主体|企业|商户|工商户|单位")


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` in `unit` (a base unit: 元, 克, 米, %), None where masked. `half_step`: half of its last digit."""

    value: Decimal | None
    unit: str
    half_step: Decimal = Decimal(0)


def amount_of(figure: Figure, subject: str = "") -> Amount:
    unit, factor = _base(figure.unit)
    if unit == "户" and _LARGE_ENTITIES.search(subject):
        unit = "个"
    if figure.value is None:
        return Amount(None, unit)
    return Amount(figure.value * factor, unit, _half_step(figure) * factor)


def _base(unit: str) -> tuple[str, Decimal]:
    if unit in _RATIO:
        return "%", _RATIO[unit]
    base, factor = base_unit(unit)
    return ("个" if base in _COUNTED else base), factor


def _half_step(figure: Figure) -> Decimal:
    """5.03万亿元 is right to half of 0.01万亿; Chinese numerals and whole counts are taken as exact."""
    number = _NUMBER.search(figure.text)
    if number is None or not figure.value:
        return Decimal(0)
    written = Decimal(re.sub(r"[,，]", "", number[0]).replace("．", "."))
    scale = figure.value / written if written else Decimal(1)
    decimals = len(number["decimals"] or "")
    if figure.unit == "%":
        return Decimal(1).scaleb(-max(decimals, 1)) / 2  # 5% stands for 5.0%
    if not decimals and scale == 1:
        return Decimal(0)
    return scale * Decimal(1).scaleb(-decimals) / 2


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """As a reader sees it: `name` (亿元), and what one of it is in the base unit."""

    name: str
    factor: Decimal


def shown_unit(figure: Figure, base: str) -> ShownUnit:
    """The unit of a figure as it is written, with its scale (亿斤, 万人)."""
    if base in ("%", "个百分点"):
        return ShownUnit(base, Decimal(1))
    scale, written = Decimal(1), ""
    if _NUMBER.search(figure.text):
        found = _SCALE.search(figure.text.removesuffix(figure.unit).rstrip())
        written = found[0] if found else ""
    for character in written:
        scale *= _SCALES[character]
    return ShownUnit(f"{written}{figure.unit}", scale * _base(figure.unit)[1])
