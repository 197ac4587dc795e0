"""What jobs do: files come in once, however often that is begun; what is cancelled stops; owners must hold."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.bootstrap import open_service
from rag.domain import Access, Job, JobFile, JobFileStatus, JobKind, JobProgress, JobRequest, JobState, Scope
from rag.domain.access import UNLIMITED
from rag.entrypoints import workplace
from rag.errors import SummaryCancelled
from rag.service import IngestResult, Service, SourceFile
from rag.settings import Settings
from rag.workers import Task
from tests.test_crash import report


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def service(settings) -> Iterator[Service]:
    with open_service(settings) as opened:
        yield opened


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of these tests are harmless, and a process of their own takes a second to start."""
    ingest = Service.ingest

    def trusting(self: Service, sources: Iterable[SourceFile], **options: Any) -> Generator[IngestResult, None, None]:
        assert options.pop("untrusted") is True
        return ingest(self, sources, **options)

    monkeypatch.setattr(Service, "ingest", trusting)


@pytest.fixture
def work(service, settings) -> Callable[[], bool]:
    return workplace.workers(workplace.AtHome(service), settings).work_once


@pytest.fixture
def upload(service) -> Callable[..., Job]:
    """`upload((name, text), …)`: a waiting job."""

    def _upload(*files: tuple[str, str], access: Access = UNLIMITED) -> Job:
        with service.spool.begin() as batch:
            spooled = []
            for name, text in files:
                path = batch.begin_file()
                batch.write(text.encode())
                batch.end_file()
                spooled.append(JobFile(name, path, len(text)))
            batch.keep()
        request = JobRequest(
            JobKind.INGEST, "上传", {}, library="default", libraries=("default",), files=tuple(spooled)
        )
        return service.limited_to(access).submit(request)

    return _upload


def outcome(job: Job) -> list[tuple[str, str]]:
    return [(one.file, one.status.value) for one in job.request.files]


def begin_elsewhere(service: Service, *noted: JobFileStatus) -> Job:
    """An attempt that noted this much of its files, and was interrupted."""
    claimed = service.all_jobs.claim([JobKind.INGEST])
    assert claimed is not None
    job, lease = claimed
    files = {place: replace(job.request.files[place], status=status) for place, status in enumerate(noted)}
    service.all_jobs.progress(lease, JobProgress("ingest", len(noted), len(job.request.files)), files=files)
    service.all_jobs.give_back(lease)
    return job


def test_files_come_in_each_for_itself_and_their_contents_are_forgotten(service, upload, work, settings) -> None:
    job = upload(("甲.txt", report(1)), ("空.txt", " "), ("乙.txt", report(2)))
    assert work()
    done = service.job(job.id)
    assert done.state is JobState.DONE
    assert outcome(done) == [("甲.txt", "added"), ("空.txt", "failed"), ("乙.txt", "added")]
    assert done.request.files[1].error is not None and done.request.files[1].error.key == "empty_file"
    assert done.result is not None and [one["code"] for one in done.result["reports"]] == [None, "empty_file", None]
    assert [one.file for one in service.reports()] == ["乙.txt", "甲.txt"]
    assert {one.request.files[0].report_id for one in (done,)} <= {one.id for one in service.reports()}
    assert not [one for one in (settings.home / "uploads").rglob("0*") if one.is_file()]


def test_the_same_files_again_are_unchanged_and_another_version_replaces(service, upload, work) -> None:
    upload(("甲.txt", report(1)))
    again = upload(("甲.txt", report(1)))
    newer = upload(("甲.txt", report(1, version=2)))
    while work():
        pass
    assert outcome(service.job(again.id)) == [("甲.txt", "unchanged")]
    assert outcome(service.job(newer.id)) == [("甲.txt", "replaced")]
    assert len(service.reports()) == 1


def test_what_an_earlier_attempt_has_noted_is_not_done_again(service, upload, work) -> None:
    job = upload(("甲.txt", report(1)), ("乙.txt", report(2)))
    begin_elsewhere(service, JobFileStatus.ADDED)
    work()
    assert outcome(service.job(job.id)) == [("甲.txt", "added"), ("乙.txt", "added")]
    assert [one.file for one in service.reports()] == ["乙.txt"]


