"""Which candidates hold as headings, and what nests in what.

A style that is new nests beneath the heading above it, one that is open continues where it stands; any style may be the
outermost. A number must continue its sequence (or begin a new one), which turns away what only looks like a marker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.parsing.markers import CHINESE_STYLES, DIVISIONS, Marker

UNNUMBERED = "unnumbered"
ANNEX = "annex"
DEEPEST = 12
"""Levels of a tree; deeper ones are put beside their parents. Real reports have five."""
_SAME_FAMILY = {"1、": "1.", "1.": "1、"}
_LATEST_BEGINNING = 20
_LONGEST_BARE = 30
_LONGEST_LEAD = 64
"""Characters before the first mark of punctuation that ends a heading; the longest real one has 50."""


@dataclass(slots=True, eq=False)
class Heading:
    """A line that may begin a section. `line` is its index among the lines that are not empty.

    `mark` is the level of its own heading mark (`marked_line`), or of the marks that others of its style carry.
    `next_numbers`: of the next candidate of its style, and of its style or the one that is mixed up with it.
    """

    line: int
    start: int
    end: int
    style: str
    marker: Marker | None = None
    mark: int | None = None
    listed: bool = False
    marked_line: bool = False
    last_line: int = -1
    next_numbers: tuple[int | None, ...] = ()
    parent: Heading | None = None
    children: list[Heading] = field(default_factory=list)
    is_item: bool = False

    def __post_init__(self) -> None:
        self.last_line = self.line

    @property
    def number(self) -> int:
        return self.marker.number if self.marker else 0

    @property
    def text_start(self) -> int:
        """Where the words begin, after the marker."""
        return self.marker.end if self.marker else self.start


class Outline:
    """Takes candidates in reading order and keeps those that hold, each with its parent."""

    def __init__(self, text: str, mark_of_style: dict[str, int]) -> None:
        self.accepted: list[Heading] = []
        self._text = text
        self._mark_of_style = mark_of_style
        self._stack: list[Heading] = []
        self._last_number: dict[str, int] = {}
        self._above: set[tuple[str, str]] = set()
        self._outermost: set[str] = set()

    def offer(self, heading: Heading) -> None:
        if heading.mark is None:
            if not self._holds(heading):
                return
            if not heading.listed:
                heading.mark = self._mark_of_style.get(heading.style)
        self._place(heading)

    def _place(self, heading: Heading) -> None:
        del self._stack[self._depth_for(heading) :]
        del self._stack[DEEPEST - 1 :]
        heading.parent = self._stack[-1] if self._stack else None
        if heading.parent:
            heading.parent.children.append(heading)
        if not self._stack:
            self._outermost.add(heading.style)
        self._above.update((open_.style, heading.style) for open_ in self._stack if open_.style != heading.style)
        self._stack.append(heading)
        self._last_number[heading.style] = heading.number
        self.accepted.append(heading)

    def _depth_for(self, heading: Heading) -> int:
        if heading.mark is not None:
            return self._depth_of_mark(heading.mark)
        if heading.style == ANNEX:
            return 0
        depth = self._open_at(heading.style)
        if depth is None and heading.style in DIVISIONS:
            depth = self._below_larger_divisions(heading.style)
        if depth is not None:
            return depth
        depth = len(self._stack)
        while depth and self._belongs_above(heading.style, self._stack[depth - 1]):
            depth -= 1
        return depth

    def _depth_of_mark(self, level: int) -> int:
        """Marked headings stand above all that only patterns show."""
        for depth, open_ in enumerate(self._stack):
            if open_.mark is None or open_.mark >= level:
                return depth
        return len(self._stack)

    def _belongs_above(self, style: str, open_: Heading) -> bool:
        if open_.mark is not None:
            return False
        if open_.style == ANNEX:
            return style in self._outermost
        return (style, open_.style) in self._above and (open_.style, style) not in self._above

    def _below_larger_divisions(self, style: str) -> int | None:
        """A chapter never stands in an article, nor in what stands in one."""
        smaller = DIVISIONS[DIVISIONS.index(style) + 1 :]
        for depth, open_ in enumerate(self._stack):
            if open_.style in smaller and open_.mark is None:
                return depth
        return None

    def _open_at(self, style: str) -> int | None:
        """A list `1.` `2.` below the marked heading `3.` is not its sibling."""
        for depth, open_ in enumerate(self._stack):
            if open_.style == style and (open_.mark is None or style in self._mark_of_style):
                return depth
        return None

    def _holds(self, heading: Heading) -> bool:
        marker = heading.marker
        if marker is None or heading.style == ANNEX:
            return True
        self._join_family(heading)
        depth = self._open_at(heading.style)
        last = self._stack[depth].number if depth is not None else None
        before = self._last_number.get(heading.style)
        if marker.doubtful and marker.number != (before or 0) + 1:
            return False
        if heading.style in DIVISIONS:
            return self._is_division(heading)
        if marker.number == 1:
            alone = heading.style in CHINESE_STYLES and not marker.doubtful and self._is_lead(heading)
            return 2 in heading.next_numbers or alone
        if before is not None and marker.number == before + 1:
            return True
        return self._mends(heading, last)

    def _mends(self, heading: Heading, last: int | None) -> bool:
        """A sequence with a slip (（二）（二）, （二）（四）), or one whose beginning is not in this text."""
        number, follows = heading.number, heading.number + 1 in heading.next_numbers
        if last is not None and number in (last, last + 2, last + 3):
            return self._is_lead(heading) and (heading.style in CHINESE_STYLES or follows)
        begins_late = number <= _LATEST_BEGINNING and (follows or self._is_bare(heading))
        return heading.style in CHINESE_STYLES and self._is_lead(heading) and begins_late

    def _is_bare(self, heading: Heading) -> bool:
        """A line that holds the heading and nothing else."""
        return heading.end - heading.text_start <= _LONGEST_BARE and self._text[heading.end - 1] not in "。；;，,"

    def _join_family(self, heading: Heading) -> None:
        """`1.` `2、` `3.` is one sequence with a slip of the pen."""
        other = _SAME_FAMILY.get(heading.style)
        if other is None or heading.number == 1 or self._last_number.get(heading.style) == heading.number - 1:
            return
        depth = self._open_at(other)
        if depth is not None and self._stack[depth].number == heading.number - 1:
            heading.style = other

    def _is_division(self, heading: Heading) -> bool:
        if heading.style == "条":
            return True
        return heading.end - heading.text_start <= _LONGEST_LEAD or self._is_lead(heading)

    def _is_lead(self, heading: Heading) -> bool:
        """Words follow the marker, and a pause comes before they are too many for a heading."""
        start, end = heading.text_start, heading.end
        if start >= end or self._text[start] in "，。、；：,;:）)":
            return False
        if end - start <= _LONGEST_LEAD:
            return True
        return any(self._text.find(sign, start, start + _LONGEST_LEAD) >= 0 for sign in "。：:；，")


def arrange(text: str, candidates: Sequence[Heading]) -> list[Heading]:
    """The candidates that hold, in reading order, linked to their parents and children."""
    _look_ahead(candidates)
    outline = Outline(text, _marks_of_styles(candidates))
    for heading in candidates:
        outline.offer(heading)
    return outline.accepted


def _look_ahead(candidates: Sequence[Heading]) -> None:
    """Gives each the number of the next one of its style; a list and marked headings may share a style by chance."""
    following: dict[tuple[str, bool], int] = {}
    for heading in reversed(candidates):
        marked = heading.mark is not None and not _passes_on_its_mark(heading.style)
        family = min(heading.style, _SAME_FAMILY.get(heading.style, heading.style)) + " or alike"
        heading.next_numbers = following.get((heading.style, marked)), following.get((family, marked))
        following[heading.style, marked] = following[family, marked] = heading.number


def _marks_of_styles(candidates: Sequence[Heading]) -> dict[str, int]:
    """Where authors marked 一、 and forgot 二、, the level of one holds for both; 1. and ① are lists too often."""
    marks: dict[str, int] = {}
    for heading in candidates:
        if heading.mark is not None and _passes_on_its_mark(heading.style):
            marks.setdefault(heading.style, heading.mark)
    return marks


def _passes_on_its_mark(style: str) -> bool:
    return style in CHINESE_STYLES or style in DIVISIONS
