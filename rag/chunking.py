"""Sections → chunks, the units of search: a contiguous piece of one section, never across into another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.domain import Chunk, ParsedReport, PlacedSection, Sentence, Span
from rag.ports import CountTokens

# About 300 characters of Chinese: a paragraph of a work report. The choice among 200 to 800 is measured by
# benchmarks/retrieval.py.
MAX_TOKENS = 400

# A token covers about 4 bytes of UTF-8 at most, in Chinese as in English. A section that is longer than the limit by
# that measure is counted sentence by sentence at once, not first as a whole: counting is most of chunking's time. If it
# fits all the same, its sentences end up in one chunk.
_USUAL_BYTES_A_TOKEN = 4

# A sentence is cut only if it must be: only tables full of spaces have more bytes a token than this.
_MOST_BYTES_A_TOKEN = 32

_CLAUSE_END = re.compile(r"[，、；,;：:\s]")


def chunk_report(
    parsed: ParsedReport, *, report_id: str, count_tokens: CountTokens, max_tokens: int = MAX_TOKENS
) -> list[Chunk]:
    """Chunks in reading order, at most `max_tokens` each.

    A section that fits is one chunk, its heading included. A longer one is cut between paragraphs and between groups of
    items; a group only between items, an item only between sentences, a sentence only where it is too long by itself.
    A heading without text of its own is a chunk only if nothing stands below it, whose path would carry it.
    """
    sentences = _sentences_by_section(parsed)
    chunks: list[Chunk] = []
    for placed in parsed.walk():
        for span, tokens in _pack_section(
            parsed.text, placed, sentences.get(placed.index, []), count_tokens, max_tokens
        ):
            chunks.append(
                Chunk(
                    id=chunk_id(report_id, len(chunks)),
                    ordinal=len(chunks),
                    section=placed.index,
                    path=placed.path,
                    span=span,
                    text=span.of(parsed.text),
                    tokens=tokens,
                )
            )
    return chunks


def chunk_id(report_id: str, ordinal: int) -> str:
    """`ordinal` with leading zeros, so that ids sort in reading order."""
    return f"{report_id}-{ordinal:05d}"


def report_of_chunk(chunk: str) -> str:
    """The report's id, from a chunk's."""
    return chunk.rsplit("-", 1)[0]


def embedding_text(title: str, chunk: Chunk) -> str:
    """What is embedded for a chunk: title › heading path, then its text."""
    return f"{' › '.join((title, *chunk.path))}\n{chunk.text}"


# --- packing -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence with the gap after it. `run`, `paragraph` and `item` number what it belongs to."""

    span: Span
    tokens: int
    run: int
    paragraph: int
    item: int | None


_Pieces = Iterator[tuple[Span, int]]


def _sentences_by_section(parsed: ParsedReport) -> dict[int, list[Sentence]]:
    by_section: dict[int, list[Sentence]] = {}
    for sentence in parsed.sentences:
        by_section.setdefault(sentence.section, []).append(sentence)
    return by_section


def _pack_section(
    text: str, placed: PlacedSection, sentences: Sequence[Sentence], count_tokens: CountTokens, max_tokens: int
) -> _Pieces:
    section = placed.section
    body = _trimmed(text, section.body)
    if not body and section.children:
        return
    own = _trimmed(text, Span(section.heading_span.start, section.body.end))
    if not own:
        return
    tokens = _counted(own.of(text), count_tokens, max_tokens, _USUAL_BYTES_A_TOKEN)
    if tokens is not None:
        yield own, tokens
        return
    units = _units(text, own, sentences, count_tokens, max_tokens)
    for block in _packed(list(_blocks(units, max_tokens)), max_tokens):
        span = _trimmed(text, Span(block.start, block.end))
        if span:
            yield span, block.tokens


def _counted(text: str, count_tokens: CountTokens, max_tokens: int, bytes_a_token: int) -> int | None:
    """Tokens, None if they are more than the limit or the text is too long to be worth counting."""
    if len(text.encode(errors="surrogatepass")) > max_tokens * bytes_a_token:
        return None
    tokens = count_tokens(text)
    return tokens if tokens <= max_tokens else None


