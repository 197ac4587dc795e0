"""Comparisons."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rag.entrypoints.api.schemas.reports import Report
from rag.entrypoints.api.schemas.shapes import Citation, CitationIds, Decimal, Figure, Milliseconds, ReportName, Shape


class ComparedReport(Report):
    results_of: Annotated[str | None, Field(description="the time whose results it tells")]


class ComparedFigure(Figure):
    quote: str


class Cell(Shape):
    report: ReportName
    figure: ComparedFigure | None


class Change(Shape):
    difference: Annotated[Decimal | None, Field(description="computed")]
    growth: Annotated[Decimal | None, Field(description="computed, in per cent")]
    stated_growth: ComparedFigure | None
    agrees: bool | None


class Step(Change):
    before: Annotated[str, Field(description="the id of a report")]
    after: Annotated[str, Field(description="the id of a report")]


class Row(Change):
    """One indicator across the reports."""

    indicator: str
    measure: Literal["level", "change", "share"]
    planned: bool
    unit: str
    cells: list[Cell]
    values: list[Decimal | None]
    changes: list[Step]


class Text(Shape):
    text: str
    citations: CitationIds


class Pair(Shape):
    earlier: Text
    later: Text | None


class Plan(Pair):
    met: bool | None


class UncomparedReport(Shape):
    report: ReportName
    error: str
    code: str


class Comparison(Shape):
    reports: list[ComparedReport]
    rows: list[Row]
    new: list[Text]
    gone: list[Text]
    repeated: list[Text]
    repeated_share: Annotated[float, Field(ge=0, le=1)]
    problems: list[Pair]
    plans: list[Plan]
    citations: list[Citation]
    failed: list[UncomparedReport]
    timings_ms: Milliseconds
