"""A run, or what differs between two, as Markdown for a pull request: the verdict first, then what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rag.evaluation.reports import amounts, facts, reasons
from rag.evaluation.reports.facts import Fact
from rag.evaluation.reports.markdown_cases import failed_case, flipped_case, moved_row
from rag.evaluation.reports.markdown_sheet import LIMIT, Sheet, table
from rag.evaluation.reports.marking_down import code, plain
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import CaseResult, Run
from rag.messages import DEFAULT

if TYPE_CHECKING:
    from rag.evaluation.gate import RunComparison
    from rag.evaluation.gate_metrics import MetricDifference

__all__ = ["LIMIT", "of_comparison", "of_run"]


def of_run(run: Run, *, language: str = DEFAULT) -> str:
    say = speaking(language)
    failed = facts.failed(run)
    sheet = Sheet(say)
    sheet.add(*_run_verdict(run, failed, say))
    primary = facts.primary(run)
    sheet.add(_metric_table(primary, say))
    sheet.add(table((say("stage"), say("cases")), _stages(failed, say), numeric=1))
    sheet.list(say("must_pass_failed"), [failed_case(one, say) for one in failed if one.must_pass])
    sheet.list(say("failed_cases"), [failed_case(one, say) for one in failed if not one.must_pass], folded=True)
    sheet.fold(say("other_metrics"), _metric_table(facts.others(run), say))
    return sheet.ended(_measured([(one, one) for one in facts.measured(run, say)], say))


def of_comparison(comparison: RunComparison, *, language: str = DEFAULT) -> str:
    say = speaking(language)
    sheet = Sheet(say)
    sheet.add(*_verdict(comparison, say, language))
    sheet.add(_difference_table(comparison.primary, say, live=comparison.live))
    musts = [one for one in comparison.broken if one.must_pass]
    others = [one for one in comparison.broken if not one.must_pass]
    sheet.list(say("must_pass_broken"), [flipped_case(one, say) for one in musts])
    sheet.list(say("broken"), [flipped_case(one, say) for one in others])
    sheet.list(say("mended"), [flipped_case(one, say) for one in comparison.mended], folded=True)
    moved = [moved_row(one, say) for one in comparison.moved]
    sheet.fold(f"{say('moved')} ({len(moved)})", table((say("case"), say("before"), say("now")), moved))
    differing = [one for one in comparison.metrics if not one.primary and one.differs]
    sheet.fold(say("other_metrics"), _difference_table(differing, say, live=comparison.live))
    both = (facts.measured(run, say) for run in (comparison.a, comparison.b))
    return sheet.ended(_measured(facts.side_by_side(*both), say))


# --- verdicts


def _run_verdict(run: Run, failed: Sequence[CaseResult], say: Say) -> Iterator[str]:
    mark, word = ("❌", "some_failed") if failed or not run.cases else ("✅", "all_passed")
    yield _heading(mark, run.suite, say(word), say)
    counts = {"must_pass": sum(one.must_pass for one in failed), "errored": facts.errored(run)}
    told = [say(f"count_{name}", count=count) for name, count in counts.items() if count]
    yield " · ".join([f"**{say('count_cases', passed=run.passed, n=len(run.cases))}**", *told])


def _verdict(comparison: RunComparison, say: Say, language: str) -> Iterator[str]:
    mark, word = ("❌", "red") if comparison.regressed else ("✅", "green")
    yield _heading(mark, comparison.suite, say(word), say)
    counts = {"broken": len(comparison.broken), "mended": len(comparison.mended)}
    counts["same"] = len(comparison.pairs) - sum(counts.values())
    told = [say(f"count_{name}", count=count) for name, count in counts.items()]
    before, now = comparison.compared
    passed = f"{before.passed} → {now.passed}"
    yield " · ".join([f"**{say('count_cases', passed=passed, n=len(comparison.pairs))}**", *told])
    yield _bullets(reasons.regressions(comparison, language))
    yield _bullets(reasons.remarks(comparison, language))


def _heading(mark: str, suite: str, verdict: str, say: Say) -> str:
    return f"## {mark} {plain(named('suite', suite, say))}{say('colon')}{verdict}"


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(f"- {plain(one)}" for one in lines)


# --- tables


def _metric_table(metrics: dict[str, float | None], say: Say) -> str:
    rows = [(_name_of(name, say), amounts.amount(name, value)) for name, value in metrics.items()]
    return table((say("metric"), say("value")), rows, numeric=1)


def _difference_table(metrics: Sequence[MetricDifference], say: Say, *, live: bool) -> str:
    """Live, with what chance would do, and the smallest difference that could have been seen."""
    columns = [say("metric"), say("before"), say("now"), say("change")]
    columns += [say("interval"), say("p_adjusted"), say("smallest")] if live else []
    rows = [_difference_row(one, say, live=live) for one in metrics]
    return table(columns, rows, numeric=len(columns) - 1)


def _difference_row(metric: MetricDifference, say: Say, *, live: bool) -> list[str]:
    name = metric.name
    values = [
        amounts.amount(name, metric.a),
        amounts.amount(name, metric.b),
        amounts.change(name, metric.difference, say),
    ]
    if live:
        within, p = metric.interval, metric.p if metric.p_adjusted is None else metric.p_adjusted
        values.append(amounts.interval(within.low, within.high) if within else amounts.NOTHING)
        values.append(plain(amounts.probability(p)))
        values.append(amounts.NOTHING if metric.smallest_effect is None else amounts.size(metric.smallest_effect))
    return [_name_of(metric.name, say), *values]


def _stages(cases: Sequence[CaseResult], say: Say) -> list[tuple[str, str]]:
    return [(named("stage", stage.value, say), str(count)) for stage, count in facts.stages(cases)]


def _measured(pairs: Sequence[tuple[Fact | None, Fact | None]], say: Say) -> str:
    """One line: what both runs share once, what differs with an arrow."""
    shown = [_fact(a, b, say) for a, b in pairs]
    return f"---\n<sub>{say('measured')}{say('colon')}{' · '.join(shown)}</sub>" if shown else ""


def _fact(a: Fact | None, b: Fact | None, say: Say) -> str:
    name = (a or b or Fact("", "", "")).name
    before, now = (code(one.shown) if one else say("fact_unknown") for one in (a, b))
    return f"{name} {before}" if a == b else f"{name} {before} → {now}"


def _name_of(metric: str, say: Say) -> str:
    return plain(named("metric", metric, say))
