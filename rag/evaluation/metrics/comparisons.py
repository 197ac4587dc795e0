"""Arithmetic of comparisons, worked out anew: differences and growth of what two reports state."""

from __future__ import annotations

from decimal import Decimal

from rag.evaluation.metrics.stated import stated

COARSEST = Decimal(1)
"""Percentage points: growth may be told in whole per cent where a value is rough (`26万`), never in tens."""

GROWTH_TOLERANCE = Decimal("0.1")
"""Percentage points, against growth worked out by hand, which is written with one decimal."""


def quantity(value: Decimal | str, unit: str) -> Decimal | None:
    """In plain units (`3.05` `万人` is 30500), with its sign; None where it is no number."""
    written = f"{value:f}" if isinstance(value, Decimal) else value.strip()
    sign = -1 if written.startswith(("-", "−", "－")) else 1
    read = stated(f"{written.lstrip('-−－+')}{unit}")
    return next((sign * one for figure in read[:1] for one, _ in figure.readings), None)


def growth(before: Decimal, after: Decimal) -> Decimal | None:
    """In per cent; None from zero."""
    return (after - before) / abs(before) * 100 if before else None


def is_right_growth(told: Decimal, before: Decimal, after: Decimal) -> bool:
    """Rounded, up or down at the half, to the decimals that it is told with."""
    exact = growth(before, after)
    return exact is not None and abs(told - exact) <= _step(told) / 2


def _step(told: Decimal) -> Decimal:
    """One in its last decimal."""
    exponent = told.as_tuple().exponent
    return min(COARSEST, Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else COARSEST
