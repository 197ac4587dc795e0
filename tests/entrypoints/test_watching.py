"""Many watch jobs: one asks the ledger, everyone sees the end, the slow see the newest, the gone cost nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Any

import pytest

from rag.domain import Job, JobKind, JobProgress, JobRequest, JobState, Lease
from rag.domain.access import UNLIMITED
from rag.entrypoints import sse, watching
from rag.entrypoints.watching import Watch
from rag.errors import DiskFull
from rag.jobs import Jobs
from rag.ports import JobEnd, JobStore
from rag.testing import MemoryJobs, MemoryPresence

READERS = 200
DEADLINE_SECONDS = 10.0
DONE = JobEnd(JobState.DONE, result={"title": "摘要"})


class CountedJobs(MemoryJobs):
    """Counts what watching costs."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = self.read = 0
        self.is_failing = False

    def versions(self, job_ids: Collection[str]) -> dict[str, int]:
        self.asked += 1
        if self.is_failing:
            raise DiskFull(folder="x")
        return super().versions(job_ids)

    def find(self, job_id: str) -> Job | None:
        self.read += 1
        return super().find(job_id)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.03)
    monkeypatch.setattr(watching, "_LEAST_SECONDS", 0.01)


@pytest.fixture
def store() -> CountedJobs:
    return CountedJobs()


@pytest.fixture
def jobs(store: JobStore) -> Jobs:
    return Jobs(store, MemoryPresence("here"), days=30)


@pytest.fixture
def elsewhere(store: JobStore) -> Jobs:
    """Another process, whose changes nobody here is told of."""
    return Jobs(store, MemoryPresence("elsewhere"), days=30)


def running(jobs: Jobs) -> tuple[Job, Lease]:
    jobs.submit(JobRequest(JobKind.SUMMARIZE, "渔港", {}), UNLIMITED)
    claimed = jobs.claim([JobKind.SUMMARIZE])
    assert claimed is not None
    return claimed


def run(main: Callable[[], Awaitable[None]]) -> None:
    async def in_time() -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            await main()

    asyncio.run(in_time())


def told(event: bytes) -> tuple[str, Any]:
    _, name, data = event.decode().strip().split("\n")
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


class Reader:
    """Reads to the end, on a task of its own."""

    def __init__(self, events: AsyncIterator[bytes]) -> None:
        self.seen: list[tuple[str, Any]] = []
        self.task = asyncio.create_task(self._read(events))

    async def _read(self, events: AsyncIterator[bytes]) -> None:
        async for one in events:
            if one != sse.HEARTBEAT:
                self.seen.append(told(one))

    async def has_seen(self, count: int) -> None:
        await until(lambda: len(self.seen) >= count)

    async def names(self) -> list[str]:
        """Of all events."""
        await self.task
        return [name for name, _ in self.seen]


async def until(look: Callable[[], bool]) -> None:
    while not look():
        await asyncio.sleep(0.002)


def test_what_another_process_does_is_seen_by_all_and_asked_for_by_one(jobs, elsewhere, store) -> None:
    job, lease = running(elsewhere)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        readers = [Reader(watch.events(job, seen=None, language="zh")) for _ in range(READERS)]
        for one in readers:
            await one.has_seen(1)
        elsewhere.progress(lease, JobProgress("summarize", 1, 2))
        for one in readers:
            await one.has_seen(2)
        elsewhere.finish(lease, DONE)
        for one in readers:
            assert await one.names() == ["progress", "progress", "done"]
            assert one.seen[-1][1]["result"] == {"title": "摘要"}

    run(main)
    assert store.read == 2 and store.asked < READERS


def test_what_this_process_does_is_seen_without_waiting_for_the_next_look(jobs, store, monkeypatch) -> None:
    monkeypatch.setattr(watching, "POLL_SECONDS", 1000.0)
    job, lease = running(jobs)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        reader = Reader(watch.events(job, seen=None, language="zh"))
        await until(lambda: store.asked > 0)
        await asyncio.to_thread(jobs.finish, lease, DONE)
        assert await reader.names() == ["progress", "done"]

    run(main)


