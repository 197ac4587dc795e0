"""Which reports a summary is of, and which others tell what every report says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Report, ReportFilter
from rag.errors import EmptyLibrary
from rag.named_reports import named_reports
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
    reports = tuple(named_reports(ledger, report_ids))
    if not reports:
        raise EmptyLibrary()
    ids = {one.id for one in reports}
    organisations = {one.organisation for one in reports} - {None}
    libraries = dict.fromkeys(one.library for one in reports)
    others = [one for library in libraries for one in ledger.reports(ReportFilter(library=library))]
    others = [one for one in others if one.id not in ids]
    others.sort(key=lambda report: report.organisation not in organisations)
    return Chosen(reports, tuple(others[:_OTHERS_READ]))
