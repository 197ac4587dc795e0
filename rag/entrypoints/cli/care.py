"""`rag rebuild`, `rag backup` and `rag doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag import settings
from rag.bootstrap import back_up, open_service
from rag.entrypoints import documents
from rag.entrypoints.cli import beside, rendering
from rag.entrypoints.cli.bars import bar_a_step
from rag.entrypoints.cli.terminal import Terminal
from rag.service import RebuildProgress

EXIT_NOT_ABLE = 3


def rebuild(terminal: Terminal, *, embed: bool) -> int:
    with open_service(settings.load()) as service, _progress(terminal) as on_progress:
        if service.take_folder():
            reports = service.rebuild(embed=embed, on_progress=on_progress)
        else:
            reports = beside.rebuild(service, embed=embed, language=terminal.language, on_progress=on_progress)
    if terminal.as_json:
        terminal.emit({"reports": reports, "embedded": embed})
    else:
        terminal.note("rebuilt", reports=reports)
    return 0


@contextmanager
def _progress(terminal: Terminal) -> Iterator[RebuildProgress]:
    """A bar a step; that an interrupted run is gone on with is said whether or not someone is looking."""
    begun: set[str] = set()
    with bar_a_step(terminal, prefix="step_") as on_progress:

        def on_step(step: str, done: int, total: int) -> None:
            if step not in begun and step == "embed" and done:
                terminal.note("rebuild_resumed", done=done, total=total)
            begun.add(step)
            on_progress(step, done, total)

        yield on_step


def backup(terminal: Terminal, file: Path) -> int:
    megabytes = round(back_up(settings.load(), file) / 1_000_000, 1)
    if terminal.as_json:
        terminal.emit({"file": str(file), "megabytes": megabytes})
    else:
        terminal.note("backed_up", file=file, megabytes=megabytes)
    return 0


def doctor(terminal: Terminal) -> int:
    with open_service(settings.load()) as service:
        checks = list(service.doctor())
    if terminal.as_json:
        terminal.emit(documents.of_checks(checks, language=terminal.language))
    else:
        terminal.print(rendering.checks_table(terminal, checks))
    return 0 if all(one.ok for one in checks) else EXIT_NOT_ABLE
