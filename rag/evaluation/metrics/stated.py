"""What figures a text states, in order, and whether one of them stands in another text.

Years are figures of their own: they date what is said and need not stand in a sentence whose report or heading names
them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rag.evaluation.quantities import Quantity, quantities

_WRITTEN = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?[百千万亿]*(?:%|人次|[^\W\d_百千万亿]?)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年|届|\D*$)")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as it is written, what it may be read as, and the last year that is named before it ("" for none)."""

    text: str
    readings: frozenset[Quantity]
    year: str

    @property
    def is_year(self) -> bool:
        return bool(re.fullmatch(r"(?:19|20)\d{2}[年届]?", self.text))


def stated(text: str) -> list[Stated]:
    """Cells of a table are kept apart; thousands may have commas."""
    found: list[Stated] = []
    year = ""
    for one in _WRITTEN.finditer(_readable(text)):
        figure = Stated(one[0], frozenset(_united(one[0])), year)
        found.append(figure)
        if figure.is_year:
            year = one[0][:4]
    return found


def stands_in(figure: Stated, texts: Iterable[str]) -> bool:
    """Whether one of the texts states the same quantity with the same unit."""
    return any(figure.readings & other.readings for text in texts for other in stated(text))


def _readable(text: str) -> str:
    """NFKC in lower case without blanks, but for one where two figures would grow together (cells of a table)."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"(?<=\d) (?=\D)|(?<=\D) | $", "", re.sub(r"\s+", " ", folded))


def _united(written: str) -> set[Quantity]:
    """With its unit where it has one."""
    read = quantities(written)
    return {one for one in read if one[1]} or read
