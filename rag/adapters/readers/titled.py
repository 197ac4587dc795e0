"""A text handed over with its title: `{"title": "…", "text": "…"}` → the text as it is, nothing in it is markup."""

from __future__ import annotations

import json
import re

from rag.adapters.readers.decoding import decode
from rag.domain import SourceText

_BEGINNING = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:title|text)"\s*:')
# What no store takes: half a surrogate pair and the zero character. One for one, so that every place stays where it is.
_NO_CHARACTER = re.compile("[\ud800-\udfff\0]")


def read_titled(content: bytes) -> SourceText | None:
    """None for whatever is not exactly such a document. Raises what `decode` raises."""
    if not _BEGINNING.match(content):
        return None
    text, encoding = decode(content)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if found.keys() != {"title", "text"} or not all(isinstance(one, str) for one in found.values()):
        return None
    title, own = (_NO_CHARACTER.sub("\ufffd", found[key]) for key in ("title", "text"))
    own = own.replace("\r\n", "\n").replace("\r", "\n")
    return SourceText(own, (), "json", encoding, title=" ".join(title.split()))
