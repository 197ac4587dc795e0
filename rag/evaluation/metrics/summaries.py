"""Measures of summaries: what is said, how often, how long, and whether quotes hold up what they are cited for.

Chinese has no blanks between words, and single characters (工, 作, 年) stand in every sentence of a work report, so
texts are likened by their pairs of neighbouring characters; a number, and a word in letters, is one character.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from rag.evaluation.metrics.citations import Source, holds_figure, holds_up
from rag.evaluation.metrics.figures import ReadFigure, figures_in
from rag.evaluation.metrics.texts import places_in, units_of

LENGTH_TOLERANCE = 1.1
"""A summary may be a tenth longer than what was asked for."""


def says(normalised: str, groups: Iterable[Sequence[str]]) -> bool:
    """Whether one alternative of every group stands in a text that is normalised already; see `texts.holds`."""
    return all(any(next(places_in(normalised, one), None) is not None for one in group) for group in groups)


def characters(text: str) -> int:
    """Without blanks."""
    return len("".join(text.split()))


def compression(claims: Sequence[str], reports: Sequence[str]) -> float | None:
    """Characters of the claims by characters of the reports."""
    whole = sum(map(characters, reports))
    return sum(map(characters, claims)) / whole if whole else None


def redundancy(claims: Sequence[str]) -> float | None:
    """Mean over the claims of the greatest likeness to another: 0 where nothing is said twice, 1 where all is.

    Likeness is the share of the shorter one's pairs of neighbouring characters that stand in the other, as in
    `citations.shared_pairs`: a claim said again in short is said again, which ROUGE-L would not show. None for fewer
    than two.
    """
    if len(claims) < 2:
        return None
    pairs = [_pairs(one) for one in claims]
    greatest = [max(_shared(one, other) for j, other in enumerate(pairs) if j != i) for i, one in enumerate(pairs)]
    return sum(greatest) / len(greatest)


def _pairs(claim: str) -> set[tuple[str, ...]]:
    units = units_of(claim)
    return set(pairwise(units)) or {(one,) for one in units}


def _shared(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def figures_without_source(claim: str, sources: Sequence[Source]) -> list[ReadFigure]:
    """Those of a claim that none of its quotes states, as the same quantity of the same year."""
    return [one for one in figures_in(claim) if not any(holds_figure(one, source) for source in sources)]


def is_held_up(claim: str, sources: Sequence[Source], *, is_computed: bool = False) -> bool:
    """Whether there is a quote, and each is a reason to say the claim."""
    return bool(sources) and all(holds_up(claim, one, is_computed=is_computed) for one in sources)
