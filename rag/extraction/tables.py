"""A figure asked for that stands in a table: the row is named by the question, and so is the column. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.extraction.candidates import Group, Line, Pick
from rag.extraction.signs import YEAR
from rag.questions import Kind, Question
from rag.words import normalise

_PUNCTUATION = re.compile("[，。；！？]")
_VALUE = re.compile("[0-9][0-9.,]*[%‰]?|[*＊×□]+")
_MASK = re.compile("[*＊×□]+")
_UNIT = re.compile("[（(][^（）()]*[）)]|[数率]$")
_LEAST_CELLS = 3


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    cells: Sequence[str]


def table_picks(question: Question, groups: Sequence[Group]) -> list[Pick]:
    """`初中：专任教师（人）3562`, resting on the row and on the heads of its columns; [] where no table has both."""
    if question.kind is not Kind.FIGURE:
        return []
    plain = normalise(question.text)
    found = [
        (len(row.cells[0]), row, header)
        for group in groups
        if _of_year(question, group)
        for row, header in _rows(group)
        if normalise(row.cells[0]) in plain
    ]
    for _, row, header in sorted(found, key=lambda one: -one[0]):
        rest = plain.replace(normalise(row.cells[0]), "")
        columns = [index for index in range(1, len(row.cells)) if _names(rest, header.cells[index])]
        if columns:
            return [_told(row, header, columns)]
    return []


def _rows(group: Group) -> Iterator[tuple[_Row, _Row]]:
    """Each row of values with the row of words above it that has as many cells."""
    header: _Row | None = None
    for line in group.lines:
        row = _Row(line, line.text.split())
        if len(row.cells) < _LEAST_CELLS or _PUNCTUATION.search(line.text):
            header = None
        elif all(_VALUE.fullmatch(cell) for cell in row.cells[1:]):
            if header and len(header.cells) == len(row.cells):
                yield row, header
        elif not any(_VALUE.fullmatch(cell) for cell in row.cells):
            header = row


def _of_year(question: Question, group: Group) -> bool:
    around = " ".join((*group.path, *(line.text for line in group.lines)))
    named = set(YEAR.findall(around)) | {group.year}
    return not question.years or bool(named & set(question.years))


def _names(rest: str, head: str) -> bool:
    """`学校数（所）` of `多少所学校`; `rest`: the question without the name of the row."""
    name = _UNIT.sub("", _UNIT.sub("", normalise(head)))
    return len(name) > 1 and name in rest


def _told(row: _Row, header: _Row, columns: Sequence[int]) -> Pick:
    if len(columns) == 1 and _MASK.fullmatch(row.cells[columns[0]]):
        return Pick(row.line.handle, row.line.text, masked=True, also=(header.line.handle,))
    told = "；".join(f"{header.cells[index]}{row.cells[index]}" for index in columns)
    return Pick(row.line.handle, f"{row.cells[0]}：{told}", also=(header.line.handle,))
