"""Runs of evaluations that jobs have made: read, held against each other or the baseline, and written as files."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rag.domain import Job, JobKind, JobState
from rag.errors import JobNotDone, UnknownJob
from rag.service import Service

if TYPE_CHECKING:
    from rag.evaluation.gate import RunComparison
    from rag.evaluation.runs import Run

BASELINE = "baseline"
"""In place of a job's id: the run that the other's suite is held against."""


class Format(StrEnum):
    JSON = "json"
    HTML = "html"
    MARKDOWN = "md"
    JUNIT = "junit"


def job_of(service: Service, id: str) -> Job:
    """Raises UnknownJob for one of another kind, too."""
    job = service.job(id)
    if job.kind is not JobKind.EVALUATE:
        raise UnknownJob(job=id)
    return job


def run_of(job: Job) -> Run:
    """Raises JobNotDone, DataError for what an earlier version has written."""
    from rag.evaluation.runs import run_of  # noqa: PLC0415  # which nothing else needs

    if job.state is not JobState.DONE:
        raise JobNotDone(job=job.id, state=job.state.value)
    return run_of(dict(job.result or {}), source=job.id)


def both(service: Service, a: str, b: str) -> tuple[Run, Run]:
    """Each the id of a job, or one of them `baseline`. Raises UnknownJob, JobNotDone, NoBaseline, DataError."""
    if b == BASELINE and a != BASELINE:
        first = run_of(job_of(service, a))
        return first, _baseline(first.suite)
    second = run_of(job_of(service, b))
    return (_baseline(second.suite) if a == BASELINE else run_of(job_of(service, a))), second


def compared(service: Service, a: str, b: str, *, common_only: bool = False, mixed: bool = False) -> RunComparison:
    """From `a` to `b`. Raises DatasetsDiffer, ModesDiffer, NothingInCommon besides what `both` raises."""
    from rag.evaluation.gate import compare  # noqa: PLC0415

    return compare(*both(service, a, b), common_only=common_only, mixed=mixed)


def texts() -> dict[str, str]:
    """Of the reports that suites are about, for citations in the words around them."""
    from rag.evaluation.reports.files import shipped_texts  # noqa: PLC0415

    return shipped_texts()


def file_of(told: Run | RunComparison, format: Format, language: str) -> str:
    """In any format but JSON."""
    from rag.evaluation.reports import files  # noqa: PLC0415

    return files.written(told, files.Format(format.value), language=language)


def _baseline(suite: str) -> Run:
    from rag import settings  # noqa: PLC0415
    from rag.evaluation.baselines import read_baseline  # noqa: PLC0415

    return read_baseline(suite, settings.load())
