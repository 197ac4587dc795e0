"""Lines → paragraphs: a line that stops short, an indent, a gap or another size of type ends one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from rag.adapters.readers.pdf.lines import Line

# In widths of a hanzi. A justified line can end up to a character early (no punctuation at the start of the next line),
# with an unbreakable number or word at the start of the next line a few more. Chinese paragraphs begin two in.
_FULL_LINE = 1.5
_CLEARLY_SHORT = 4.0
# Where paragraphs are indented, a ragged line that stops in mid-sentence goes on in a line that is not.
_SHORT_THOUGH_INDENTED = 10.0
_INDENT = 1.2
_INDENTED_SHARE = 0.05  # of the lines, from which a document counts as one that indents its paragraphs
_SAME_LEFT = 0.5
_SAME_SIZE = 0.08  # share of the size
_PARAGRAPH_GAP = 1.5  # of the usual distance of lines
_LARGER_TYPE = 1.12
_HANGING_SHARE = 0.15
_LINES_THAT_SHOW_MARGINS = 8
_LONGEST_TITLE = 60
_TERMINAL = "。！？；：…”」』）)!?;:"
_MARKER = re.compile(
    r"第[一二三四五六七八九十百零〇0-9]+[章节条部编篇]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[）)]|"
    r"[0-9０-９]{1,2}[.．、](?![0-9０-９])|[①-⑳]|——"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together; `is_title` for the large type that a document begins with."""

    lines: tuple[Line, ...]
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float


class _Layout:
    """What is usual in a document: type size, margins of each page, distance of lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes = Counter[float]()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 1.0
        body = [line for line in lines if self.is_body(line)]
        by_page: dict[int, list[Line]] = defaultdict(list)
        for line in body:
            by_page[line.page].append(line)
        self._document = _column(body)
        self._pages = {page: _column(own) for page, own in by_page.items() if len(own) >= _LINES_THAT_SHOW_MARGINS}
        self.pitch = _usual_pitch(body)
        indented = sum(_INDENT <= self.indent(line) <= 2 * _INDENT + 1 for line in body)
        self.indents_paragraphs = indented > _INDENTED_SHARE * len(body)

    def is_body(self, line: Line) -> bool:
        return abs(line.size - self.size) <= _SAME_SIZE * self.size

    def column(self, line: Line) -> _Column:
        return self._pages.get(line.page, self._document)

    def indent(self, line: Line) -> float:
        return (line.left - self.column(line).left) / line.size

    def shortfall(self, line: Line) -> float:
        return (self.column(line).right - line.right) / line.size


def paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """The lines in groups, each group one paragraph; a page break inside a paragraph does not end it."""
    layout = _Layout(lines)
    group: list[Line] = []
    is_first = True
    for line in lines:
        if group and not _continues(group[-1], line, layout):
            yield Paragraph(tuple(group), is_first and _is_title(group, layout))
            is_first = False
            group = []
        group.append(line)
    if group:
        yield Paragraph(tuple(group), is_first and _is_title(group, layout))


def _continues(before: Line, line: Line, layout: _Layout) -> bool:
    if abs(before.size - line.size) > _SAME_SIZE * before.size or "\t" in before.text or "\t" in line.text:
        return False
    if _is_larger(line, layout):
        return _is_next_line(before, line, layout.pitch * line.size / layout.size)
    if before.page == line.page and not _is_next_line(before, line, layout.pitch):
        return False
    ended = before.text[-1] in _TERMINAL
    if ended and _MARKER.match(line.text):
        return False
    return _runs_on(before, line, layout, ended=ended)


def _runs_on(before: Line, line: Line, layout: _Layout, *, ended: bool) -> bool:
    short, is_indented = layout.shortfall(before), layout.indent(line) >= _INDENT
    if layout.indents_paragraphs:
        clearly_short = _CLEARLY_SHORT if _MARKER.match(before.text) else _SHORT_THOUGH_INDENTED
        return not is_indented and short <= clearly_short
    if short > _CLEARLY_SHORT or (ended and short > _FULL_LINE):
        return False
    # A block that is indented as a whole runs on at the same place.
    same_left = abs(line.left - before.left) < _SAME_LEFT * line.size
    return not is_indented or (same_left and not ended and not _MARKER.match(line.text))


def _is_next_line(before: Line, line: Line, pitch: float) -> bool:
    return before.page == line.page and before.bottom - line.bottom <= _PARAGRAPH_GAP * pitch


def _is_larger(line: Line, layout: _Layout) -> bool:
    return line.size > _LARGER_TYPE * layout.size


def _is_title(group: Sequence[Line], layout: _Layout) -> bool:
    return _is_larger(group[0], layout) and sum(len(line.text) for line in group) <= _LONGEST_TITLE


def _column(lines: Sequence[Line]) -> _Column:
    """Left margin: the leftmost place where several lines begin. Right margin: the farthest that several lines reach.

    Several, because a few lines hang their punctuation in the margin.
    """
    if not lines:
        return _Column(0.0, 0.0)
    lefts = Counter(round(line.left) for line in lines)
    common = [left for left, count in lefts.items() if count >= max(2, len(lines) // 20)]
    rights = sorted((line.right for line in lines), reverse=True)
    return _Column(min(common or lefts), rights[int(len(rights) * _HANGING_SHARE)])


def _usual_pitch(lines: Sequence[Line]) -> float:
    distances = [
        before.bottom - line.bottom
        for before, line in pairwise(lines)
        if before.page == line.page and before.bottom > line.bottom
    ]
    return median(distances) if distances else 1000.0
