"""Whether a report speaks of a matter, in these words or in words that come near: strict, so that what stands in it
under other words is not called missing. Pure."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from rag.comparing.units import Unit, folded
from rag.comparing.vocabulary import TELLS_LITTLE
from rag.words import content_words

_PAUSES = re.compile("[,，;；。:：!！?？\n]")
_QUANTITY = re.compile(r"[\d.,%]+")
# How many characters a short form leaves out between two of its own: 大冬会 for 大学生冬季运动会.
_LEFT_OUT = 3
_MAX_CUT, _MIN_END = 5, 4
_HAN = re.compile("[\u3400-\u9fff]+")
_SAME_RUN = 5
_SAME_LETTERS, _MIN_LETTERS = 0.7, 4
_MIN_SHORT, _MAX_SHORT = 3, 8


@lru_cache(maxsize=50_000)
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


def _letters(words: str) -> frozenset[str]:
    """Of the words that tell something, as far as they are Chinese."""
    return frozenset("".join(_HAN.findall("".join(telling_words(words)))))


class Mentions:
    """What a report speaks of: built once, asked for every matter of another report."""

    def __init__(self, text: str, units: Sequence[Unit]) -> None:
        self.text = folded(text)
        self._pairs = frozenset(map("".join, pairwise(self.text)))
        self._runs = frozenset(_runs(self.text))
        self._sentences = [telling_words(unit.words) for unit in units]
        self._holding: Mapping[str, list[int]] = defaultdict(list)
        for index, words in enumerate(self._sentences):
            for word in words:
                self._holding[word].append(index)
        self._held: dict[str, bool] = {}
        self._weights: dict[str, float] = {}
        self._covers: dict[frozenset[str], float] = {}

    def __len__(self) -> int:
        return len(self._sentences)

    def holds(self, words: str) -> bool:
        """Whether these very words stand in it, whatever quotes and spaces are around them."""
        if words not in self._held:
            plain = folded(words)
            self._held[words] = self._pairs.issuperset(map("".join, pairwise(plain))) and plain in self.text
        return self._held[words]

    def holds_short(self, name: str) -> bool:
        """Whether a name stands in it in a longer form."""
        plain = folded(name)
        if not _MIN_SHORT <= len(plain) <= _MAX_SHORT:
            return False
        start = self.text.find(plain[0])
        while start >= 0:
            if self._continues(plain, start):
                return True
            start = self.text.find(plain[0], start + 1)
        return False

    def _continues(self, plain: str, start: int) -> bool:
        """Whether the rest of a name follows, with few characters and no pause between its own."""
        at = start
        for character in plain[1:]:
            following = self.text.find(character, at + 1, at + 2 + _LEFT_OUT)
            if following < 0 or _PAUSES.search(self.text, at + 1, following):
                return False
            at = following
        return True

    def holds_end(self, name: str) -> bool:
        """Whether it holds a name but for its first characters, which may be none of it (`见证|海南自贸港`)."""
        plain = folded(name)
        ends = [plain[cut:] for cut in range(1, _MAX_CUT + 1) if len(plain) - cut >= _MIN_END]
        return any(end in self.text or self.holds_short(end) for end in ends)

    def holds_kind(self, name: str, kind: str) -> bool:
        """Whether a clause of it speaks of this kind of thing with another word of the name (`燕赵|系列|实验室`)."""
        words = telling_words(name) - {kind}
        if kind in TELLS_LITTLE:
            return False
        clauses = [clause for clause in self._clauses if kind in clause] if kind in self.text else []
        return any(word in clause for clause in clauses for word in words)

    @cached_property
    def _clauses(self) -> list[str]:
        return _PAUSES.split(self.text)

    def holds_letters(self, words: str) -> bool:
        """Whether a clause of it has nearly all the characters, in whatever order: 藏粤直流输电 and 粤藏直流."""
        letters = _letters(words)
        missing = len(letters) - math.ceil(_SAME_LETTERS * len(letters))
        rarest = sorted(letters, key=lambda one: (len(self._clauses_with.get(one, ())), one))[: missing + 1]
        near = {index for one in rarest for index in self._clauses_with.get(one, ())}
        return not letters or any(len(letters & self._letters[index]) >= _SAME_LETTERS * len(letters) for index in near)

    @cached_property
    def _letters(self) -> list[frozenset[str]]:
        return [letters for clause in self._clauses if len(letters := _letters(clause)) >= _MIN_LETTERS]

    @cached_property
    def _clauses_with(self) -> Mapping[str, list[int]]:
        """The clauses in which each letter stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, letters in enumerate(self._letters):
            for one in letters:
                found[one].append(index)
        return found

    def weight(self, word: str) -> float:
        """Rare words tell most. A word that it lacks may still stand in it within another."""
        if word not in self._weights:
            self._weights[word] = math.log(1 + len(self._sentences) / (1 + len(self._holding.get(word, ()))))
        return self._weights[word]

    def cover(self, words: frozenset[str]) -> float:
        """The largest share of `words`, weighted, that stands in one sentence: 0 to 1."""
        if words not in self._covers:
            self._covers[words] = self._cover(words)
        return self._covers[words]

    def _cover(self, words: frozenset[str]) -> float:
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
