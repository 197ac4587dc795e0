"""Places in reports as pages show them: a link to the exact words, the words themselves, what the place is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote as quoted
from urllib.parse import urlencode

from rag import messages
from rag.entrypoints.documents import Document
from rag.entrypoints.places import path_line


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """`number`: of the citation, None for a place that has none of its own. `path`: report › section › section."""

    report_id: str
    report_title: str
    section: tuple[str, ...]
    start: int
    end: int
    quote: str
    number: int | None = None
    page: int | None = None

    @property
    def key(self) -> str:
        """By which the page's module finds it."""
        return f"{self.report_id}:{self.start}:{self.end}"

    @property
    def address(self) -> str:
        """Of the report's own page, for who has no scripts or wants the place in a window of its own."""
        return f"/reports/{quoted(self.report_id)}?{urlencode({'start': self.start, 'end': self.end})}"

    @property
    def path(self) -> str:
        return path_line([self.report_title, *self.section])

    @property
    def nearest(self) -> str:
        """The innermost heading, which says most in few words; the report where there is none."""
        return self.section[-1] if self.section else self.report_title

    def page_line(self, language: str) -> str:
        return messages.text("page", language, page=self.page) if self.page else ""


def of_citations(citations: Iterable[Document]) -> dict[int, ShownPlace]:
    """By number."""
    return {one["id"]: _shown(one, quote=one["quote"], number=one["id"]) for one in citations}


def of_figure(figure: Document, *, quote: str | None = None) -> ShownPlace:
    return _shown(figure, quote=quote or figure.get("quote") or figure["text"])


def cited(numbers: Iterable[int], places: Mapping[int, ShownPlace]) -> tuple[ShownPlace, ...]:
    """Those of the numbers that are there, in their order."""
    return tuple(places[one] for one in numbers if one in places)


def of_document(place: ShownPlace) -> Document:
    """As the page's module takes it, in the form of a citation of the API; `quote` is null where the page's list of
    sources has it."""
    return {
        "key": place.key,
        "id": place.number,
        "report": {"id": place.report_id, "title": place.report_title},
        "section": list(place.section),
        "start": place.start,
        "end": place.end,
        "quote": place.quote if place.number is None else None,
        "page": place.page,
    }


def _shown(place: Document, *, quote: str, number: int | None = None) -> ShownPlace:
    return ShownPlace(
        report_id=place["report"]["id"],
        report_title=place["report"]["title"],
        section=tuple(place["section"]),
        start=place["start"],
        end=place["end"],
        quote=quote,
        number=number,
        page=place.get("page"),
    )
