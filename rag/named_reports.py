"""Reports out of the ledger by their ids: those that are there, each read or noted as one that cannot be."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import FailedReport, ParsedReport, Report, ReportFilter
from rag.errors import RagError, UnknownReport
from rag.ports import Ledger


def named_reports(ledger: Ledger, report_ids: Sequence[str]) -> list[Report]:
    """Each once, in the order given. Raises UnknownReport."""
    ids = tuple(dict.fromkeys(report_ids))
    known = {report.id: report for report in ledger.reports(ReportFilter(report_ids=ids))} if ids else {}
    for one in ids:
        if one not in known:
            raise UnknownReport(report=one)
    return [known[one] for one in ids]


def parsed_report(ledger: Ledger, report: Report) -> ParsedReport | FailedReport:
    """One that cannot be read is told of, and does not stop the others."""
    try:
        return ledger.parsed(report.id)
    except RagError as error:
        return FailedReport(report.id, report.title, error)
