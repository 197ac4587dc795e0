"""The lines of a PDF's text layer, with their places on the page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

# pdfium writes a space where glyphs stand apart. Between hanzi that is justification, not a space, unless a whole
# character would fit; two characters apart are columns.
_SPACE_FROM_WIDTHS = 0.7
_COLUMN_FROM_WIDTHS = 1.8
# Lines are one line when they share this part of their height: cells of a table row, a raised footnote sign.
_SAME_LINE_SHARE = 0.6
_HYPHEN = "\x02"  # pdfium's sign for a hyphen at the end of a line
_UNREADABLE = frozenset("\x00\ufffd\ufffe\uffff")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. Coordinates in points from the bottom left of the page; `size` = width of one hanzi."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    size: float

    def shares_height_with(self, other: Line) -> bool:
        overlap = min(self.top, other.top) - max(self.bottom, other.bottom)
        return overlap >= _SAME_LINE_SHARE * min(self.top - self.bottom, other.top - other.bottom)


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page (from 1), in reading order."""

    number: int
    height: float
    lines: tuple[Line, ...]
    characters: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    bottom: float
    top: float


def read_page(document: pypdfium2.PdfDocument, index: int) -> Page:
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            codes = [pdfium.FPDFText_GetUnicode(text_page, at) for at in range(text_page.count_chars())]
            lines = tuple(_merged(_lines(text_page, codes, index + 1)))
        finally:
            text_page.close()
        unreadable = sum(code == 0 or code >= 0xFFFD or 0xE000 <= code < 0xF900 for code in codes)
        return Page(index + 1, page.get_height(), lines, sum(code > 0x20 for code in codes), unreadable)
    finally:
        page.close()


def _lines(text_page: pypdfium2.PdfTextPage, codes: list[int], page: int) -> Iterator[Line]:
    start = 0
    for at in [*(index for index, code in enumerate(codes) if code in (0x0D, 0x0A)), len(codes)]:
        line = _line(text_page, codes, start, at, page) if at > start else None
        start = at + 1
        if line:
            yield line


def _line(text_page: pypdfium2.PdfTextPage, codes: list[int], start: int, end: int, page: int) -> Line | None:
    while start < end and _is_blank(codes[start]):
        start += 1
    while end > start and _is_blank(codes[end - 1]):
        end -= 1
    first = _box(text_page, start) if start < end else None
    last = _box(text_page, end - 1) if start < end else None
    if first is None or last is None:
        return None
    size = _size(text_page, codes, start, end, first)
    text = "".join(_characters(text_page, codes, start, end, size))
    bottom, top = min(first.bottom, last.bottom), max(first.top, last.top)
    return (
        Line(text, page, min(first.left, last.left), max(first.right, last.right), bottom, top, size) if text else None
    )


def _size(text_page: pypdfium2.PdfTextPage, codes: list[int], start: int, end: int, first: _Box) -> float:
    """The width of the first hanzi of the line; without one, the height of its first character."""
    for at in range(start, end):
        if 0x4E00 <= codes[at] <= 0x9FFF:
            box = _box(text_page, at)
            if box and box.right > box.left:
                return box.right - box.left
            break
    return max(first.top - first.bottom, 1.0)


def _characters(text_page: pypdfium2.PdfTextPage, codes: list[int], start: int, end: int, size: float) -> Iterator[str]:
    for at in range(start, end):
        code = codes[at]
        if code == 0x20 and pdfium.FPDFText_IsGenerated(text_page, at) == 1:
            yield _gap(text_page, codes, at, size)
        elif code >= 0x20 or code in (0x09, 0x02):
            character = chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"
            yield "" if character in _UNREADABLE else character


def _gap(text_page: pypdfium2.PdfTextPage, codes: list[int], at: int, size: float) -> str:
    before, after = _box(text_page, at - 1), _box(text_page, at + 1)
    width = (after.left - before.right) / size if before and after else 0.0
    if width >= _COLUMN_FROM_WIDTHS:
        return "\t"
    is_western = codes[at - 1] < 0x2E80 and codes[at + 1] < 0x2E80
    return " " if is_western or width >= _SPACE_FROM_WIDTHS else ""


def _is_blank(code: int) -> bool:
    return code in (0x20, 0x09, 0xA0, 0x3000)


def _box(text_page: pypdfium2.PdfTextPage, at: int) -> _Box | None:
    rectangle = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text_page, at, ctypes.byref(rectangle)):
        return None
    return _Box(rectangle.left, rectangle.right, rectangle.bottom, rectangle.top)


def _merged(lines: Iterator[Line]) -> Iterator[Line]:
    """Pieces that stand side by side become one line."""
    current: Line | None = None
    for line in lines:
        if current and line.left >= current.right - current.size / 2 and current.shares_height_with(line):
            gap = (line.left - current.right) / current.size
            between = "\t" if gap >= _COLUMN_FROM_WIDTHS else " " if gap >= _SPACE_FROM_WIDTHS else ""
            current = replace(
                current,
                text=current.text + between + line.text,
                right=line.right,
                bottom=min(current.bottom, line.bottom),
                top=max(current.top, line.top),
            )
            continue
        if current:
            yield current
        current = line
    if current:
        yield current


def join(before: str, after: str) -> str:
    """Two lines of one paragraph: nothing between Chinese, a space between western words, a split word made whole."""
    if before.endswith(_HYPHEN):
        before = before[:-1]
        return before + ("" if before[-1:].isascii() and before[-1:].isalpha() and after[:1].islower() else "-") + after
    is_western = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return before + (" " if is_western else "") + after
