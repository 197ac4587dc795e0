"""Runs held against each other, and a run made the baseline of its suite, from the command line."""

from __future__ import annotations

from rag import settings
from rag.entrypoints.cli import gate_rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.evaluation_reports import Reports
from rag.entrypoints.cli.terminal import Terminal
from rag.evaluation import baselines
from rag.evaluation.comparison_documents import of_comparison
from rag.evaluation.gate import RunComparison
from rag.evaluation.gate import compare as compared
from rag.evaluation.judges import JudgeChoice
from rag.evaluation.judges.preferring import Preferences, preferences
from rag.evaluation.runs import Run
from rag.evaluation.storing import BASELINE, find_run
from rag.evaluation.suites import AnswerCase, read_suite, suite_file
from rag.settings import Settings


def compare(
    terminal: Terminal, a: str, b: str, *, common_only: bool, mixed: bool, judge: str | None, reports: Reports
) -> int:
    """1 if the second run is worse than the first, whatever a judge prefers."""
    reports.check()
    chosen = settings.load()
    comparison = compared(*_both(readable(a), readable(b), chosen), common_only=common_only, mixed=mixed)
    preferred = _preferred(comparison, judge, chosen) if judge else None
    if terminal.as_json:
        terminal.emit(of_comparison(comparison) | ({"judge": preferred.document()} if preferred else {}))
    else:
        terminal.print(*gate_rendering.comparison(terminal, comparison))
        if preferred:
            terminal.print(gate_rendering.preferred(terminal, preferred))
    reports.write(terminal, comparison)
    return int(comparison.regressed)


def _preferred(comparison: RunComparison, name: str, chosen: Settings) -> Preferences:
    """By the reference answers of the suite as it is now."""
    suite = read_suite(suite_file(comparison.suite))
    references = {one.id: one.answer for one in suite.cases if isinstance(one, AnswerCase)}
    return preferences(comparison.pairs, references, JudgeChoice(name, chosen).open(), model=name)


def bless(terminal: Terminal, reference: str, *, reason: str, by: str | None, forced: bool) -> int:
    chosen = settings.load()
    run = find_run(readable(reference), chosen)
    folder = baselines.blessing_folder(chosen)
    name = readable(by or "").strip() or baselines.person()
    file = baselines.bless(run, reason=readable(reason), by=name, folder=folder, forced=forced)
    if terminal.as_json:
        terminal.emit({"run": run.id, "suite": run.suite, "by": name, "reason": reason.strip(), "file": str(file)})
    else:
        terminal.write(terminal.say("eval_blessed", run=run.id, suite=run.suite, path=file))
    return 0


def _both(a: str, b: str, chosen: Settings) -> tuple[Run, Run]:
    """`baseline` alone is that of the other's suite."""
    if b == BASELINE and a != BASELINE:
        first = find_run(a, chosen)
        return first, find_run(b, chosen, suite=first.suite)
    second = find_run(b, chosen)
    return find_run(a, chosen, suite=second.suite), second
