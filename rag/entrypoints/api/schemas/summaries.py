"""Summaries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rag.entrypoints.api.schemas.shapes import (
    Citation,
    Claim,
    Conflict,
    Dropped,
    Figure,
    Identity,
    Milliseconds,
    ReportName,
    Shape,
    Undisclosed,
    Usage,
)


class SummarySection(Shape):
    title: str
    part: Literal["headline", "results", "figures", "problems", "plans", "sections", "topic", "gaps"]
    level: Annotated[int, Field(ge=1)]
    report: Annotated[str | None, Field(description="the id of the report it is of, in a summary of several")]
    claims: list[Claim]


class KeyFigure(Figure):
    change: Annotated[str | None, Field(description="the change that its sentence states, as written")]


class Reason(Shape):
    code: str
    message: str


class UnreadReport(Shape):
    report: ReportName
    error: Reason


class Summary(Shape):
    title: str
    style: str
    language: Literal["zh", "en"]
    sections: list[SummarySection]
    figures: list[KeyFigure]
    figures_title: str
    figures_at: Annotated[int, Field(ge=0, description="the figures stand before this section")]
    gaps_title: str
    citations: list[Citation]
    dropped: list[Dropped]
    undisclosed: list[Undisclosed]
    conflicts: list[Conflict]
    failed: list[UnreadReport]
    notices: list[str]
    degraded: bool
    model: str
    prompt: Identity | None
    template: Identity | None
    usage: Usage
    timings_ms: Milliseconds
