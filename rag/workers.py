"""Jobs done in threads of this process. What each kind of job is, is handed in.

claim → work, told by a keeper that writes progress and heartbeats → the end is noted, once. A worker that has lost its
job to another, or whose job nobody wants any more, hears of it from the keeper, and stops at its next step.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import TracebackType
from typing import Any, Protocol

from rag.cancelling import Cancellation
from rag.domain import Job, JobFile, JobKind, JobProgress, JobState, Lease, LeaseState
from rag.errors import JobCancelled, RagError
from rag.jobs import HEARTBEAT_SECONDS, Jobs
from rag.ports import JobEnd

# How soon a job that came in through another process is begun; two short reads of the ledger each time.
POLL_SECONDS = 1.0
# How often what a job says of itself is written: faster than people read, rarer than the steps of most jobs.
_TELL_SECONDS = 0.5
# Ended from outside, a service has about 10 s (`docker stop`): running jobs may finish in 5 and stop in another 2.
GRACE_SECONDS = 5.0
_STOP_SECONDS = 2.0

# A second apart, or less where anything else happens.
_TRIES = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """`result`: the JSON document that is shown; `kept`: what exports of it are made from."""

    result: Mapping[str, Any]
    kept: str | None = None


class Task:
    """A job as its work sees it. `cancellation` is cancelled when the work is to stop, whatever the reason."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.cancellation = Cancellation()
        self._lock = threading.Lock()
        self._progress = job.progress
        self._files: dict[int, JobFile] = {}
        self._is_news = False

    def progress(self, step: str, done: int = 0, total: int = 0, item: str = "") -> None:
        """Raises JobCancelled where the work is to stop."""
        with self._lock:
            self._progress = JobProgress(step, done, total, item)
            self._is_news = True
        self.check()

    def note_file(self, place: int, file: JobFile) -> None:
        """What became of the file at this place (from 0) of the request."""
        with self._lock:
            self._files[place] = file
            self._is_news = True

    def check(self) -> None:
        """Raises JobCancelled where the work is to stop."""
        if self.cancellation.is_cancelled:
            raise JobCancelled

    def take_news(self) -> tuple[JobProgress, dict[int, JobFile]] | None:
        """What was said since it was last taken."""
        with self._lock:
            if not self._is_news:
                return None
            files, self._files, self._is_news = self._files, {}, False
            return self._progress, files

    def give_back(self, files: dict[int, JobFile]) -> None:
        """News that could not be told."""
        with self._lock:
            self._files = files | self._files
            self._is_news = True


Work = Callable[[Task], Made]


class Folder(Protocol):
    """The right to write the indexes, which one process has at a time."""

    def take(self) -> bool:
        """Whether this process has it now."""
        ...

    def leave(self) -> None:
        """Nothing is to be written just now."""
        ...


class _Stopped(Enum):
    """Why work was told to stop before its end."""

    CANCELLED = auto()
    LOST = auto()
    SHUTDOWN = auto()


@dataclass(slots=True)
class _Running:
    """`telling`: by one thread at a time, so that nothing is told after the end."""

    task: Task
    lease: Lease
    renewed: float = field(default_factory=time.monotonic)
    stopped: _Stopped | None = None
    telling: threading.Lock = field(default_factory=threading.Lock)

    def stop(self, why: _Stopped) -> None:
        if self.stopped is None:
            self.stopped = why
            self.task.cancellation.cancel()


