"""Masked figures that a reader would look for and no claim shows: money, and what is asked for by name. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from rag.clauses import split_clauses
from rag.conflicts import is_generic
from rag.domain import Span
from rag.figures.naming import indicator_key
from rag.figures.units import MONEY
from rag.paragraph_labels import without_label
from rag.standard_indicators import indicator_of
from rag.stated_figures import StatedFigure

# Of the 166 masked figures of five real department reports 29 are such; the rest are meetings, visits, leaflets.
_TELLING = re.compile(
    r"(?:率|收入|总值|产量|余额|总额|人数|户数|就业|参保|投资|资金|贷款|养老金|床位|工资|伤亡|死亡|亏损)$"
)
_SHORTEST = 3
_NAMING = 3  # characters of a name that begins with what it is of
_STANDARD_WEIGHT, _MONEY_WEIGHT, _TELLING_WEIGHT = 2, 1, 1


def hidden_figures(
    figures: Sequence[StatedFigure], *, limit: int, ahead: Set[tuple[str, ...]] = frozenset()
) -> list[StatedFigure]:
    """The first of the most telling results that are masked, in reading order, one a sentence."""
    results = (one for one in figures if one.figure.masked and not (one.planned or one.noted or one.path in ahead))
    ranked = sorted(((-worth, index, one) for index, one in enumerate(results) if (worth := _worth(one))), key=_order)
    chosen: dict[Span, tuple[int, StatedFigure]] = {}
    for _, index, one in ranked:
        chosen.setdefault(one.sentence, (index, one))
    return [one for _, one in sorted(list(chosen.values())[:limit], key=lambda found: found[0])]


def clause_of(stated: StatedFigure) -> str:
    """The clause that masks it, as it is written, with those before it that say what it is of."""
    spans = split_clauses(stated.text, without_label(stated.text, stated.sentence))
    last = next((index for index, one in enumerate(spans) if one.contains(stated.figure.span)), None)
    if last is None:
        return stated.sentence.of(stated.text).strip()
    named = stated.figure.indicator[:_NAMING]
    runs = (Span(spans[first].start, spans[last].end).of(stated.text) for first in range(last, -1, -1))
    return next((words for words in runs if named in words), spans[last].of(stated.text)).strip()


def _order(ranked: tuple[int, int, StatedFigure]) -> tuple[int, int]:
    return ranked[:2]


def _worth(stated: StatedFigure) -> int:
    name = indicator_key(stated.figure.indicator)
    if len(name) < _SHORTEST or is_generic(name):
        return 0
    worth = _STANDARD_WEIGHT if indicator_of(name).known else 0
    worth += _MONEY_WEIGHT if stated.figure.unit in MONEY else 0
    return worth + (_TELLING_WEIGHT if _TELLING.search(name) else 0)
