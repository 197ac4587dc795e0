"""What each kind of job does: the service is asked as anyone would, and the document that it makes is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Protocol

from rag import messages
from rag.domain import (
    Comparison,
    Job,
    JobFile,
    JobFileStatus,
    JobKind,
    Summary,
    SummaryProgress,
    TemplateText,
)
from rag.domain.access import DEFAULT_LIBRARY
from rag.encoding import decode, encode
from rag.entrypoints import comparison_documents, documents, job_documents
from rag.errors import DuplicateName, JobCancelled
from rag.ports import Spool
from rag.service import IngestResult, Service, SourceFile
from rag.settings import Settings
from rag.workers import Made, Task, Work

_TEMPLATE_NAME = "template"


class Services(Protocol):
    """Where the work is done."""

    @property
    def reading(self) -> Service: ...

    @property
    def writing(self) -> Service:
        """In a process that holds the data folder."""
        ...


def works(services: Services, settings: Settings) -> Mapping[JobKind, Work]:
    """What this process is able to do."""
    return {
        JobKind.INGEST: lambda task: ingest(task, services.writing),
        JobKind.REBUILD: lambda task: rebuild(task, services.writing),
        JobKind.SUMMARIZE: lambda task: summarize(task, _of_owner(task.job, services.reading)),
        JobKind.COMPARE: lambda task: compare(task, _of_owner(task.job, services.reading)),
        JobKind.EVALUATE: lambda task: evaluate(task, settings),
    }


def _of_owner(job: Job, service: Service) -> Service:
    """What the job uses counts for the key that asked. Raises JobCancelled where that holds no more."""
    owner = job.request.owner
    if owner is None:
        return service
    access = service.keys.access_of(owner)
    if access is None:
        raise JobCancelled
    return service.limited_to(access)


# --- summaries and comparisons


def summarize(task: Task, service: Service) -> Made:
    asked = task.job.request.asked
    summary = service.summarize(
        asked["reports"],
        style=asked.get("style") or "executive",
        length=asked.get("length"),
        language=asked.get("language"),
        template=template_of(asked.get("template")),
        on_progress=partial(_step, task, "summarize"),
        cancellation=task.cancellation,
    )
    return Made(documents.of_summary(summary), encode(summary))


def compare(task: Task, service: Service) -> Made:
    comparison = service.compare(task.job.request.asked["reports"], on_progress=partial(_step, task, "compare"))
    document = comparison_documents.of_comparison(comparison, language=_language(task.job))
    return Made(document, encode(comparison))


def _step(task: Task, step: str, progress: SummaryProgress) -> None:
    section = f" › {progress.section[-1]}" if progress.section else ""
    task.progress(step, progress.done, progress.total, progress.report + section)


def template_of(content: str | None) -> TemplateText | None:
    """A user's own, as it is sent."""
    return TemplateText(_TEMPLATE_NAME, content) if content else None


def summary_of(job: Job) -> Summary:
    """As it was shown. Raises ValueError where what is kept cannot be read any more."""
    return decode(Summary, job.made or "")


def comparison_of(job: Job) -> Comparison:
    """As `summary_of`."""
    return decode(Comparison, job.made or "")


# --- evaluation and care


def evaluate(task: Task, settings: Settings) -> Made:
    """Of the suites that ship with the product, by their names."""
    from rag.entrypoints import evaluations  # noqa: PLC0415  # which nothing else needs

    suite = task.job.request.asked["suite"]
    return Made(evaluations.run_suite(suite, settings, on_progress=partial(task.progress, "evaluate")))


def suite_names() -> list[str]:
    from rag.evaluation import suites  # noqa: PLC0415

    return suites.suite_names()


def rebuild(task: Task, service: Service) -> Made:
    embed = bool(task.job.request.asked.get("embed"))
    reports = service.rebuild(embed=embed, on_progress=task.progress)
    return Made({"reports": reports, "embedded": embed})


# --- files


def ingest(task: Task, service: Service) -> Made:
    """What an earlier attempt has noted stays; what it took in without noting it comes out as unchanged."""
    request = task.job.request
    files = list(request.files)
    left = [place for place, one in enumerate(files) if one.status is JobFileStatus.WAITING]
    task.progress("ingest", len(files) - len(left), len(files))
    sources = [_source(files[place], _noted_as(files, files[place].file), service.spool) for place in left]
    results = service.ingest(sources, library=request.library or DEFAULT_LIBRARY, untrusted=True)
    with closing(results):
        for done, (place, result) in enumerate(zip(left, results, strict=True), len(files) - len(left) + 1):
            files[place] = _became(files[place], result)
            task.note_file(place, files[place])
            task.progress("ingest", done, len(files), result.file)
    return Made({"reports": [job_documents.of_file(one, language=_language(task.job)) for one in files]})


def _noted_as(files: Sequence[JobFile], name: str) -> JobFile | None:
    """What an earlier attempt has read under this name."""
    noted = (one for one in files if one.status is not JobFileStatus.WAITING and one.path)
    return next((one for one in noted if one.file == name), None)


def _source(file: JobFile, noted: JobFile | None, spool: Spool) -> SourceFile:
    """Of two files of one name the first is taken, whether one attempt sees both or each sees one."""

    def read() -> bytes:
        content = spool.read(file.path)
        if noted is not None and spool.read(noted.path) != content:
            raise DuplicateName(file=file.file)
        return content

    return SourceFile(file.file, read)


def _became(file: JobFile, result: IngestResult) -> JobFile:
    status = JobFileStatus(result.status.value)
    return replace(file, status=status, report_id=result.id, title=result.title, error=result.error)


def _language(job: Job) -> str:
    """Of what the document says besides the reports' own words."""
    language = str(job.request.asked.get("language") or "")
    return language if language in messages.LANGUAGES else messages.DEFAULT
