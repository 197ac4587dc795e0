"""`rag rebuild` and `rag doctor`."""

from __future__ import annotations

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import documents
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.terminal import Terminal

EXIT_NOT_ABLE = 3


def rebuild(terminal: Terminal, *, embed: bool) -> int:
    with open_service(settings.load()) as service:
        reports = service.rebuild(embed=embed)
    if terminal.as_json:
        terminal.emit({"reports": reports, "embedded": embed})
    else:
        terminal.note("rebuilt", reports=reports)
    return 0


def doctor(terminal: Terminal) -> int:
    with open_service(settings.load()) as service:
        checks = list(service.doctor())
    if terminal.as_json:
        terminal.emit(documents.of_checks(checks, language=terminal.language))
    else:
        terminal.print(rendering.checks_table(terminal, checks))
    return 0 if all(one.ok for one in checks) else EXIT_NOT_ABLE
