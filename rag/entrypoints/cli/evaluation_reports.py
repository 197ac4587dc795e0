"""What a run or a comparison leaves beside its result: files for a browser, a pull request and a build server, and
commands that GitHub reads."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.delivering import ensure_folder, save
from rag.entrypoints.cli.terminal import Terminal
from rag.errors import NoSuchPath
from rag.evaluation.gate import RunComparison
from rag.evaluation.reports import annotations as commands_of
from rag.evaluation.reports.annotations import Lines
from rag.evaluation.reports.files import Format, written
from rag.evaluation.runs import Run
from rag.evaluation.suites import suite_file


@dataclass(frozen=True, slots=True)
class Reports:
    """Which are wanted, and where. `annotated`: to stderr, which GitHub reads as it does stdout. `suite`: its file,
    None for the one of that name that ships."""

    html: str | None = None
    markdown: str | None = None
    junit: str | None = None
    annotated: bool = False
    suite: Path | None = None

    @property
    def _wanted(self) -> dict[Format, str]:
        given = {Format.HTML: self.html, Format.MARKDOWN: self.markdown, Format.JUNIT: self.junit}
        return {format: path for format, path in given.items() if path}

    def check(self) -> None:
        """Said before the work, not after it. Raises OutputNotWritable."""
        for path in self._wanted.values():
            ensure_folder(path)

    def write(self, terminal: Terminal, told: Run | RunComparison) -> None:
        """Raises OutputNotWritable."""
        for format, path in self._wanted.items():
            save(path, written(told, format, language=terminal.language).encode())
            terminal.note("saved", path=readable(path))
        if self.annotated:
            sys.stderr.write(self._annotations(told, terminal.language))

    def _annotations(self, told: Run | RunComparison, language: str) -> str:
        if isinstance(told, Run):
            return commands_of.of_run(told, lines=self._lines(told), language=language)
        return commands_of.of_comparison(told, lines=self._lines(told.b), language=language)

    def _lines(self, run: Run) -> Lines | None:
        """None where there is no such suite in this checkout."""
        try:
            return commands_of.lines_of(self.suite or suite_file(run.suite), root=Path.cwd())
        except NoSuchPath:
            return None


NONE = Reports()
