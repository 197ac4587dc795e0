"""Reports as people name them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Report
from rag.errors import AmbiguousReport, UnknownReport

# Shorter beginnings of ids would let a year or a number in a title name a report by accident.
_MIN_ID_PREFIX = 4
_MAX_CANDIDATES_SHOWN = 5


def report_named(reference: str, reports: Sequence[Report]) -> Report:
    """By its id or the beginning of it, by its file name or title, by a part of these that only one has.

    Raises UnknownReport, AmbiguousReport.
    """
    reference = reference.strip()
    for fits in (_by_id, _by_name, _by_part_of_name):
        found = [one for one in reports if fits(one, reference)] if reference else []
        if len(found) == 1:
            return found[0]
        if found:
            listed = [f"{one.id}（{one.title}）" for one in found[:_MAX_CANDIDATES_SHOWN]]
            raise AmbiguousReport(report=reference, candidates="、".join(listed))
    raise UnknownReport(report=reference)


def _by_id(report: Report, reference: str) -> bool:
    return report.id == reference or (len(reference) >= _MIN_ID_PREFIX and report.id.startswith(reference.lower()))


def _by_name(report: Report, reference: str) -> bool:
    base = report.file.rsplit("/", 1)[-1]
    return reference in (report.file, base, base.rsplit(".", 1)[0], report.title)


def _by_part_of_name(report: Report, reference: str) -> bool:
    return len(reference) > 1 and (reference in report.title or reference in report.file)
