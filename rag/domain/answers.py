"""Answers: claims with citations, what was dropped, conversations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rag.domain.library import ReportFilter
from rag.domain.texts import Span


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

    `turns`: how many there have been; 0 for one that is not stored yet. `changed`: when the last one was. `owner`: the
    id of the key it was begun with, None where keys were off.
    """

    id: str
    where: ReportFilter
    title: str
    started: datetime
    changed: datetime
    turns: int = 0
    owner: str | None = None
