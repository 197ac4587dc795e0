"""`rag demo`: the product on its own sample reports, in a folder that is gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import resources
from pathlib import Path

from rich.text import Text

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import documents
from rag.entrypoints.cli import rendering
from rag.entrypoints.cli.ingesting import show_results
from rag.entrypoints.cli.sources import collect
from rag.entrypoints.cli.terminal import Terminal
from rag.service import IngestResult, Service

# A figure, a masked one, and one that no report gives. The reports are Chinese, and so are the questions.
QUESTIONS = (
    "2023年城镇新增就业多少万人？",
    "2023年追回了多少万元农民工工资？",
    "2023年岚浦市的地铁客运量是多少？",
)
SUMMARISED = "renshe-2023.txt"


def demo(terminal: Terminal) -> int:
    with _sample_service() as (service, folder):
        sources = collect([str(folder)], limit_megabytes=settings.Settings().max_file_megabytes)
        results = list(service.ingest(sources))
        if terminal.as_json:
            terminal.emit(_document(terminal, service, results))
        else:
            _show(terminal, service, results)
    return 1 if any(one.error for one in results) else 0


@contextmanager
def _sample_service() -> Iterator[tuple[Service, Path]]:
    """A service on an empty data folder beside a copy of the samples, with the built-in models whatever is set."""
    with tempfile.TemporaryDirectory(prefix="rag-demo-", ignore_cleanup_errors=True) as temporary:
        samples = Path(temporary) / "reports"
        samples.mkdir()
        for one in resources.files("rag").joinpath("samples").iterdir():
            if one.is_file():
                (samples / one.name).write_bytes(one.read_bytes())
        chosen = replace(settings.Settings(), home=Path(temporary) / "home")
        with open_service(chosen) as service:
            yield service, samples


def _show(terminal: Terminal, service: Service, results: list[IngestResult]) -> None:
    _step(terminal, "demo_ingest", reports=len(results))
    show_results(terminal, results)
    for key, question in zip(("demo_figure", "demo_masked", "demo_refusal"), QUESTIONS, strict=True):
        _step(terminal, key)
        terminal.print(Text(f'$ rag ask "{question}"', style="green"), Text())
        terminal.print(*rendering.answer(terminal, service.ask(question)))
    _step(terminal, "demo_summary")
    terminal.print(Text(f"$ rag summarize {SUMMARISED} --style brief", style="green"), Text())
    summary = service.summarize([SUMMARISED], style="brief", language=terminal.language)
    terminal.print(*rendering.summary(terminal, summary))
    terminal.print(Text(), Text(terminal.say("demo_next"), style="dim"))


def _step(terminal: Terminal, key: str, **values: object) -> None:
    terminal.print(Text(), Text(f"── {terminal.say(key, **values)}", style="bold magenta"))


def _document(terminal: Terminal, service: Service, results: list[IngestResult]) -> documents.Document:
    answers = [{"question": one, **documents.of_answer(service.ask(one))} for one in QUESTIONS]
    summary = service.summarize([SUMMARISED], style="brief", language=terminal.language)
    return {
        **documents.of_ingestion(results, language=terminal.language),
        "answers": answers,
        "summary": documents.of_summary(summary),
    }
