"""All text of the pages: one folder a language, in it one module a page; keys begin with the module's name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from rag.messages import LANGUAGES

__all__ = ["CATALOGUES", "LANGUAGES", "of", "text"]

_MODULES = (
    "shell",
    "signing",
    "report",
    "chat",
    "library",
    "reading",
    "evaluation",
    "summaries",
    "summary",
    "comparison",
)
CATALOGUES: dict[str, dict[str, dict[str, str]]] = {
    language: {module: import_module(f"{__name__}.{language}.{module}").TEXTS for module in _MODULES}
    for language in LANGUAGES
}


def of(module: str, language: str) -> Mapping[str, str]:
    """The words of one module. Raises KeyError for one that is not there: a fault of the code."""
    return CATALOGUES[language][module]


def text(key: str, language: str, **values: object) -> str:
    """The words for `key`, with `values` filled in. Raises KeyError, as `of`."""
    return of(key.partition("_")[0], language)[key].format(**values)
