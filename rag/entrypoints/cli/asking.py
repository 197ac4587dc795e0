"""`rag search` and `rag ask`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace

from rag import settings
from rag.bootstrap import open_service
from rag.domain import Answer, Claim, ReportFilter
from rag.entrypoints import documents
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.terminal import Terminal
from rag.service import AnswerStream, Service


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


@dataclass(frozen=True, slots=True)
class Asking:
    """How `rag ask` answers. `streamed`: each sentence as soon as it is verified; `conversation`: an id, or `new`."""

    where: Narrowing = Narrowing()
    model: str | None = None
    streamed: bool = True
    conversation: str | None = None


def ask(terminal: Terminal, question: str, asking: Asking) -> int:
    chosen = settings.load()
    if asking.model:
        chosen = replace(chosen, model=asking.model)
    with open_service(chosen) as service:
        where = asking.where.of(service)
        if asking.streamed and not terminal.as_json:
            stream = service.stream(readable(question), where=where, conversation=asking.conversation)
            with closing(stream) as events:
                _show(terminal, events)
            return 0
        answer = service.ask(readable(question), where=where, conversation=asking.conversation)
    if terminal.as_json:
        terminal.emit(documents.of_answer(answer))
    else:
        terminal.print(*rendering.answer(terminal, answer))
        _note_conversation(terminal, answer)
    return 0


def _show(terminal: Terminal, events: AnswerStream) -> None:
    """Sentences as they come, and beneath the last what is known only then."""
    for event in events:
        if isinstance(event, Claim):
            terminal.print(rendering.claim(event))
        elif isinstance(event, Answer):
            terminal.print(*rendering.answer(terminal, event, streamed=True))
            _note_conversation(terminal, event)


def _note_conversation(terminal: Terminal, answer: Answer) -> None:
    if answer.conversation:
        terminal.note("conversation_goes_on", id=answer.conversation)
