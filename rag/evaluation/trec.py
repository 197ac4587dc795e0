"""A ranking as a TREC run: `query Q0 entry rank score tag`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

TAG = "report-rag"

_BLANK = re.compile(r"\s|%")


def as_run(rankings: Iterable[tuple[str, Sequence[str]]], *, depth: int) -> Iterator[str]:
    """A line an entry. Scores fall strictly with the rank, so that no reader has ties to break in its own way.

    The format separates by blanks: an id that holds some has them written as %20 and the like.
    """
    for query, entries in rankings:
        for rank, entry in enumerate(entries[:depth], 1):
            yield f"{_token(query)} Q0 {_token(entry)} {rank} {depth + 1 - rank} {TAG}\n"


def _token(identifier: str) -> str:
    if not any(one.isspace() for one in identifier):
        return identifier
    return _BLANK.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), identifier)
