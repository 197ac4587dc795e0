"""Whether a report speaks of a matter, in these words or in words that come near: strict, so that what stands in it
under other words is not called missing. Pure."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from rag.comparing.units import Unit, folded
from rag.comparing.vocabulary import TELLS_LITTLE
from rag.words import content_words

_QUANTITY = re.compile(r"[\d.,%]+")
# How many characters a short form leaves out between two of its own: 大冬会 for 大学生冬季运动会.
_LEFT_OUT = 3
_HAN = re.compile("[\u3400-\u9fff]+")
_SAME_RUN = 5
_MIN_SHORT, _MAX_SHORT = 3, 8


@lru_cache(maxsize=20_000)
def telling_words(words: str) -> frozenset[str]:
    """The content words of a text without figures and without those that any matter has."""
    return frozenset(
        word for word in content_words(words) if word not in TELLS_LITTLE and not _QUANTITY.fullmatch(word)
    )


def _runs(plain: str) -> Iterator[str]:
    """All runs of `_SAME_RUN` Chinese characters."""
    for part in _HAN.findall(plain):
        for index in range(len(part) - _SAME_RUN + 1):
            yield part[index : index + _SAME_RUN]


class Mentions:
    """What a report speaks of: built once, asked for every matter of another report."""

    def __init__(self, text: str, units: Sequence[Unit]) -> None:
        self.text = folded(text)
        self._runs = frozenset(_runs(self.text))
        self._sentences = [telling_words(unit.words) for unit in units]
        self._holding: Mapping[str, list[int]] = defaultdict(list)
        for index, words in enumerate(self._sentences):
            for word in words:
                self._holding[word].append(index)

    def __len__(self) -> int:
        return len(self._sentences)

    def holds(self, words: str) -> bool:
        """Whether these very words stand in it, whatever quotes and spaces are around them."""
        return folded(words) in self.text

    def holds_short(self, name: str) -> bool:
        """Whether a name stands in it in a longer form."""
        plain = folded(name)
        if not _MIN_SHORT <= len(plain) <= _MAX_SHORT:
            return False
        pattern = f"[^，。；、]{{0,{_LEFT_OUT}}}?".join(map(re.escape, plain))
        return re.search(pattern, self.text) is not None

    def weight(self, word: str) -> float:
        """Rare words tell most. A word that it lacks may still stand in it within another."""
        return math.log(1 + len(self._sentences) / (1 + len(self._holding.get(word, ()))))

    def cover(self, words: Collection[str]) -> float:
        """The largest share of `words`, weighted, that stands in one sentence: 0 to 1."""
        total = sum(map(self.weight, words))
        if not total:
            return 1.0
        found: dict[int, float] = defaultdict(float)
        for word in words:
            for index in self._holding.get(word, ()):
                found[index] += self.weight(word)
        return max(found.values(), default=0.0) / total

    def shares_words(self, words: str) -> bool:
        """Whether words in a row stand in it too: what they name is mentioned, whatever is said of it."""
        return any(run in self._runs for run in _runs(folded(words)))

    def absent(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(word for word in words if word not in self.text)
