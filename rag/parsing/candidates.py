"""Lines that may be headings: those that begin with a marker, and those that carry a heading mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.parsing.lines import Line
from rag.parsing.markers import BEFORE_DECIMALS, find_marker
from rag.parsing.outline import Heading
from rag.parsing.unnumbered import add_unnumbered

_CONTENTS = re.compile(r"目\s*[录次]|contents", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?:[.．…·‥\-—]{3,}|[.．…·‥]{2,}\s|\t)\s*[0-9０-９ⅠⅡⅢⅣⅤIVX]{1,4}$")
"""The end of a line in a table of contents: `第一章 总则……… 3`."""
_LONGEST_ENTRY = 80


def find_candidates(text: str, lines: Sequence[Line]) -> list[Heading]:
    """In reading order, those without a marker among them, and without the entries of a table of contents."""
    found = []
    for index, line in enumerate(lines):
        if line.plain:
            continue
        marker = find_marker(text, line.start, line.end)
        if marker is None and line.heading is None:
            continue
        if line.heading is None and _PAGE_NUMBER.search(text, max(line.end - _LONGEST_ENTRY, line.start), line.end):
            continue
        style = marker.style if marker else f"h{line.heading}"
        marked = line.heading is not None
        found.append(Heading(index, line.start, line.end, style, marker, line.heading, line.listed, marked))
    return add_unnumbered(text, lines, _without_contents(text, lines, _above_decimals(found)))


def _above_decimals(candidates: list[Heading]) -> list[Heading]:
    """Without the lines like `2 存在问题`, unless 1.1 stands below one of them."""
    shows = any(
        heading.style == BEFORE_DECIMALS and following.style == "1.1" and following.number == 1
        for heading, following in pairwise(candidates)
    )
    return candidates if shows else [one for one in candidates if one.style != BEFORE_DECIMALS or one.mark is not None]


def _without_contents(text: str, lines: Sequence[Line], candidates: list[Heading]) -> list[Heading]:
    """Leaves out what stands between the line 目录 and the place where its first entry comes again."""
    for index, line in enumerate(lines[:200]):
        if line.end - line.start <= 10 and _CONTENTS.fullmatch(text, line.start, line.end):
            listed = _entries(lines, [one for one in candidates if one.line > index])
            kept = [one for one in candidates if one not in listed and one.line != index]
            return kept if listed else candidates
    return candidates


def _entries(lines: Sequence[Line], candidates: list[Heading]) -> set[Heading]:
    if not candidates:
        return set()
    first = (candidates[0].style, candidates[0].number)
    for position, heading in enumerate(candidates[1:], start=1):
        if (heading.style, heading.number) == first:
            entries = candidates[:position]
            between = lines[entries[0].line : heading.line]
            if len(entries) > 1 and all(line.end - line.start <= _LONGEST_ENTRY for line in between):
                return set(entries)
            return set()
    return set()
