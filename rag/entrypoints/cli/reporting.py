"""What is in: `rag reports`, `rag show`, `rag remove`, `rag figures`."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import documents
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.terminal import Terminal
from rag.service import PlacedFigure

_FIGURE_COLUMNS = (
    "indicator",
    "text",
    "value",
    "upper",
    "unit",
    "qualifier",
    "period",
    "masked",
    "report_id",
    "report_title",
    "section",
    "start",
    "end",
)


def reports(terminal: Terminal) -> int:
    with open_service(settings.load()) as service:
        found = service.reports()
    if terminal.as_json:
        terminal.emit(documents.of_reports(found))
    elif found:
        terminal.print(rendering.reports_table(terminal, found))
    else:
        terminal.note("no_reports")
    return 0


def show(terminal: Terminal, reference: str, *, with_text: bool) -> int:
    with open_service(settings.load()) as service:
        view = service.show(readable(reference))
    if terminal.as_json:
        terminal.emit(documents.of_view(view, with_text=with_text))
    elif with_text:
        terminal.write(view.text)
    else:
        terminal.print(rendering.report_header(terminal, view), rendering.outline(view))
    return 0


def remove(terminal: Terminal, reference: str) -> int:
    with open_service(settings.load()) as service:
        removed = service.remove(readable(reference))
    if terminal.as_json:
        terminal.emit({"removed": documents.of_report(removed)})
    else:
        terminal.note("removed", title=removed.title, id=removed.id)
    return 0


def figures(terminal: Terminal, references: Sequence[str], *, as_csv: bool) -> int:
    with open_service(settings.load()) as service:
        found = service.figures([readable(one) for one in references])
    if terminal.as_json:
        terminal.emit(documents.of_figures(found))
    elif as_csv:
        terminal.write(_csv(found))
    elif found:
        terminal.print(rendering.figures_table(terminal, found))
    else:
        terminal.note("no_figures")
    return 0


def _csv(figures: Sequence[PlacedFigure]) -> str:
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_FIGURE_COLUMNS)
    for one in figures:
        document = documents.of_figure(one.place, one.figure)
        document["masked"] = "true" if one.figure.masked else "false"
        document["report_id"], document["report_title"] = one.place.report_id, one.place.report_title
        document["section"] = " › ".join(one.place.section)
        rows.writerow(document[column] for column in _FIGURE_COLUMNS)
    return written.getvalue()
