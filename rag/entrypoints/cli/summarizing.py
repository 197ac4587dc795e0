"""`rag summarize`: laid out for a terminal, Markdown for a pipe, a file of the format that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag import settings
from rag.bootstrap import open_service
from rag.domain import Summary, SummaryProgress, TemplateText
from rag.entrypoints import documents, exports
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.bars import bar_of_work
from rag.entrypoints.cli.delivering import Delivery
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.exports import Format
from rag.errors import TemplateInvalid

_MOST_TEMPLATE_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the summary is to be. `length` in characters; `template`: a file, in place of the style."""

    style: str = "executive"
    length: int | None = None
    language: str | None = None
    template: str | None = None
    model: str | None = None


def summarize(terminal: Terminal, references: Sequence[str], wanted: Wanted, delivery: Delivery) -> int:
    delivery.check(terminal)
    format = delivery.format_for(terminal)
    template = _read_template(wanted.template) if wanted.template else None
    chosen = settings.load()
    if wanted.model:
        chosen = replace(chosen, model=wanted.model)
    with open_service(chosen) as service:
        with bar_of_work(terminal) as advance:
            summary = service.summarize(
                [readable(one) for one in references],
                style=wanted.style,
                length=wanted.length,
                language=wanted.language,
                template=template,
                on_progress=lambda one: advance(_step(terminal, one), one.done, one.total),
            )
        if delivery.is_laid_out(terminal):
            terminal.print(*rendering.summary(terminal, summary))
            return _code(terminal, summary)
        content = exports.of_summary(summary, format, text_of=lambda report: service.show(report).text)
    delivery.hand_over(terminal, content)
    if terminal.as_json and format is not Format.JSON:
        terminal.emit(documents.of_summary(summary))
    return _code(terminal, summary)


def _code(terminal: Terminal, summary: Summary) -> int:
    """The exit code, and on stderr what could not be read."""
    for one in summary.failed:
        terminal.note("summary_failed", title=one.title, why=one.error.in_language(terminal.language))
    return 1 if summary.failed else 0


def _step(terminal: Terminal, progress: SummaryProgress) -> str:
    section = f" › {progress.section[-1]}" if progress.section else ""
    return terminal.say("summary_progress", report=progress.report, section=section)


def _read_template(path: str) -> TemplateText:
    """Raises TemplateInvalid."""
    name = readable(path)
    try:
        content = Path(path).read_bytes()
        if len(content) > _MOST_TEMPLATE_BYTES:
            raise TemplateInvalid(template=name, reason=f"> {_MOST_TEMPLATE_BYTES // 1000} KB")
        return TemplateText(name, content.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8?"
        raise TemplateInvalid(template=name, reason=reason or str(error)) from error
