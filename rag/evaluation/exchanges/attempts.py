"""Which case is being asked, and which time: what a reply is recorded and given back under.

It holds for what is called in the block, also on the threads that the product begins there.
"""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from rag.errors import ExchangeMissing


class AttemptScope:
    """`session` tells one try from another that was broken off and is made again."""

    def __init__(self, case: str, repeat: int) -> None:
        self.case = case
        self.repeat = repeat
        self.session = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._asked: Counter[str] = Counter()
        self._at_end: list[Callable[[], None]] = []
        self._missing: list[ExchangeMissing] = []

    def number(self, key: str) -> int:
        """How often this request was made in the attempt before."""
        with self._lock:
            self._asked[key] += 1
            return self._asked[key] - 1

    def at_end(self, call: Callable[[], None]) -> None:
        with self._lock:
            self._at_end.append(call)

    def miss(self, missing: ExchangeMissing) -> None:
        """The product goes on without what it asks for on the side, as a ranking; the attempt is none all the same."""
        with self._lock:
            self._missing.append(missing)

    def end(self) -> None:
        with self._lock:
            calls, self._at_end = self._at_end, []
        for call in calls:
            call()

    @property
    def missing(self) -> ExchangeMissing | None:
        return self._missing[0] if self._missing else None


_outside = AttemptScope("", 0)
_running: ContextVar[AttemptScope] = ContextVar("attempt", default=_outside)


def running() -> AttemptScope:
    return _running.get()


@contextmanager
def attempt(case: str, repeat: int) -> Iterator[None]:
    """Raises ExchangeMissing at the end, where a replay lacked something that the product could do without."""
    scope = AttemptScope(case, repeat)
    token = _running.set(scope)
    try:
        yield
    finally:
        _running.reset(token)
        scope.end()
    if scope.missing:
        raise scope.missing
