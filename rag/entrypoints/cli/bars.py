"""How far a command is, on stderr: a bar a step, while someone is looking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Column

from rag.entrypoints.cli.terminal import Terminal

Advance = Callable[[str, int, int], None]
"""What has just been done, how many are, of how many."""

OnProgress = Callable[[str, int, int], None]
"""Step, how many are done, of how many."""


@contextmanager
def bar_a_step(terminal: Terminal, *, prefix: str) -> Iterator[OnProgress]:
    """`prefix` and the step's name: the message that names the bar."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal.err, transient=True, disable=not terminal.err.is_terminal) as progress:
        bars: dict[str, TaskID] = {}

        def on_progress(step: str, done: int, total: int) -> None:
            if step not in bars:
                bars[step] = progress.add_task(terminal.say(f"{prefix}{step}"), total=total)
            progress.update(bars[step], completed=done)

        yield on_progress


@contextmanager
def bar_of_work(terminal: Terminal) -> Iterator[Advance]:
    """One bar for all, with what was done last beside it."""
    described = TextColumn("{task.description}", markup=False, table_column=Column(ratio=1, no_wrap=True))
    columns = (described, BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal.err, transient=True, disable=not terminal.err.is_terminal) as progress:
        bars: list[TaskID] = []

        def advance(what: str, done: int, total: int) -> None:
            if not bars:
                bars.append(progress.add_task(what, total=total))
            progress.update(bars[0], completed=done, description=what)

        yield advance
