"""Where quotes and brackets protect what stands in them: 。 in “…” or （…） does not end the sentence around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

LONGEST_PAIR = 300
"""Characters between a quote and its closing one; beyond it the opening one counts as unbalanced, so that a forgotten
”swallows nothing. The longest pair of the development data (51 documents, 5,266 pairs) has 274."""
_DEEPEST = 32

_CLOSERS = {
    "”": "“",
    "’": "‘",
    "」": "「",
    "』": "『",
    "》": "《",
    "〉": "〈",
    "）": "（",
    ")": "（",
    "】": "【",
    "〕": "〔",
    "]": "[",
    "］": "[",
}
_OPENERS = dict.fromkeys("“‘「『《〈（【〔[", "") | {"(": "（", "［": "["}
_ANY = re.compile("[" + re.escape("".join([*_CLOSERS, *_OPENERS])) + "\n]")


@dataclass(frozen=True, slots=True)
class Pair:
    """An outermost pair: positions of the opening and the closing character."""

    opens: int
    closes: int


class Brackets:
    """The outermost balanced pairs between `start` and `end`; a pair never reaches over a line."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.pairs = _pairs(text, start, end)
        self._opens = [pair.opens for pair in self.pairs]

    def around(self, position: int) -> Pair | None:
        """The pair that protects this position, its own two characters included."""
        index = bisect_right(self._opens, position) - 1
        if index >= 0 and position <= self.pairs[index].closes:
            return self.pairs[index]
        return None


def _pairs(text: str, start: int, end: int) -> list[Pair]:
    found: list[Pair] = []
    stack: list[tuple[str, int]] = []
    for match in _ANY.finditer(text, start, end):
        character, position = match.group(), match.start()
        if character == "\n":
            stack.clear()
        elif character in _OPENERS:
            stack.append((_OPENERS[character] or character, position))
            del stack[:-_DEEPEST]
        else:
            _close(_CLOSERS[character], position, stack, found)
    return found


def _close(opener: str, position: int, stack: list[tuple[str, int]], found: list[Pair]) -> None:
    for depth in range(len(stack) - 1, -1, -1):
        kind, opens = stack[depth]
        if kind != opener:
            continue
        del stack[depth:]
        if position - opens <= LONGEST_PAIR:
            while found and found[-1].opens > opens:
                found.pop()
            found.append(Pair(opens, position))
        return
