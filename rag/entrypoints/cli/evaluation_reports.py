"""What a run or a comparison leaves beside its result: files for a browser, a pull request and a build server, and
commands that GitHub reads."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.delivering import save
from rag.entrypoints.cli.terminal import Terminal
from rag.errors import NoSuchPath, OutputNotWritable
from rag.evaluation.gate import RunComparison
from rag.evaluation.reports import annotations as commands_of
from rag.evaluation.reports import html, junit, markdown
from rag.evaluation.reports.annotations import Lines
from rag.evaluation.reports.surroundings import texts_of
from rag.evaluation.runs import Run
from rag.evaluation.suites import suite_file
from rag.evaluation.suites.places import fixture_files


@dataclass(frozen=True, slots=True)
class Reports:
    """Which are wanted, and where. `annotated`: to stderr, which GitHub reads as it does stdout. `suite`: its file,
    None for the one of that name that ships."""

    html: str | None = None
    markdown: str | None = None
    junit: str | None = None
    annotated: bool = False
    suite: Path | None = None

    def check(self) -> None:
        """Said before the work, not after it. Raises OutputNotWritable."""
        for path in (self.html, self.markdown, self.junit):
            if path and not Path(path).absolute().parent.is_dir():
                raise OutputNotWritable(path=readable(path), reason=os.strerror(2))

    def of_run(self, terminal: Terminal, run: Run) -> None:
        """Raises OutputNotWritable."""
        language = terminal.language
        self._save(
            terminal,
            html=lambda: html.of_run(run, texts=texts_of(fixture_files()), language=language),
            markdown=lambda: markdown.of_run(run, language=language),
            junit=lambda: junit.of_run(run, language=language),
        )
        if self.annotated:
            sys.stderr.write(commands_of.of_run(run, lines=self._lines(run), language=language))

    def of_comparison(self, terminal: Terminal, found: RunComparison) -> None:
        """Raises OutputNotWritable."""
        language = terminal.language
        self._save(
            terminal,
            html=lambda: html.of_comparison(found, texts=texts_of(fixture_files()), language=language),
            markdown=lambda: markdown.of_comparison(found, language=language),
            junit=lambda: junit.of_comparison(found, language=language),
        )
        if self.annotated:
            sys.stderr.write(commands_of.of_comparison(found, lines=self._lines(found.b), language=language))

    def _lines(self, run: Run) -> Lines | None:
        """None where there is no such suite in this checkout."""
        try:
            return commands_of.lines_of(self.suite or suite_file(run.suite), root=Path.cwd())
        except NoSuchPath:
            return None

    def _save(self, terminal: Terminal, **made: Callable[[], str]) -> None:
        for name, make in made.items():
            path = getattr(self, name)
            if path:
                save(path, make().encode())
                terminal.note("saved", path=readable(path))


NONE = Reports()
