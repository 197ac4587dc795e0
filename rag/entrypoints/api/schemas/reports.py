"""Reports, their outlines and figures, libraries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rag.entrypoints.api.schemas.shapes import Cursor, Figure, Offset, Shape

Count = Annotated[int, Field(ge=0)]


class Report(Shape):
    id: str
    title: str
    file: str
    library: str
    year: int | None
    period: str | None
    organisation: str | None
    sections: Count
    chunks: Count
    figures: Count
    characters: Count
    format: str
    status: Literal["ready"]


class Reports(Shape):
    """A page of them."""

    reports: list[Report]
    total: Annotated[int, Field(ge=0, description="how many pass the filter, on all pages together")]
    next: Cursor


class RemovedReport(Shape):
    removed: Report


class Origin(Shape):
    origin: Literal["given", "text", "markup", "file_name", "first_line", "facts"]
    start: Offset | None
    end: Offset | None


class Item(Shape):
    """`一是…` and its like, inside a paragraph."""

    marker: str
    text: str
    start: Offset
    end: Offset


class Section(Shape):
    level: Annotated[int, Field(ge=1)]
    heading: str
    marker: str
    start: Offset
    end: Offset
    children: list[Section]
    items: list[Item]


class ReportView(Shape):
    """A report with its outline."""

    id: str
    title: str
    file: str
    year: int | None
    period: str | None
    organisation: str | None
    origins: Annotated[dict[str, Origin], Field(description="where title, year, period and organisation were found")]
    text_length: Count
    sections: list[Section]


class PlacedFigure(Figure):
    planned: Annotated[bool, Field(description="a plan or a goal, not a result")]


class Figures(Shape):
    figures: list[PlacedFigure]


class Library(Shape):
    name: str
    reports: Count


class Libraries(Shape):
    libraries: list[Library]
