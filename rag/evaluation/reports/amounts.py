"""Shares, differences and intervals as people read them."""

from __future__ import annotations

from rag.evaluation.reports.words import Say

NOTHING = "–"
_MINUS = "−"
_LEAST_SHOWN = 0.001


_COUNTS = ("refusals/", "stage/")
_NUMBERS = {"length"}


def amount(name: str, value: float | None) -> str:
    """Of a metric: a share as a percentage, a count as it is."""
    if value is None:
        return NOTHING
    if is_share(name):
        return f"{value * 100:.1f}%"
    return f"{value:,.0f}" if name.startswith(_COUNTS) else f"{value:,.1f}"


def is_share(name: str) -> bool:
    return not name.startswith(_COUNTS) and name not in _NUMBERS


def points(difference: float, *, decimals: int = 1) -> str:
    """A difference of shares in percentage points, with its sign."""
    value = round(difference * 100, decimals) + 0.0
    sign = "+" if value > 0 else _MINUS if value < 0 else ""
    return f"{sign}{abs(value):.{decimals}f}"


def size(difference: float) -> str:
    """In percentage points, whichever way it goes."""
    return f"{abs(difference) * 100:.1f}"


def change(name: str, difference: float | None, say: Say) -> str:
    """With an arrow, where anything can be seen of it."""
    if difference is None:
        return NOTHING
    shown = say("points", value=points(difference)) if is_share(name) else f"{difference:+,.1f}".replace("-", _MINUS)
    return f"{arrow(name, difference)} {shown}" if arrow(name, difference) else "＝"


def arrow(name: str, difference: float) -> str:
    shown = round(difference * 100 if is_share(name) else difference, 1)
    return "▲" if shown > 0 else "▼" if shown < 0 else ""


def interval(low: float, high: float) -> str:
    """Of a difference of shares."""
    return f"[{points(low)}, {points(high)}]"


def probability(p: float | None) -> str:
    if p is None:
        return NOTHING
    return f"{p:.3f}" if p >= _LEAST_SHOWN else f"< {_LEAST_SHOWN}"
