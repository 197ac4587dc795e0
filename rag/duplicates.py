"""The same words in several reports: one passage stands for all, the others are named beside it. Pure.

Offices repeat their stock phrases year after year. What reports a figure is never folded away: with another figure or
another year it says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from rag.domain import Passage
from rag.words import normalise

# Share of character pairs that two texts share (Jaccard). Of paragraphs of one province's government reports of
# two years, those above are thanks and pledges with a few words exchanged; at 0.8 whole clauses differ.
SAME_FROM = 0.85

_MARKER = re.compile(r"^\s*(?:第?[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．:：]|[一二三四五六七八九十]是|[①-⑳])")
_NO_CONTENT = re.compile(r"[\W_]+")
_YEAR = re.compile(r"(?:19|20|\*|×|x){2}[0-9*×x]{2}年?|[0-9]{4}年")
_QUANTITY = re.compile(r"[0-9*]+(?:\.[0-9]+)?|[一二三四五六七八九十百千万亿]{2,}")
_PAIR = 2


class _Words:
    """What a passage says: its characters' pairs, its quantities in order, and the years that these are of."""

    def __init__(self, text: str) -> None:
        plain = normalise(_MARKER.sub("", text))
        self.years = tuple(_YEAR.findall(plain))
        without = _YEAR.sub("", plain)
        self.quantities = tuple(_QUANTITY.findall(without))
        self._letters = _NO_CONTENT.sub("", without)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Only read where the quantities are the same: this is most of the work, and figures differ."""
        return frozenset(self._letters[place : place + _PAIR] for place in range(len(self._letters) - 1))

    def same_as(self, other: _Words) -> bool:
        if self.quantities != other.quantities or (self.quantities and self.years != other.years):
            return False
        shorter, longer = sorted((len(self.pairs), len(other.pairs)))
        if not shorter or shorter < SAME_FROM * longer:
            return False
        common = len(self.pairs & other.pairs)
        return common >= SAME_FROM * (shorter + longer - common)


def collapse(passages: Iterable[Passage]) -> list[Passage]:
    """Of passages that say the same the first stays, with the others as its `twins`, in their order."""
    kept: list[tuple[Passage, _Words, list[Passage]]] = []
    for passage in passages:
        words = _Words(passage.chunk.text)
        twins = next((twins for _, other, twins in kept if other.same_as(words)), None)
        if twins is None:
            kept.append((passage, words, []))
        else:
            twins.append(passage)
    return [replace(passage, twins=tuple(twins)) for passage, _, twins in kept]
