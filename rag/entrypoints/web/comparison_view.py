"""A comparison as its page shows it, made from the document that the command line gives, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.domain import Measure
from rag.entrypoints.documents import Document
from rag.entrypoints.exports import of_comparisons
from rag.entrypoints.web import bars, figures_shown, places_shown
from rag.entrypoints.web.compared_shown import (
    SIDE_BY_SIDE,
    Cell,
    Change,
    ComparisonView,
    Named,
    Pair,
    Passage,
    PassageGroup,
    Row,
    RowTable,
)
from rag.entrypoints.web.places_shown import ShownPlace

# Of a list, before the rest is unfolded: what fits beside the two others on a page.
_FIRST = 8
_STATES = ("met", "missed", "unjudged", "open")


@dataclass(frozen=True, slots=True)
class _Compared:
    reports: tuple[Named, ...]
    results_of: tuple[str, ...]


def of_document(document: Document, *, language: str) -> ComparisonView:
    """`document`: as `rag compare --format json`; `language`: of what the page itself says."""
    reports = tuple(_report(one) for one in document["reports"])
    places = places_shown.of_citations(document["citations"])
    order = {one.id: index for index, one in enumerate(reports)}
    plans = tuple(_pair(one, places, state=_state(one)) for one in document["plans"])
    return ComparisonView(
        title=of_comparisons.title(reports, language),
        reports=reports,
        results=_table(document, reports, language, planned=False),
        targets=_table(document, reports, language, planned=True),
        new=_groups(document["new"], places, order),
        gone=_groups(document["gone"], places, order),
        repeated=_groups(document["repeated"], places, order),
        repeated_percent=f"{100 * document['repeated_share']:.1f}",
        problems=tuple(_pair(one, places) for one in document["problems"]),
        plans=plans,
        states={one: count for one in _STATES if (count := sum(plan.state == one for plan in plans))},
        failed=tuple((one["report"]["title"], one["error"]) for one in document["failed"]),
        sources=tuple(places.values()),
    )


def _report(report: Document) -> Named:
    return Named(
        id=report["id"],
        title=report["title"],
        year=report["year"],
        organisation=report["organisation"],
        results_of=report["results_of"] or "",
    )


# --- figures


def _table(document: Document, reports: tuple[Named, ...], language: str, *, planned: bool) -> RowTable | None:
    rows = [one for one in document["rows"] if one["planned"] is planned]
    if not rows:
        return None
    compared = _Compared(reports, tuple(one.results_of for one in reports))
    labelling = of_comparisons.target_labels if planned else of_comparisons.result_labels
    labels = tuple(labelling(compared, language))
    short = dict(zip((one.id for one in reports), of_comparisons.labels(reports, language), strict=True))
    return RowTable(labels, tuple(_row(one, reports, short, language) for one in rows), planned)


def _row(row: Document, reports: Sequence[Named], labels: Mapping[str, str], language: str) -> Row:
    cells = tuple(_cell(one["figure"]) for one in row["cells"])
    known = {one.id: one for one in reports}
    return Row(
        indicator=of_comparisons.indicator_name(row["indicator"], Measure(row["measure"]), language),
        unit=row["unit"],
        cells=cells,
        changes=tuple(_change(one, row["unit"], _between(one, known, labels), language) for one in row["changes"]),
        bars=bars.of_values(row["values"]),
        said=_said(cells, tuple(labels.values()), language),
        direction=_direction(row["difference"]),
    )


def _cell(figure: Document | None) -> Cell | None:
    if figure is None:
        return None
    return Cell(figures_shown.written(figure), figure["masked"], places_shown.of_figure(figure))


def _between(change: Document, reports: Mapping[str, Named], labels: Mapping[str, str]) -> str:
    """`乙市政府 2025 → 2026`: of one office its years say enough."""
    if len(reports) <= SIDE_BY_SIDE:
        return ""
    before, after = reports[change["before"]], reports[change["after"]]
    if before.organisation == after.organisation and before.year and after.year and before.year != after.year:
        offices = {one.organisation for one in reports.values()}
        return f"{after.organisation if len(offices) > 1 else ''} {before.year} → {after.year}".strip()
    return f"{labels[before.id]} → {labels[after.id]}"


def _change(change: Document, unit: str, between: str, language: str) -> Change:
    return Change(
        between=between,
        difference=figures_shown.difference(change["difference"], unit, language),
        growth=figures_shown.growth(change["growth"]),
        stated=_cell(change["stated_growth"]),
        agrees=change["agrees"],
    )


def _said(cells: Sequence[Cell | None], labels: Sequence[str], language: str) -> str:
    """What the bars show, for who does not see them."""
    stop = "；" if language == "zh" else "; "
    return stop.join(f"{label} {cell.text}" for label, cell in zip(labels, cells, strict=True) if cell)


def _direction(difference: str | None) -> str:
    if difference is None:
        return ""
    return "same" if float(difference) == 0 else "down" if difference.startswith("-") else "up"


# --- words


def _groups(
    texts: Sequence[Document], places: Mapping[int, ShownPlace], order: Mapping[str, int]
) -> tuple[PassageGroup, ...]:
    """Report by report, in the order of the reports."""
    passages = [_passage(one, places) for one in texts]
    ordered = sorted(passages, key=lambda one: order.get(_report_of(one)[0], len(order)))
    groups = [(title, list(found)) for (_, title), found in groupby(ordered, key=_report_of)]
    return tuple(
        PassageGroup(title if len(groups) > 1 else "", tuple(found[:_FIRST]), tuple(found[_FIRST:]))
        for title, found in groups
    )


def _report_of(passage: Passage) -> tuple[str, str]:
    """What is repeated stands in several: the last one counts."""
    last = passage.cited[-1] if passage.cited else None
    return (last.report_id, last.report_title) if last else ("", "")


def _passage(text: Document, places: Mapping[int, ShownPlace]) -> Passage:
    return Passage(text["text"], places_shown.cited(text["citations"], places))


def _pair(pair: Document, places: Mapping[int, ShownPlace], *, state: str = "") -> Pair:
    later = _passage(pair["later"], places) if pair["later"] else None
    return Pair(_passage(pair["earlier"], places), later, state)


def _state(plan: Document) -> str:
    if plan["later"] is None:
        return "open"
    return {True: "met", False: "missed", None: "unjudged"}[plan["met"]]
