"""Evaluations: asked for as jobs, listed, shown, held against each other, and handed out as files."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from rag.domain import JobKind, JobRequest, JobState
from rag.entrypoints import evaluated, working
from rag.entrypoints.api import jobs
from rag.entrypoints.api.accepting import IdempotencyKey, accepted
from rag.entrypoints.api.callers import Administrator, Reader
from rag.entrypoints.api.paging import Cursor, Limit
from rag.entrypoints.documents import Document
from rag.entrypoints.evaluated import Format
from rag.errors import InvalidSetting, JobNotDone

router = APIRouter(prefix="/api/v1", tags=["works"])

_DEFAULT_ENTRIES = 50
_MAX_REFERENCE_CHARACTERS = 100
_ENDINGS = {Format.HTML: "html", Format.MARKDOWN: "md", Format.JUNIT: "xml"}
_MEDIA_TYPES = {
    Format.HTML: "text/html; charset=utf-8",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.JUNIT: "application/xml; charset=utf-8",
}

_Side = Annotated[
    str, Query(min_length=1, max_length=_MAX_REFERENCE_CHARACTERS, description="the id of a job, or `baseline`")
]
_Form = Annotated[Format, Query(alias="format")]
_Language = Annotated[
    Literal["zh", "en"] | None, Query(description="of a file; without it what `Accept-Language` says")
]


class EvaluationAsked(BaseModel):
    """What `POST /api/v1/evaluations` takes."""

    model_config = ConfigDict(extra="forbid")

    suite: Annotated[str, Field(max_length=100, description="the name of one that ships with the product")]


@router.post("/evaluations", status_code=HTTPStatus.ACCEPTED)
def evaluate(asked: EvaluationAsked, caller: Administrator, idempotency_key: IdempotencyKey = None) -> JSONResponse:
    """The job's result is the document of `rag eval run`."""
    suites = working.suite_names()
    if asked.suite not in suites:
        raise InvalidSetting(name="suite", value=asked.suite, expected=" | ".join(suites))
    request = JobRequest(JobKind.EVALUATE, asked.suite, asked.model_dump(), idempotency_key=idempotency_key)
    return accepted(caller.service.submit(request), language=caller.language)


@router.get("/evaluations")
def evaluations(caller: Reader, limit: Limit = _DEFAULT_ENTRIES, cursor: Cursor = None) -> Document:
    """The jobs that evaluate, the latest first."""
    return jobs.listed(caller, kind=JobKind.EVALUATE, limit=limit, cursor=cursor)


@router.get("/evaluations/compare", response_model=None)
def compare(
    a: _Side,
    b: _Side,
    caller: Reader,
    common: bool = False,
    mixed: bool = False,
    form: _Form = Format.JSON,
    language: _Language = None,
) -> Document | Response:
    """From `a` to `b`, as `rag eval compare`; with `format`, as a file."""
    from rag.evaluation.comparison_documents import of_comparison  # noqa: PLC0415  # which nothing else needs

    found = evaluated.compared(caller.service, a, b, common_only=common, mixed=mixed)
    if form is Format.JSON:
        return of_comparison(found)
    return _file(evaluated.file_of(found, form, language or caller.language), form, "comparison")


@router.get("/evaluations/{id}", response_model=None)
def evaluation(id: str, caller: Reader, form: _Form = Format.JSON, language: _Language = None) -> Document | Response:
    """What the job of this id has made; with `format`, as a file."""
    job = evaluated.job_of(caller.service, id)
    if job.state is not JobState.DONE:
        raise JobNotDone(job=job.id, state=job.state.value)
    if form is Format.JSON:
        return dict(job.result or {})
    return _file(evaluated.file_of(evaluated.run_of(job), form, language or caller.language), form, "evaluation")


def _file(content: str, format: Format, name: str) -> Response:
    """Saved, never shown in the page's own place: a file brings text of others."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{_ENDINGS[format]}"'}
    return Response(content.encode(), media_type=_MEDIA_TYPES[format], headers=headers)
