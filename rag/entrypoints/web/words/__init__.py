"""All text of the pages: one folder a language, in it one module a page; keys begin with the module's name."""

from __future__ import annotations

from collections.abc import Mapping

from rag.entrypoints.web.words import en, zh
from rag.messages import LANGUAGES

__all__ = ["LANGUAGES", "of", "text"]

_CATALOGUES = {"zh": zh.BY_MODULE, "en": en.BY_MODULE}


def of(module: str, language: str) -> Mapping[str, str]:
    """The words of one module. Raises KeyError for one that is not there: a fault of the code."""
    return _CATALOGUES[language][module]


def text(key: str, language: str, **values: object) -> str:
    """The words for `key`, with `values` filled in. Raises KeyError, as `of`."""
    return of(key.partition("_")[0], language)[key].format(**values)
