"""What the models share, and the parts that several documents are made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A document, exactly: all of its fields are there, and no other."""

    model_config = ConfigDict(extra="forbid")


Offset = Annotated[int, Field(ge=0, description="in code points of the report's text")]
Decimal = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", description="a decimal number")]
Moment = Annotated[str, Field(description="ISO 8601, UTC", json_schema_extra={"format": "date-time"})]
Milliseconds = Annotated[dict[str, float], Field(description="what took how long")]
CitationIds = Annotated[list[int], Field(description="ids of `citations`")]
Cursor = Annotated[str | None, Field(description="of the next page; null where this is the last")]


class ReportName(Shape):
    id: str
    title: str


class Place(Shape):
    """A section of a report, or a part of it."""

    report: ReportName
    section: Annotated[list[str], Field(description="headings, outermost first")]
    start: Offset
    end: Offset


class Citation(Place):
    """A place and the words that stand there."""

    id: Annotated[int, Field(ge=1)]
    quote: Annotated[str, Field(description="`text[start:end]` of the report")]
    page: Annotated[int | None, Field(description="from 1, where the source has pages")]


class Claim(Shape):
    """A sentence and what holds it up."""

    text: str
    citations: CitationIds
    verdict: Literal["supported", "computed", "undisclosed"]


class Dropped(Shape):
    """A sentence that was not shown."""

    text: str
    reason: Literal["figure_not_in_span", "masked_figure", "no_citation", "unsupported"]


class Undisclosed(Shape):
    """A masked figure: the words around it."""

    text: str
    citation: int


class Conflict(Shape):
    """One indicator with two values."""

    indicator: str
    period: str
    unit: str
    citations: CitationIds


class Identity(Shape):
    """Of a prompt or a template."""

    name: str
    version: str
    hash: str


class Usage(Shape):
    input_tokens: Annotated[int, Field(ge=0)]
    output_tokens: Annotated[int, Field(ge=0)]


class Figure(Place):
    """A figure as the report states it."""

    indicator: str
    text: Annotated[str, Field(description="as written")]
    value: Annotated[Decimal | None, Field(description="null where it is masked or is no number")]
    upper: Annotated[Decimal | None, Field(description="the upper end of a range")]
    unit: str
    qualifier: Annotated[str, Field(description="以上, 约, …")]
    period: str
    masked: Annotated[bool, Field(description="the report does not disclose it")]
