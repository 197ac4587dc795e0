"""Preparing reports of unknown origin, each in a process that may use so much memory and time and no more, opens no
file and no connection, and is replaced when it dies. A file that brings one down fails alone.

    limits      what such a process may do, as it says itself before it reads the first file
    working     what runs in it
    answers     what is believed of what it says
    processes   such a process as it is seen from here

On Linux all limits are the kernel's. macOS does not enforce the one on memory; Windows knows none of them, and there
only the time is limited, from here.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from rag.adapters.confined.limits import Confinement
from rag.adapters.confined.processes import ConfinedProcess
from rag.errors import ReadingError
from rag.preparing import Arrived, Outcome, Preparation, PreparedReport, Preparer

__all__ = ["ConfinedPreparers", "Confinement"]

_MAX_PROCESSES = 4
# As of `rag.adapters.workers`: what is read while a batch of 50 is being written.
_AHEAD = 60
# A process starts in 1.0 s (0.6 s of imports, 0.4 s until all formats were read once) and holds 230 MB; a file of usual
# size takes it 15 ms. So it stays for the next upload, but not for the night.
_IDLE_SECONDS = 300.0


class ConfinedPreparers:
    """Processes that are started when they are needed and kept for a while. Safe for several threads.

    `embeds_there`: the embedding model is small enough to be in each of them; otherwise vectors are made here.
    """

    def __init__(
        self, preparation: Preparation, confinement: Confinement, *, embeds_there: bool, processes: int | None = None
    ) -> None:
        count = processes or max(1, min(_MAX_PROCESSES, (os.cpu_count() or 1) - 1))
        self._preparation = preparation
        self._work = preparation if embeds_there else preparation.reading
        self._confinement = confinement
        self._threads = ThreadPoolExecutor(max_workers=count, thread_name_prefix="confined")
        self._idle: list[ConfinedProcess] = []
        self._busy: set[ConfinedProcess] = set()
        self._lock = threading.Lock()
        self._ending: threading.Timer | None = None
        self._is_closed = False

    @contextmanager
    def open(self, files: int) -> Iterator[Preparer]:
        """`rag.preparing.OpenPreparer`; one file is worth a process, too."""
        del files
        preparer = _Preparer(self)
        try:
            yield preparer
        finally:
            preparer.close()
            self._end_later()

    def submit(self, file: Arrived) -> Future[PreparedReport | ReadingError]:
        return self._threads.submit(self._prepare, file)

    def close(self) -> None:
        """What is being read is not read to its end."""
        with self._lock:
            self._is_closed = True
            for one in self._busy:
                one.stop()
        self._end_idle()
        self._threads.shutdown(cancel_futures=True)
        self._end_idle()

    def _prepare(self, file: Arrived) -> PreparedReport | ReadingError:
        process = self._take()
        try:
            outcome = process.prepare(file)
        finally:
            self._put_back(process)
        if isinstance(outcome, PreparedReport | ReadingError):
            return outcome
        return self._preparation.complete([outcome])[0]

    def _take(self) -> ConfinedProcess:
        with self._lock:
            process = self._idle.pop() if self._idle else ConfinedProcess(self._work, self._confinement)
            self._busy.add(process)
            return process

    def _put_back(self, process: ConfinedProcess) -> None:
        with self._lock:
            self._busy.discard(process)
            if not self._is_closed and process.is_fit:
                self._idle.append(process)
                return
        process.close()

    def _end_later(self) -> None:
        with self._lock:
            if self._ending is not None:
                self._ending.cancel()
            if self._is_closed:
                return
            self._ending = threading.Timer(_IDLE_SECONDS, self._end_idle)
            self._ending.daemon = True
            self._ending.start()

    def _end_idle(self) -> None:
        with self._lock:
            ended, self._idle = self._idle, []
            if self._ending is not None:
                self._ending.cancel()
        for one in ended:
            one.close()


class _Preparer:
    """`rag.preparing.Preparer`. What nobody waits for any more is not begun."""

    ahead = _AHEAD

    def __init__(self, preparers: ConfinedPreparers) -> None:
        self._preparers = preparers
        self._futures: list[Future[PreparedReport | ReadingError]] = []

    def submit(self, file: Arrived) -> Outcome:
        self._futures = [one for one in self._futures if not one.done()]
        future = self._preparers.submit(file)
        self._futures.append(future)
        return future.result

    def close(self) -> None:
        for one in self._futures:
            one.cancel()
