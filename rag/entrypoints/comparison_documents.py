"""The JSON document of a comparison, made from domain values: the same for the command line and for HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag import messages
from rag.domain import (
    Citation,
    ComparedFigure,
    ComparedText,
    Comparison,
    ComparisonRow,
    FailedReport,
    FigureChange,
    FollowedUp,
    Place,
    Report,
)
from rag.entrypoints.documents import (
    Document,
    of_citation,
    of_figure,
    of_report,
    of_timings,
    plain_number,
)

_SHARE_DIGITS = 4


def of_comparison(comparison: Comparison, *, language: str = messages.DEFAULT) -> Document:
    """`language`: of what kept a report from being read."""
    cited = _Citations()
    return {
        "reports": [_report(index, comparison) for index in range(len(comparison.reports))],
        "rows": [_row(one, comparison.reports) for one in comparison.rows],
        "new": [cited.text(one) for one in comparison.new],
        "gone": [cited.text(one) for one in comparison.gone],
        "repeated": [cited.text(one) for one in comparison.repeated],
        "repeated_share": round(comparison.repeated_share, _SHARE_DIGITS),
        "problems": [cited.pair(one) for one in comparison.problems],
        "plans": [{**cited.pair(one), "met": one.met} for one in comparison.plans],
        "citations": [of_citation(one) for one in cited.all],
        "failed": [_failed(one, language) for one in comparison.failed],
        "timings_ms": of_timings(comparison.timings_ms),
    }


class _Citations:
    """Numbers every place once, in the order in which it is shown."""

    def __init__(self) -> None:
        self._numbers: dict[Place, int] = {}
        self.all: list[Citation] = []

    def text(self, text: ComparedText) -> Document:
        return {"text": text.text, "citations": self._of(text.citations)}

    def pair(self, pair: FollowedUp) -> Document:
        return {"earlier": self.text(pair.earlier), "later": self.text(pair.later) if pair.later else None}

    def _of(self, citations: Iterable[Citation]) -> list[int]:
        return list(dict.fromkeys(self._number(one) for one in citations))

    def _number(self, citation: Citation) -> int:
        if citation.place not in self._numbers:
            self._numbers[citation.place] = len(self.all) + 1
            self.all.append(Citation(len(self.all) + 1, citation.place, citation.quote, citation.page))
        return self._numbers[citation.place]


def _report(index: int, comparison: Comparison) -> Document:
    """`results_of`: the time whose results it tells, the year before its own where it is given in January."""
    period = comparison.results_of[index] if comparison.results_of else ""
    return {**of_report(comparison.reports[index]), "results_of": period or None}


def _row(row: ComparisonRow, reports: Sequence[Report]) -> Document:
    """`difference` to `agrees`: from the last report but one that states it to the last; all of them in `changes`."""
    last = row.changes[-1] if row.changes else None
    return {
        "indicator": row.indicator,
        "measure": row.measure.value,
        "planned": row.planned,
        "unit": row.unit,
        "cells": [
            {"report": _named(report), "figure": _figure(cell)} for report, cell in zip(reports, row.cells, strict=True)
        ],
        "values": [plain_number(one) for one in row.values],
        **_change(last),
        "changes": [{**_ends(one, reports), **_change(one)} for one in row.changes],
    }


def _named(report: Report) -> Document:
    return {"id": report.id, "title": report.title}


def _figure(cell: ComparedFigure | None) -> Document | None:
    return {**of_figure(cell.place, cell.figure), "quote": cell.quote} if cell else None


def _ends(change: FigureChange, reports: Sequence[Report]) -> Document:
    return {"before": reports[change.before].id, "after": reports[change.after].id}


def _change(change: FigureChange | None) -> Document:
    if change is None:
        return {"difference": None, "growth": None, "stated_growth": None, "agrees": None}
    return {
        "difference": plain_number(change.difference),
        "growth": plain_number(change.growth),
        "stated_growth": _figure(change.stated),
        "agrees": change.agrees,
    }


def _failed(failed: FailedReport, language: str) -> Document:
    error = failed.error
    return {
        "report": {"id": failed.report_id, "title": failed.title},
        "error": error.in_language(language),
        "code": error.key,
    }
