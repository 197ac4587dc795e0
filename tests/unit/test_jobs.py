"""Whose jobs are whose, page by page, under whose keys; old ones are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rag.domain import Access, Job, JobFile, JobKind, JobRequest, JobState, Scope
from rag.domain.access import UNLIMITED
from rag.errors import IdempotencyKeyReused, UnknownJob
from rag.jobs import ATTEMPTS, HEARTBEAT_SECONDS, LEASE_SECONDS, Jobs
from rag.ports import JobEnd, JobStore
from rag.testing import MemoryJobs, MemoryPresence

ANNA = Access(Scope.WRITE, frozenset({"港口"}), key="anna")
BERT = Access(Scope.WRITE, frozenset({"港口"}), key="bert")
CHIEF = Access(Scope.ADMIN, key="chief")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> JobStore:
    return MemoryJobs()


@pytest.fixture
def jobs(store, clock) -> Jobs:
    return Jobs(store, MemoryPresence(), days=30, clock=clock)


def asked(kind: JobKind = JobKind.SUMMARIZE, **more: object) -> JobRequest:
    return JobRequest(kind, "渔港工作总结", {"reports": ["r1"]}, libraries=("港口",), **more)


def ids(jobs: Jobs, access: Access, **where: object) -> list[str]:
    return [one.id for one in jobs.page(access, limit=99, **where).jobs]


def test_a_job_is_seen_by_whoever_asked_for_it_and_by_administrators_alone(jobs) -> None:
    job = jobs.submit(asked(), ANNA)
    assert job.request.owner == "anna"
    for access in (ANNA, CHIEF, UNLIMITED):
        assert jobs.find(job.id, access).id == job.id
        assert ids(jobs, access) == [job.id]
    assert ids(jobs, BERT) == []
    for do in (jobs.find, jobs.cancel, jobs.remove):
        with pytest.raises(UnknownJob) as invisible:
            do(job.id, BERT)
        with pytest.raises(UnknownJob) as unknown:
            do("0" * 24, BERT)
        assert str(invisible.value).replace(job.id, "") == str(unknown.value).replace("0" * 24, "")


def test_an_administrator_of_one_library_sees_no_jobs_of_another(jobs) -> None:
    here = jobs.submit(asked(), ANNA)
    jobs.submit(JobRequest(JobKind.COMPARE, "两馆", {}, libraries=("港口", "林场")), ANNA)
    assert ids(jobs, Access(Scope.ADMIN, frozenset({"港口"}), key="local")) == [here.id]


def test_an_owner_sees_the_own_job_whatever_it_is_about(jobs) -> None:
    job = jobs.submit(JobRequest(JobKind.COMPARE, "两馆", {}, libraries=("林场",)), ANNA)
    assert ids(jobs, ANNA) == [job.id]


def test_jobs_from_before_there_were_keys_are_the_administrators(jobs) -> None:
    job = jobs.submit(asked(), UNLIMITED)
    assert ids(jobs, CHIEF) == [job.id]
    assert ids(jobs, ANNA) == []


def test_pages_join_without_gap_or_repetition_also_where_some_jobs_are_not_seen(jobs) -> None:
    local = Access(Scope.ADMIN, frozenset({"港口"}), key="local")
    seen = []
    for number in range(70):
        library = "港口" if number % 3 else "林场"
        job = jobs.submit(JobRequest(JobKind.INGEST, f"{number}.txt", {}, libraries=(library,)), ANNA)
        if library == "港口":
            seen.append(job.id)
    read: list[str] = []
    before = None
    while True:
        page = jobs.page(local, limit=7, before=before)
        assert 0 < len(page.jobs) <= 7
        read += [one.id for one in page.jobs]
        before = page.next
        if before is None:
            break
    assert read == seen[::-1]


def test_the_last_page_that_is_full_has_no_next(jobs) -> None:
    for _ in range(20):
        jobs.submit(asked(), ANNA)
    assert jobs.page(ANNA, limit=20).next is None
    assert jobs.page(ANNA, limit=19).next is not None


def test_the_same_request_sent_again_is_the_same_job(jobs) -> None:
    first = jobs.submit(asked(idempotency_key="k"), ANNA)
    assert jobs.submit(asked(idempotency_key="k"), ANNA) == first
    assert jobs.submit(asked(idempotency_key="k"), BERT).id != first.id
    other = JobRequest(JobKind.SUMMARIZE, "渔港工作总结", {"reports": ["r2"]}, idempotency_key="k")
    with pytest.raises(IdempotencyKeyReused):
        jobs.submit(other, ANNA)


def test_files_of_other_names_or_sizes_are_another_request(jobs) -> None:
    def upload(name: str, path: str, size: int = 9) -> Job:
        return jobs.submit(asked(JobKind.INGEST, idempotency_key="k", files=(JobFile(name, path, size),)), ANNA)

    first = upload("甲.txt", "uploads/a/1")
    assert upload("甲.txt", "uploads/b/1") == first
    for name, size in (("乙.txt", 9), ("甲.txt", 8)):
        with pytest.raises(IdempotencyKeyReused):
            upload(name, "uploads/c/1", size)


def test_old_jobs_are_forgotten_when_another_comes(jobs, clock) -> None:
    old = jobs.submit(asked(), ANNA)
    jobs.cancel(old.id, ANNA)
    waiting = jobs.submit(asked(), ANNA)
    clock.now += timedelta(days=31)
    new = jobs.submit(asked(), ANNA)
    assert ids(jobs, ANNA) == [new.id, waiting.id]


def test_none_is_forgotten_where_no_days_are_set(store, clock) -> None:
    jobs = Jobs(store, MemoryPresence(), days=0, clock=clock)
    old = jobs.submit(asked(), ANNA)
    jobs.cancel(old.id, ANNA)
    clock.now += timedelta(days=4000)
    jobs.submit(asked(), ANNA)
    assert old.id in ids(jobs, ANNA)


def test_a_process_that_is_gone_loses_its_jobs_at_once_a_silent_one_after_its_lease(store, clock) -> None:
    here = MemoryPresence("here")
    elsewhere = Jobs(store, MemoryPresence("elsewhere"), days=30, clock=clock)
    jobs = Jobs(store, here, days=30, clock=clock)
    job = jobs.submit(asked(), ANNA)
    elsewhere.claim(tuple(JobKind))
    assert jobs.next_kind(tuple(JobKind)) is None and jobs.claim(tuple(JobKind)) is None
    here.gone.add("elsewhere")
    taken = jobs.claim(tuple(JobKind))
    assert taken is not None and taken[0].id == job.id
    clock.now += timedelta(seconds=LEASE_SECONDS)
    assert elsewhere.claim(tuple(JobKind)) is not None


def test_a_lease_outlasts_a_missed_heartbeat() -> None:
    assert LEASE_SECONDS > 2 * HEARTBEAT_SECONDS and ATTEMPTS > 1


def test_whoever_listens_hears_of_every_change_until_they_stop(jobs) -> None:
    heard: list[str] = []
    stop = jobs.listen(heard.append)
    job = jobs.submit(asked(), ANNA)
    claimed = jobs.claim(tuple(JobKind))
    assert claimed is not None
    jobs.cancel(job.id, ANNA)
    jobs.finish(claimed[1], JobEnd(JobState.CANCELLED))
    assert heard == [job.id] * 4
    stop()
    jobs.remove(job.id, ANNA)
    assert heard == [job.id] * 4
