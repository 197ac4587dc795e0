"""Lines of the canonical text, and what the source's markup says about each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from rag.domain import Mark, MarkKind, SourceText, Span

BLANKS = " \t\r\n\f\v\u3000\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""White space and what shows as nothing at all."""
LONGEST_MARKED_HEADING = 120
"""Body text that someone gave a heading style for its looks is no heading; the longest real one on the development data
(work reports and regulations) has 50 characters."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty, without the spaces around it. `heading`: level of its mark; `listed`: a list item."""

    start: int
    end: int
    heading: int | None = None
    listed: bool = False
    plain: bool = False
    """Table rows, captions and the title: never a heading by pattern."""


def read_lines(source: SourceText, titles: Iterable[Span] = ()) -> list[Line]:
    """All lines with something in them, in order; a heading mark over several lines makes them one."""
    bare = _split(source.text)
    starts = [start for start, _ in bare]
    headings, joined = _headings(source, bare, starts)
    listed = _lines_of(source.marks, (MarkKind.LIST_ITEM,), bare, starts)
    plain = _lines_of(source.marks, (MarkKind.TABLE_ROW, MarkKind.CAPTION, MarkKind.TITLE), bare, starts)
    for title in titles:
        plain.update(_touched(title, bare, starts))
    return [
        Line(start, joined.get(index, end), headings.get(index), index in listed, index in plain)
        for index, (start, end) in enumerate(bare)
        if index not in joined or index in headings
    ]


def _split(text: str) -> list[tuple[int, int]]:
    found = []
    position = 0
    for line in text.split("\n"):
        stripped = line.strip(BLANKS)
        if stripped and not stripped.isspace():
            start = position + line.index(stripped)
            found.append((start, start + len(stripped)))
        position += len(line) + 1
    return found


def _headings(
    source: SourceText, bare: list[tuple[int, int]], starts: list[int]
) -> tuple[dict[int, int], dict[int, int]]:
    """Line index → level, and line index → end for all lines of a heading that has several."""
    levels: dict[int, int] = {}
    joined: dict[int, int] = {}
    for mark in source.marks:
        if mark.kind is not MarkKind.HEADING or not mark.span.of(source.text).strip():
            continue
        lines = _touched(mark.span, bare, starts)
        if not lines or bare[lines[-1]][1] - bare[lines[0]][0] > LONGEST_MARKED_HEADING:
            continue
        if any(line in levels or line in joined for line in lines):
            continue
        levels[lines[0]] = max(mark.level, 1)
        if len(lines) > 1:
            joined.update(dict.fromkeys(lines, bare[lines[-1]][1]))
    return levels, joined


def _lines_of(
    marks: Iterable[Mark], kinds: tuple[MarkKind, ...], bare: list[tuple[int, int]], starts: list[int]
) -> set[int]:
    found: set[int] = set()
    for mark in marks:
        if mark.kind in kinds:
            found.update(_touched(mark.span, bare, starts))
    return found


def _touched(span: Span, bare: list[tuple[int, int]], starts: list[int]) -> list[int]:
    """Indexes of the lines that share a character with the span."""
    first = max(bisect_right(starts, span.start) - 1, 0)
    last = bisect_right(starts, max(span.end - 1, span.start))
    return [index for index in range(first, last) if bare[index][1] > span.start and bare[index][0] < span.end]
