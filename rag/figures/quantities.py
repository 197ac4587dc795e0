"""Whether two figures are the same amount."""

from __future__ import annotations

from decimal import Decimal

from rag.domain import Figure
from rag.figures.units import base_unit


def same_quantity(a: Figure, b: Figure) -> bool:
    """Exactly equal values (both ends of a range) in units that mean the same: 1.12万名 = 11,200人, 70% = 七成.

    A masked figure is the same as nothing that has a value; two masked ones are not known to be the same.
    """
    if a.value is None or b.value is None:
        return False
    unit_a, factor_a = base_unit(a.unit)
    unit_b, factor_b = base_unit(b.unit)
    return unit_a == unit_b and _ends(a, factor_a) == _ends(b, factor_b)


def _ends(figure: Figure, factor: Decimal) -> tuple[Decimal, Decimal]:
    low = figure.value or Decimal(0)
    return low * factor, (low if figure.upper is None else figure.upper) * factor
