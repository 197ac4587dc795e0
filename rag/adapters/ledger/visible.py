"""What is visible just now, read again only where something has been written since. A question asks ten times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag.adapters.ledger.engine import Database
from rag.domain import Report
from rag.ports import LedgerState

# Reading 1,000 reports takes 30 ms, after every change of what is visible. Of more than these each question reads its
# own few.
MOST_REPORTS = 5_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How it is read from the database."""

    state: Callable[[], LedgerState]
    count: Callable[[], int]
    reports: Callable[[], Sequence[Report]]


class Visible:
    """May be asked from several threads: what is remembered is replaced whole, never changed."""

    def __init__(self, database: Database, reading: Reading, *, most_reports: int = MOST_REPORTS) -> None:
        self._database = database
        self._reading = reading
        self._most_reports = most_reports
        self._state: tuple[int, LedgerState] | None = None
        self._reports: tuple[int, Mapping[str, Report] | None] | None = None

    def state(self) -> LedgerState:
        version = self._database.version()
        if version is None:
            return self._reading.state()
        known = self._state
        if known is None or known[0] != version:
            # What was written after the version was looked at has a later one: then this is not used again.
            known = self._state = (version, self._reading.state())
        return known[1]

    def reports(self) -> Mapping[str, Report] | None:
        """All that are ready, by id, in their order; None where there are too many to keep."""
        revision = self.state().revision
        known = self._reports
        if known is None or known[0] != revision:
            is_few = self._reading.count() <= self._most_reports
            ready = {one.id: one for one in self._reading.reports()} if is_few else None
            known = self._reports = (revision, ready)
        return known[1]
