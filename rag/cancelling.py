"""Somebody no longer wants an answer: said once, from any thread, to whoever is waiting for a model just then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancellation:
    """`cancel` ends what is being waited for inside `stopping`, and whatever is waited for later."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stops: list[Callable[[], object]] = []
        self.is_cancelled = False

    def cancel(self) -> None:
        with self._lock:
            self.is_cancelled = True
            stops = list(self._stops)
        for stop in stops:
            stop()

    @contextmanager
    def stopping(self, stop: Callable[[], object]) -> Iterator[None]:
        """Calls `stop`, maybe from another thread, if the answer is cancelled during the block or was before."""
        with self._lock:
            self._stops.append(stop)
        if self.is_cancelled:
            stop()
        try:
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)
