"""`rag search` and `rag ask`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag import settings
from rag.bootstrap import open_service
from rag.domain import ReportFilter
from rag.entrypoints import documents
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.terminal import Terminal
from rag.service import Service


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which reports to look at, as given on the command line."""

    reports: tuple[str, ...] = ()
    year: int | None = None
    library: str | None = None

    def of(self, service: Service) -> ReportFilter:
        return service.narrow([readable(one) for one in self.reports], year=self.year, library=self.library)


def search(terminal: Terminal, query: str, *, k: int, where: Narrowing) -> int:
    query = readable(query)
    with open_service(settings.load()) as service:
        passages = service.search(query, k=k, where=where.of(service))
    if terminal.as_json:
        terminal.emit(documents.of_search(query, passages))
    elif passages:
        terminal.print(*rendering.passages(terminal, passages))
    else:
        terminal.note("nothing_found")
    return 0


def ask(terminal: Terminal, question: str, *, where: Narrowing, model: str | None) -> int:
    chosen = settings.load()
    if model:
        chosen = replace(chosen, model=model)
    with open_service(chosen) as service:
        answer = service.ask(readable(question), where=where.of(service))
    if terminal.as_json:
        terminal.emit(documents.of_answer(answer))
    else:
        terminal.print(*rendering.answer(terminal, answer))
    return 0
