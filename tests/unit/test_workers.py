"""Workers: each job once, progress and files told, stopped when nobody wants it, given back when the process ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from rag import workers
from rag.domain import Job, JobFile, JobFileStatus, JobKind, JobProgress, JobRequest, JobState
from rag.domain.access import UNLIMITED
from rag.errors import DiskFull, NothingToCompare
from rag.jobs import Jobs
from rag.ports import JobStore
from rag.testing import MemoryJobs, MemoryPresence
from rag.workers import Made, Task, Work, Workers

DEADLINE_SECONDS = 10.0


class FreeFolder:
    """`rag.workers.Folder`; counts."""

    def __init__(self, *, is_free: bool = True) -> None:
        self.is_free = is_free
        self.taken = self.left = 0

    def take(self) -> bool:
        self.taken += 1
        return self.is_free

    def leave(self) -> None:
        self.left += 1


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_TELL_SECONDS", 0.01)
    monkeypatch.setattr(workers, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(workers, "HEARTBEAT_SECONDS", 0.02)


@pytest.fixture
def store() -> JobStore:
    return MemoryJobs()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(store, clock) -> Jobs:
    return Jobs(store, MemoryPresence("here"), days=30, clock=clock)


@pytest.fixture
def employ(jobs) -> Iterator[Callable[..., Workers]]:
    """`employ(kind=work, …)`: workers that run until the test is over."""
    employed: list[Workers] = []

    def _employ(count: int = 1, folder: FreeFolder | None = None, **works: Work) -> Workers:
        able = {JobKind(name): work for name, work in works.items()}
        employed.append(Workers(jobs, able, folder=folder or FreeFolder(), count=count))
        employed[-1].start()
        return employed[-1]

    yield _employ
    for one in employed:
        one.stop(grace_seconds=0)


def submit(jobs: Jobs, kind: JobKind = JobKind.SUMMARIZE, *files: str) -> str:
    there = tuple(JobFile(one, f"uploads/{one}", 1) for one in files)
    return jobs.submit(JobRequest(kind, "渔港", {}, files=there), UNLIMITED).id


def eventually(look: Callable[[], bool]) -> None:
    until = time.monotonic() + DEADLINE_SECONDS
    while not look():
        assert time.monotonic() < until
        threading.Event().wait(0.005)


def when_over(jobs: Jobs, job_id: str) -> Job:
    eventually(lambda: jobs.find(job_id, UNLIMITED).state.is_over)
    return jobs.find(job_id, UNLIMITED)


def until_stopped(task: Task) -> Made:
    """Work that never ends by itself."""
    started.set()
    until = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < until:
        task.check()
        threading.Event().wait(0.002)
    raise AssertionError("nobody stopped it")


started = threading.Event()


@pytest.fixture(autouse=True)
def nothing_started() -> None:
    started.clear()


def test_a_job_is_done_and_its_result_kept(jobs, employ) -> None:
    employ(summarize=lambda task: Made({"title": task.job.request.title}, kept="whole"))
    job = when_over(jobs, submit(jobs))
    assert (job.state, job.result, job.made, job.attempts) == (JobState.DONE, {"title": "渔港"}, "whole", 1)


def test_every_job_is_done_once_by_several_workers(jobs, employ) -> None:
    seen: list[str] = []
    submitted = [submit(jobs) for _ in range(20)]
    employ(count=4, summarize=lambda task: seen.append(task.job.id) or Made({}))
    for one in submitted:
        assert when_over(jobs, one).state is JobState.DONE
    assert sorted(seen) == sorted(submitted)


@pytest.mark.parametrize(("error", "key"), [(NothingToCompare(), "nothing_to_compare"), (ValueError("内部"), "error")])
def test_a_job_that_fails_says_why_and_the_next_one_is_done(jobs, employ, error, key) -> None:
    def fail(task: Task) -> Made:
        raise error

    employ(compare=fail, summarize=lambda task: Made({}))
    failed = when_over(jobs, submit(jobs, JobKind.COMPARE))
    assert failed.state is JobState.FAILED and failed.error is not None and failed.error.key == key
    assert "内部" not in failed.error.in_language("zh")
    assert when_over(jobs, submit(jobs)).state is JobState.DONE


def test_what_is_told_on_the_way_is_seen_before_the_end(jobs, employ) -> None:
    go_on = threading.Event()

    def work(task: Task) -> Made:
        task.progress("ingest", 1, 2, "甲.txt")
        task.note_file(0, JobFile("甲.txt", "", 1, JobFileStatus.ADDED, "r1", "甲"))
        assert go_on.wait(DEADLINE_SECONDS)
        task.progress("ingest", 2, 2, "乙.txt")
        task.note_file(1, JobFile("乙.txt", "", 1, JobFileStatus.ADDED, "r2", "乙"))
        return Made({})

    employ(ingest=work)
    job_id = submit(jobs, JobKind.INGEST, "甲.txt", "乙.txt")
    eventually(lambda: jobs.find(job_id, UNLIMITED).progress == JobProgress("ingest", 1, 2, "甲.txt"))
    told = jobs.find(job_id, UNLIMITED)
    assert [one.status.value for one in told.request.files] == ["added", "waiting"]
    go_on.set()
    done = when_over(jobs, job_id)
    assert [one.report_id for one in done.request.files] == ["r1", "r2"]
    assert done.progress == JobProgress("ingest", 2, 2, "乙.txt")


def test_a_running_job_is_stopped_at_once_when_this_process_cancels_it(jobs, employ, monkeypatch) -> None:
    monkeypatch.setattr(workers, "HEARTBEAT_SECONDS", 10.0**9)
    monkeypatch.setattr(workers, "_TELL_SECONDS", 10.0**6)
    employ(summarize=until_stopped)
    job_id = submit(jobs)
    assert started.wait(DEADLINE_SECONDS)
    assert jobs.cancel(job_id, UNLIMITED).is_cancelling
    assert when_over(jobs, job_id).state is JobState.CANCELLED


def test_a_cancellation_by_another_process_is_heard_at_the_next_heartbeat(jobs, store, employ) -> None:
    employ(summarize=until_stopped)
    job_id = submit(jobs)
    assert started.wait(DEADLINE_SECONDS)
    store.cancel(job_id, now=datetime.now(UTC))
    assert when_over(jobs, job_id).state is JobState.CANCELLED


def test_a_worker_that_lost_its_job_stops_and_notes_nothing(jobs, store, clock, employ) -> None:
    employed = employ(summarize=until_stopped)
    job_id = submit(jobs)
    assert started.wait(DEADLINE_SECONDS)
    presence = MemoryPresence("other")
    presence.gone.add("here")
    other = Jobs(store, presence, days=30)
    taken = other.claim([JobKind.SUMMARIZE])
    assert taken is not None
    eventually(lambda: not employed._unfinished())
    assert store.find(job_id).state is JobState.RUNNING
    assert [one.worker for one in store.leases()] == ["other"]


def test_a_worker_that_lost_its_job_to_another_of_its_process_after_a_standstill_stops(
    jobs, store, clock, employ, monkeypatch
) -> None:
    begun: list[Task] = []

    def work(task: Task) -> Made:
        begun.append(task)
        return until_stopped(task)

    monkeypatch.setattr(workers, "HEARTBEAT_SECONDS", 10.0**9)
    employed = employ(count=2, summarize=work)
    job_id = submit(jobs)
    assert started.wait(DEADLINE_SECONDS)
    clock.ahead = timedelta(hours=1)
    eventually(lambda: len(begun) == 2)
    monkeypatch.setattr(workers, "HEARTBEAT_SECONDS", 0.02)
    eventually(lambda: begun[0].cancellation.is_cancelled)
    eventually(lambda: len(employed._unfinished()) == 1)
    assert not begun[1].cancellation.is_cancelled
    store.cancel(job_id, now=datetime.now(UTC))
    assert (when_over(jobs, job_id).state, when_over(jobs, job_id).attempts) == (JobState.CANCELLED, 2)


def test_a_process_that_ends_gives_its_job_back_to_be_begun_again_at_once(jobs, store, employ) -> None:
    employed = employ(summarize=until_stopped)
    job_id = submit(jobs)
    assert started.wait(DEADLINE_SECONDS)
    employed.stop(grace_seconds=0)
    waiting = store.find(job_id)
    assert (waiting.state, waiting.attempts) == (JobState.WAITING, 0)
    assert store.leases() == []


def test_a_job_that_ends_within_the_grace_is_done(jobs, employ) -> None:
    stopping = threading.Event()

    def work(task: Task) -> Made:
        started.set()
        assert stopping.wait(DEADLINE_SECONDS)
        return Made({})

    employed = employ(summarize=work)
    job_id = submit(jobs)
    assert started.wait(DEADLINE_SECONDS)
    threading.Timer(0.05, stopping.set).start()
    employed.stop()
    assert jobs.find(job_id, UNLIMITED).state is JobState.DONE


def test_work_that_does_not_hear_is_given_back_and_what_it_says_later_does_not_count(
    jobs, store, employ, monkeypatch
) -> None:
    monkeypatch.setattr(workers, "_STOP_SECONDS", 0.05)
    go_on = threading.Event()

    def deaf(task: Task) -> Made:
        started.set()
        assert go_on.wait(DEADLINE_SECONDS)
        return Made({"late": True})

    employed = employ(summarize=deaf)
    job_id = submit(jobs)
    assert started.wait(DEADLINE_SECONDS)
    employed.stop(grace_seconds=0)
    assert store.find(job_id).state is JobState.WAITING
    go_on.set()
    for one in employed._threads:
        one.join(DEADLINE_SECONDS)
    assert store.find(job_id).state is JobState.WAITING and store.find(job_id).result is None


def test_what_writes_waits_until_the_folder_can_be_had_and_the_rest_goes_on(jobs, employ) -> None:
    folder = FreeFolder(is_free=False)
    employ(folder=folder, ingest=lambda task: Made({}), summarize=lambda task: Made({}))
    ingest, summary = submit(jobs, JobKind.INGEST, "甲.txt"), submit(jobs)
    assert when_over(jobs, summary).state is JobState.DONE
    assert jobs.find(ingest, UNLIMITED).state is JobState.WAITING
    folder.is_free = True
    assert when_over(jobs, ingest).state is JobState.DONE
    left = folder.left
    eventually(lambda: folder.left > left)


def test_the_folder_is_not_asked_for_where_nothing_is_to_be_written(jobs, employ) -> None:
    folder = FreeFolder()
    employ(folder=folder, ingest=lambda task: Made({}), summarize=lambda task: Made({}))
    when_over(jobs, submit(jobs))
    assert folder.taken == 0


def test_a_job_of_a_kind_that_nobody_here_can_do_waits(jobs, employ) -> None:
    employ(summarize=lambda task: Made({}))
    job_id = submit(jobs, JobKind.EVALUATE)
    when_over(jobs, submit(jobs))
    assert jobs.find(job_id, UNLIMITED).state is JobState.WAITING


def test_a_job_is_done_while_the_ledger_fails_now_and_then(jobs, store, employ, monkeypatch) -> None:
    calls = iter(range(1000))
    for name in ("next_kind", "claim", "renew", "note_files", "progress", "finish"):
        original = getattr(store, name)

        def failing(*arguments: object, _original: Callable[..., object] = original, **options: object) -> object:
            if next(calls) % 3 == 0:
                raise DiskFull(folder="x")
            return _original(*arguments, **options)

        monkeypatch.setattr(store, name, failing)

    def work(task: Task) -> Made:
        for place in range(3):
            task.note_file(place, JobFile(f"{place}", "", 1, JobFileStatus.ADDED, f"r{place}"))
            task.progress("ingest", place, 3)
            threading.Event().wait(0.03)
        return Made({})

    employ(ingest=work)
    job = when_over(jobs, submit(jobs, JobKind.INGEST, "0", "1", "2"))
    assert job.state is JobState.DONE
    assert [one.report_id for one in job.request.files] == ["r0", "r1", "r2"]
