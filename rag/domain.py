"""What the product talks about: reports, their parts, figures, answers. Frozen values, no behaviour but reading.

Every `Span` is `[start, end)` in code points of a report's canonical text, and `text[start:end]`
equals whatever is quoted.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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


# --- reading -------------------------------------------------------------------------------------------------


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


# --- structure -----------------------------------------------------------------------------------------------


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

    def sentences_in(self, span: Span) -> range:
        """Indexes of the sentences that overlap `span`: they stand in order and apart."""
        first = bisect_right(self.sentences, span.start, key=lambda one: one.span.end)
        return range(first, max(first, bisect_left(self.sentences, span.end, key=lambda one: one.span.start)))

    def walk(self) -> Iterator[PlacedSection]:
        """All sections, depth first, in reading order."""
        yield from (
            PlacedSection(index, section, path) for index, (section, path) in enumerate(_walk(self.sections, ()))
        )


def _walk(sections: tuple[Section, ...], path: tuple[str, ...]) -> Iterator[tuple[Section, tuple[str, ...]]]:
    for section in sections:
        here = (*path, section.heading) if section.heading else path
        yield section, here
        yield from _walk(section.children, here)


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


# --- figures -------------------------------------------------------------------------------------------------


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


# --- what is stored and found --------------------------------------------------------------------------------


class ReportStatus(StrEnum):
    """`staged` and `retired` reports are never visible to a search; `ready` ones are whole."""

    STAGED = "staged"
    READY = "ready"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Report:
    """A report in the ledger: its facts and counts (not its text)."""

    id: str
    file: str
    library: str
    facts: ReportFacts
    characters: int
    sections: int
    chunks: int
    figures: int
    status: ReportStatus
    format: str = "txt"

    @property
    def title(self) -> str:
        return self.facts.title.value

    @property
    def year(self) -> int | None:
        return int(self.facts.year.value) if self.facts.year else None

    @property
    def organisation(self) -> str | None:
        return self.facts.organisation.value if self.facts.organisation else None


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What the asker narrowed the search to; empty = everything ready."""

    report_ids: tuple[str, ...] = ()
    year: int | None = None
    library: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk found for a query, best first by `score` (higher is better, comparable within one search only).

    `reranked`: a reranker has put it in its place. `twins`: passages that say the same in the same words, and are not
    among the results themselves, best first.
    """

    report_id: str
    report_title: str
    chunk: Chunk
    score: float
    reranked: bool = False
    twins: tuple[Passage, ...] = ()


# --- answers -------------------------------------------------------------------------------------------------


class Verdict(StrEnum):
    SUPPORTED = "supported"
    COMPUTED = "computed"
    UNDISCLOSED = "undisclosed"


class DropReason(StrEnum):
    FIGURE_NOT_IN_SPAN = "figure_not_in_span"
    MASKED_FIGURE = "masked_figure"
    NO_CITATION = "no_citation"
    UNSUPPORTED = "unsupported"


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Place:
    """A section of a report, as shown to a reader."""

    report_id: str
    report_title: str
    section: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer the system owns: number in the answer (from 1), place, and the quoted words `text[start:end]`."""

    id: int
    place: Place
    quote: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer and the citations that hold it up."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was not shown, and why."""

    text: str
    reason: DropReason


@dataclass(frozen=True, slots=True)
class Undisclosed:
    """A masked figure that the question asks for: the words around it as they stand, and where."""

    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """The same indicator, period and unit with two values: both places."""

    indicator: str
    period: str
    unit: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PromptIdentity:
    name: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class Usage:
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a second model says of one claim (by its number, from 1): None where it says nothing clear."""

    claim: int
    entailed: bool | None


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """A model's reading of what is shown, which it does not change."""

    model: str
    claims: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker sees: claims with citations, or a refusal that says what there is and what there is not.

    `notices`: lines for the reader about how the answer came to be (the model was not to be had, a part of the question
    has no answer); `rewritten`: the question that was answered, where it is not the one that was put; `conversation`:
    the id to go on with, "" outside of one; `understood`: the questions that were answered, a line each, which the next
    of a conversation may lean on; `judged`: what a second model says of the claims, where one is set.
    """

    status: AnswerStatus
    text: str
    language: str
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    undisclosed: tuple[Undisclosed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    nearest: tuple[Place, ...] = ()
    missing: tuple[str, ...] = ()
    degraded: bool = False
    model: str = ""
    prompt: PromptIdentity | None = None
    usage: Usage = Usage()
    timings_ms: dict[str, float] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    rewritten: str = ""
    conversation: str = ""
    understood: str = ""
    judged: SecondOpinion | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done for an answer: `understand`, `retrieve`, `generate`, `verify` or `judge`."""

    name: str


# What an answer consists of, in the order in which it comes to be: a claim follows its citations, the answer is last.
AnswerEvent = Step | Citation | Claim | Answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of a conversation, as it was understood (`question`), and the answer that was shown."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """A question as it was put, how it was understood ("" where nothing was asked), and the answer that was shown."""

    question: str
    understood: str
    answer: Answer
    asked: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions that may lean on one another, about the reports that pass `where`. `title`: its first question.

    `turns`: how many there have been; 0 for one that is not stored yet. `changed`: when the last one was.
    """

    id: str
    where: ReportFilter
    title: str
    started: datetime
    changed: datetime
    turns: int = 0


@dataclass(frozen=True, slots=True)
class SummarySection:
    title: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A cited summary of one or more reports."""

    title: str
    style: str
    sections: tuple[SummarySection, ...]
    citations: tuple[Citation, ...]
    figures: tuple[tuple[Place, Figure], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    undisclosed: tuple[Undisclosed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    model: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
