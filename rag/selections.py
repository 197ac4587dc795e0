"""What a filter leaves, remembered until something visible changes: every search asks for it several times."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from rag.domain import ReportFilter
from rag.ports import Ledger, LedgerState

# An id takes about 80 bytes: a thousand reports under each of so many filters are 5 MB.
_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Selection:
    """The ready reports under a filter, and how many chunks they have."""

    report_ids: tuple[str, ...]
    chunks: int


class Selections:
    """Of one ledger. May be asked from several threads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._remembered: OrderedDict[tuple[int, ReportFilter], Selection] = OrderedDict()

    def of(self, where: ReportFilter, *, state: LedgerState) -> Selection:
        key = (state.revision, where)
        found = self._remembered.get(key)
        if found is None:
            found = Selection(tuple(self._ledger.report_ids(where)), self._ledger.count_chunks(where))
            self._remembered[key] = found
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return found
