"""`rag eval …`: progress on stderr, numbers on stdout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from rag import settings
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.documents import Document
from rag.errors import OutputNotWritable
from rag.evaluation import trec
from rag.evaluation.retrieval import DEPTH, RetrievalResult, evaluate_retrieval
from rag.evaluation.retrieval import Progress as OnProgress

_SHOWN_IDS = 5


def retrieval(terminal: Terminal, folder: str, *, run_file: str | None) -> int:
    if run_file is not None:
        _ensure_writable(run_file)  # said before the work, not after it
    with _progress(terminal) as on_progress:
        result = evaluate_retrieval(Path(folder), settings.load(), on_progress=on_progress)
    if run_file is not None:
        _write(run_file, trec.as_run(((one.query_id, one.entries) for one in result.rankings), depth=DEPTH))
        terminal.note("saved", path=readable(run_file))
    _note(terminal, result)
    if terminal.as_json:
        terminal.emit(_document(result))
    else:
        terminal.print(_table(terminal, result))
    return 0


def _document(result: RetrievalResult) -> Document:
    return {
        "n_corpus": result.n_corpus,
        "n_queries": len(result.rankings),
        "n_judged": result.n_judged,
        "metrics": dict(result.metrics),
        "index_seconds": result.index_seconds,
        "query_ms": {"p50": result.percentile(50), "p95": result.percentile(95)},
    }


def _table(terminal: Terminal, result: RetrievalResult) -> Table:
    table = Table(box=None, header_style="bold")
    table.add_column(terminal.say("column_metric"))
    table.add_column(terminal.say("column_result"), justify="right")
    for name in ("n_corpus", "n_queries", "n_judged"):
        table.add_row(terminal.say(f"metric_{name}"), str(_document(result)[name]))
    for name, value in result.metrics.items():
        table.add_row(Text(name), _number(value, decimals=4))
    table.add_row(terminal.say("metric_index_seconds"), f"{result.index_seconds:.1f}")
    times = (result.percentile(50), result.percentile(95))
    table.add_row(terminal.say("metric_query_ms"), " / ".join(_number(one, decimals=1) for one in times))
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


@contextmanager
def _progress(terminal: Terminal) -> Iterator[OnProgress | None]:
    """A bar a step, while someone is looking."""
    if not terminal.err.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal.err, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def on_progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(terminal.say(f"eval_step_{step}"), total=total)
            progress.update(tasks[step], completed=done)

        yield on_progress
