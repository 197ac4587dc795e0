"""Which reports a summary is of, and which others tell what every report says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Report, ReportFilter
from rag.errors import EmptyLibrary, UnknownReport
from rag.ports import Ledger

# Reports of the same library that are looked through for repeated phrases; more change nothing that was seen.
_OTHERS_READ = 40


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
