"""Figures that no report states and that follow from figures that one does: computed again, to see whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from rag.evaluation.metrics.figures import ReadFigure

# A few dozen figures in what a claim cites give some thousand pairs; more are cells of a long table.
_MOST_OPERANDS = 60


def is_derived(figure: ReadFigure, operands: Sequence[ReadFigure]) -> bool:
    """Whether it is a difference, sum, mean, share, multiple or growth of the operands, rounded to as many decimals as
    it is written with."""
    if len(operands) > _MOST_OPERANDS:
        return False
    return any(_is_rounded(figure, value) for value in _values(figure.unit, operands))


def _is_rounded(figure: ReadFigure, exact: Decimal) -> bool:
    """Written with that many decimals, scaled as it is: `0.14万` is exact to a hundred."""
    exponent = figure.written.as_tuple().exponent
    scale = figure.value / figure.written if figure.written else Decimal(1)
    step = scale * Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(abs(exact) - figure.value) <= step / 2


def _values(unit: str, operands: Sequence[ReadFigure]) -> Iterator[Decimal]:
    """All that can be made of the operands in a unit. Shares differ by points, not by percent."""
    source = "%" if unit == "百分点" else unit
    like = [one.value for one in operands if one.unit == source]
    for first, second in permutations(like, 2):
        if unit != "%":
            yield first - second
        if unit != "百分点":
            yield first + second
    if len(like) > 1:
        yield sum(like, Decimal(0))
        yield sum(like, Decimal(0)) / len(like)
    if unit in {"%", "倍", "成"}:
        yield from _ratios(unit, operands)


def _ratios(unit: str, operands: Sequence[ReadFigure]) -> Iterator[Decimal]:
    for first, second in permutations(operands, 2):
        if first.unit == second.unit and second.value:
            ratio = first.value / second.value
            yield ratio if unit == "倍" else ratio * 100
            yield ratio - 1 if unit == "倍" else (ratio - 1) * 100
