"""Who asks the cases: this process, others beside it, or threads. What comes back comes in any order."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing
from multiprocessing import connection, get_context, parent_process
from multiprocessing.util import Finalize

from rag.evaluation import offline
from rag.evaluation.running.asking import Asking, Outcome
from rag.evaluation.suites import AnyCase

Opening = Callable[[int], Asking]
"""What asks the cases of a repeat (from 0). For processes it must go through pickle."""

Task = tuple[AnyCase, int]
"""A case and its repeat."""

Coming = Generator[tuple[Task, Outcome], None, None]
"""Closing it stops all that have not begun."""


def asked_here(tasks: Sequence[Task], opening: Opening) -> Coming:
    with ExitStack() as stack:
        asking = _Askings(opening, stack)
        for case, repeat in tasks:
            yield (case, repeat), asking.of(repeat).outcome(case, repeat)


def asked_by_threads(tasks: Sequence[Task], opening: Opening, *, count: int) -> Coming:
    """For models that are waited for."""
    with ExitStack() as stack:
        asking = _Askings(opening, stack)
        yield from _collected(ThreadPoolExecutor(count), tasks, lambda task: asking.of(task[1]).outcome(*task))


def asked_by_processes(tasks: Sequence[Task], opening: Opening, *, count: int, is_offline: bool) -> Coming:
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin, initargs=(opening, is_offline))
    yield from _collected(pool, tasks, _outcome_here)


def _collected(pool: Executor, tasks: Sequence[Task], ask: Callable[[Task], Outcome]) -> Coming:
    """The first that breaks stops all that have not begun."""
    try:
        futures: dict[Future[Outcome], Task] = {pool.submit(ask, task): task for task in tasks}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()
    finally:
        pool.shutdown(cancel_futures=True)


class _Askings:
    """One a repeat, opened when first used."""

    def __init__(self, opening: Opening, stack: ExitStack) -> None:
        self._opening = opening
        self._stack = stack
        self._opened: dict[int, Asking] = {}
        self._lock = threading.Lock()

    def of(self, repeat: int) -> Asking:
        with self._lock:
            if repeat not in self._opened:
                self._opened[repeat] = self._stack.enter_context(closing(self._opening(repeat)))
            return self._opened[repeat]


# --- in a process beside


_here: list[_Askings] = []


def _begin(opening: Opening, is_offline: bool) -> None:
    if is_offline:
        offline.block()
        logging.getLogger("rag").addHandler(logging.NullHandler())  # what a scripted model does is no news
    stack = ExitStack()
    Finalize(None, stack.close, exitpriority=1)  # such a process ends without what atexit has
    _here.append(_Askings(opening, stack))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _outcome_here(task: Task) -> Outcome:
    case, repeat = task
    return _here[0].of(repeat).outcome(case, repeat)


def _end_with_parent() -> None:
    """One that is killed tells nobody."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
