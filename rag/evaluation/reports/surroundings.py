"""A citation in the words around it, where the text of its report is at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.evaluation.runs import Cited

AROUND = 60
_TEXTS = {".txt"}


@dataclass(frozen=True, slots=True)
class Surrounded:
    """`before` and `after`: "" where they are not known."""

    cited: Cited
    before: str = ""
    after: str = ""


def surrounded(cited: Cited, texts: Mapping[str, str]) -> Surrounded:
    """`texts`: of reports by file name. Nothing is taken from one in which the quote does not stand at its place."""
    text = texts.get(cited.report, "")
    if not cited.quote or text[cited.start : cited.end] != cited.quote:
        return Surrounded(cited)
    before = text[max(0, cited.start - AROUND) : cited.start]
    after = text[cited.end : cited.end + AROUND]
    return Surrounded(
        cited,
        ("…" if cited.start > AROUND else "") + before.lstrip(),
        after.rstrip() + ("…" if cited.end + AROUND < len(text) else ""),
    )


def texts_of(files: Iterable[Path]) -> dict[str, str]:
    """Of plain files alone, as the product takes them in: of others, quotes are shown by themselves."""
    return {one.name: _text(one) for one in files if one.suffix in _TEXTS}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
