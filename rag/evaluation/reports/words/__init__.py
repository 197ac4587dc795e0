"""All text of the reports, one catalogue a language."""

from __future__ import annotations

from collections.abc import Callable

from rag.evaluation.reports.words import en, zh

Say = Callable[..., str]

_CATALOGUES = {"zh": zh.TEXTS, "en": en.TEXTS}


def speaking(language: str) -> Say:
    """The words for a key, with values filled in. It raises KeyError for one that is not there: a fault of the code."""
    texts = _CATALOGUES[language]

    def say(key: str, **values: object) -> str:
        return texts[key].format(**values)

    return say


def named(kind: str, name: str, say: Say) -> str:
    """What a `metric`, `stage`, `problem`, `type` or `status` is called; of one that has no name here its own."""
    try:
        return say(f"{kind}_{name}")
    except KeyError:
        return name
