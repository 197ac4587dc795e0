"""`rag compare`: laid out for a terminal, Markdown for a pipe, a file of the format that is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from rag import settings
from rag.bootstrap import open_service
from rag.domain import Comparison
from rag.entrypoints import comparison_documents, exports
from rag.entrypoints.cli import comparison_rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.delivering import Delivery
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.exports import Format

# Of two reports it takes a second or two.
_SHOWN_FROM = 4


def compare(terminal: Terminal, references: Sequence[str], delivery: Delivery, *, language: str) -> int:
    """1 if a report could not be read; the others are compared."""
    delivery.check(terminal)
    format = delivery.format_for(terminal)
    with open_service(settings.load()) as service:
        if len(references) >= _SHOWN_FROM and terminal.err.is_terminal:
            terminal.note("comparing", number=len(references))
        comparison = service.compare([readable(one) for one in references])
        if delivery.is_laid_out(terminal):
            terminal.print(*comparison_rendering.comparison(terminal, comparison))
            return _exit_code(terminal, comparison, told=True)
        content = exports.of_comparison(
            comparison, format, language=language, text_of=lambda report: service.show(report).text
        )
    delivery.hand_over(terminal, content)
    if terminal.as_json and format is not Format.JSON:
        terminal.emit(comparison_documents.of_comparison(comparison, language=terminal.language))
    return _exit_code(terminal, comparison, told=False)


def _exit_code(terminal: Terminal, comparison: Comparison, *, told: bool) -> int:
    for one in () if told else comparison.failed:
        terminal.note("export_failed", title=one.title, why=one.error.in_language(terminal.language))
    return 1 if comparison.failed else 0
