"""Which reports are listed, and in which order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from rag.domain import Report
from rag.entrypoints.api.paging import Key


class Order(StrEnum):
    """A minus turns it round. Reports of which it is not known come last when it rises, and when it falls."""

    FILE = "file"
    FILE_FALLING = "-file"
    TITLE = "title"
    TITLE_FALLING = "-title"
    YEAR = "year"
    YEAR_FALLING = "-year"
    ORGANISATION = "organisation"
    ORGANISATION_FALLING = "-organisation"
    CHARACTERS = "characters"
    CHARACTERS_FALLING = "-characters"

    @property
    def is_falling(self) -> bool:
        return self.value.startswith("-")

    def key(self, report: Report) -> Key:
        known, by = _KEYS[self.value.removeprefix("-")](report)
        is_last = known if self.is_falling else not known
        return (is_last, by, report.library, report.file, report.id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """`search`: every word of it stands in title, file name, organisation or period; `organisation`: as written."""

    search: str = ""
    organisation: str = ""

    def of(self, reports: Iterable[Report]) -> Iterable[Report]:
        words = _folded(self.search).split()
        organisation = _folded(self.organisation).strip()
        if organisation:
            reports = (one for one in reports if organisation in _folded(one.organisation or ""))
        if words:
            reports = (one for one in reports if all(word in _said_of(one) for word in words))
        return reports


def _said_of(report: Report) -> str:
    period = report.facts.period.value if report.facts.period else ""
    return _folded(" ".join((report.title, report.file, report.organisation or "", period, str(report.year or ""))))


def _folded(text: str) -> str:
    """Full width and half width, capitals and small letters are the same to who searches."""
    return unicodedata.normalize("NFKC", text).casefold()


_Known = tuple[bool, str | int]
_KEYS: dict[str, Callable[[Report], _Known]] = {
    "file": lambda one: (True, one.library),
    "title": lambda one: (True, one.title),
    "year": lambda one: (one.year is not None, one.year or 0),
    "organisation": lambda one: (one.organisation is not None, one.organisation or ""),
    "characters": lambda one: (True, one.characters),
}
