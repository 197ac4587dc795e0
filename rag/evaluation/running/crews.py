"""Who asks the cases: this process, others beside it, or threads. What comes back comes in any order."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from multiprocessing import connection, get_context, parent_process
from multiprocessing.util import Finalize

from rag.errors import CaseBroke
from rag.evaluation import offline
from rag.evaluation.running.asking import Asking, Outcome
from rag.evaluation.suites import AnyCase

Opening = Callable[[int], Asking]
"""What asks the cases of a repeat (from 0). For processes it must go through pickle."""

Task = tuple[AnyCase, int]
"""A case and its repeat."""

Coming = Generator[tuple[Task, Outcome], None, None]
"""Closing it stops all that have not begun."""

Crew = Callable[[Sequence[Task], Opening], Coming]


def here(tasks: Sequence[Task], opening: Opening) -> Coming:
    """This process."""
    with _Askings(opening) as asking:
        for case, repeat in tasks:
            yield (case, repeat), asking.of(repeat).outcome(case, repeat)


def threads(count: int) -> Crew:
    """For models that are waited for."""

    def asked(tasks: Sequence[Task], opening: Opening) -> Coming:
        with _Askings(opening) as asking:
            pool = ThreadPoolExecutor(count)
            try:
                yield from _collected(pool, tasks, lambda task: asking.of(task[1]).outcome(*task))
            finally:
                pool.shutdown(cancel_futures=True)

    return asked


@contextmanager
def processes(count: int, *, is_offline: bool) -> Iterator[Crew]:
    """They begin at once, so that they are there when the reports are in."""
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin, initargs=(is_offline,))
    for _ in range(count):
        pool.submit(_ready)

    def asked(tasks: Sequence[Task], opening: Opening) -> Coming:
        yield from _collected(pool, tasks, partial(_outcome_there, pickle.dumps(opening)))

    try:
        yield asked
    finally:
        pool.shutdown(cancel_futures=True)


def _collected(pool: Executor, tasks: Sequence[Task], ask: Callable[[Task], Outcome]) -> Coming:
    """The first that breaks stops all that have not begun. Raises CaseBroke, too, where a process is no more."""
    futures: dict[Future[Outcome], Task] = {pool.submit(ask, task): task for task in tasks}
    try:
        for future in as_completed(futures):
            task = futures.pop(future)
            try:
                outcome = future.result()
            except BrokenProcessPool as error:
                raise CaseBroke(case=task[0].id, reason=error) from error
            yield task, outcome
    finally:
        for future in futures:
            future.cancel()


class _Askings:
    """One a repeat, opened when first used."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._stack = ExitStack()
        self._opened: dict[int, Asking] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> _Askings:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def of(self, repeat: int) -> Asking:
        with self._lock:
            if repeat not in self._opened:
                self._opened[repeat] = self._stack.enter_context(closing(self._opening(repeat)))
            return self._opened[repeat]


# --- in a process beside


_here: dict[bytes, _Askings] = {}


def _begin(is_offline: bool) -> None:
    if is_offline:
        offline.block()
    Finalize(None, _close, exitpriority=1)  # such a process ends without what atexit has
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _ready() -> None:
    """Once this is called, all is imported."""


def _outcome_there(opening: bytes, task: Task) -> Outcome:
    if opening not in _here:
        _close()
        _here[opening] = _Askings(pickle.loads(opening))
    case, repeat = task
    return _here[opening].of(repeat).outcome(case, repeat)


def _close() -> None:
    while _here:
        _here.popitem()[1].__exit__()


def _end_with_parent() -> None:
    """One that is killed tells nobody."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
