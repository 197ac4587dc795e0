"""Texts and their places: what a reader makes of a file, the tree of a report, its sentences, chunks and figures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a report's canonical text: code points, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


class MarkKind(StrEnum):
    """What a reader saw in the source's own markup."""

    TITLE = "title"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    CAPTION = "caption"
    TABLE_ROW = "table_row"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Mark:
    """Markup of the source, placed in the canonical text. `level`: heading level, list depth or page number."""

    kind: MarkKind
    span: Span
    level: int = 0


@dataclass(frozen=True, slots=True)
class SourceText:
    """What a reader makes of a file: canonical text (contracts, section 4) and the marks its markup gave.

    `title`: one that came beside the text and does not stand in it.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    format: str = "txt"
    encoding: str | None = None
    title: str = ""


class Origin(StrEnum):
    """Where a fact about a report was found."""

    GIVEN = "given"
    TEXT = "text"
    MARKUP = "markup"
    FILE_NAME = "file_name"
    FIRST_LINE = "first_line"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said about a whole report, where it was found, and the place if it stands in the text."""

    value: str
    origin: Origin
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What a report is: never invented. `year` is four digits, `period` as written (`2022年上半年`)."""

    title: Fact
    year: Fact | None = None
    period: Fact | None = None
    organisation: Fact | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """`一是…`, `第一，…`, `——…`, `（1）…` inside a section: the span starts at the marker."""

    marker: str
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all below it, to the next heading of the same or a higher level.

    `heading` is without marker and closing punctuation, `""` before the first heading. `heading_span` covers marker and
    heading (empty at `span.start` where there is none); the section's own body runs from there to its first child.
    """

    level: int
    marker: str
    heading: str
    heading_span: Span
    span: Span
    items: tuple[Item, ...] = ()
    children: tuple[Section, ...] = ()

    @property
    def body(self) -> Span:
        """The section's own text: after its heading, before its first child."""
        return Span(self.heading_span.end, self.children[0].span.start if self.children else self.span.end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: trimmed span, the section it belongs to (index in `ParsedReport.walk()` order), its item if any.

    `section` is -1 for the report's title, which stands in no section. `item`: index in that section's `items`.
    """

    span: Span
    section: int
    item: int | None = None
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class PlacedSection:
    """A section with its index in reading order and the headings that lead to it, itself last."""

    index: int
    section: Section
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """The tree of a report and its sentences in reading order."""

    text: str
    sections: tuple[Section, ...]
    sentences: Sequence[Sentence]
    _placed: list[tuple[PlacedSection, ...]] = field(default_factory=list, init=False, repr=False, compare=False)

    def sentences_in(self, span: Span) -> range:
        """Indexes of the sentences that overlap `span`: they stand in order and apart."""
        first = bisect_right(self.sentences, span.start, key=lambda one: one.span.end)
        return range(first, max(first, bisect_left(self.sentences, span.end, key=lambda one: one.span.start)))

    def walk(self) -> Iterator[PlacedSection]:
        """All sections, depth first, in reading order."""
        if not self._placed:  # a question walks through each of its reports several times
            walked = enumerate(walk(self.sections))
            self._placed.append(tuple(PlacedSection(index, section, path) for index, (section, path) in walked))
        return iter(self._placed[0])

    def section_at(self, offset: int) -> PlacedSection | None:
        """The innermost section that a place stands in."""
        holding = [one for one in self.walk() if one.section.span.start <= offset < one.section.span.end]
        return holding[-1] if holding else None


def walk(sections: tuple[Section, ...], path: tuple[str, ...] = ()) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Each with the headings down to it, depth first, in reading order."""
    for section in sections:
        here = (*path, section.heading) if section.heading else path
        yield section, here
        yield from walk(section.children, here)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one section, the unit of search. `tokens` counted with cl100k_base; `path`: headings above."""

    id: str
    ordinal: int
    section: int
    path: tuple[str, ...]
    span: Span
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in the text. A masked one (`*万人`) has no value, ever.

    `value` is in plain units of `unit` (1.12万名 → 11200, 名; 80% → 80, %); `upper` is set for a range. `qualifier` as
    written (`增长`, `约`, `超过`); `period` as written nearby, or "".
    """

    indicator: str
    text: str
    value: Decimal | None
    unit: str
    qualifier: str
    period: str
    masked: bool
    span: Span
    upper: Decimal | None = None
