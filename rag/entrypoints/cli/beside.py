"""What writes the indexes, asked for beside a process that holds the data folder: as a job, which that process does."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from rag import messages
from rag.domain import Job, JobFile, JobFileStatus, JobKind, JobRequest, JobState
from rag.entrypoints.ingest_requests import ingest_request, spooled
from rag.errors import FileNotReadable, JobCancelled, ReadingError
from rag.ports import Progress, SpoolBatch
from rag.service import IngestResult, IngestStatus, RebuildProgress, Service, SourceFile

# A service takes a job within a second, where it is not busy with another; a `rag` command that holds the folder takes
# none, and is done soon.
BEGUN_WITHIN_SECONDS = 6.0
_LOOK_EVERY_SECONDS = 0.2
# What one job reads from the spool is on the disk twice meanwhile.
_FILES_A_JOB = 500


def ingest(
    service: Service, sources: Sequence[SourceFile], *, library: str, language: str, on_progress: Progress | None
) -> list[IngestResult]:
    """As `Service.ingest`. Raises FolderLocked where nobody takes the job."""
    results: list[IngestResult] = []
    for first in range(0, len(sources), _FILES_A_JOB):
        some = sources[first : first + _FILES_A_JOB]
        with service.spool.begin() as batch:
            files = [_spooled(one, batch) for one in some]
            batch.keep()
            submitted = service.submit(ingest_request(files, library=library, language=language))

        def tell(job: Job, before: int = first) -> None:
            if on_progress is not None and job.progress.item:
                on_progress(before + job.progress.done, len(sources), job.progress.item)

        job = _followed(service, submitted, tell)
        if _is_ours(service, job):
            return [*results, *service.ingest(sources[first:], library=library, on_progress=on_progress)]
        results += [_result(one) for one in job.request.files]
    return results


def rebuild(service: Service, *, embed: bool, language: str, on_progress: RebuildProgress | None) -> int:
    """As `Service.rebuild`. Raises FolderLocked where nobody takes the job."""

    def tell(job: Job) -> None:
        if on_progress is not None and job.progress.step:
            on_progress(job.progress.step, job.progress.done, job.progress.total)

    title = messages.text("rebuild_job", language)
    submitted = service.submit(JobRequest(JobKind.REBUILD, title, {"embed": embed, "language": language}))
    job = _followed(service, submitted, tell)
    if _is_ours(service, job):
        return service.rebuild(embed=embed, on_progress=on_progress)
    return int((job.result or {}).get("reports", 0))


def _followed(service: Service, job: Job, tell: Callable[[Job], None]) -> Job:
    """The job at its end. Interrupted here it is cancelled, and where the folder has come free, too."""
    until = time.monotonic() + BEGUN_WITHIN_SECONDS
    try:
        while not job.state.is_over:
            time.sleep(_LOOK_EVERY_SECONDS)
            job = service.job(job.id)
            if job.state is JobState.WAITING and service.take_folder():
                job = service.cancel_job(job.id)
            elif job.state is JobState.WAITING and time.monotonic() > until:
                _give_up(service, job)
            tell(job)
    except BaseException:
        service.cancel_job(job.id)
        raise
    if job.error is not None:
        raise job.error
    return job


def _is_ours(service: Service, job: Job) -> bool:
    """Whether it is left to this process, which has the folder now. Raises JobCancelled where somebody cancelled it."""
    if job.state is JobState.CANCELLED and not service.take_folder():
        raise JobCancelled
    return job.state is JobState.CANCELLED


def _give_up(service: Service, job: Job) -> None:
    """Unless whoever would do it is busy with others. Raises FolderLocked."""
    if service.jobs(state=JobState.RUNNING, limit=1).jobs:
        return
    if service.cancel_job(job.id).state is JobState.CANCELLED:
        service.require_folder()


def _spooled(source: SourceFile, batch: SpoolBatch) -> JobFile:
    try:
        content = source.read()
    except (OSError, ReadingError) as error:
        told = error if isinstance(error, ReadingError) else FileNotReadable(reason=error.strerror or error)
        return JobFile(source.name, "", 0, JobFileStatus.FAILED, error=told)
    return JobFile(source.name, spooled(content, batch), len(content))


def _result(file: JobFile) -> IngestResult:
    return IngestResult(file.file, file.report_id, file.title, IngestStatus(file.status.value), file.error)