class Workers:
    """`count` threads, once started. `on_over`: told of each job that has ended here."""

    def __init__(
        self,
        jobs: Jobs,
        works: Mapping[JobKind, Work],
        *,
        folder: Folder,
        count: int = 1,
        on_over: Callable[[Job], object] | None = None,
    ) -> None:
        self._jobs = jobs
        self._works = works
        self._folder = folder
        self._count = count
        self._on_over = on_over
        self._running: dict[str, _Running] = {}  # by lease: after a standstill a job may have two here
        self._claiming = threading.Lock()
        self._changed = threading.Condition()
        self._changes = 0
        self._stopping = False
        self._threads: list[threading.Thread] = []
        self._keeper = threading.Thread(target=self._keep, name="rag-job-keeper", daemon=True)
        self._stop_listening: Callable[[], None] | None = None

    def __enter__(self) -> Workers:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._jobs.begin()
        self._stop_listening = self._jobs.listen(self._hear)
        self._keeper.start()
        for number in range(self._count):
            thread = threading.Thread(target=self._work, name=f"rag-worker-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, *, grace_seconds: float = GRACE_SECONDS) -> None:
        """Nothing more is begun; what does not end in time is given back, for the next process to begin at once."""
        self._stopping = True
        self._wake()
        self._wait(grace_seconds)
        for one in self._unfinished():
            one.stop(_Stopped.SHUTDOWN)
        self._wait(_STOP_SECONDS)
        for one in self._unfinished():  # its thread may go on for a while: nothing that it says counts any more
            self._give_back(one)
        self._running.clear()
        self._wake()
        if self._keeper.is_alive():
            self._keeper.join(_STOP_SECONDS)
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None

    def work_once(self) -> bool:
        """Do the next job, if there is one, in this thread; whether there was."""
        with self._claiming:
            claimed = self._claim()
        if claimed is None:
            return False
        self._run(claimed)
        return True

    # --- working

    def _work(self) -> None:
        while not self._stopping:
            seen = self._changes
            try:
                worked = self.work_once()
            # A ledger that cannot be read just now, or whatever it is: the next job is waited for.
            except Exception:  # noqa: BLE001
                _log.exception("no job could be begun")
                worked = False
            if not worked:
                self._idle(seen)

    def _idle(self, seen: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or self._changes != seen, POLL_SECONDS)

    def _claim(self) -> _Running | None:
        kinds = set(self._works)
        kind = self._jobs.next_kind(kinds)
        is_writing = any(one.task.job.kind.writes for one in self._unfinished())
        if kind is None or not kind.writes:
            if not is_writing:
                self._folder.leave()
        elif not self._folder.take():
            kinds = {one for one in kinds if not one.writes}
        claimed = self._jobs.claim(kinds) if kind is not None else None
        if claimed is None:
            return None
        running = _Running(Task(claimed[0]), claimed[1])
        self._running[running.lease.token] = running
        self._wake()
        return running

    def _run(self, running: _Running) -> None:
        try:
            end = self._end_of(running)
            if running.stopped is _Stopped.SHUTDOWN and end.state is not JobState.DONE:
                self._give_back(running)
            elif running.stopped is not _Stopped.LOST:
                self._finish(running, end)
        finally:
            self._running.pop(running.lease.token, None)

    def _end_of(self, running: _Running) -> JobEnd:
        task = running.task
        try:
            made = self._works[task.job.kind](task)
        # Whatever goes wrong in one job is said of that job; the others go on.
        except Exception as error:  # noqa: BLE001
            if task.cancellation.is_cancelled or isinstance(error, JobCancelled):
                return JobEnd(JobState.CANCELLED)
            if isinstance(error, RagError):
                return JobEnd(JobState.FAILED, error=error)
            _log.exception("job %s failed", task.job.id)
            return JobEnd(JobState.FAILED, error=RagError())
        return JobEnd(JobState.DONE, result=made.result, made=made.kept)

    def _finish(self, running: _Running, end: JobEnd) -> None:
        """What was done should not be done again because the ledger could not be written for a moment."""
        for _ in range(_TRIES - 1):
            try:
                return self._finish_now(running, end)
            except RagError:
                _log.exception("the end of job %s could not be noted", running.lease.job_id)
            self._idle(self._changes)
        return self._finish_now(running, end)

    def _finish_now(self, running: _Running, end: JobEnd) -> None:
        self._tell_news(running)
        if self._jobs.finish(running.lease, end) and self._on_over is not None:
            self._on_over(running.task.job)

    def _give_back(self, running: _Running) -> None:
        try:
            self._tell_news(running)
            self._jobs.give_back(running.lease)
        except RagError:
            _log.exception("job %s could not be given back: it waits until its lease is over", running.lease.job_id)

    # --- keeping

    def _keep(self) -> None:
        """Writes what running jobs say, and that they are alive; hears what is said to them."""
        while not (self._stopping and not self._running):
            for one in self._unfinished():
                try:
                    self._tell(one)
                except RagError:
                    _log.exception("job %s could not be kept", one.lease.job_id)
            with self._changed:
                self._changed.wait(_TELL_SECONDS if self._running else None)

    def _tell_news(self, running: _Running) -> LeaseState | None:
        with running.telling:
            news = running.task.take_news()
            if news is None:
                return None
            try:
                return self._jobs.progress(running.lease, news[0], files=news[1])
            except RagError:
                running.task.give_back(news[1])
                raise

    def _tell(self, running: _Running) -> None:
        state = self._tell_news(running)
        if time.monotonic() - running.renewed >= HEARTBEAT_SECONDS:
            running.renewed = time.monotonic()
            state = self._jobs.renew(running.lease)
        if running.lease.token not in self._running:
            return  # it has ended meanwhile: what is lost is its lease alone
        if state is LeaseState.LOST:
            running.stop(_Stopped.LOST)
        elif state is LeaseState.CANCELLING:
            running.stop(_Stopped.CANCELLED)

    def _hear(self, job_id: str) -> None:
        """Of a change in this process: a job that came in, or one that is to be cancelled."""
        if threading.current_thread() is self._keeper:
            return
        for one in self._unfinished():
            if one.lease.job_id == job_id:
                one.renewed = -math.inf  # it is asked about at once
        self._wake()

    def _wake(self) -> None:
        with self._changed:
            self._changes += 1
            self._changed.notify_all()

    def _unfinished(self) -> list[_Running]:
        return list(self._running.values())

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        for one in self._threads:
            one.join(max(0.0, until - time.monotonic()))