def _trimmed(text: str, span: Span) -> Span:
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def _units(
    text: str, own: Span, sentences: Sequence[Sentence], count_tokens: CountTokens, max_tokens: int
) -> Iterator[_Unit]:
    """The section's sentences as tiles of `own` without gaps, those too long by themselves cut."""
    inside = [one for one in sentences if own.start <= one.span.start < own.end]
    starts = [own.start, *(one.span.start for one in inside[1:])]
    ends = [*starts[1:], own.end]
    run = paragraph = 0
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if index:
            paragraph += _new_paragraph(text, *inside[index - 1 : index + 1])
            run += _new_run(text, inside, index)
        item = inside[index].item if inside else None
        for span, tokens in _cut(text, Span(start, end), count_tokens, max_tokens):
            yield _Unit(span, tokens, run, paragraph, item)


def _new_paragraph(text: str, before: Sentence, sentence: Sentence) -> bool:
    return "\n" in text[before.span.end : sentence.span.start]


def _new_run(text: str, sentences: Sequence[Sentence], index: int) -> bool:
    """A run is a group of items with the sentence that leads to it, or what else of a paragraph stands together."""
    before, sentence = sentences[index - 1], sentences[index]
    if sentence.item is not None:
        return before.item is None and not _leads(text, before, sentence)
    if before.item is not None or _new_paragraph(text, before, sentence):
        return True
    after = sentences[index + 1] if index + 1 < len(sentences) else None
    return after is not None and after.item is not None and _leads(text, sentence, after)


def _leads(text: str, sentence: Sentence, item: Sentence) -> bool:
    return text[sentence.span.end - 1] in "：:" or not _new_paragraph(text, sentence, item)


def _cut(text: str, span: Span, count_tokens: CountTokens, max_tokens: int) -> _Pieces:
    """The sentence whole if it fits, else halved between clauses until its pieces do."""
    tokens = _counted(span.of(text), count_tokens, max_tokens, _MOST_BYTES_A_TOKEN)
    if tokens is None and len(span) == 1:
        tokens = count_tokens(span.of(text))
    if tokens is not None:
        yield span, tokens
        return
    middle = _cutting_place(text, span)
    yield from _cut(text, Span(span.start, middle), count_tokens, max_tokens)
    yield from _cut(text, Span(middle, span.end), count_tokens, max_tokens)


def _cutting_place(text: str, span: Span) -> int:
    """After the clause that ends nearest to the middle, if one does within a quarter of the length; never at an end."""
    middle = (span.start + span.end) // 2
    reach = len(span) // 4
    ends = [found.end() for found in _CLAUSE_END.finditer(text, middle - reach, middle + reach)]
    return min(ends, key=lambda end: abs(end - middle), default=middle)


@dataclass(frozen=True, slots=True)
class _Block:
    """What is packed as a whole."""

    start: int
    end: int
    tokens: int


def _blocks(units: Iterable[_Unit], max_tokens: int) -> Iterator[_Block]:
    """Groups of items and paragraphs whole where they fit, else their items, else their sentences."""
    for _, group in groupby(units, lambda unit: unit.run):
        run = list(group)
        if _tokens(run) <= max_tokens:
            yield _block(run)
            continue
        for _, inner in groupby(run, lambda unit: (unit.paragraph, unit.item)):
            part = list(inner)
            yield from [_block(part)] if _tokens(part) <= max_tokens else (_block([unit]) for unit in part)


def _tokens(units: Iterable[_Unit | _Block]) -> int:
    return sum(unit.tokens for unit in units)


def _block(units: Sequence[_Unit]) -> _Block:
    return _Block(units[0].span.start, units[-1].span.end, _tokens(units))


def _packed(blocks: Sequence[_Block], max_tokens: int) -> Iterator[_Block]:
    """Neighbouring blocks together, in pieces of about equal size, so that no crumb is left at the end."""
    total = _tokens(blocks)
    target = total / max(1, -(-total // max_tokens))
    start, tokens = 0, 0
    for index, block in enumerate(blocks):
        overfull = tokens + block.tokens > max_tokens
        nearer_without = tokens and tokens + block.tokens / 2 > target
        if index > start and (overfull or nearer_without):
            yield _Block(blocks[start].start, blocks[index - 1].end, tokens)
            start, tokens = index, 0
        tokens += block.tokens
    yield _Block(blocks[start].start, blocks[-1].end, tokens)
