"""Measures of summaries: what is said, how often, how long, and whether quotes hold up what they are cited for.

Chinese has no blanks between words, and single characters (工, 作, 年) stand in every sentence of a work report, so
texts are likened by their pairs of neighbouring characters (`citations.shared_pairs`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.evaluation.metrics.citations import Source, holds_figure, holds_up, shared_pairs
from rag.evaluation.metrics.figures import ReadFigure, figures_in
from rag.evaluation.metrics.texts import holds

LENGTH_TOLERANCE = 1.1
"""A summary may be a tenth longer than what was asked for."""


def says(text: str, groups: Iterable[Sequence[str]]) -> bool:
    """Whether one alternative of every group stands in it, as `holds` has it."""
    return all(any(holds(text, one) for one in group) for group in groups)


def characters(text: str) -> int:
    """Without blanks."""
    return len("".join(text.split()))


def compression(claims: Sequence[str], reports: Sequence[str]) -> float | None:
    """Characters of the claims by characters of the reports."""
    whole = sum(map(characters, reports))
    return sum(map(characters, claims)) / whole if whole else None


def redundancy(claims: Sequence[str]) -> float | None:
    """Mean over the claims of the greatest `shared_pairs` with another: 0 where nothing is said twice, 1 where all is.
    A claim said again in short is said again, which ROUGE-L would not show. None for fewer than two."""
    if len(claims) < 2:
        return None
    likeness = [[shared_pairs(one, other) for other in claims] for one in claims]
    greatest = [max(row[:index] + row[index + 1 :]) for index, row in enumerate(likeness)]
    return sum(greatest) / len(greatest)


def figures_without_source(claim: str, sources: Sequence[Source]) -> list[ReadFigure]:
    """Those of a claim that none of its quotes states, as the same quantity of the same year."""
    return [one for one in figures_in(claim) if not any(holds_figure(one, source) for source in sources)]


def is_held_up(claim: str, sources: Sequence[Source], *, is_computed: bool = False) -> bool:
    """Whether there is a quote, each is a reason to say the claim, and together they state all its figures."""
    if not sources or not all(holds_up(claim, one, is_computed=is_computed) for one in sources):
        return False
    return is_computed or not figures_without_source(claim, sources)
