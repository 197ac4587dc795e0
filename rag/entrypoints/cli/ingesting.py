"""`rag ingest`: progress on stderr, a row a file on stdout."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from rag import ports, settings
from rag.bootstrap import open_service
from rag.entrypoints import documents
from rag.entrypoints.cli import beside, rendering
from rag.entrypoints.cli.sources import collect
from rag.entrypoints.cli.terminal import Terminal
from rag.service import IngestResult

EXIT_SOME_FAILED = 1
_FILE_CHARACTERS = 30


def ingest(terminal: Terminal, paths: Sequence[str], *, library: str) -> int:
    chosen = settings.load()
    sources = collect(paths, limit_megabytes=chosen.max_file_megabytes)
    if not sources:
        terminal.note("nothing_to_ingest")
    with open_service(chosen) as service, _progress(terminal, len(sources)) as on_progress:
        if service.take_folder():
            results = list(service.ingest(sources, library=library, on_progress=on_progress))
        else:
            results = beside.ingest(
                service, sources, library=library, language=terminal.language, on_progress=on_progress
            )
    show_results(terminal, results)
    return EXIT_SOME_FAILED if any(one.error for one in results) else 0


def show_results(terminal: Terminal, results: Sequence[IngestResult]) -> None:
    if terminal.as_json:
        terminal.emit(documents.of_ingestion(results, language=terminal.language))
    elif results:
        terminal.print(rendering.ingest_table(terminal, results))
        terminal.note("ingest_summary", **_tally(results))


def _tally(results: Sequence[IngestResult]) -> dict[str, int]:
    statuses = [str(one.status) for one in results]
    return {name: statuses.count(name) for name in ("added", "unchanged", "replaced", "failed")}


@contextmanager
def _progress(terminal: Terminal, total: int) -> Iterator[ports.Progress | None]:
    """Files done, files a second and time left, while someone is looking."""
    if not terminal.err.is_terminal:
        yield None
        return
    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=terminal.err, transient=True) as progress:
        task = progress.add_task("", total=total)
        start = time.monotonic()

        def on_progress(done: int, total: int, file: str) -> None:
            speed = _speed(terminal, done, total, time.monotonic() - start)
            description = f"{speed}  {rendering.shortened(file, _FILE_CHARACTERS)}"
            progress.update(task, completed=done, total=total, description=description)

        yield on_progress


def _speed(terminal: Terminal, done: int, total: int, seconds: float) -> str:
    """Over the whole run: files are told in batches, as they become visible, so that the last few say nothing."""
    rate = done / max(seconds, 0.001)
    left = timedelta(seconds=round((total - done) / rate))
    return terminal.say("ingest_speed", rate=f"{rate:.1f}", left=left)
