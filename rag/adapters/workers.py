"""Preparing reports in processes of their own, beside the one that writes.

Chroma keeps Python's global lock while it writes, so threads gain nothing (docs/decisions/0005-storage.md). A worker
that dies takes one file with it, not the ingestion.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any

from rag import pipes
from rag.errors import FileNotReadable, ReadingError
from rag.preparing import Arrived, Outcome, Preparation, PreparedReport, PrepareHere, Preparer

# A worker starts in about 0.6 s: fewer files are done by then.
MIN_FILES = 24

# Files that are read before the first is needed, and those of them that a worker has been given: enough work for the
# second or so that a batch of 50 is being written, when nothing more can be given to it.
_AHEAD = 120
_IN_PIPE = 48

_MAX_WORKERS = 4

# Embedding costs 0.16 ms a chunk for one report at a time and 0.09 ms for four.
_FILES_AT_A_TIME = 6
_SMALL_BYTES = 100_000


@contextmanager
def open_preparer(preparation: Preparation, files: int, *, workers: int | None = None) -> Iterator[Preparer]:
    """`rag.preparing.OpenPreparer`: in this process for few files, else in `workers` others (one core is left free)."""
    if workers is None:
        workers = min(_MAX_WORKERS, (os.cpu_count() or 1) - 1)
    if files < MIN_FILES or workers < 1:
        yield PrepareHere(preparation)
        return
    opened = PrepareBeside(preparation, workers=workers)
    try:
        yield opened
    finally:
        opened.close()


class PrepareBeside:
    """`rag.preparing.Preparer` in worker processes. Whoever waits for an outcome prepares other files meanwhile."""

    ahead = _AHEAD

    def __init__(self, preparation: Preparation, *, workers: int) -> None:
        self._preparation = preparation
        self._jobs = _Jobs()
        self._workers = [_Worker(preparation, self._jobs) for _ in range(workers)]

    def submit(self, file: Arrived) -> Outcome:
        job = _Job(file)
        self._jobs.put(job)
        return partial(self._outcome, job)

    def _outcome(self, job: _Job) -> PreparedReport | ReadingError:
        while not job.future.done():
            others = self._jobs.take_safe(_FILES_AT_A_TIME // 2)
            if not others:
                break
            for other, outcome in zip(others, self._preparation.prepare([one.file for one in others]), strict=True):
                other.future.set_result(outcome)
        return job.future.result()

    def close(self) -> None:
        self._jobs.close(len(self._workers))
        for one in self._workers:
            one.close()


@dataclass(slots=True)
class _Job:
    file: Arrived
    future: Future[PreparedReport | ReadingError] = field(default_factory=Future)


class _Jobs:
    """What no worker has been given yet, oldest first."""

    def __init__(self) -> None:
        self._waiting: deque[_Job | None] = deque()
        self._changed = threading.Condition()

    def put(self, job: _Job | None) -> None:
        with self._changed:
            self._waiting.append(job)
            self._changed.notify()

    def take(self) -> _Job | None:
        """None when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            return self._waiting.popleft()

    def take_safe(self, count: int) -> list[_Job]:
        """The next ones as far as they are small and plain text: no library reads them that could end this process."""
        with self._changed:
            taken: list[_Job] = []
            while len(taken) < count and self._waiting and _is_safe(self._waiting[0]):
                job = self._waiting.popleft()
                assert job is not None
                taken.append(job)
            return taken

    def close(self, takers: int) -> None:
        with self._changed:
            self._waiting.clear()
            self._waiting.extend([None] * takers)
            self._changed.notify_all()


def _is_safe(job: _Job | None) -> bool:
    return job is not None and len(job.file.content) < _SMALL_BYTES and b"\0" not in job.file.content


class _Worker:
    """A process, and the two threads that talk to it: it answers in the order in which it is asked."""

    def __init__(self, preparation: Preparation, jobs: _Jobs) -> None:
        self._preparation = preparation
        self._jobs = jobs
        self._room = threading.Semaphore(_IN_PIPE)
        self._under_way: deque[_Job] = deque()
        self._lock = threading.Lock()
        self._closing = False
        self._careful = False
        self._process = self._started()
        self._receiving = threading.Thread(target=self._receive, daemon=True)
        self._receiving.start()
        threading.Thread(target=self._send, daemon=True).start()

    def close(self) -> None:
        self._closing = True
        self._room.release()
        self._process.kill()
        self._receiving.join()
        pipes.end(self._process)

    def _started(self) -> subprocess.Popen[bytes]:
        process = pipes.start(__name__)
        pipes.write(process.stdin, (self._preparation, 1 if self._careful else _FILES_AT_A_TIME))
        return process

    def _send(self) -> None:
        while self._room.acquire() and not self._closing and (job := self._jobs.take()) is not None:
            with self._lock:
                self._under_way.append(job)
                process = self._process
            pipes.write(process.stdin, job.file)

    def _receive(self) -> None:
        while not self._closing:
            try:
                assert self._process.stdout is not None
                result: PreparedReport | ReadingError = pickle.load(self._process.stdout)
            except (EOFError, OSError, pickle.UnpicklingError):
                self._replace()
                continue
            with self._lock:
                job = self._under_way.popleft()
            self._room.release()
            job.future.set_result(result)

    def _replace(self) -> None:
        """The worker died over one of its files. A new one takes them one by one; if that dies, it was the first."""
        if self._closing:
            return
        with self._lock:
            code = pipes.end(self._process)
            culprit = self._under_way.popleft() if self._careful and self._under_way else None
            self._careful = True
            self._process = self._started()
            for job in self._under_way:
                pipes.write(self._process.stdin, job.file)
        if culprit is not None:
            self._room.release()
            culprit.future.set_result(FileNotReadable(reason=f"process {code}"))


def work() -> None:
    """The worker: preparation first, then files, until the pipe closes."""
    answers = pipes.stdout_for_answers()
    jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
    outgoing: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_read_all, args=(sys.stdin.buffer, jobs), daemon=True).start()
    threading.Thread(target=_write_all, args=(answers, outgoing), daemon=True).start()
    preparation, at_a_time = jobs.get()
    while True:
        outcomes = preparation.prepare(_waiting(jobs, at_a_time))
        if at_a_time == 1:  # the next file may end this process: what is done must be out first
            pipes.write(answers, outcomes[0])
        else:
            for one in outcomes:
                outgoing.put(one)


def _waiting(jobs: queue.SimpleQueue[Any], at_a_time: int) -> list[Arrived]:
    """The next file, and a few more if they are there already and small."""
    files: list[Arrived] = [jobs.get()]
    while len(files) < at_a_time and len(files[-1].content) < _SMALL_BYTES:
        try:
            files.append(jobs.get_nowait())
        except queue.Empty:
            break
    return files


def _read_all(pipe: IO[bytes], jobs: queue.SimpleQueue[Any]) -> None:
    while True:
        try:
            jobs.put(pickle.load(pipe))
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)  # whoever wanted the answers is gone


def _write_all(pipe: IO[bytes], outgoing: queue.SimpleQueue[Any]) -> None:
    while True:
        pipes.write(pipe, outgoing.get())
