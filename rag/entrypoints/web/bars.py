"""Small bars of a row of figures: from zero, so that no bar says more than its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_HEIGHT = 24
_BAR = 12
_GAP = 4
# A value that is there is seen, however small it is beside the others.
_LEAST = 1.5


@dataclass(frozen=True, slots=True)
class Bar:
    """In pixels from the top left. `index`: of the report."""

    index: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """`zero`: where the line stands that the bars begin at; `gaps`: where a report has no number."""

    width: int
    height: int
    zero: float
    bars: tuple[Bar, ...]
    gaps: tuple[float, ...]


def of_values(values: Sequence[str | None]) -> Bars | None:
    """None where fewer than two are numbers: one bar compares nothing."""
    numbers = [Decimal(one) if one is not None else None for one in values]
    known = [one for one in numbers if one is not None]
    if len(known) < 2 or not any(known):
        return None
    top, bottom = max(*known, Decimal(0)), min(*known, Decimal(0))
    scale = (_HEIGHT - 1) / float(top - bottom)
    zero = 0.5 + float(top) * scale
    return Bars(
        width=len(numbers) * (_BAR + _GAP) - _GAP,
        height=_HEIGHT,
        zero=round(zero, 2),
        bars=tuple(_bar(index, float(one) * scale, zero) for index, one in enumerate(numbers) if one is not None),
        gaps=tuple(_left(index) for index, one in enumerate(numbers) if one is None),
    )


def _bar(index: int, length: float, zero: float) -> Bar:
    """Upwards of the line for what is above zero, downwards for what is below."""
    height = max(abs(length), _LEAST)
    top = zero if length < 0 else zero - height
    return Bar(index, x=_left(index), y=round(top, 2), width=_BAR, height=round(height, 2))


def _left(index: int) -> float:
    return float(index * (_BAR + _GAP))
