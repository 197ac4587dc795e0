"""Names that come from outside: of files and of libraries. They are text that is shown and compared, never paths."""

from __future__ import annotations

import re
import unicodedata

from rag.errors import LibraryNameInvalid

MAX_FILE_NAME_CHARACTERS = 200
MAX_LIBRARY_CHARACTERS = 64
# What is kept of a suffix when a name is cut: `.markdown` is the longest that a reader knows.
_MAX_SUFFIX_CHARACTERS = 12
_FOLDERS = re.compile(r"[/\\]")
# How browsers write what would end the quoted name (the HTML standard, "multipart/form-data encoding algorithm").
_ESCAPED = {"%22": '"', "%0D": "", "%0A": "", "%0d": "", "%0a": ""}
# Controls, and what turns the order of what follows around, so that `fdp.exe` is shown as `exe.pdf`; unlike the other
# invisible characters these two kinds (Cc, and the bidirectional ones of Cf) have no use in a name.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")


def decoded(name: bytes) -> str:
    """As a client wrote it: UTF-8 by the standard; GB18030 from old programs here."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "replace")


def file_name(given: str, *, unnamed: str) -> str:
    """Without folders, controls and tricks, in NFC and at most 200 characters long; `unnamed` where nothing is left."""
    for escaped, meant in _ESCAPED.items():
        given = given.replace(escaped, meant)
    name = _clean(_FOLDERS.split(_clean(given))[-1])
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _MAX_SUFFIX_CHARACTERS or " " in suffix:
        stem, dot, suffix = name, "", ""
    if not stem.strip(". "):
        return unnamed + (dot + suffix if suffix else "")
    return stem[: MAX_FILE_NAME_CHARACTERS - len(dot + suffix)] + dot + suffix


def library_name(given: str) -> str:
    """Raises LibraryNameInvalid."""
    name = unicodedata.normalize("NFC", given).strip()
    if not name or len(name) > MAX_LIBRARY_CHARACTERS or name != _clean(name):
        raise LibraryNameInvalid(limit=MAX_LIBRARY_CHARACTERS)
    return name


def _clean(text: str) -> str:
    """NFC; neither controls, nor half characters, nor what turns the writing around; no spaces at the ends."""
    kept = (one for one in text if one not in _TURNING and unicodedata.category(one) not in ("Cc", "Cs", "Cn"))
    return unicodedata.normalize("NFC", "".join(kept)).strip()
