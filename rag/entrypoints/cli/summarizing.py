"""`rag summarize`: laid out for a terminal, Markdown for a pipe or a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import messages, settings
from rag.bootstrap import open_service
from rag.domain import Summary
from rag.entrypoints import documents, markdown
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.terminal import Terminal
from rag.errors import OutputNotWritable


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the summary is to be. `length` in characters."""

    style: str = "executive"
    length: int | None = None
    language: str = messages.DEFAULT


def summarize(terminal: Terminal, references: Sequence[str], wanted: Wanted, *, output: str | None) -> int:
    with open_service(settings.load()) as service:
        summary = service.summarize(
            [readable(one) for one in references],
            style=wanted.style,
            length=wanted.length,
            language=wanted.language,
        )
    if output:
        _save(output, _content(terminal, summary, wanted.language))
        terminal.note("saved", path=readable(output))
    elif terminal.as_json:
        terminal.emit(documents.of_summary(summary))
    elif terminal.out.is_terminal:
        terminal.print(*rendering.summary(terminal, summary))
    else:
        terminal.write(markdown.of_summary(summary, language=wanted.language))
    return 0


def _content(terminal: Terminal, summary: Summary, language: str) -> str:
    if terminal.as_json:
        return json.dumps(documents.of_summary(summary), ensure_ascii=False, indent=2) + "\n"
    return markdown.of_summary(summary, language=language)


def _save(output: str, content: str) -> None:
    try:
        Path(output).write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputNotWritable(path=readable(output), reason=error.strerror or str(error)) from error
