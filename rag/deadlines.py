"""Waiting no longer than agreed for calls that may hang, and not asking again and again what keeps failing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from typing import Any, TypeVar

Clock = Callable[[], float]
T = TypeVar("T")


class Overdue(Exception):
    """Nothing came in time. What was begun goes on; nobody waits for it."""


class Calls:
    """Runs calls on at most `at_once` threads, and waits for each until a deadline.

    The threads are daemons: a call that never returns keeps neither a question nor the end of the process waiting.
    While every thread is held by such a call, further ones are overdue at once.
    """

    def __init__(self, *, at_once: int) -> None:
        self._at_once = at_once
        self._free = threading.Semaphore(at_once)
        self._overdue: set[Future[Any]] = set()

    def within(self, seconds: float, work: Callable[[], T]) -> Future[T]:
        """The finished call: its result, or what it raised. Raises Overdue."""
        until = time.monotonic() + seconds
        if len(self._overdue) >= self._at_once or not self._free.acquire(timeout=_waitable(seconds)):
            raise Overdue
        try:
            future = begin(work)
        except RuntimeError as error:  # no thread to be had
            self._free.release()
            raise Overdue from error
        future.add_done_callback(lambda _: self._free.release())
        if not is_done(future, seconds=until - time.monotonic()):
            self._overdue.add(future)
            future.add_done_callback(self._overdue.discard)
            raise Overdue
        return future


class Breaker:
    """Says no for a while after several failures in a row, then lets one through to see."""

    def __init__(self, *, failures: int, pause_seconds: float, clock: Clock = time.monotonic) -> None:
        self._limit = failures
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def allows(self) -> bool:
        with self._lock:
            if self._failures < self._limit:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + self._pause_seconds  # the others go on waiting while this one tries
            return True

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._closed_until = self._clock() + self._pause_seconds

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0


def begin(work: Callable[[], T]) -> Future[T]:
    """The call, on a daemon thread of its own, in the context of the caller."""
    future: Future[T] = Future()
    threading.Thread(target=copy_context().run, args=(_run, work, future), daemon=True).start()
    return future


def is_done(future: Future[T], *, seconds: float) -> bool:
    """Whether the call has ended, `seconds` from now at the latest."""
    return bool(wait([future], timeout=_waitable(seconds)).done)


def _run(work: Callable[[], T], future: Future[T]) -> None:
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001  # it belongs to whoever waits
        future.set_exception(error)
    else:
        future.set_result(result)


def _waitable(seconds: float) -> float:
    return min(max(seconds, 0.0), threading.TIMEOUT_MAX)
