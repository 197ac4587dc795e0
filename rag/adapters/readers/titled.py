"""A text handed over with its title: `{"title": "…", "text": "…"}` → the text as it is, nothing in it read as markup."""

from __future__ import annotations

import json
import re

from rag.domain import SourceText

_BEGINNING = re.compile(r'\s*\{\s*"(?:title|text)"\s*:')
# What no store takes: half a surrogate pair and the zero character. One for one, so that every place stays where it is.
_NO_CHARACTER = re.compile("[\ud800-\udfff\0]")


def read_titled(text: str, *, encoding: str | None = None) -> SourceText | None:
    """None for whatever is not exactly such a document."""
    if not _BEGINNING.match(text):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if found.keys() != {"title", "text"} or not all(isinstance(one, str) for one in found.values()):
        return None
    title, own = (_NO_CHARACTER.sub("\ufffd", found[key]) for key in ("title", "text"))
    return SourceText(
        own.replace("\r\n", "\n").replace("\r", "\n"), (), "json", encoding, title=" ".join(title.split())
    )
