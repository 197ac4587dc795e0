"""Reports out of the ledger, as summaries need them. One that cannot be read is noted; the others go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.boilerplate import Repetition
from rag.domain import FailedReport, ParsedReport, Report
from rag.errors import RagError
from rag.ports import Ledger
from rag.stated_figures import StatedFigure, stated_figures


@dataclass(frozen=True, slots=True)
class ReadReport:
    report: Report
    parsed: ParsedReport
    figures: tuple[StatedFigure, ...]


def read_report(ledger: Ledger, report: Report) -> ReadReport | FailedReport:
    try:
        parsed = ledger.parsed(report.id)
    except RagError as error:
        return FailedReport(report.id, report.title, error)
    return ReadReport(report, parsed, tuple(stated_figures(report, parsed)))


def repetition_of(ledger: Ledger, others: Sequence[Report]) -> Repetition:
    texts = []
    for one in others:
        try:
            texts.append(ledger.text(one.id))
        except RagError:  # it only would have told what is repeated
            continue
    return Repetition(texts)
