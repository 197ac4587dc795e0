"""Shares, differences and intervals as people read them."""

from __future__ import annotations

from rag.evaluation.reports.words import Say

NOTHING = "–"
_MINUS = "−"


def amount(value: float | None) -> str:
    """A share as a percentage; what cannot be one (a count, milliseconds) as it is."""
    if value is None:
        return NOTHING
    return f"{value * 100:.1f}%" if 0 <= value <= 1 else f"{value:,.1f}".replace("-", _MINUS)


def points(difference: float, *, decimals: int = 1) -> str:
    """A difference of shares in percentage points, with its sign."""
    value = round(difference * 100, decimals) + 0.0
    sign = "+" if value > 0 else _MINUS if value < 0 else ""
    return f"{sign}{abs(value):.{decimals}f}"


def arrow(difference: float | None) -> str:
    """Up, down, or neither where nothing can be seen of the difference."""
    if difference is None:
        return ""
    shown = round(difference * 100, 1)
    return "▲" if shown > 0 else "▼" if shown < 0 else "＝"


def change(difference: float | None, say: Say) -> str:
    if difference is None:
        return NOTHING
    return f"{arrow(difference)} {say('points', value=points(difference))}" if round(difference * 100, 1) else "＝"


def interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    return f"[{points(low)}, {points(high)}]"
