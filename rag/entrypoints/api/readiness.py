"""Whether questions can be answered, looked at again every few seconds at most, however often it is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from rag.service import Check, Service

# A balancer asks every few seconds; a fault shows within so many.
REMEMBERED_SECONDS = 5.0


class Readiness:
    """May be asked from several threads: one of them looks."""

    def __init__(self, service: Service, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._service = service
        self._clock = clock
        self._lock = Lock()
        self._checks: tuple[Check, ...] = ()
        self._until = float("-inf")
        self._is_closing = False

    def close(self) -> None:
        """The service is about to stop: from now on it is not ready."""
        self._is_closing = True

    def checks(self) -> tuple[Check, ...]:
        if self._is_closing:
            return (Check("closing", False, "ready_closing"),)
        with self._lock:
            if self._clock() >= self._until:
                self._checks = tuple(self._service.glance())
                self._until = self._clock() + REMEMBERED_SECONDS
            return self._checks
