"""How much of a question's words a text holds: as they stand, in part, or by another word for the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from rag.lexicon import SYNONYM_ROWS
from rag.words import normalise

Weigh = Callable[[str], float]
"""Word → weight in (0, 1]: near 1 for a rare word, near 0 for one that stands everywhere."""

# A text and how much a word found in it counts (1 = in the sentence itself).
Source = tuple[str, float]

_SYNONYMS = {row[0]: row[1:] for row in SYNONYM_ROWS}
_SYNONYM_CREDIT = 0.85
_PART_CREDIT = 0.7


class Matcher:
    """Weighs the words of a question and says how much of them a text holds."""

    def __init__(self, weigh: Weigh) -> None:
        self._weigh = weigh

    def weights(self, terms: Sequence[str]) -> list[float]:
        return [self._weigh(term) for term in terms]

    def credits(self, terms: Sequence[str], sources: Sequence[Source]) -> list[float]:
        """For each term, the best credit (0 to 1) that any of the sources gives it."""
        if len(sources) == 1 and sources[0][1] == 1.0:
            return self.credits_in(terms, _plain(sources[0][0]))
        plain = [(_plain(text), factor) for text, factor in sources]
        return [max((factor * credit(term, text) for text, factor in plain), default=0.0) for term in terms]

    def credits_in(self, terms: Sequence[str], plain: str) -> list[float]:
        """As `credits`, of one text that is normalised."""
        return [credit(term, plain) for term in terms]

    def coverage(self, terms: Sequence[str], sources: Sequence[Source]) -> float:
        """Weighted share of `terms` found in `sources`, 0 to 1; 1 for no terms."""
        weights = self.weights(terms)
        total = sum(weights)
        if not total:
            return 1.0
        credits = self.credits(terms, sources)
        return sum(weight * credit for weight, credit in zip(weights, credits, strict=True)) / total


def credit(term: str, plain: str) -> float:
    """1 where the term stands in the normalised text, less for a synonym or for part of its character pairs."""
    if term in plain:
        return 1.0
    synonyms, pairs = _forms(term)
    for other in synonyms:
        if other in plain:
            return _SYNONYM_CREDIT
    found = 0
    for pair in pairs:
        if pair in plain:
            found += 1
    return _PART_CREDIT * found / len(pairs) if found else 0.0


@lru_cache(maxsize=8192)
def _forms(term: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Other words for it, and its pairs of characters: of a short one there are none."""
    pairs = (term[index : index + 2] for index in range(len(term) - 1)) if len(term) > 2 else ()
    return tuple(_SYNONYMS.get(term, ())), tuple(pairs)


@lru_cache(maxsize=16_384)
def _plain(text: str) -> str:
    return normalise(text)
