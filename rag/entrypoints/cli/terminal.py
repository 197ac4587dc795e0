"""Where words go: answers and JSON to stdout, everything else to stderr."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

from rag import messages

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

# A pipe has no width: rows stay rows, for grep and awk.
_PIPED_COLUMNS = 10_000


@dataclass(frozen=True)
class Terminal:
    """One run's way to speak: its language, and whether stdout carries one JSON document and nothing else."""

    language: str
    as_json: bool = False

    def say(self, key: str, **values: object) -> str:
        return messages.text(key, self.language, **values)

    @cached_property
    def out(self) -> Console:
        return _console(sys.stdout)

    @cached_property
    def err(self) -> Console:
        return _console(sys.stderr)

    def print(self, *renderables: RenderableType) -> None:
        """On a terminal as laid out; into a pipe without the spaces that fill its rows."""
        if self.out.is_terminal:
            for one in renderables:
                self.out.print(one)
            return
        with self.out.capture() as captured:
            for one in renderables:
                self.out.print(one)
        self.write("\n".join(row.rstrip() for row in captured.get().rstrip("\n").split("\n")))

    def write(self, text: str) -> None:
        """`text` as it is, to stdout: for pipes and files."""
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()

    def note(self, key: str, **values: object) -> None:
        """A message beside the result."""
        self.err.print(self.say(key, **values), style="dim", markup=False, highlight=False)

    def emit(self, document: dict[str, Any]) -> None:
        emit_json(document)


def emit_json(document: dict[str, Any]) -> None:
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    wide = None if stream.isatty() or os.environ.get("COLUMNS") else _PIPED_COLUMNS
    return Console(file=stream, highlight=False, width=wide)


def prepare_streams() -> None:
    """Nothing that a report may hold stops the printing: what the terminal's encoding lacks is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
