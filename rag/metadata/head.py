"""The head of a report: the lines before its running text, and the opening of that text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import Span

_BLANK = " \t\r\f\v\u00a0\u3000\ufeff\u200b\u200c\u200d"
# Only this much of a report is looked at for its head; a head is a dozen short lines.
_HEAD_CHARACTERS = 3000
_HEAD_LINES = 25
_OPENING_CHARACTERS = 600

SALUTATION = re.compile(
    r"(?:尊敬的|各位|同志们|[^，。；]{0,12}(?:各位|同志们?))[^，。；]{0,30}[：:！!]?|[^，。；]{2,20}(?:组|委|局|办|部|厅)[：:]"
)
NUMBERED = re.compile(
    r"第[一二三四五六七八九十百零〇0-9]+[章节条部编篇]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十0-9]+[）)]|"
    r"[0-9０-９]{1,2}[.．、](?![0-9０-９])|[①-⑳]"
)
# From here on a line is running text: 34 development reports have titles of at most 45 characters.
_LONGEST_HEAD_LINE = 70
OPENING_SENTENCES = re.compile(r"[^。！？]*[。！？]?[^。！？]*[。！？]?")
_SENTENCE_ENDS = "。！？；"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without surrounding blanks, and its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Head:
    """`lines` = the short lines before the running text; `opening` = the first few hundred characters of that text."""

    lines: tuple[Line, ...]
    opening: Span


def head_of(text: str) -> Head:
    lines: list[Line] = []
    for line in lines_of(text):
        if _is_running_text(line.text) or len(lines) == _HEAD_LINES:
            return Head(tuple(lines), _opening(text, line.span.start))
        lines.append(line)
    return Head(tuple(lines), Span(len(text), len(text)))


def lines_of(text: str) -> Iterator[Line]:
    """The lines of the first few thousand characters that are not blank."""
    start = 0
    limit = min(len(text), _HEAD_CHARACTERS)
    while start < limit:
        end = text.find("\n", start, limit)
        end = limit if end < 0 else end
        line = trimmed(text, Span(start, end))
        if line.text:
            yield line
        start = end + 1


def trimmed(text: str, span: Span) -> Line:
    """The span without the blanks at its ends."""
    raw = span.of(text)
    start = span.start + len(raw) - len(raw.lstrip(_BLANK))
    stripped = raw.strip(_BLANK)
    return Line(stripped, Span(start, start + len(stripped)))


def _is_running_text(line: str) -> bool:
    if len(line) > _LONGEST_HEAD_LINE or SALUTATION.fullmatch(line) or NUMBERED.match(line):
        return True
    return line[-1] in _SENTENCE_ENDS or "。" in line


def _opening(text: str, start: int) -> Span:
    return Span(start, min(len(text), start + _OPENING_CHARACTERS))
