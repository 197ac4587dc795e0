"""What was asked before: `rag conversations list`, `show`, `remove`."""

from __future__ import annotations

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import documents
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.terminal import Terminal


def show_all(terminal: Terminal) -> int:
    with open_service(settings.load()) as service:
        found = service.conversations()
    if terminal.as_json:
        terminal.emit(documents.of_conversations(found))
    elif found:
        terminal.print(rendering.conversations_table(terminal, found))
    else:
        terminal.note("no_conversations")
    return 0


def show(terminal: Terminal, conversation_id: str) -> int:
    with open_service(settings.load()) as service:
        view = service.conversation(readable(conversation_id))
    if terminal.as_json:
        terminal.emit(documents.of_conversation_view(view))
    else:
        for turn in view.turns:
            terminal.print(rendering.question(turn.question), *rendering.answer(terminal, turn.answer))
    return 0


def remove(terminal: Terminal, conversation_id: str) -> int:
    with open_service(settings.load()) as service:
        removed = service.remove_conversation(readable(conversation_id))
    if terminal.as_json:
        terminal.emit({"removed": documents.of_conversation(removed)})
    else:
        terminal.note("conversation_removed", id=removed.id)
    return 0
