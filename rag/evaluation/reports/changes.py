"""What differs between two texts: sentence by sentence, and within those that differ word by word.

Chinese has no blanks between words, so its words are characters here; a figure is one word, as is a citation's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；]+(?:\[\d+\])*\n?|\n|$)")
_WORD = re.compile(r"\[\d+\]|\d+(?:[.,]\d+)*[%％]?|[A-Za-z]+|\n|[^\S\n]+|.", re.DOTALL)
_NUMBER = re.compile(r"\[(\d+)\]")
# Words of two long passages are not held against each other one by one: it takes their number squared.
_MOST_WORDS = 2_000
# An answer and a refusal share a comma and a particle: 0.1 of the shorter one. Answers with other figures share 0.8.
_LEAST_SAME = 0.25


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that are all in the other text, too, or all not. `cites`: the number, if it is a citation's."""

    text: str
    changed: bool = False
    cites: int | None = None


def unchanged(text: str) -> list[Piece]:
    return _joined((word, False) for word in _WORD.findall(text))


def changes(a: str, b: str) -> tuple[list[Piece], list[Piece]]:
    """Each text in pieces: `changed` are those that the other has not. Nothing is, where they have next to nothing in
    common: all of it would be."""
    if a == b:
        return unchanged(a), unchanged(b)
    in_a, in_b = _marked(_SENTENCE.findall(a), _SENTENCE.findall(b), inner=True)
    same = sum(len(word) for word, changed in in_a if not changed)
    if same < _LEAST_SAME * min(len(a), len(b)):
        return unchanged(a), unchanged(b)
    return _joined(in_a), _joined(in_b)


Marked = list[tuple[str, bool]]


def _marked(a: Sequence[str], b: Sequence[str], *, inner: bool) -> tuple[Marked, Marked]:
    in_a: Marked = []
    in_b: Marked = []
    for kind, a_from, a_to, b_from, b_to in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        parts = (a[a_from:a_to], b[b_from:b_to])
        if kind == "replace" and inner:
            words_a, words_b = (_WORD.findall("".join(one)) for one in parts)
            if len(words_a) * len(words_b) <= _MOST_WORDS**2:
                within_a, within_b = _marked(words_a, words_b, inner=False)
                in_a += within_a
                in_b += within_b
                continue
        for into, part in zip((in_a, in_b), parts, strict=True):
            into += [(word, kind != "equal") for one in part for word in (_WORD.findall(one) if inner else [one])]
    return in_a, in_b


def _joined(words: Iterable[tuple[str, bool]]) -> list[Piece]:
    """Neighbours of one kind together; citations and ends of lines stand alone."""
    return list(_pieces(words))


def _pieces(words: Iterable[tuple[str, bool]]) -> Iterator[Piece]:
    text, is_changed = "", False
    for word, changed in words:
        number = _NUMBER.fullmatch(word)
        alone = number is not None or word == "\n"
        if text and (alone or changed != is_changed):
            yield Piece(text, is_changed)
            text = ""
        if alone:
            yield Piece(word, changed, int(number[1]) if number else None)
        else:
            text, is_changed = text + word, changed
    if text:
        yield Piece(text, is_changed)
