"""Arithmetic of comparisons, worked out anew: differences and growth of what two reports state."""

from __future__ import annotations

from decimal import Decimal

from rag.evaluation.metrics.figures import figure_of, figures_in

COARSEST = Decimal(1)
"""Percentage points: growth may be told in whole per cent where a value is rough (`26万`), never in tens."""

GROWTH_TOLERANCE = Decimal("0.1")
"""Percentage points, against growth worked out by hand, which is written with one decimal."""

_MINUS = ("-", "−", "－")

Amount = tuple[Decimal, str]
"""In the unit that stands for all that are the same thing, with its sign: `3.05` `万人` is 30500 人."""


def amount(value: Decimal, unit: str) -> Amount:
    read = figure_of(value, unit)
    return (-read.value if value < 0 else read.value), read.unit


def written_amount(text: str, unit: str) -> Amount | None:
    """Of `2.12亿` `元` or `-6` `%`; None where it is no number."""
    bare = text.strip()
    read = figures_in(f"{bare.lstrip('-−－+')}{unit}", units=(unit,))
    if not read:
        return None
    return (-read[0].value if bare.startswith(_MINUS) else read[0].value), read[0].unit


def growth(before: Decimal, after: Decimal) -> Decimal | None:
    """In per cent; None from zero."""
    return (after - before) / abs(before) * 100 if before else None


def is_right_growth(told: Decimal, before: Decimal, after: Decimal) -> bool:
    """Rounded, up or down at the half, to the decimals that it is told with."""
    exact = growth(before, after)
    return exact is not None and abs(told - exact) <= _step(told) / 2


def is_stated_growth(stated: Decimal, before: Decimal, after: Decimal) -> bool:
    """Whether the growth that a report states (without its sign: 下降6%) is that of two values, as far as the decimals
    of all three can show."""
    exact = growth(before, after)
    if exact is None:
        return False
    rounding = _rounding(before) + _rounding(after)
    return abs(stated - abs(exact)) <= _step(stated) / 2 + rounding * (1 + abs(exact) / 100)


def _rounding(value: Decimal) -> Decimal:
    """By how many per cent a value may differ from the one it was rounded from: half of its last digit."""
    digits = value.normalize().as_tuple()
    exponent = digits.exponent if isinstance(digits.exponent, int) else 0
    return Decimal(1).scaleb(exponent) / 2 / abs(value) * 100 if value else Decimal(0)


def _step(told: Decimal) -> Decimal:
    """One in its last decimal."""
    exponent = told.as_tuple().exponent
    return min(COARSEST, Decimal(1).scaleb(exponent)) if isinstance(exponent, int) else COARSEST
