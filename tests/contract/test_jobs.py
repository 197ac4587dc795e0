"""What every store of jobs does: the one in memory, the one in SQLite."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rag.adapters.ledger import SqlLedger
from rag.domain import (
    Job,
    JobFile,
    JobFileStatus,
    JobFilter,
    JobKind,
    JobProgress,
    JobRequest,
    JobState,
    Lease,
    LeaseState,
)
from rag.errors import (
    DamagedFile,
    Failure,
    GenerationFailed,
    IdempotencyKeyReused,
    JobGivenUp,
    JobNotFinished,
    UnknownJob,
)
from rag.ports import JobEnd, JobStore, LeaseTerms
from rag.testing import MemoryLedger

START = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)
EVERYTHING = tuple(JobKind)
ATTEMPTS = 3
DONE = JobEnd(JobState.DONE, result={"title": "摘要", "claims": [1, None]}, made="{}")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def asked(kind: JobKind = JobKind.SUMMARIZE, **more: object) -> JobRequest:
    return JobRequest(kind, "渔港工作总结", {"reports": ["r1"], "style": "brief"}, **more)


def upload(*names: str) -> JobRequest:
    files = tuple(JobFile(name, f"uploads/a/b/{number:05d}", 9) for number, name in enumerate(names))
    return asked(JobKind.INGEST, files=files)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path) -> Iterator[JobStore]:
    with nullcontext(MemoryLedger()) if request.param == "memory" else closing(SqlLedger(tmp_path / "ledger")) as one:
        yield one.jobs


@pytest.fixture
def add(store: JobStore) -> Callable[..., Job]:
    names = iter("abcdefghij")

    def _add(request: JobRequest | None = None) -> Job:
        return store.add(next(names), request or asked(), now=START)

    return _add


def claim(
    store: JobStore, *kinds: JobKind, worker: str = "w", now: float = 0, gone: tuple[str, ...] = ()
) -> tuple[Job, Lease] | None:
    terms = LeaseTerms(worker, until=at(now + 15), attempts=ATTEMPTS)
    return store.claim(kinds or EVERYTHING, terms, now=at(now), gone=gone)


def lease_of(claimed: tuple[Job, Lease] | None) -> Lease:
    assert claimed is not None
    return claimed[1]


def found(store: JobStore, job_id: str) -> Job:
    job = store.find(job_id)
    assert job is not None
    return job


# --- asked for and looked at


def test_a_new_job_waits_and_reads_back_as_it_was_asked_for(store) -> None:
    request = replace(upload("甲.txt", "\ud800.txt"), library="港口", libraries=("港口",), owner="k1")
    job = store.add("a", request, now=START)
    assert (job.id, job.state, job.version, job.attempts, job.created) == ("a", JobState.WAITING, 1, 0, START)
    assert [one.status for one in job.request.files] == [JobFileStatus.WAITING] * 2
    read = found(store, "a")
    assert read == job
    assert read.request.asked == request.asked and read.request.owner == "k1"
    assert store.find("b") is None


def test_the_same_request_under_the_same_key_is_the_same_job(store) -> None:
    request = asked(idempotency_key="once", fingerprint="f", owner="k1")
    first = store.add("a", request, now=START)
    assert store.add("b", request, now=at(5)) == first
    assert store.find("b") is None
    with pytest.raises(IdempotencyKeyReused):
        store.add("b", replace(request, fingerprint="g"), now=at(5))


@pytest.mark.parametrize("other", [{"owner": "k2"}, {"owner": None}, {"idempotency_key": "twice"}])
def test_the_keys_of_others_do_not_meet(store, other) -> None:
    request = asked(idempotency_key="once", fingerprint="f", owner="k1")
    store.add("a", request, now=START)
    assert store.add("b", replace(request, **other), now=START).id == "b"


def test_jobs_without_a_key_are_all_different(store, add) -> None:
    assert [add().id, add().id] == ["a", "b"]


def test_the_list_has_the_latest_first_without_results_page_by_page(store, add) -> None:
    for _ in range(4):
        add()
    store.finish(lease_of(claim(store)), DONE, now=at(1))
    listed = store.all(limit=3)
    assert [one.id for one in listed] == ["d", "c", "b"]
    rest = store.all(limit=3, before=listed[-1].number)
    assert [one.id for one in rest] == ["a"]
    assert rest[0].state is JobState.DONE and rest[0].result is None and rest[0].made is None


def test_the_list_is_narrowed_to_a_kind_a_state_and_an_owner(store, add) -> None:
    add(upload("甲.txt"))
    add(asked(owner="k1"))
    add(asked(owner="k2"))
    store.cancel("c", now=START)

    def ids(**where: object) -> list[str]:
        return [one.id for one in store.all(JobFilter(**where), limit=9)]

    assert ids(kind=JobKind.INGEST) == ["a"]
    assert ids(owner="k1") == ["b"]
    assert ids(state=JobState.CANCELLED) == ["c"]
    assert ids(state=JobState.CANCELLED, owner="k1") == []
    assert [one.file for one in store.all(JobFilter(kind=JobKind.INGEST), limit=9)[0].request.files] == ["甲.txt"]


# --- worked on


def test_the_oldest_job_of_a_kind_that_the_worker_can_do_is_claimed(store, add) -> None:
    add(asked(JobKind.COMPARE))
    add()
    add()
    claimed = claim(store, JobKind.SUMMARIZE, now=3)
    assert claimed is not None
    job, lease = claimed
    assert (job.id, job.state, job.attempts, job.started, job.version) == ("b", JobState.RUNNING, 1, at(3), 2)
    assert (lease.job_id, lease.worker, lease.until) == ("b", "w", at(18))
    assert store.leases() == [lease]
    assert claim(store, JobKind.EVALUATE) is None
    assert claim(store, JobKind.REBUILD, JobKind.COMPARE, JobKind.SUMMARIZE) is not None


def test_what_would_be_claimed_is_told_before(store, add) -> None:
    def next_kind(*kinds: JobKind, now: float = 0, gone: tuple[str, ...] = ()) -> JobKind | None:
        return store.next_kind(kinds or EVERYTHING, now=at(now), gone=gone)

    assert next_kind() is None
    add(upload("甲.txt"))
    add(asked(JobKind.REBUILD))
    add()
    assert (next_kind(), next_kind(JobKind.SUMMARIZE)) == (JobKind.INGEST, JobKind.SUMMARIZE)
    claim(store)
    assert next_kind() is JobKind.SUMMARIZE
    assert next_kind(JobKind.REBUILD) is None
    assert next_kind(gone=("w",)) is next_kind(now=15) is JobKind.INGEST


def test_a_job_is_done_with_its_result(store, add) -> None:
    add()
    lease = lease_of(claim(store))
    assert store.progress(lease, JobProgress("read", 1, 2, "渔港")) is LeaseState.HELD
    running = found(store, "a")
    assert (running.progress, running.version) == (JobProgress("read", 1, 2, "渔港"), 3)
    assert store.finish(lease, DONE, now=at(9))
    done = found(store, "a")
    assert (done.state, done.finished, done.result, done.made) == (JobState.DONE, at(9), DONE.result, "{}")
    assert done.version == 4 and done.progress == running.progress
    assert store.leases() == []


def test_a_failed_job_keeps_its_error_with_its_words(store, add) -> None:
    add()
    error = GenerationFailed(failure=Failure.STALLED, model="m")
    store.finish(lease_of(claim(store)), JobEnd(JobState.FAILED, error=error), now=at(9))
    read = found(store, "a").error
    assert read is not None and read.in_language("en") == error.in_language("en")


def test_what_became_of_each_file_is_noted(store, add) -> None:
    add(upload("甲.txt", "乙.txt", "丙.txt"))
    lease = lease_of(claim(store))
    first, second, third = found(store, "a").request.files
    added = replace(first, status=JobFileStatus.ADDED, report_id="r1", title="甲")
    failed = replace(third, status=JobFileStatus.FAILED, error=DamagedFile(format="pdf"))
    assert store.note_files(lease, {0: added, 2: failed}, JobProgress("ingest", 2, 3, "丙.txt")) is LeaseState.HELD
    read = found(store, "a")
    assert read.request.files[:2] == (added, second)
    assert read.request.files[2].status is JobFileStatus.FAILED
    assert read.request.files[2].error is not None and read.request.files[2].error.values == {"format": "pdf"}
    assert read.version == 3 and read.progress.done == 2


def test_contents_of_files_are_needed_until_the_job_is_over(store, add) -> None:
    add(upload("甲.txt", "乙.txt"))
    add(replace(upload(), files=(JobFile("大.txt", "", 9, JobFileStatus.FAILED),)))
    assert store.paths() == {"uploads/a/b/00000", "uploads/a/b/00001"}
    store.finish(lease_of(claim(store)), DONE, now=at(9))
    assert store.paths() == set()


def test_the_versions_of_many_jobs_are_asked_for_at_once(store, add) -> None:
    add()
    add()
    claim(store)
    assert store.versions(["a", "b", "z"]) == {"a": 2, "b": 1}
    assert store.versions([]) == {}


def test_of_many_claims_at_once_each_job_is_won_by_one(store) -> None:
    for number in range(12):
        store.add(f"j{number}", asked(), now=START)
    won: list[str] = []

    def work(name: str) -> None:
        while (claimed := claim(store, worker=name)) is not None:
            won.append(claimed[0].id)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(won) == sorted(f"j{number}" for number in range(12))


def test_jobs_that_write_are_done_one_at_a_time_in_their_order(store, add) -> None:
    add(upload("甲.txt"))
    add(asked(JobKind.REBUILD))
    add(upload("乙.txt"))
    add()
    first = lease_of(claim(store))
    assert first.job_id == "a"
    assert lease_of(claim(store)).job_id == "d"
    assert claim(store) is None
    # The one that was left behind comes before those after it.
    assert lease_of(claim(store, gone=("w",))).job_id == "a"
    assert not store.finish(first, DONE, now=at(1))
    again = lease_of(claim(store, now=100, worker="v"))
    assert again.job_id == "a"
    assert store.finish(again, DONE, now=at(101))
    assert lease_of(claim(store, JobKind.INGEST, JobKind.REBUILD, now=102)).job_id == "b"


# --- leases


def test_a_lease_that_is_over_is_taken_over_and_the_former_worker_counts_no_more(store, add) -> None:
    add(upload("甲.txt"))
    stale = lease_of(claim(store, worker="w1"))
    assert claim(store, worker="w2", now=14) is None
    fresh = lease_of(claim(store, worker="w2", now=15))
    assert found(store, "a").attempts == 2 and found(store, "a").started == START
    before = found(store, "a")
    file = replace(before.request.files[0], status=JobFileStatus.ADDED)
    assert store.renew(stale, until=at(99)) is LeaseState.LOST
    assert store.progress(stale, JobProgress("x", 1, 1)) is LeaseState.LOST
    assert store.note_files(stale, {0: file}, JobProgress()) is LeaseState.LOST
    assert not store.finish(stale, DONE, now=at(16))
    assert not store.give_back(stale)
    assert found(store, "a") == before
    assert store.leases() == [fresh]
    assert store.finish(fresh, DONE, now=at(17))
    assert not store.finish(fresh, JobEnd(JobState.FAILED), now=at(18))


def test_a_lease_that_is_renewed_is_not_taken_over(store, add) -> None:
    add()
    lease = lease_of(claim(store))
    version = found(store, "a").version
    assert store.renew(lease, until=at(40)) is LeaseState.HELD
    assert found(store, "a").version == version  # nobody is told
    assert claim(store, now=39) is None
    assert lease_of(claim(store, now=40)).job_id == "a"


def test_the_jobs_of_a_worker_that_is_gone_are_taken_over_at_once(store, add) -> None:
    add()
    stale = lease_of(claim(store, worker="w1"))
    assert claim(store, worker="w2", gone=("w3",)) is None
    assert lease_of(claim(store, worker="w2", gone=("w1",))).job_id == "a"
    assert store.renew(stale, until=at(99)) is LeaseState.LOST


def test_a_job_that_is_begun_too_often_is_given_up_and_the_next_one_is_begun(store, add) -> None:
    add()
    for attempt in range(ATTEMPTS):
        assert lease_of(claim(store, now=20 * attempt)).job_id == "a"
    add()
    assert lease_of(claim(store, now=100)).job_id == "b"
    given_up = found(store, "a")
    assert given_up.state is JobState.FAILED and given_up.finished == at(100)
    assert isinstance(given_up.error, JobGivenUp) and given_up.error.values == {"attempts": ATTEMPTS}


def test_a_job_that_cannot_be_begun_again_is_over_even_where_nothing_else_waits(store, add) -> None:
    add()
    for attempt in range(ATTEMPTS):
        claim(store, now=20 * attempt)
    assert claim(store, JobKind.EVALUATE, now=100) is None
    assert found(store, "a").state is JobState.FAILED


def test_a_job_given_back_waits_in_its_turn_as_if_it_had_not_been_begun(store, add) -> None:
    add()
    add()
    lease = lease_of(claim(store))
    assert store.give_back(lease)
    waiting = found(store, "a")
    assert (waiting.state, waiting.attempts) == (JobState.WAITING, 0)
    assert store.renew(lease, until=at(99)) is LeaseState.LOST
    assert lease_of(claim(store)).job_id == "a"


# --- cancelled and forgotten


def test_a_waiting_job_is_cancelled_at_once(store, add) -> None:
    add()
    cancelled = store.cancel("a", now=at(2))
    assert (cancelled.state, cancelled.finished, cancelled.version) == (JobState.CANCELLED, at(2), 2)
    assert claim(store) is None
    assert store.cancel("a", now=at(3)) == cancelled


def test_a_running_job_is_asked_to_stop_and_its_worker_hears_of_it(store, add) -> None:
    add()
    lease = lease_of(claim(store))
    asked_to = store.cancel("a", now=at(2))
    assert (asked_to.state, asked_to.is_cancelling, asked_to.version) == (JobState.RUNNING, True, 3)
    assert store.cancel("a", now=at(2)).version == 3
    assert store.renew(lease, until=at(30)) is LeaseState.CANCELLING
    assert store.progress(lease, JobProgress("read", 1, 2)) is LeaseState.CANCELLING
    assert store.finish(lease, JobEnd(JobState.CANCELLED), now=at(4))
    assert (found(store, "a").state, found(store, "a").is_cancelling) == (JobState.CANCELLED, False)


def test_a_job_that_was_to_stop_is_over_when_its_worker_died(store, add) -> None:
    add()
    claim(store)
    store.cancel("a", now=at(2))
    assert claim(store, now=15) is None
    assert found(store, "a").state is JobState.CANCELLED


def test_what_was_finished_before_it_was_cancelled_stays(store, add) -> None:
    add()
    store.finish(lease_of(claim(store)), DONE, now=at(1))
    assert store.cancel("a", now=at(2)).state is JobState.DONE
    assert found(store, "a").result == DONE.result


def test_a_job_that_is_over_can_be_removed_and_no_other(store, add) -> None:
    add(upload("甲.txt"))
    with pytest.raises(JobNotFinished):
        store.remove("a")
    lease = lease_of(claim(store))
    with pytest.raises(JobNotFinished):
        store.remove("a")
    store.finish(lease, DONE, now=at(1))
    store.remove("a")
    assert store.find("a") is None and store.all(limit=9) == []
    for unknown in (store.remove, lambda one: store.cancel(one, now=START)):
        with pytest.raises(UnknownJob):
            unknown("a")


def test_old_jobs_are_forgotten_and_numbers_are_not_used_again(store, add) -> None:
    for _ in range(3):
        add()
    store.cancel("b", now=at(10))
    store.cancel("c", now=at(20))
    last = found(store, "c").number
    assert store.forget(before=at(11)) == 1
    assert store.forget(before=at(21)) == 1
    assert [one.id for one in store.all(limit=9)] == ["a"]
    assert add().number > last
