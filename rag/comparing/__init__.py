"""Reports side by side: the same indicators, differences computed by code, and what each says of the same matters.

Comparing.compare
  reading    ReadReport: what it is (sources, periods), its units, measures and mentions, each worked out once
  rows       results and targets side by side, differences, growth, set against the growth that is stated
    matching     of each indicator one result and one target of a report
      measures     figures as measures: of what, how much, of which time (contexts), exact or not (bounds, amounts)
        sentences    read from left to right: what each figure is of (subjects, wording)
  texts      words side by side
    matters      new and gone: candidates of one report that the other nowhere mentions (mentions, stock)
    repeating    word for word in both
    problems     stated again, in the same or in other words
    plans        targets and deliverables against the results of the next year
  units, vocabulary: sentences and clauses that can be set against each other; lists of words
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from rag.comparing.reading import ReadReport, compared_report
from rag.comparing.rows import compare_figures
from rag.comparing.sources import in_order
from rag.comparing.texts import compare_texts, follow
from rag.domain import Comparison, FailedReport, Report, SummaryProgress
from rag.errors import NothingToCompare
from rag.named_reports import named_reports, parsed_report
from rag.ports import Ledger

OnProgress = Callable[[SummaryProgress], None]


class Comparing:
    """Comparisons of reports in a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def compare(self, report_ids: Sequence[str], *, on_progress: OnProgress | None = None) -> Comparison:
        """Two or more reports in order of year. One that cannot be read is in `failed`, the others go on.

        Raises NothingToCompare for fewer than two different ids, UnknownReport, and what kept a report from being read
        where fewer than two are left.
        """
        begun = time.perf_counter()
        failed: list[FailedReport] = []
        sources = self._sources(report_ids, failed, on_progress)
        if len(sources) < 2:
            raise failed[0].error
        read = time.perf_counter()
        rows = compare_figures(sources)
        texts = compare_texts(sources)
        problems, plans = follow(sources)
        return Comparison(
            reports=tuple(source.report for source in sources),
            rows=tuple(rows),
            results_of=tuple(str(source.period) for source in sources),
            new=texts.new,
            gone=texts.gone,
            repeated=texts.repeated,
            repeated_share=texts.repeated_share,
            problems=problems,
            plans=plans,
            failed=tuple(failed),
            timings_ms={"read": _milliseconds(begun, read), "compare": _milliseconds(read, time.perf_counter())},
        )

    def _sources(
        self, report_ids: Sequence[str], failed: list[FailedReport], on_progress: OnProgress | None
    ) -> list[ReadReport]:
        reports = self._reports(report_ids)
        sources = []
        for done, report in enumerate(reports, 1):
            found = parsed_report(self._ledger, report)
            if isinstance(found, FailedReport):
                failed.append(found)
            else:
                sources.append(compared_report(report, found))
            if on_progress:
                on_progress(SummaryProgress(done, len(reports), report.title))
        return sources

    def _reports(self, report_ids: Sequence[str]) -> list[Report]:
        if len(set(report_ids)) < 2:
            raise NothingToCompare()
        return in_order(named_reports(self._ledger, report_ids))


def _milliseconds(begun: float, ended: float) -> float:
    return round((ended - begun) * 1000, 1)
