"""What is in: `rag reports`, `rag show`, `rag remove`."""

from __future__ import annotations

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import documents
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.terminal import Terminal


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
