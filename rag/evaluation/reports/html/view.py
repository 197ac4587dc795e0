"""What a run, or the difference of two, is shown as: all that the templates need, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING

from rag.evaluation.reports import amounts, facts, reasons
from rag.evaluation.reports.facts import Fact
from rag.evaluation.reports.html import charts
from rag.evaluation.reports.html.charts import Bar, Histogram
from rag.evaluation.reports.html.entries import Entry, of_cases, of_pairs
from rag.evaluation.reports.html.filters import Choices, choices, groups_of
from rag.evaluation.reports.intervals import intervals
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import Run

if TYPE_CHECKING:
    from rag.evaluation.gate import RunComparison
    from rag.evaluation.statistics.bootstrap import Interval

Texts = Mapping[str, str]
"""Of the reports, by file name, so that citations are shown in the words around them."""


@dataclass(frozen=True)
class Report:
    """`runs`: one, or the earlier and the later. `counts`: what stands under the verdict."""

    say: Say
    runs: tuple[Run, ...]
    suite: str
    verdict: str
    is_bad: bool
    counts: tuple[str, ...]
    entries: list[Entry]
    comparison: RunComparison | None = None
    regressions: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    intervals: Mapping[str, Interval] = field(default_factory=dict)

    amounts: ModuleType = amounts
    facts: ModuleType = facts

    def groups_of(self, entry: Entry) -> set[str]:
        return groups_of(entry)

    def named(self, kind: str, name: str) -> str:
        return named(kind, name, self.say)

    @cached_property
    def choices(self) -> Choices:
        return choices(self.entries, self.say, of_two=len(self.runs) > 1)

    @property
    def times(self) -> list[dict[str, float]]:
        return [facts.latencies_ms(one) for one in self.runs]

    @property
    def measured(self) -> list[tuple[Fact | None, Fact | None]]:
        return facts.side_by_side(*(facts.measured(one, self.say) for one in (self.runs[0], self.runs[-1])))

    @property
    def pass_rates(self) -> list[Bar]:
        return charts.pass_rates(self.runs, self.say)

    @property
    def failures(self) -> list[Bar]:
        return charts.failures(self.runs, self.say)

    @property
    def latencies(self) -> Histogram | None:
        return charts.latencies(self.runs)


def report_of_run(run: Run, *, texts: Texts, language: str) -> Report:
    say = speaking(language)
    failed = facts.failed(run)
    counts = {"must_pass": sum(one.must_pass for one in failed), "errored": facts.errored(run)}
    told = (say(f"count_{name}", count=count) for name, count in counts.items() if count)
    is_bad = bool(failed) or not run.cases
    return Report(
        say=say,
        runs=(run,),
        suite=named("suite", run.suite, say),
        verdict=say("some_failed" if is_bad else "all_passed"),
        is_bad=is_bad,
        counts=(say("count_cases", passed=run.passed, n=len(run.cases)), *told),
        entries=of_cases(run.cases, texts, say),
        intervals=intervals(run),
    )


def report_of_comparison(comparison: RunComparison, *, texts: Texts, language: str) -> Report:
    say = speaking(language)
    pairs = comparison.pairs
    counts = {"broken": len(comparison.broken), "mended": len(comparison.mended)}
    counts["same"] = len(pairs) - sum(counts.values())
    told = (say(f"count_{name}", count=count) for name, count in counts.items())
    before, now = comparison.compared
    passed = f"{before.passed} → {now.passed}"
    return Report(
        say=say,
        runs=(before, now),
        suite=named("suite", comparison.suite, say),
        verdict=say("red" if comparison.regressed else "green"),
        is_bad=comparison.regressed,
        counts=(say("count_cases", passed=passed, n=len(pairs)), *told),
        entries=of_pairs(pairs, texts, say),
        comparison=comparison,
        regressions=reasons.regressions(comparison, language),
        remarks=reasons.remarks(comparison, language),
    )
