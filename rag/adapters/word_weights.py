"""How rare a word is in running Chinese text, as the built-in tokenizer's file has it."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

from rag.errors import EmbeddingUnavailable

# Natural logarithms of a word's share of running text, between which weight rises from its floor to 1: `工作` (-6.0) to
# words of about one in 100,000 (-11.5), as rare as a report's own subject words are.
_COMMON, _RARE = -5.5, -11.5
_FLOOR = 0.05
# Rare words decide what a question is about: with 1.5 the right sentence is cited first more often than with 1 or 2
# (benchmarks/answers.py).
_CONTRAST = 1.5
_UNKNOWN_CHARACTER = 0.3


class WordWeights:
    """Weights of words by a Unigram `tokenizer.json`. Reads it at first use."""

    def __init__(self, tokenizer_file: Path) -> None:
        self._tokenizer_file = tokenizer_file

    def weigh(self, word: str) -> float:
        """0.05 (stands everywhere) to 1 (rare, or never seen). Raises EmbeddingUnavailable without the file."""
        share = self._shares.get(word)
        if share is None:
            return _UNKNOWN_CHARACTER if len(word) == 1 else 1.0
        rarity = min(1.0, max(0.0, (_COMMON - share) / (_COMMON - _RARE)))
        return float(max(_FLOOR, rarity**_CONTRAST))

    @cached_property
    def _shares(self) -> dict[str, float]:
        try:
            vocabulary = json.loads(self._tokenizer_file.read_text(encoding="utf-8"))["model"]["vocab"]
            return dict(vocabulary)
        except (OSError, ValueError, KeyError) as error:
            raise EmbeddingUnavailable(model="builtin", reason=self._tokenizer_file.name) from error
