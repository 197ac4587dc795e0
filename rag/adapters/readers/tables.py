"""What tables of every format have in common: a row on one line, a caption beside the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.adapters.readers.building import INDENTATION

_CAPTION = re.compile(r"(?:附?表|图|Table|Figure)\s*[0-9０-９一二三四五六七八九十]+[^。；！？]{0,60}", re.I)
_LINE_BREAKS = re.compile(r"[\t\r\n]+")


def row_text(cells: Sequence[str]) -> str:
    """A row on one line, a tab between cells; "" for a row without text."""
    texts = [_LINE_BREAKS.sub(" ", cell.strip(INDENTATION)) for cell in cells]
    return "\t".join(texts).rstrip("\t") if any(texts) else ""


def is_table_caption(line: str) -> bool:
    """Whether the line before a table names it: `表1 …`."""
    return bool(_CAPTION.fullmatch(line.strip()))
