"""Reports out of the ledger, as summaries need them. One that cannot be read is noted; the others go on."""

from __future__ import annotations

from collections.abc import Sequence

from rag.boilerplate import Repetition
from rag.domain import FailedReport, Report
from rag.errors import RagError
from rag.named_reports import parsed_report
from rag.ports import Ledger
from rag.stated_figures import trusted_figures
from rag.summarizing.sources import Source


def read_report(ledger: Ledger, report: Report) -> Source | FailedReport:
    """Before anything is said of it: without statements."""
    parsed = parsed_report(ledger, report)
    if isinstance(parsed, FailedReport):
        return parsed
    return Source(report, parsed, trusted_figures(report, parsed))


def repetition_of(ledger: Ledger, others: Sequence[Report]) -> Repetition:
    texts = []
    for one in others:
        try:
            texts.append(ledger.text(one.id))
        except RagError:  # it only would have told what is repeated
            continue
    return Repetition(texts)
