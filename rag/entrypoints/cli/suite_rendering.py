"""Runs of suites as a terminal shows them: metrics, passed and failed by type, the cases that failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from rag.entrypoints.cli.rendering import shortened
from rag.entrypoints.cli.terminal import Terminal
from rag.evaluation.metrics.totals import PRIMARY
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import CaseResult, Run
from rag.evaluation.statistics import pass_rate_interval
from rag.evaluation.suites import SuiteKind

_ASKED_CHARACTERS = 60
_ERROR_CHARACTERS = 160
_ID_CHARACTERS = 12
# More are in the document; a screen of them says what there is to say.
_MOST_FAILED = 40


def run(terminal: Terminal, done: Run) -> Iterator[RenderableType]:
    yield _metrics(terminal, done)
    if judge := done.manifest.get("judge"):
        yield Text(_judge(terminal, judge), style="dim")
    yield Text("")
    yield _types(terminal, done)
    failed = [one for one in done.cases if not one.passed]
    if failed:
        yield Text("")
        yield _failed(terminal, failed[:_MOST_FAILED])
        if len(failed) > _MOST_FAILED:
            yield Text(terminal.say("eval_more_failed", count=len(failed) - _MOST_FAILED), style="dim")
    yield Text("")
    yield Text(terminal.say("eval_done", run=done.id, passed=done.passed, n=len(done.cases)))


def runs_table(terminal: Terminal, runs: Iterable[Run]) -> Table:
    names = ("run", "suite", "mode", "passed", "model", "commit", "started")
    table = _table(terminal, *(f"column_{name}" for name in names))
    for one in runs:
        facts = one.manifest
        commit = str(facts.get("commit") or "–")[:_ID_CHARACTERS] + ("+" if facts.get("dirty") else "")
        passed = f"{one.passed}/{len(one.cases)}"
        started = str(facts.get("started") or "–")[:19].replace("T", " ")
        shown = (one.id, one.suite, facts.get("mode", "–"), passed, facts.get("model", "–"), commit, started)
        table.add_row(*(Text(str(cell)) for cell in shown))
    return table


def _metrics(terminal: Terminal, done: Run) -> Table:
    """The primary ones first, in bold; those of types and stages have tables of their own."""
    table = _table(terminal, "column_metric", "column_result")
    kind = done.manifest.get("kind")
    primary = PRIMARY[SuiteKind(kind)] if kind in set(SuiteKind) else ()
    others = [name for name in done.metrics if "/" not in name and name not in primary]
    say = speaking(terminal.language)
    for name in (*primary, *others):
        value = done.metrics.get(name)
        style = "bold" if name in primary else ""
        shown = Text("–" if value is None else f"{value:.3f}", style=style)
        if name == "pass_rate":
            shown.append(_sureness(done), style="not bold dim")
        table.add_row(Text(named("metric", name, say), style=style), shown)
    return table


def _sureness(done: Run) -> str:
    """How sure the pass rate is of other cases like these."""
    found = pass_rate_interval(done.cases)
    return f"  (95%: {found.low:.3f} – {found.high:.3f})" if found else ""


def _judge(terminal: Terminal, judge: Mapping[str, Any]) -> str:
    """How far the score `judged` can be believed."""
    found = judge["agreement"]
    kappa = "–" if found["kappa"] is None else f"{found['kappa']:.2f}"
    shares = {name: f"{found[name]:.0%}" for name in ("accuracy", "consistency")}
    return terminal.say(
        "eval_judge", model=judge["model"], n=found["n"], unclear=found["unclear"], kappa=kappa, **shares
    )


def _types(terminal: Terminal, done: Run) -> Table:
    table = _table(terminal, "column_type", "column_passed", "column_stages")
    say = speaking(terminal.language)
    for type in sorted({one.type for one in done.cases}):
        cases = [one for one in done.cases if one.type == type]
        stages = Counter(one.stage.value for one in cases if one.stage)
        told = ", ".join(f"{named('stage', name, say)} {count}" for name, count in sorted(stages.items()))
        table.add_row(Text(type), f"{sum(one.passed for one in cases)}/{len(cases)}", Text(told))
    return table


def _failed(terminal: Terminal, cases: Sequence[CaseResult]) -> Table:
    table = _table(terminal, "column_case", "column_stage", "column_problems", "column_asked")
    say = speaking(terminal.language)
    for one in cases:
        first = next((attempt for attempt in one.attempts if not attempt.passed), one.attempts[0])
        stage = named("stage", one.stage.value, say) if one.stage else "–"
        said = shortened(first.error, _ERROR_CHARACTERS) if first.error else _problems(first.problems, say)
        name = Text(one.id, style="bold red" if one.must_pass else "")
        table.add_row(name, Text(stage), Text(said), Text(shortened(one.asked, _ASKED_CHARACTERS)))
    return table


def _problems(problems: Sequence[str], say: Say) -> str:
    return ", ".join(named("problem", one, say) for one in dict.fromkeys(problems))


def _table(terminal: Terminal, *columns: str) -> Table:
    table = Table(box=None, header_style="bold")
    for one in columns:
        table.add_column(terminal.say(one))
    return table
