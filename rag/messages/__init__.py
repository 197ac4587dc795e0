"""All text shown to people, one catalogue a language (`zh` first, `en` complete)."""

from __future__ import annotations

from rag.messages import en, zh

DEFAULT = "zh"
LANGUAGES = ("zh", "en")
_CATALOGUES = {"zh": zh.TEXTS, "en": en.TEXTS}


def text(key: str, language: str, **values: object) -> str:
    """The words for `key` in `language` ("zh" or "en"), with `values` filled in.

    Raises KeyError for a key or value that the catalogue does not know: a fault of the code, not of the user.
    """
    return _CATALOGUES[language][key].format(**values)
