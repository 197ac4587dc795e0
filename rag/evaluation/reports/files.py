"""A run, or the difference of two, as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from rag.evaluation.gate import RunComparison
from rag.evaluation.reports import html, junit, markdown
from rag.evaluation.reports.surroundings import texts_of
from rag.evaluation.runs import Run
from rag.evaluation.suites.places import fixture_files


class Format(StrEnum):
    HTML = "html"
    MARKDOWN = "md"
    JUNIT = "junit"


_MAKERS: Mapping[Format, tuple[Callable[..., str], Callable[..., str]]] = {
    Format.HTML: (html.of_run, html.of_comparison),
    Format.MARKDOWN: (markdown.of_run, markdown.of_comparison),
    Format.JUNIT: (junit.of_run, junit.of_comparison),
}


def written(told: Run | RunComparison, format: Format, *, language: str) -> str:
    of_run, of_comparison = _MAKERS[format]
    make = of_run if isinstance(told, Run) else of_comparison
    return make(told, language=language, **({"texts": shipped_texts()} if format is Format.HTML else {}))


def shipped_texts() -> dict[str, str]:
    """Of the reports that suites are about, for citations in the words around them."""
    return texts_of(fixture_files())
