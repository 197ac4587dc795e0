"""Measures of summaries: what is said, how often, how long, and whether a quote holds up what it is cited for.

Chinese has no blanks between words, and single characters (工, 作, 年) stand in every sentence of a work report, so
texts are compared by their pairs of neighbouring characters: after NFKC, in lower case, without blanks and punctuation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from rag.evaluation.metrics.texts import holds, normalise

LEAST_SHARED = 0.3
"""Of the pairs of the shorter of claim and quote: below it a citation does not hold up its claim."""

LEAST_HELD = 0.5
"""Of the pairs of a claim, in all its quotes together: below it the claim says something else."""

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
    """Mean over the claims of the greatest `containment` with another: 0 where nothing is said twice, 1 where all is.
    None for fewer than two."""
    pairs = [character_pairs(one) for one in claims]
    if len(pairs) < 2:
        return None
    greatest = [max(_contained(one, other) for j, other in enumerate(pairs) if j != i) for i, one in enumerate(pairs)]
    return sum(greatest) / len(greatest)


def containment(a: str, b: str) -> float:
    """Share of the pairs of the shorter text that stand in the other (Szymkiewicz-Simpson coefficient): a statement
    said again in short is said again."""
    return _contained(character_pairs(a), character_pairs(b))


def holds_up(claim: str, quotes: Sequence[str]) -> bool:
    """Whether each quote shares enough with the claim, and all of them together hold enough of it."""
    said = character_pairs(claim)
    quoted = [character_pairs(one) for one in quotes]
    held = len(said & frozenset().union(*quoted)) / len(said) if said and quoted else 0.0
    return held >= LEAST_HELD and all(_contained(said, one) >= LEAST_SHARED for one in quoted)


def character_pairs(text: str) -> frozenset[str]:
    """Of letters, digits and Chinese characters; a text of one has that one."""
    kept = "".join(one for one in normalise(text) if one.isalnum() or one == "%")
    return frozenset(f"{a}{b}" for a, b in pairwise(kept)) or frozenset(kept)


def _contained(a: frozenset[str], b: frozenset[str]) -> float:
    least = min(len(a), len(b))
    return len(a & b) / least if least else 0.0
