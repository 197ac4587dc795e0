"""`rag figures`: every figure of the reports as a table, CSV or JSON, on stdout or in a file."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import documents
from rag.entrypoints.cli import delivering, rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.asking import Narrowing
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.places import path_line
from rag.service import PlacedFigure

_FIELDS = (
    *("indicator", "text", "value", "upper", "unit", "qualifier", "period", "masked"),
    *("report_id", "report_title", "section", "start", "end", "planned"),
)
# What a spreadsheet takes for a formula; a negative amount is none.
_FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.,]+[^-+*/=@(|!]*$)")
# Excel reads a file without it as if it were in the system's own encoding.
_BYTE_ORDER_MARK = "\ufeff"
_COLUMNS_IN_FILE = 200
_FORMAT_BY_ENDING = {".csv": "csv", ".json": "json"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """`format`: None: what the ending of `output` says, else a table, and CSV in a file. `output` None: stdout."""

    where: Narrowing
    search: str = ""
    masked: bool = False
    format: str | None = None
    output: str | None = None

    def format_for(self, terminal: Terminal) -> str:
        if terminal.as_json:
            return "json"
        guessed = _FORMAT_BY_ENDING.get(Path(self.output).suffix.lower(), "csv") if self.output else "table"
        return self.format or guessed


def figures(terminal: Terminal, wanted: Wanted) -> int:
    with open_service(settings.load()) as service:
        found = service.figures(
            [readable(one) for one in wanted.where.reports],
            year=wanted.where.year,
            library=wanted.where.library,
            search=readable(wanted.search),
            masked=wanted.masked,
        )
    format = wanted.format_for(terminal)
    if wanted.output:
        delivering.save(wanted.output, _content(terminal, found, format).encode("utf-8"))
        terminal.note("saved", path=readable(wanted.output))
    elif format == "json":
        terminal.emit(documents.of_figures(found))
    elif format == "csv":
        terminal.write(_csv(found))
    elif found:
        terminal.print(rendering.figures_table(terminal, found))
    else:
        terminal.note("no_figures")
    return 0


def _content(terminal: Terminal, found: Sequence[PlacedFigure], format: str) -> str:
    if format == "json":
        return json.dumps(documents.of_figures(found), ensure_ascii=False, indent=2) + "\n"
    if format == "csv":
        return _BYTE_ORDER_MARK + _csv(found)
    written = io.StringIO()
    Console(file=written, width=_COLUMNS_IN_FILE).print(rendering.figures_table(terminal, found))
    return written.getvalue()


def _csv(found: Sequence[PlacedFigure]) -> str:
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_FIELDS)
    for one in found:
        document = documents.of_placed_figure(one)
        document["masked"] = "true" if one.figure.masked else "false"
        document["planned"] = "true" if one.planned else "false"
        document["report_id"], document["report_title"] = one.place.report_id, one.place.report_title
        document["section"] = path_line(one.place.section)
        rows.writerow(_cell(document[column]) for column in _FIELDS)
    return written.getvalue()


def _cell(value: object) -> object:
    """No cell begins what a spreadsheet would compute: such a one is marked as text."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
