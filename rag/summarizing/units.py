"""A report in the pieces that a language model writes about one at a time: sections, split or joined. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.domain import ParsedReport, Section, Span
from rag.questions import Aspect
from rag.sections import aspect_of

# A piece this much shorter than it may be is joined with its neighbour even under another heading of the first level.
_SHORT_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Unit:
    """Neighbouring sentences (`range` of indexes) of one part of a report. `path`: the headings above all of them."""

    sentences: range
    path: tuple[str, ...]
    aspect: Aspect | None
    characters: int

    def span(self, parsed: ParsedReport) -> Span:
        """From its first sentence to its last."""
        return Span(parsed.sentences[self.sentences[0]].span.start, parsed.sentences[self.sentences[-1]].span.end)


def units_of(parsed: ParsedReport, *, max_characters: int) -> list[Unit]:
    """Together they hold every sentence below a heading or before the first one, each once, in order."""
    pieces = [unit for section in parsed.sections for unit in _split(parsed, section, (), max_characters)]
    joined: list[Unit] = []
    for piece in pieces:
        if joined and _belong_together(joined[-1], piece, max_characters):
            joined[-1] = _joined(joined[-1], piece)
        else:
            joined.append(piece)
    return joined


def _split(parsed: ParsedReport, section: Section, above: tuple[str, ...], limit: int) -> Iterator[Unit]:
    path = (*above, section.heading) if section.heading else above
    held = parsed.sentences_in(section.span)
    whole = _unit(parsed, held, path)
    if not whole.sentences:
        return
    if whole.characters <= limit:
        yield whole
        return
    below = parsed.sentences_in(section.children[0].span).start if section.children else held.stop
    yield from _cut(parsed, range(held.start, below), path, limit)
    for child in section.children:
        yield from _split(parsed, child, path, limit)


def _cut(parsed: ParsedReport, sentences: range, path: tuple[str, ...], limit: int) -> Iterator[Unit]:
    """Runs of sentences within the limit that end with a paragraph, where one ends in their second half."""
    start = sentences.start
    while start < sentences.stop:
        end, size, paragraph_end = start, 0, start
        while end < sentences.stop and (end == start or size + len(parsed.sentences[end].span) <= limit):
            size += len(parsed.sentences[end].span)
            end += 1
            if size >= limit / 2 and _ends_paragraph(parsed, end - 1):
                paragraph_end = end
        if end < sentences.stop and paragraph_end > start:
            end = paragraph_end
        yield _unit(parsed, range(start, end), path)
        start = end


def _ends_paragraph(parsed: ParsedReport, index: int) -> bool:
    following = parsed.sentences[index + 1 : index + 2]
    end = parsed.sentences[index].span.end
    return not following or "\n" in parsed.text[end : following[0].span.start]


def _unit(parsed: ParsedReport, sentences: range, path: tuple[str, ...]) -> Unit:
    return Unit(sentences, path, aspect_of(path), sum(len(parsed.sentences[one].span) for one in sentences))


def _belong_together(one: Unit, other: Unit, limit: int) -> bool:
    size = one.characters + other.characters
    if one.aspect is not other.aspect or one.sentences.stop != other.sentences.start or size > limit:
        return False
    return bool(_shared(one.path, other.path)) or min(one.characters, other.characters) < _SHORT_SHARE * limit


def _joined(one: Unit, other: Unit) -> Unit:
    sentences = range(one.sentences.start, other.sentences.stop)
    return Unit(sentences, _shared(one.path, other.path), one.aspect, one.characters + other.characters)


def _shared(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        kept.append(left)
    return tuple(kept)
