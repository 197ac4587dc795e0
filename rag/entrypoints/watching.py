"""Jobs as server-sent events. However many watch, one asks the ledger; who reads slowly is told the newest alone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from rag.domain import Job
from rag.domain.access import UNLIMITED
from rag.entrypoints import job_documents, sse
from rag.errors import RagError, UnknownJob
from rag.jobs import Jobs

# How soon the change that another process made is seen. What this process does is told at once.
POLL_SECONDS = 0.5
# Readers are told at most so often: a job of many short steps would keep 200 of them busy.
_LEAST_SECONDS = 0.1

_log = logging.getLogger(__name__)


class Watch:
    """Of one event loop. `jobs` is opened when the first reader comes."""

    def __init__(self, jobs: Callable[[], Jobs]) -> None:
        self._open = jobs
        self._jobs: Jobs | None = None
        self._watched: dict[str, _Watched] = {}
        self._polling: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._nudged = asyncio.Event()
        self._closed = False

    async def events(self, job: Job, *, seen: int | None, language: str) -> AsyncIterator[bytes]:
        """`progress` at every change, `done` at the end. `seen`: the version that the reader has been told already."""
        watched = self._join(job)
        try:
            while not self._closed and watched.job is not None:
                current, changed = watched.job, watched.changed
                if current.version != seen:
                    yield watched.written(language)
                    seen = current.version
                    if current.state.is_over:
                        return
                    continue
                try:
                    await asyncio.wait_for(changed.wait(), sse.HEARTBEAT_SECONDS)
                except TimeoutError:
                    yield sse.HEARTBEAT
        finally:
            self._leave(watched)

    def close(self) -> None:
        """Everyone is sent home, from any thread: they come back with the version that they have seen."""
        self._closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._send_home)

    # --- inside

    def _send_home(self) -> None:
        self._nudged.set()
        for one in self._watched.values():
            one.changed.set()

    def _join(self, job: Job) -> _Watched:
        watched = self._watched.setdefault(job.id, _Watched(job.id, job))
        if watched.job is not None and watched.job.version < job.version:
            watched.change(job)
        watched.readers += 1
        if self._polling is None or self._polling.done():
            self._loop = asyncio.get_running_loop()
            self._nudged = asyncio.Event()
            self._polling = self._loop.create_task(self._poll(self._loop))
        return watched

    def _leave(self, watched: _Watched) -> None:
        watched.readers -= 1
        if not watched.readers and self._watched.get(watched.id) is watched:
            del self._watched[watched.id]

    async def _poll(self, loop: asyncio.AbstractEventLoop) -> None:
        """As long as anyone watches."""
        jobs = await asyncio.to_thread(self._open)
        stop_listening = jobs.listen(lambda job_id: self._nudge(loop, job_id))
        try:
            while self._watched and not self._closed:
                try:
                    await self._look(jobs)
                except RagError:
                    _log.exception("the jobs that are watched could not be read")
                await asyncio.sleep(_LEAST_SECONDS)
                try:
                    await asyncio.wait_for(self._nudged.wait(), POLL_SECONDS - _LEAST_SECONDS)
                except TimeoutError:
                    continue
                finally:
                    self._nudged.clear()
        finally:
            stop_listening()

    async def _look(self, jobs: Jobs) -> None:
        versions = await asyncio.to_thread(jobs.versions, list(self._watched))
        for watched in list(self._watched.values()):
            if watched.job is not None and versions.get(watched.id) != watched.job.version:
                watched.change(await asyncio.to_thread(_found, jobs, watched.id))

    def _nudge(self, loop: asyncio.AbstractEventLoop, job_id: str) -> None:
        """From any thread."""
        if job_id in self._watched and not loop.is_closed():
            loop.call_soon_threadsafe(self._nudged.set)


@dataclass(slots=True)
class _Watched:
    """A job that somebody watches; None once it has been forgotten. `changed` is set with the next change."""

    id: str
    job: Job | None
    readers: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _written: dict[str, bytes] = field(default_factory=dict)

    def change(self, job: Job | None) -> None:
        self.job = job
        self._written.clear()
        self.changed.set()
        self.changed = asyncio.Event()

    def written(self, language: str) -> bytes:
        """The event, written once for all who read it in this language."""
        if language not in self._written:
            assert self.job is not None
            self._written[language] = _event(self.job, language)
        return self._written[language]


def _event(job: Job, language: str) -> bytes:
    if job.state.is_over:
        return sse.event_of(job.version, "done", job_documents.of_job(job, language=language))
    return sse.event_of(job.version, "progress", job_documents.of_listed(job, language=language))


def _found(jobs: Jobs, job_id: str) -> Job | None:
    try:
        return jobs.find(job_id, UNLIMITED)
    except UnknownJob:
        return None
