"""Summaries and comparisons: asked for as jobs, listed, shown, and handed out as files."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from rag.domain import Job, JobKind, JobRequest, JobState, Report, ReportFilter
from rag.entrypoints import exports, working
from rag.entrypoints.api import jobs
from rag.entrypoints.api.accepting import IdempotencyKey, accepted
from rag.entrypoints.api.callers import Caller, Reader
from rag.entrypoints.api.names import file_name
from rag.entrypoints.api.paging import Cursor, Limit
from rag.entrypoints.documents import Document
from rag.entrypoints.exports import Format
from rag.errors import JobNotDone, UnknownJob
from rag.service import Service

router = APIRouter(prefix="/api/v1", tags=["works"])

_DEFAULT_ENTRIES = 50
# A summary of more than a few tens says little of each; what is asked for beyond is most likely a mistake.
_MAX_REPORTS = 200
_MAX_REFERENCE_CHARACTERS = 500
_MAX_LENGTH = 100_000
_MAX_TEMPLATE_CHARACTERS = 100_000
_MAX_TITLE_CHARACTERS = 300

_MEDIA_TYPES = {
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.HTML: "text/html; charset=utf-8",
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
}


class SummaryFormat(StrEnum):
    JSON = "json"
    MARKDOWN = "md"
    HTML = "html"
    WORD = "docx"
    PDF = "pdf"


class ComparisonFormat(StrEnum):
    JSON = "json"
    MARKDOWN = "md"
    HTML = "html"
    WORD = "docx"


_Reference = Annotated[str, Field(min_length=1, max_length=_MAX_REFERENCE_CHARACTERS)]
_References = Annotated[
    list[_Reference],
    Field(min_length=1, max_length=_MAX_REPORTS, description="ids, beginnings of ids, file names or titles"),
]


class SummaryAsked(BaseModel):
    """What `POST /api/v1/summaries` takes."""

    model_config = ConfigDict(extra="forbid")

    reports: _References
    style: Literal["executive", "brief", "detailed"] = "executive"
    length: Annotated[int, Field(ge=1, le=_MAX_LENGTH, description="characters of all sentences together")] | None = (
        None
    )
    language: Literal["zh", "en"] | None = None
    template: (
        Annotated[str, Field(min_length=1, max_length=_MAX_TEMPLATE_CHARACTERS, description="in place of a style")]
        | None
    ) = None


class ComparisonAsked(BaseModel):
    """What `POST /api/v1/comparisons` takes."""

    model_config = ConfigDict(extra="forbid")

    reports: _References


# --- summaries


@router.post("/summaries", status_code=HTTPStatus.ACCEPTED)
def summarize(asked: SummaryAsked, caller: Reader, idempotency_key: IdempotencyKey = None) -> JSONResponse:
    """The job's result is the document of `rag summarize --format json`."""
    service = caller.service
    reports = _named(service, asked.reports)
    service.check_summary(
        style=asked.style,
        length=asked.length,
        language=asked.language,
        template=working.template_of(asked.template),
    )
    details = asked.model_dump() | {"reports": [one.id for one in reports]}
    return _submitted(caller, _request(JobKind.SUMMARIZE, reports, details, idempotency_key))


@router.get("/summaries")
def summaries(caller: Reader, limit: Limit = _DEFAULT_ENTRIES, cursor: Cursor = None) -> Document:
    """The jobs that summarise, the latest first."""
    return jobs.listed(caller, kind=JobKind.SUMMARIZE, limit=limit, cursor=cursor)


@router.get("/summaries/{id}", response_model=None)
def summary(
    id: str, caller: Reader, format: Annotated[SummaryFormat, Query()] = SummaryFormat.JSON
) -> Document | Response:
    """What the job of this id has made; with `format`, as a file."""
    job = _done(caller.service, id, JobKind.SUMMARIZE)
    if format is SummaryFormat.JSON:
        return dict(job.result or {})
    wanted = Format(format.value)
    exports.check(wanted)
    made = working.summary_of(job)
    content = exports.of_summary(made, wanted, text_of=lambda report: caller.service.show(report).text)
    return _file(content, wanted, made.title, fallback="summary")


# --- comparisons


@router.post("/comparisons", status_code=HTTPStatus.ACCEPTED)
def compare(asked: ComparisonAsked, caller: Reader, idempotency_key: IdempotencyKey = None) -> JSONResponse:
    """The job's result is the document of `rag compare --format json`."""
    reports = _named(caller.service, asked.reports)
    caller.service.check_comparison([one.id for one in reports])
    details = {"reports": [one.id for one in reports], "language": caller.language}
    return _submitted(caller, _request(JobKind.COMPARE, reports, details, idempotency_key))


@router.get("/comparisons")
def comparisons(caller: Reader, limit: Limit = _DEFAULT_ENTRIES, cursor: Cursor = None) -> Document:
    """The jobs that compare, the latest first."""
    return jobs.listed(caller, kind=JobKind.COMPARE, limit=limit, cursor=cursor)


@router.get("/comparisons/{id}", response_model=None)
def comparison(
    id: str, caller: Reader, format: Annotated[ComparisonFormat, Query()] = ComparisonFormat.JSON
) -> Document | Response:
    """What the job of this id has made; with `format`, as a file."""
    job = _done(caller.service, id, JobKind.COMPARE)
    if format is ComparisonFormat.JSON:
        return dict(job.result or {})
    wanted = Format(format.value)
    made = working.comparison_of(job)
    content = exports.of_comparison(
        made, wanted, language=caller.language, text_of=lambda report: caller.service.show(report).text
    )
    return _file(content, wanted, job.request.title, fallback="comparison")


# --- what they share


def _named(service: Service, references: Sequence[str]) -> list[Report]:
    """In the order given, each once. Raises UnknownReport, AmbiguousReport."""
    ids = service.narrow(references).report_ids
    found = {one.id: one for one in service.reports(ReportFilter(report_ids=ids))}
    return [found[one] for one in ids if one in found]


def _request(
    kind: JobKind, reports: Sequence[Report], details: dict[str, Any], idempotency_key: str | None
) -> JobRequest:
    libraries = sorted({one.library for one in reports})
    return JobRequest(
        kind,
        "、".join(one.title for one in reports)[:_MAX_TITLE_CHARACTERS],
        details,
        library=libraries[0] if len(libraries) == 1 else None,
        libraries=tuple(libraries),
        idempotency_key=idempotency_key,
    )


def _submitted(caller: Caller, request: JobRequest) -> JSONResponse:
    return accepted(caller.service.submit(request), language=caller.language)


def _done(service: Service, job_id: str, kind: JobKind) -> Job:
    """Raises UnknownJob for one of another kind, JobNotDone."""
    job = service.job(job_id)
    if job.kind is not kind:
        raise UnknownJob(job=job.id)
    if job.state is not JobState.DONE:
        raise JobNotDone(job=job.id, state=job.state.value)
    return job


def _file(content: bytes, format: Format, title: str, *, fallback: str) -> Response:
    """Saved, never shown in the page's own place: a file brings text of others. The name is the title (RFC 6266)."""
    ending = f".{format.value}"
    name = file_name(title[: 100 - len(ending)].strip(" .") + ending, unnamed=fallback)
    disposition = f"attachment; filename=\"{fallback}{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=_MEDIA_TYPES[format], headers={"Content-Disposition": disposition})
