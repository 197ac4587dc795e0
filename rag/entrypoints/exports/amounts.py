"""Figures as a table shows them: as written where they are read, with sign and unit where code has computed them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from rag import messages
from rag.domain import Figure
from rag.entrypoints.documents import as_written, plain_number

# Growth is reported with one digit; what is computed is not to look more exact than what is stated.
_GROWTH_DIGITS = Decimal("0.1")
_GROWTH_DIGITS_SMALL = Decimal("0.01")
_SCALES = (("亿", Decimal(10) ** 8), ("万", Decimal(10) ** 4))
_MINUS = "\u2212"
_PER_CENT = ("%", "％")
# In a table of values every value is one that was reached: 达到8374.2亿元.
_REACHED = re.compile("(?:达到?|为|是|完成|实现)$")


def written(figure: Figure, language: str) -> str:
    """`增长5.6%`: without its qualifier a change reads like a level. A masked one stays as it is and is marked."""
    mask = f"（{messages.text('undisclosed', language)}）" if figure.masked else ""
    return qualified(figure) + mask


def qualified(figure: Figure) -> str:
    before, around, after = figure.qualifier.partition("…")
    return as_written(replace(figure, qualifier=_REACHED.sub("", before) + around + after))


def difference(value: Decimal, unit: str, language: str) -> str:
    """`+1.2万人`, `−0.5个百分点`."""
    if unit in _PER_CENT:
        return _signed(value, messages.text("export_points", language))
    if language == "zh" and unit[:1] not in ("万", "亿"):
        name, scale = next((one for one in _SCALES if abs(value) >= one[1]), ("", Decimal(1)))
        return _signed(value / scale, name + unit)
    return _signed(value, unit)


def growth(value: Decimal) -> str:
    """`+5.3%`."""
    digits = _GROWTH_DIGITS if abs(value) >= _GROWTH_DIGITS or not value else _GROWTH_DIGITS_SMALL
    return _signed(value.quantize(digits, ROUND_HALF_UP), "%")


def _signed(value: Decimal, unit: str) -> str:
    """With a minus sign, not a hyphen, at which a line may break."""
    sign = "+" if value > 0 else _MINUS if value < 0 else ""
    return f"{sign}{plain_number(abs(value))}{unit}"
