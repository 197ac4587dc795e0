"""A claim about cells of a table: `初中：专任教师（人）3562` over the row and the heads of its columns. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLAIM = re.compile(r"(?P<row>[^：:]+)[：:](?P<told>.+)", re.DOTALL)
_LEAST_CELLS = 3


def stands_in_table(claim: str, spans: Sequence[str]) -> bool:
    """Whether each part of the claim is the head of a column and what the named row has in that very column."""
    found = _CLAIM.fullmatch(claim.strip().rstrip("。"))
    if not found:
        return False
    rows = [cells for span in spans if len(cells := span.split()) >= _LEAST_CELLS]
    parts = [part.strip() for part in re.split("[；;]", found["told"])]
    return any(
        row is not header
        and len(row) == len(header)
        and row[0] == found["row"].strip()
        and all(any(part == head + cell for head, cell in zip(header[1:], row[1:], strict=True)) for part in parts)
        for row in rows
        for header in rows
    )