def test_of_two_files_of_one_name_the_first_is_taken_also_over_two_attempts(service, upload, work) -> None:
    files = [("甲.txt", report(1)), ("甲.txt", report(2)), ("甲.txt", report(1))]
    once = upload(*files)
    work()
    expected = outcome(service.job(once.id))
    assert [status for _, status in expected] == ["added", "failed", "unchanged"]
    twice = upload(*[("乙.txt", text) for _, text in files])
    begin_elsewhere(service, JobFileStatus.ADDED)
    work()
    again = service.job(twice.id)
    assert [one.status.value for one in again.request.files][1] == "failed"
    assert again.request.files[1].error is not None and again.request.files[1].error.key == "duplicate_name"


def test_contents_that_have_gone_fail_and_the_others_come_in(service, upload, work, settings) -> None:
    job = upload(("甲.txt", report(1)), ("乙.txt", report(2)))
    (settings.home / job.request.files[0].path).unlink()
    work()
    assert [status for _, status in outcome(service.job(job.id))] == ["failed", "added"]


def test_an_upload_that_is_cancelled_before_it_began_leaves_nothing(service, upload, work, settings) -> None:
    job = upload(("甲.txt", report(1)))
    assert service.cancel_job(job.id).state is JobState.CANCELLED
    assert not work() and service.reports() == []
    assert not [one for one in (settings.home / "uploads").rglob("0*") if one.is_file()]


def test_what_is_in_when_an_ingest_is_cancelled_stays_whole(service, upload, work, monkeypatch) -> None:
    monkeypatch.setattr("rag.ingestion.MAX_REPORTS_A_BATCH", 1)
    job = upload(*[(f"{number}.txt", report(number)) for number in range(4)])
    noted = Task.note_file

    def cancel_after_the_first(task: Task, place: int, file: JobFile) -> None:
        noted(task, place, file)
        task.cancellation.cancel()

    monkeypatch.setattr(Task, "note_file", cancel_after_the_first)
    work()
    cancelled = service.job(job.id)
    assert cancelled.state is JobState.CANCELLED
    assert [status for _, status in outcome(cancelled)] == ["added", "waiting", "waiting", "waiting"]
    assert [one.file for one in service.reports()] == ["0.txt"]


def test_the_indexes_are_made_anew_by_a_job(service, upload, work) -> None:
    upload(("甲.txt", report(1)))
    job = service.submit(JobRequest(JobKind.REBUILD, "重建", {"embed": False}))
    assert work() and work()
    assert service.job(job.id).result == {"reports": 1, "embedded": False}


def test_a_summary_that_is_cancelled_stops_and_says_so(service, upload, work, monkeypatch) -> None:
    upload(("甲.txt", report(1)))
    work()
    job = service.submit(JobRequest(JobKind.SUMMARIZE, "甲", {"reports": ["甲.txt"]}))

    def cancelled(self: Service, *_: object, cancellation: object, **__: object) -> None:
        cancellation.cancel()  # type: ignore[attr-defined]
        raise SummaryCancelled

    monkeypatch.setattr(Service, "summarize", cancelled)
    work()
    assert service.job(job.id).state is JobState.CANCELLED


def test_work_for_a_key_that_holds_no_more_is_not_done_but_what_it_sent_in_is(service, upload, work) -> None:
    key = service.keys.create("办公室", Scope.WRITE).key
    sent = upload(("甲.txt", report(1)), access=key.access)
    asked = service.limited_to(key.access).submit(JobRequest(JobKind.SUMMARIZE, "甲", {"reports": ["甲.txt"]}))
    service.keys.revoke(key.id)
    while work():
        pass
    assert service.job(sent.id).state is JobState.DONE
    assert service.job(asked.id).state is JobState.CANCELLED


def test_a_process_beside_takes_the_folder_for_as_long_as_it_writes(service, upload, settings) -> None:
    job = upload(("甲.txt", report(1)))
    place = workplace.Visiting(service, settings)
    beside = workplace.workers(place, settings)
    assert beside.work_once()
    assert service.job(job.id).state is JobState.DONE
    assert not beside.work_once()  # and it is left
    assert service.take_folder()
    blocked = upload(("乙.txt", report(2)))
    assert not beside.work_once()
    assert service.job(blocked.id).state is JobState.WAITING
