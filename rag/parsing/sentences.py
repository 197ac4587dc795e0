"""Sentences: the smallest unit that is cited.

A sentence ends with 。！？ (or ! ? and a full stop after words) outside quotes and brackets, its closing quote
included, and with the line. One of more than `LONG_SENTENCE` characters is split at its `；` too, so that each of
several statements strung together can be cited alone; shorter ones stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.domain import Span
from rag.parsing.brackets import Brackets
from rag.parsing.lines import BLANKS

LONG_SENTENCE = 60
"""Characters from which `；` ends a sentence. On the development data half of the sentences with a `；` are longer, and
their clauses are statements of their own; in the shorter ones the second clause leans on the first."""
_SHORTEST_CLAUSE = 10
LONGEST_SENTENCE = 1000
"""No sentence is longer: a line without any punctuation is cut. The longest of the development data has 482."""

_END = re.compile(r"[。！？!?]+|…{2,}|(?<=[A-Za-z0-9)\u4e00-\u9fff])[.．]+(?=\s|$)|\n")
_SEMICOLON = re.compile(r"[；;]")
_SPEECH = frozenset('“‘「『"（(')
_CONTINUES = frozenset("，、；：。,;:的地得）)》】”’」』")
_ABBREVIATION = re.compile(r"(?:\b[A-Za-z]|\b(?:No|Mr|Dr|vs|etc|Co|Ltd|Inc)|(?:^|[\s（(])[0-9０-９]{1,3})$")


def sentence_spans(text: str, span: Span | None = None) -> list[Span]:
    """Trimmed spans of the sentences in `span` (default: all), in order; between them there is only white space."""
    span = span or Span(0, len(text))
    return split_sentences(text, span, ())


def split_sentences(text: str, span: Span, cuts: Sequence[int]) -> list[Span]:
    """As `sentence_spans`, but a sentence ends at each of the sorted `cuts` too (where headings and items begin)."""
    brackets = Brackets(text, span.start, span.end)
    ends = [*_merged(_ends(text, span, brackets), [cut for cut in cuts if span.start < cut < span.end]), span.end]
    found: list[Span] = []
    start = span.start
    for end in ends:
        found.extend(_split_long(text, start, end, brackets))
        start = end
    return found


def _merged(ends: Iterator[int], cuts: list[int]) -> list[int]:
    return sorted({*ends, *cuts}) if cuts else list(ends)


def _ends(text: str, span: Span, brackets: Brackets) -> Iterator[int]:
    start = span.start
    for found in _END.finditer(text, span.start, span.end):
        if found.start() < start:
            continue
        end = _end_of(text, start, found, brackets, span.end)
        if end is not None:
            yield end
            start = end


def _end_of(text: str, start: int, found: re.Match[str], brackets: Brackets, limit: int) -> int | None:
    """Where the sentence ends that this sign may end, or None if it goes on."""
    sign, end = found.group(), found.end()
    if sign == "\n":
        return end
    following = text[end : end + 1]
    pair = brackets.around(found.start())
    if pair is not None:
        return _end_of_speech(text, start, pair.opens, pair.closes, found) if pair.closes < limit else None
    if sign[0] == "…":
        return None
    if sign[0] in "!?" and following.isascii() and (following.isalnum() or following in "=&"):
        return None
    if sign[0] in ".．" and (_ABBREVIATION.search(text, max(start, found.start() - 8), found.start())):
        return None
    while end < limit and text[end] in "”’」』\"'" and brackets.around(end) is None:
        end += 1
    return end


def _end_of_speech(text: str, start: int, opens: int, closes: int, found: re.Match[str]) -> int | None:
    """“…。” ends a sentence if it is speech (it began the sentence, or 。 closes it) and nothing goes on after it."""
    end = found.end()
    if any(character not in "”’」』）)" for character in text[end:closes]) or text[opens] not in _SPEECH:
        return None
    if text[closes + 1 : closes + 2] in _CONTINUES and text[closes + 1 : closes + 2]:
        return None
    before = text[start:opens].strip(BLANKS)[-1:]
    spoken = before == "" or before in "：:，,"
    if spoken or (found.group()[0] == "。" and text[opens] not in "（("):
        return closes + 1
    return None


def _split_long(text: str, start: int, end: int, brackets: Brackets) -> Iterator[Span]:
    """The sentence, split at its `；` if it is long, and cut if it is endless."""
    if end - start > LONG_SENTENCE:
        for found in _SEMICOLON.finditer(text, start, end):
            long_enough = found.end() - start >= _SHORTEST_CLAUSE and end - found.end() >= _SHORTEST_CLAUSE
            if long_enough and brackets.around(found.start()) is None:
                yield from _cut(text, start, found.end())
                start = found.end()
    yield from _cut(text, start, end)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start] in BLANKS:
        start += 1
    while end > start and text[end - 1] in BLANKS:
        end -= 1
    while end - start > LONGEST_SENTENCE:
        comma = max(text.rfind(sign, start + 1, start + LONGEST_SENTENCE) for sign in "，、；,; ")
        middle = comma + 1 if comma > start else start + LONGEST_SENTENCE
        yield from _trimmed(text, start, middle)
        start = middle
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and (text[start] in BLANKS or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in BLANKS or text[end - 1].isspace()):
        end -= 1
    if end > start:
        yield Span(start, end)
