"""How far a command is, on stderr: a bar a step, while someone is looking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from rag.entrypoints.cli.terminal import Terminal

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
