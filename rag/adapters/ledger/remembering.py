"""What was read last, so that a question does not read the same report ten times."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Read = TypeVar("Read")


class Remembered(Generic[Read]):
    """Of the reports read last, up to a number of characters. May be asked from several threads."""

    def __init__(self, limit: int, characters: Callable[[Read], int]) -> None:
        self._limit = limit
        self._characters_of = characters
        self._reports: OrderedDict[str, Read] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def get(self, report_id: str) -> Read | None:
        with self._lock:
            report = self._reports.get(report_id)
            if report is not None:
                self._reports.move_to_end(report_id)
            return report

    def put(self, report_id: str, report: Read) -> None:
        with self._lock:
            self._forget(report_id)
            self._reports[report_id] = report
            self._characters += self._characters_of(report)
            while self._characters > self._limit and len(self._reports) > 1:
                self._forget(next(iter(self._reports)))

    def forget(self, report_ids: Sequence[str]) -> None:
        with self._lock:
            for one in report_ids:
                self._forget(one)

    def _forget(self, report_id: str) -> None:
        report = self._reports.pop(report_id, None)
        self._characters -= self._characters_of(report) if report is not None else 0
