"""`rag rebuild` and `rag doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import documents
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.terminal import Terminal
from rag.service import RebuildProgress

EXIT_NOT_ABLE = 3


def rebuild(terminal: Terminal, *, embed: bool) -> int:
    with open_service(settings.load()) as service, _progress(terminal) as on_progress:
        reports = service.rebuild(embed=embed, on_progress=on_progress)
    if terminal.as_json:
        terminal.emit({"reports": reports, "embedded": embed})
    else:
        terminal.note("rebuilt", reports=reports)
    return 0


@contextmanager
def _progress(terminal: Terminal) -> Iterator[RebuildProgress]:
    """A bar a step while someone is looking; that an interrupted run is gone on with is said in any case."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal.err, transient=True, disable=not terminal.err.is_terminal) as progress:
        bars: dict[str, TaskID] = {}

        def on_progress(step: str, done: int, total: int) -> None:
            if step not in bars:
                bars[step] = progress.add_task(terminal.say(f"step_{step}"), total=total)
                if step == "embed" and done:
                    terminal.note("rebuild_resumed", done=done, total=total)
            progress.update(bars[step], completed=done)

        yield on_progress


def doctor(terminal: Terminal) -> int:
    with open_service(settings.load()) as service:
        checks = list(service.doctor())
    if terminal.as_json:
        terminal.emit(documents.of_checks(checks, language=terminal.language))
    else:
        terminal.print(rendering.checks_table(terminal, checks))
    return 0 if all(one.ok for one in checks) else EXIT_NOT_ABLE
