"""A text of pieces as lines: headings, points, rows of a table, and running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.evaluation.reports.changes import Piece

_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?:-{2,}\s*)?")
_MARKER = re.compile(r"(#{1,6}|[-*])\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """`kind`: heading, point, row or text. `cells`: of a row; one where it is none."""

    kind: str
    cells: tuple[tuple[Piece, ...], ...]


def lines(pieces: Sequence[Piece]) -> list[Line]:
    """Empty lines are left out."""
    return [made for one in _split(pieces) if (made := _line(one))]


def _split(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for one in pieces:
        if one.text == "\n":
            yield line
            line = []
        else:
            line.append(one)
    yield line


def _line(pieces: list[Piece]) -> Line | None:
    text = "".join(one.text for one in pieces).strip()
    if not text or _RULE.fullmatch(text):
        return None
    if text.startswith("|") and text.endswith("|") and len(text) > 1:
        return Line("row", tuple(tuple(_trimmed(one)) for one in _cells(pieces)))
    marker = _MARKER.match(text)
    if marker is None:
        return Line("text", (tuple(pieces),))
    kind = "heading" if marker[1].startswith("#") else "point"
    return Line(kind, (tuple(_without(pieces, len(marker[0]))),))


def _cells(pieces: Sequence[Piece]) -> list[list[Piece]]:
    found: list[list[Piece]] = [[]]
    for one in pieces:
        first, *more = one.text.split("|")
        found[-1].append(replace(one, text=first))
        found += [[replace(one, text=each)] for each in more]
    return found[1:-1]


def _trimmed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    last = len(pieces) - 1
    for at, one in enumerate(pieces):
        text = one.text.lstrip() if at == 0 else one.text
        text = text.rstrip() if at == last else text
        if text:
            yield replace(one, text=text)


def _without(pieces: Sequence[Piece], count: int) -> Iterator[Piece]:
    """But for the first characters, blanks before them not counted."""
    left = count
    began = False
    for one in pieces:
        text = one.text if began else one.text.lstrip()
        began = began or bool(text)
        cut = min(left, len(text))
        left -= cut
        if len(text) > cut:
            yield replace(one, text=text[cut:])
