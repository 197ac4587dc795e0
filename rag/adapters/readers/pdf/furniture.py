"""Running headers, footers and page numbers: what stands on the page and not in the report."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from rag.adapters.readers.pdf.lines import Line, Page

# How many lines of a page, from above and from below, can be furniture.
_DEPTH = 2
# The part of the page's height, above and below, where page numbers stand.
_NUMBER_ZONE = 0.15
_SAME_PLACE_POINTS = 4.0
_PAGE_NUMBER = re.compile(
    r"第\s*[0-9０-９一二三四五六七八九十百]+\s*页(?:\s*[/，,]?\s*[（(]?共\s*[0-9０-９一二三四五六七八九十百]+\s*页[）)]?)?|"
    r"共\s*[0-9]+\s*页(?:\s*[/，,]?\s*第\s*[0-9]+\s*页)?|[-–—－―·•~～〜]+\s*[0-9０-９ivxIVX]{1,5}\s*[-–—－―·•~～〜]+|"
    r"[0-9]{1,4}\s*/\s*[0-9]{1,4}|page\s*[0-9]+(?:\s*(?:of|/)\s*[0-9]+)?",
    re.I,
)
_BARE_NUMBER = re.compile(r"[0-9]{1,4}")
_DIGITS = re.compile(r"[0-9０-９一二三四五六七八九十]+")
_LETTERS = re.compile(r"[\u4e00-\u9fffA-Za-z]")


def without_furniture(pages: Sequence[Page]) -> list[Line]:
    """All lines of the pages but headers and footers that repeat and page numbers."""
    repeated = _repeated(pages)
    offset = _number_offset(pages)
    kept: list[Line] = []
    for page in pages:
        edges = _edges(page)
        kept += [
            line
            for line in page.lines
            if not (line in edges and (line in repeated or _is_page_number(line, page, offset)))
        ]
    return kept


def _edges(page: Page) -> set[Line]:
    ordered = sorted(page.lines, key=lambda line: -line.top)
    return {*ordered[:_DEPTH], *ordered[-_DEPTH:]}


def _repeated(pages: Sequence[Page]) -> set[Line]:
    """Edge lines that stand, but for their digits, at the same place of at least three pages (or of both of two)."""
    by_words: dict[str, list[Line]] = defaultdict(list)
    for page in pages:
        for line in _edges(page):
            words = _DIGITS.sub("#", re.sub(r"\s+", "", line.text))
            if len(_LETTERS.findall(words)) >= 2:
                by_words[words].append(line)
    found: set[Line] = set()
    for lines in by_words.values():
        middle = median(line.top for line in lines)
        same = [line for line in lines if abs(line.top - middle) <= _SAME_PLACE_POINTS]
        if len({line.page for line in same}) >= (3 if len(pages) > 2 else 2):
            found.update(same)
    return found


def _number_offset(pages: Sequence[Page]) -> int | None:
    """How far the printed page numbers are from the count of pages, if bare numbers at the edges agree on it."""
    offsets = Counter(
        int(line.text) - page.number
        for page in pages
        for line in _edges(page)
        if _BARE_NUMBER.fullmatch(line.text) and _in_number_zone(line, page)
    )
    if not offsets:
        return None
    offset, count = offsets.most_common(1)[0]
    return offset if count >= 2 or len(pages) <= 2 else None


def _is_page_number(line: Line, page: Page, offset: int | None) -> bool:
    text = line.text.strip()
    if not _in_number_zone(line, page):
        return False
    if _PAGE_NUMBER.fullmatch(text):
        return True
    return offset is not None and _BARE_NUMBER.fullmatch(text) is not None and int(text) == page.number + offset


def _in_number_zone(line: Line, page: Page) -> bool:
    return line.top < _NUMBER_ZONE * page.height or line.bottom > (1 - _NUMBER_ZONE) * page.height