def test_a_slow_reader_is_told_the_newest_alone(jobs) -> None:
    job, lease = running(jobs)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        slow = watch.events(job, seen=None, language="zh")
        fast = watch.events(job, seen=None, language="zh")
        await anext(slow)
        await anext(fast)
        for number in range(5):
            await asyncio.to_thread(jobs.progress, lease, JobProgress("summarize", number, 5))
            assert told(await anext(fast))[1]["progress"]["done"] == number
        assert told(await anext(slow))[1]["progress"]["done"] == 4
        await slow.aclose()
        await fast.aclose()

    run(main)


def test_a_reader_who_comes_back_is_told_what_is_new_and_nothing_else(jobs) -> None:
    job, lease = running(jobs)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        known = Reader(watch.events(job, seen=job.version, language="zh"))
        unknown = Reader(watch.events(job, seen=job.version - 1, language="zh"))
        await unknown.has_seen(1)
        await asyncio.to_thread(jobs.finish, lease, DONE)
        assert await known.names() == ["done"]
        assert await unknown.names() == ["progress", "done"]

    run(main)


def test_a_silent_job_has_heartbeats(jobs, monkeypatch) -> None:
    monkeypatch.setattr(sse, "HEARTBEAT_SECONDS", 0.02)
    job, _ = running(jobs)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        events = watch.events(job, seen=job.version, language="zh")
        assert [await anext(events) for _ in range(3)] == [sse.HEARTBEAT] * 3
        await events.aclose()

    run(main)


def test_a_job_that_is_forgotten_has_no_more_events(jobs, elsewhere, store) -> None:
    job, lease = running(elsewhere)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        reader = Reader(watch.events(job, seen=job.version, language="zh"))
        await until(lambda: store.asked > 0)
        elsewhere.finish(lease, DONE)
        elsewhere.remove(job.id, UNLIMITED)
        assert await reader.names() in ([], ["done"])

    run(main)


def test_the_ledger_is_left_alone_once_nobody_watches(jobs) -> None:
    job, _ = running(jobs)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        for _ in range(3):
            events = watch.events(job, seen=None, language="zh")
            await anext(events)
            await events.aclose()
        await until(lambda: watch._polling is not None and watch._polling.done())
        assert not watch._watched and not jobs._listeners

    run(main)


def test_a_ledger_that_cannot_be_read_for_a_while_is_asked_again(jobs, elsewhere, store) -> None:
    job, lease = running(elsewhere)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        store.is_failing = True
        reader = Reader(watch.events(job, seen=job.version, language="zh"))
        await until(lambda: store.asked > 1)
        elsewhere.finish(lease, DONE)
        store.is_failing = False
        assert await reader.names() == ["done"]

    run(main)


def test_each_is_told_in_the_own_language(jobs) -> None:
    job, lease = running(jobs)
    jobs.finish(lease, JobEnd(JobState.FAILED, error=DiskFull(folder="/data")))
    job = jobs.find(job.id, UNLIMITED)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        chinese, english = (Reader(watch.events(job, seen=None, language=one)) for one in ("zh", "en"))
        assert await chinese.names() == await english.names() == ["done"]
        assert "磁盘" in chinese.seen[0][1]["error"]["detail"]
        assert "磁盘" not in english.seen[0][1]["error"]["detail"]

    run(main)


def test_everyone_is_sent_home_when_the_service_ends(jobs) -> None:
    job, _ = running(jobs)
    watch = Watch(lambda: jobs)

    async def main() -> None:
        readers = [Reader(watch.events(job, seen=None, language="zh")) for _ in range(5)]
        for one in readers:
            await one.has_seen(1)
        await asyncio.to_thread(watch.close)
        assert [await one.names() for one in readers] == [["progress"]] * 5
        assert await Reader(watch.events(job, seen=None, language="zh")).names() == []

    run(main)
