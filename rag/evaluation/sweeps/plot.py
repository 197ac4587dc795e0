"""Quality against time as SVG: a point a variant, numbered as in the table; what nothing beats is filled (★)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from unicodedata import east_asian_width

from rag.evaluation.sweeps.plan import AS_SET
from rag.evaluation.sweeps.table import Row

_WIDTH, _HEIGHT = 760, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 250, 24, 52
_STEPS = 4
# At 11 pixels a Latin letter of a sans-serif face is 6 wide on average, a Chinese character 11.
_NAME_UNITS = 32


def plot(rows: Sequence[Row], *, across: str, up: str, as_set: str = AS_SET) -> str:
    """`across`, `up`: what stands at the axes (milliseconds of a case, pass rate); `as_set`: what the settings as they
    are are called."""
    low_x, high_x = _around([one.p50_ms for one in rows])
    low_y, high_y = _around([one.quality * 100 for one in rows], most=100.0)

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            _LEFT + (x - low_x) / (high_x - low_x) * (_WIDTH - _LEFT - _RIGHT),
            _HEIGHT - _BOTTOM - (y - low_y) / (high_y - low_y) * (_HEIGHT - _BOTTOM - _TOP),
        )

    drawn = [*_axes(low_x, high_x, low_y, high_y), _text(_LEFT, _HEIGHT - 10, across), _text(8, 14, up)]
    for number, row in enumerate(rows, 1):
        name = as_set if row.name == AS_SET else row.name
        x, y = place(row.p50_ms, row.quality * 100)
        filled = "#1b6ca8" if row.unbeaten else "#ffffff"
        circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{filled}" stroke="#1b6ca8" stroke-width="1.5">'
        drawn.append(f"{circle}<title>{_words(name)}</title></circle>")
        drawn.append(_text(x + 8, y - 6, str(number)))
        told = f"{number} {_short(name)}{' ★' if row.unbeaten else ''}"
        drawn.append(_text(_WIDTH - _RIGHT + 24, _TOP + 16 * number, told))
    height = max(_HEIGHT, _TOP + 16 * (len(rows) + 1))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" role="img">'
    )
    return "\n".join([head, '<rect width="100%" height="100%" fill="#ffffff"/>', *drawn, "</svg>\n"])


def _around(values: Sequence[float], *, most: float = math.inf) -> tuple[float, float]:
    """With some room on both sides; a range even where all are the same."""
    low, high = min(values), max(values)
    room = (high - low) * 0.1 or max(abs(high) * 0.05, 1.0)
    return max(0.0, low - room), min(most, high + room)


def _axes(low_x: float, high_x: float, low_y: float, high_y: float) -> Iterator[str]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    for step in range(_STEPS + 1):
        share = step / _STEPS
        x, y = _LEFT + share * (right - _LEFT), bottom - share * (bottom - _TOP)
        yield f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="#e2e2e2" fill="none"/>'
        yield _text(x - 12, bottom + 18, f"{low_x + share * (high_x - low_x):.3g}")
        yield _text(_LEFT - 44, y + 4, f"{low_y + share * (high_y - low_y):.1f}%")


def _text(x: float, y: float, words: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="11" fill="#222222">{_words(words)}</text>'


def _words(words: str) -> str:
    """As XML takes them: without the control characters that it knows no way to write."""
    return escape("".join(one if one.isprintable() else " " for one in words))


def _short(name: str) -> str:
    """As much as has room beside the plot; Chinese characters are twice as wide."""
    room = _NAME_UNITS
    for place, one in enumerate(name):
        room -= 2 if east_asian_width(one) in "WF" else 1
        if room < 0:
            return name[:place] + "…"
    return name
