"""Answers, searches and conversations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rag.entrypoints.api.schemas.shapes import (
    Citation,
    Claim,
    Conflict,
    Cursor,
    Dropped,
    Identity,
    Milliseconds,
    Moment,
    Offset,
    Place,
    ReportName,
    Shape,
    Undisclosed,
    Usage,
)


class JudgedClaim(Shape):
    claim: Annotated[int, Field(ge=1)]
    entailed: bool | None


class Judged(Shape):
    """What a second model says of the claims; it changes nothing."""

    model: str
    claims: list[JudgedClaim]


class Answer(Shape):
    """A cited answer, or a refusal that says what there is and what there is not."""

    status: Literal["answered", "refused"]
    answer: Annotated[str, Field(description="with `[1]` after what citation 1 holds up")]
    language: Literal["zh", "en"]
    claims: list[Claim]
    citations: list[Citation]
    dropped: list[Dropped]
    undisclosed: list[Undisclosed]
    conflicts: list[Conflict]
    nearest: Annotated[list[Place], Field(description="of a refusal: where to look")]
    missing: Annotated[list[str], Field(description="of a refusal: what is not there")]
    degraded: Annotated[bool, Field(description="the language model failed, wholly or in part")]
    notices: list[str]
    rewritten: Annotated[str | None, Field(description="the question that was answered, where it is another")]
    conversation: Annotated[str | None, Field(description="the id to go on with")]
    judged: Judged | None
    model: str
    prompt: Identity | None
    usage: Usage
    timings_ms: Milliseconds


class FoundChunk(Shape):
    report: ReportName
    section: list[str]
    chunk: str
    start: Offset
    end: Offset


class Passage(FoundChunk):
    text: str
    score: Annotated[float, Field(description="higher is better, within one search")]
    reranked: bool
    twins: Annotated[list[FoundChunk], Field(description="passages that say the same in the same words")]


class Search(Shape):
    query: str
    results: list[Passage]


class Conversation(Shape):
    id: str
    title: str
    library: str | None
    reports: list[str]
    year: int | None
    started: Moment
    changed: Moment
    questions: Annotated[int, Field(ge=0)]


class Turn(Shape):
    question: str
    asked: Moment
    answer: Answer


class ConversationView(Conversation):
    turns: list[Turn]


class Conversations(Shape):
    conversations: list[Conversation]
    next: Cursor


class RemovedConversation(Shape):
    removed: Conversation


class Suggestions(Shape):
    questions: list[str]
