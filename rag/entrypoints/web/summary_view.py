"""A summary as its page shows it: the parts that are printed, and what stands folded below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag import messages
from rag.domain import SummaryPart, Verdict
from rag.entrypoints.documents import Document
from rag.entrypoints.exports.paper import Numbering
from rag.entrypoints.web import figures_shown, places_shown
from rag.entrypoints.web.places_shown import ShownPlace

_DEEPEST_HEADING = 5
_MASKS = ("*", "＊")


@dataclass(frozen=True, slots=True)
class EdgeNote:
    """At the edge of the paper: numbers, and the section they are all in; "" where it is the one just above."""

    places: tuple[ShownPlace, ...]
    section: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or a point, and what holds it up. `computed`: by code, from figures that are cited."""

    text: str
    cited: tuple[ShownPlace, ...] = ()
    marker: str = ""
    computed: bool = False
    edge: tuple[EdgeNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """`level`: of its heading, 2 outermost as in HTML. `running`: its lines are one paragraph, else one point each."""

    title: str
    marker: str
    level: int
    lines: tuple[Line, ...]
    running: bool = False
    leads: bool = False
    edge: tuple[EdgeNote, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A key figure. `change`: what its sentence says of it, as written."""

    indicator: str
    value: str
    masked: bool
    change: str
    period: str
    place: ShownPlace


@dataclass(frozen=True, slots=True)
class FigureTable:
    """`several`: of more than one report, which its places then name."""

    title: str
    marker: str
    rows: tuple[FigureRow, ...]
    several: bool

    @property
    def changes(self) -> bool:
        return any(one.change for one in self.rows)

    @property
    def periods(self) -> bool:
        """Whether a time stands with any of them."""
        return any(one.period for one in self.rows)


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that is not in it, and why."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class SummaryView:
    """`before` the table of `figures` and `after` it. What follows stands folded below: `undisclosed`, `conflicts`,
    `dropped` by what was wrong with it, `failed`, and `remarks` on how it came to be and how it is to be read."""

    title: str
    language: str
    before: tuple[Part, ...]
    figures: FigureTable | None
    after: tuple[Part, ...]
    undisclosed: tuple[Line, ...]
    conflicts: tuple[Line, ...]
    dropped: Mapping[str, tuple[str, ...]]
    failed: tuple[Failure, ...]
    remarks: tuple[str, ...]
    sources: tuple[ShownPlace, ...]
    model: str
    separator: str

    @property
    def notes(self) -> bool:
        """Whether there is anything that a reader has to know beside the text."""
        return bool(self.undisclosed or self.conflicts or self.dropped or self.failed or self.remarks)

    @property
    def places(self) -> Iterator[ShownPlace]:
        """All that the page points at, each once."""
        figures = (row.place for row in self.figures.rows) if self.figures else ()
        yield from {one.key: one for one in (*self.sources, *figures)}.values()


def of_document(document: Document) -> SummaryView:
    """`document`: as `rag summarize --format json`."""
    language = document["language"]
    places = places_shown.of_citations(document["citations"])
    numbering = Numbering(language)
    sections = document["sections"]
    at = _figures_at(document)
    before = tuple(_parts(sections[:at], places, numbering))
    figures = _figures(document, places, numbering)
    after = tuple(_parts(sections[at:], places, numbering))
    return SummaryView(
        title=document["title"],
        language=language,
        before=before,
        figures=figures,
        after=after,
        undisclosed=tuple(
            Line(one["text"], places_shown.cited([one["citation"]], places)) for one in document["undisclosed"]
        ),
        conflicts=tuple(_conflict(one, places, language) for one in document["conflicts"]),
        dropped=_by_reason(document["dropped"]),
        failed=tuple(Failure(one["report"]["title"], one["error"]["message"]) for one in document["failed"]),
        remarks=tuple(_remarks(document)),
        sources=tuple(places.values()),
        model=document["model"],
        separator="" if language == "zh" else " ",
    )


# --- parts


def _parts(sections: list[Document], places: Mapping[int, ShownPlace], numbering: Numbering) -> Iterator[Part]:
    for index, section in enumerate(sections):
        following = sections[index + 1] if index + 1 < len(sections) else None
        is_heading = following is not None and following["level"] > section["level"]
        if section["claims"] or is_heading:
            yield _part(section, places, numbering)


def _part(section: Document, places: Mapping[int, ShownPlace], numbering: Numbering) -> Part:
    claims = section["claims"]
    level = min(max(section["level"], 1), _DEEPEST_HEADING)
    leads = section["part"] == SummaryPart.HEADLINE
    running = leads or len(claims) == 1
    marker = numbering.next(level) if section["title"] else ""
    markers = ("",) * len(claims) if running else numbering.points(level, len(claims))
    lines = tuple(_lines(claims, markers, places))
    cited = dict.fromkeys(place for line in lines for place in line.cited)
    return Part(
        title=section["title"],
        marker=marker,
        level=level + 1,
        lines=lines,
        running=running,
        leads=leads,
        edge=_edge(tuple(cited), above=""),
    )


def _lines(claims: Sequence[Document], markers: Sequence[str], places: Mapping[int, ShownPlace]) -> Iterator[Line]:
    above = ""
    for claim, marker in zip(claims, markers, strict=True):
        cited = places_shown.cited(claim["citations"], places)
        computed = claim["verdict"] == Verdict.COMPUTED
        yield Line(claim["text"], cited, marker, computed, _edge(cited, above=above))
        above = cited[-1].nearest if cited else above


def _edge(cited: Sequence[ShownPlace], *, above: str) -> tuple[EdgeNote, ...]:
    groups = [(section, tuple(found)) for section, found in groupby(cited, key=lambda one: one.nearest)]
    return tuple(
        EdgeNote(found, "" if index == 0 and section == above else section)
        for index, (section, found) in enumerate(groups)
    )


# --- key figures


def _figures_at(document: Document) -> int:
    """Before the first outermost part from `figures_at` on: the table never parts a heading from what is below it."""
    sections = document["sections"]
    wanted = document.get("figures_at", len(sections))
    return next((at for at in range(max(wanted, 0), len(sections)) if sections[at]["level"] <= 1), len(sections))


def _figures(document: Document, places: Mapping[int, ShownPlace], numbering: Numbering) -> FigureTable | None:
    figures = document["figures"]
    if not figures:
        return None
    return FigureTable(
        title=document.get("figures_title") or messages.text("summary_figures", document["language"]),
        marker=numbering.next(1),
        rows=tuple(_figure(one, places) for one in figures),
        several=len({one["report"]["id"] for one in figures}) > 1,
    )


def _figure(figure: Document, places: Mapping[int, ShownPlace]) -> FigureRow:
    return FigureRow(
        indicator=figure["indicator"],
        value=figures_shown.written(figure),
        masked=figure["masked"],
        change=figure["change"] or "",
        period=figure["period"],
        place=places_shown.of_figure(figure, quote=_sentence(figure, places)),
    )


def _sentence(figure: Document, places: Mapping[int, ShownPlace]) -> str | None:
    """The quoted words that hold the figure, where a claim has quoted them."""
    for one in places.values():
        if one.report_id == figure["report"]["id"] and one.start <= figure["start"] and figure["end"] <= one.end:
            return one.quote
    return None


# --- what stands folded


def _conflict(conflict: Document, places: Mapping[int, ShownPlace], language: str) -> Line:
    text = messages.text("export_conflict", language, period=conflict["period"] or "", indicator=conflict["indicator"])
    return Line(text, places_shown.cited(conflict["citations"], places))


def _by_reason(dropped: list[Document]) -> dict[str, tuple[str, ...]]:
    reasons = dict.fromkeys(one["reason"] for one in dropped)
    return {reason: tuple(one["text"] for one in dropped if one["reason"] == reason) for reason in reasons}


def _remarks(document: Document) -> Iterator[str]:
    language = document["language"]
    yield from document["notices"]
    claims = [claim for section in document["sections"] for claim in section["claims"]]
    if any(one["verdict"] == Verdict.COMPUTED for one in claims):
        yield messages.text("note_computed", language)
    shown = [*(one["text"] for one in claims), *(one["text"] for one in document["figures"])]
    if any(mask in text for text in shown for mask in _MASKS):
        yield messages.text("export_masks", language)
