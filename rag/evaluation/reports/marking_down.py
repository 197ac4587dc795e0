"""Words of others in GitHub's Markdown: shown as they are, never read as markup, never calling anyone."""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(r"([\\`*_\[\]<>|~$&])")
# Text is made into links and calls after the markup is gone: an escape does not stop that, a space of no width does.
_APART = "&#8203;"
_CALLS = re.compile(r"(?<=[@#])(?=\w)|(?<=\bGH-)(?=\d)|(?<=:)(?=[a-z0-9_+-]+:)", re.IGNORECASE)
_ADDRESSES = re.compile(r"(?<=://)(?=\S)|(?<=\bwww)(?=\.)", re.IGNORECASE)
_LINES = re.compile(r"\s*[\n\r\u2028\u2029\x0b\x0c\x85]+\s*")
_CODE = re.compile(r"[\w.:/+=-]+", re.ASCII)
# Letters of these kinds show nothing, or turn around what stands beside them.
_UNSEEN = {"Cc", "Cf", "Cs"}


def plain(text: str, *, limit: int | None = None) -> str:
    """`text` for a paragraph or a cell, on one line (its own lines are kept apart by `<br>`), cut after `limit`."""
    shown = _LINES.sub("\n", text.strip())
    if limit is not None and len(shown) > limit:
        shown = shown[:limit].rstrip() + "…"
    return "<br>".join(_escaped(line) for line in shown.split("\n"))


def code(text: str) -> str:
    """An id, a hash, a name."""
    return f"`{text}`" if _CODE.fullmatch(text) else f"<code>{plain(text)}</code>"


def _escaped(line: str) -> str:
    seen = "".join(" " if one == "\t" else one for one in line if one == "\t" or not _is_unseen(one))
    apart = _ADDRESSES.sub("\0", _CALLS.sub("\0", seen))
    return _MARKUP.sub(r"\\\1", apart).replace("\0", _APART)


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN
