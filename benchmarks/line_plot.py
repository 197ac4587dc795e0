"""Lines over a logarithmic axis as SVG, without a library for it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 640, 400, 60, 50, 40, 150
_COLOURS = ("#1b6ca8", "#d1495b", "#2e8b57", "#8d6a9f", "#c98a1b", "#555555")


def line_plot(
    lines: Mapping[str, Sequence[tuple[float, float]]], *, title: str, x: str, y: str, limits: Mapping[str, float]
) -> str:
    """`lines`: name → (x, y); x on a logarithmic axis. `limits`: name → y of a dashed line."""
    points = [point for line in lines.values() for point in line]
    xs = sorted({x for x, _ in points})
    top = 1.1 * max([y for _, y in points] + list(limits.values()))
    low, high = math.log(xs[0]), math.log(xs[-1])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log(x) - low) / (high - low or 1)
        return _LEFT + across * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - y / top * (_HEIGHT - _BOTTOM - _TOP)

    drawn = [_text(_WIDTH / 2 - 40, 20, title, size=14), _text(_LEFT, _HEIGHT - 8, x), _text(6, _TOP - 10, y)]
    drawn += _axes(xs, top, place)
    for name, limit in limits.items():
        (left, height), (right, _) = place(xs[0], limit), place(xs[-1], limit)
        drawn.append(_line([(left, height), (right, height)], "#999999", dashes="6 4"))
        drawn.append(_text(right + 6, height + 4, name, colour="#777777"))
    for number, (name, line) in enumerate(lines.items()):
        colour = _COLOURS[number // 2 % len(_COLOURS)]
        drawn.append(_line([place(*point) for point in line], colour, dashes="2 3" if number % 2 else ""))
        drawn.append(_text(_WIDTH - _RIGHT + 14, _TOP + 16 * number + 50, name, colour=colour))
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
    drawn.insert(0, '<rect width="100%" height="100%" fill="white"/>')
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', *drawn, "</svg>\n"])


def _axes(xs: Sequence[float], top: float, place: Callable[[float, float], tuple[float, float]]) -> list[str]:
    step = 10 ** math.floor(math.log10(top)) / 2
    drawn = []
    for number in range(int(top / step) + 1):
        left, height = place(xs[0], number * step)
        right, _ = place(xs[-1], number * step)
        drawn.append(_line([(left, height), (right, height)], "#e4e4e4"))
        drawn.append(_text(left - 34, height + 4, f"{number * step:g}"))
    for one in xs:
        across, bottom = place(one, 0)
        drawn.append(_text(across - 20, bottom + 18, f"{one:,.0f}"))
    return drawn


def _line(points: Sequence[tuple[float, float]], colour: str, *, dashes: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8" stroke-dasharray="{dashes}"/>'


def _text(x: float, y: float, text: str, *, size: int = 11, colour: str = "#222222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}">{escape(text)}</text>'
