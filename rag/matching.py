"""How much of a question's words a text holds: exactly, in part, or in other words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from rag.lexicon import SYNONYM_ROWS
from rag.words import content_words, normalise

Weigh = Callable[[str], float]
"""Word → weight in (0, 1]: near 1 for a rare word, near 0 for one that stands everywhere."""

Liken = Callable[[Sequence[str], Sequence[str]], Sequence[float]]
"""For each word of the first list, its greatest likeness (cosine, 0 to 1) to a word of the second."""


def no_likeness(words: Sequence[str], _others: Sequence[str]) -> Sequence[float]:
    return [0.0] * len(words)


_SYNONYMS = {row[0]: row[1:] for row in SYNONYM_ROWS}
_SYNONYM_CREDIT = 0.85
_PART_CREDIT = 0.7
_LIKENESS_FLOOR = 0.45
_LIKENESS_CREDIT = 0.75


class Matcher:
    """Weighs the words of a question and says how much of them a text holds."""

    def __init__(self, weigh: Weigh, liken: Liken = no_likeness) -> None:
        self._weigh = weigh
        self._liken = liken

    def weights(self, terms: Sequence[str]) -> list[float]:
        return [self._weigh(term) for term in terms]

    def credits(self, terms: Sequence[str], texts: Sequence[tuple[str, float]]) -> list[float]:
        """For each term, the best credit (0 to 1) that any of the `(text, factor)` gives it."""
        best = [0.0] * len(terms)
        for text, factor in texts:
            if not text:
                continue
            for index, credit in enumerate(self._credits(tuple(terms), text)):
                best[index] = max(best[index], credit * factor)
        return best

    def coverage(self, terms: Sequence[str], texts: Sequence[tuple[str, float]]) -> float:
        """Weighted share of `terms` found in `texts`, 0 to 1; 1 for no terms."""
        weights = self.weights(terms)
        total = sum(weights)
        if not total:
            return 1.0
        credits = self.credits(terms, texts)
        return sum(weight * credit for weight, credit in zip(weights, credits, strict=True)) / total

    def _credits(self, terms: tuple[str, ...], text: str) -> list[float]:
        plain = _plain(text)
        credits = [_literal_credit(term, plain) for term in terms]
        missing = [index for index, credit in enumerate(credits) if credit < _LIKENESS_CREDIT and len(terms[index]) > 1]
        if missing and self._liken is not no_likeness:
            likeness = self._liken([terms[index] for index in missing], _words(plain))
            for index, value in zip(missing, likeness, strict=True):
                if value > _LIKENESS_FLOOR:
                    credits[index] = max(credits[index], _LIKENESS_CREDIT * value)
        return credits


def _literal_credit(term: str, plain: str) -> float:
    if term in plain:
        return 1.0
    if any(other in plain for other in _SYNONYMS.get(term, ())):
        return _SYNONYM_CREDIT
    if len(term) < 3:
        return 0.0
    pairs = [term[index : index + 2] for index in range(len(term) - 1)]
    return _PART_CREDIT * sum(pair in plain for pair in pairs) / len(pairs)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return normalise(text)


@lru_cache(maxsize=4096)
def _words(plain: str) -> tuple[str, ...]:
    return tuple(content_words(plain))
