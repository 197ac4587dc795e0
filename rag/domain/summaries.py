"""Summaries of reports: parts with cited claims, key figures, what is not said or contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from rag.domain.answers import Citation, Claim, Conflict, Dropped, Place, PromptIdentity, Undisclosed, Usage
from rag.domain.texts import Figure
from rag.errors import RagError


class SummaryPart(StrEnum):
    """What a part of a summary speaks of. `SECTIONS`: a part for each section of the report; `TOPIC`: what a template
    names; `FIGURES` and `GAPS` hold no claims: key figures, and what is not disclosed or contradicts itself."""

    HEADLINE = "headline"
    RESULTS = "results"
    FIGURES = "figures"
    PROBLEMS = "problems"
    PLANS = "plans"
    SECTIONS = "sections"
    TOPIC = "topic"
    GAPS = "gaps"


@dataclass(frozen=True, slots=True)
class SummarySection:
    """`report_id`: of the report it is of, in a summary of several that keeps them apart. `level`: 1 outermost."""

    title: str
    claims: tuple[Claim, ...]
    part: SummaryPart = SummaryPart.RESULTS
    report_id: str | None = None
    level: int = 1


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure that a reader should see first, and the change (`增长5.3%`) that its sentence states of it."""

    place: Place
    figure: Figure
    change: Figure | None = None


@dataclass(frozen=True, slots=True)
class FailedReport:
    """A report that could not be read, and why; the others are summarised or compared without it."""

    report_id: str
    title: str
    error: RagError


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A user's own template of a summary. `name`: for messages, where it came from."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class SummaryProgress:
    """`done` of `total` steps; `report` and `section`: what has just been finished."""

    done: int
    total: int
    report: str
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A cited summary of one or more reports.

    `figures_at`: the key figures stand before `sections[figures_at]`. `gaps_title`: of what is not disclosed,
    contradicts itself or could not be read; "" where the template wants no such part. `notices`: lines for the reader
    about how the summary came to be; `degraded`: a language model was set and did not write all of it; `prompt`: with
    which it was asked; `usage`: what this call spent, nothing for what was kept from before.
    """

    title: str
    style: str
    sections: tuple[SummarySection, ...]
    citations: tuple[Citation, ...]
    figures: tuple[KeyFigure, ...] = ()
    figures_title: str = ""
    figures_at: int = 0
    gaps_title: str = ""
    dropped: tuple[Dropped, ...] = ()
    undisclosed: tuple[Undisclosed, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    failed: tuple[FailedReport, ...] = ()
    notices: tuple[str, ...] = ()
    degraded: bool = False
    language: str = "zh"
    model: str = ""
    prompt: PromptIdentity | None = None
    template: PromptIdentity | None = None
    usage: Usage = field(default_factory=Usage)
    timings_ms: dict[str, float] = field(default_factory=dict)
