"""`rag eval …`: progress on stderr, numbers on stdout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.table import Table

from rag import settings
from rag.entrypoints import evaluations
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.bars import bar_a_step
from rag.entrypoints.cli.terminal import Terminal
from rag.errors import OutputNotWritable
from rag.evaluation import trec
from rag.evaluation.answers import AnswersResult, evaluate_answers
from rag.evaluation.retrieval import DEPTH, RetrievalResult, evaluate_retrieval

_SHOWN_IDS = 5


def retrieval(terminal: Terminal, folder: str, *, run_file: str | None) -> int:
    if run_file is not None:
        _ensure_writable(run_file)  # said before the work, not after it
    with bar_a_step(terminal, prefix="eval_step_") as on_progress:
        result = evaluate_retrieval(Path(folder), settings.load(), on_progress=on_progress)
    if run_file is not None:
        _write(run_file, trec.as_run(((one.query_id, one.entries) for one in result.rankings), depth=DEPTH))
        terminal.note("saved", path=readable(run_file))
    _note(terminal, result)
    if terminal.as_json:
        terminal.emit(evaluations.of_retrieval(result))
    else:
        terminal.print(_retrieval_table(terminal, result))
    return 0


def answers(terminal: Terminal, cases: str, *, model: str | None) -> int:
    chosen = settings.load()
    if model:
        chosen = replace(chosen, model=model)
    with bar_a_step(terminal, prefix="eval_step_") as on_progress:
        result = evaluate_answers(Path(cases), chosen, on_progress=partial(on_progress, "case"))
    if terminal.as_json:
        terminal.emit(evaluations.of_answers(result))
    else:
        terminal.print(_answers_table(terminal, result))
    return 0


def _retrieval_table(terminal: Terminal, result: RetrievalResult) -> Table:
    table = _table(terminal)
    document = evaluations.of_retrieval(result)
    for name in ("n_corpus", "n_queries", "n_judged"):
        table.add_row(terminal.say(f"metric_{name}"), str(document[name]))
    for name, value in result.metrics.items():
        table.add_row(name, _number(value, decimals=4))
    table.add_row(terminal.say("metric_index_seconds"), f"{result.index_seconds:.1f}")
    times = (result.percentile(50), result.percentile(95))
    table.add_row(terminal.say("metric_query_ms"), " / ".join(_number(one, decimals=1) for one in times))
    return table


def _answers_table(terminal: Terminal, result: AnswersResult) -> Table:
    table = _table(terminal)
    table.add_row(terminal.say("metric_n"), str(len(result.results)))
    for name, value in result.metrics.items():
        table.add_row(terminal.say(f"metric_{name}"), _number(value, decimals=3))
    return table


def _table(terminal: Terminal) -> Table:
    table = Table(box=None, header_style="bold")
    table.add_column(terminal.say("column_metric"))
    table.add_column(terminal.say("column_result"), justify="right")
    return table


def _number(value: float | None, *, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def _note(terminal: Terminal, result: RetrievalResult) -> None:
    if not result.n_judged:
        terminal.note("eval_nothing_judged")
    if result.left_out:
        shown = "、".join(result.left_out[:_SHOWN_IDS])
        terminal.note("eval_left_out", count=len(result.left_out), ids=shown)


def _ensure_writable(file: str) -> None:
    path = Path(file)
    existed = path.exists()
    try:
        path.open("a").close()
    except OSError as error:
        raise OutputNotWritable(path=readable(file), reason=error.strerror or str(error)) from error
    if not existed:
        path.unlink()


def _write(file: str, lines: Iterable[str]) -> None:
    try:
        with Path(file).open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(lines)
    except OSError as error:
        raise OutputNotWritable(path=readable(file), reason=error.strerror or str(error)) from error
