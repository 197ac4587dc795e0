"""Reports out of the ledger, as summaries need them. One that cannot be read is noted; the others go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.boilerplate import Repetition
from rag.domain import FailedReport, ParsedReport, Report, ReportFilter
from rag.errors import EmptyLibrary, RagError, UnknownReport
from rag.ports import Ledger
from rag.stated_figures import StatedFigure, stated_figures

# Reports of the same library that are looked through for repeated phrases; more change nothing that was seen.
_OTHERS_READ = 40


@dataclass(frozen=True, slots=True)
class ReadReport:
    report: Report
    parsed: ParsedReport
    figures: tuple[StatedFigure, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """`reports`: those to be summarised, in the order given; `others`: those that tell what every report says."""

    reports: tuple[Report, ...]
    others: tuple[Report, ...]


def choose_reports(ledger: Ledger, report_ids: Sequence[str]) -> Chosen:
    """`others` are of the same libraries, those of the same office first. Raises EmptyLibrary, UnknownReport."""
    ids = tuple(dict.fromkeys(report_ids))
    if not ids:
        raise EmptyLibrary()
    known = {report.id: report for report in ledger.reports(ReportFilter(report_ids=ids))}
    for one in ids:
        if one not in known:
            raise UnknownReport(report=one)
    reports = tuple(known[one] for one in ids)
    organisations = {one.organisation for one in reports} - {None}
    libraries = dict.fromkeys(one.library for one in reports)
    others = [one for library in libraries for one in ledger.reports(ReportFilter(library=library))]
    others = [one for one in others if one.id not in known]
    others.sort(key=lambda report: report.organisation not in organisations)
    return Chosen(reports, tuple(others[:_OTHERS_READ]))


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
