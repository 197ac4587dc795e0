"""Jobs: looked at, watched, cancelled and forgotten."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response, StreamingResponse

from rag.domain import Job, JobKind, JobState
from rag.entrypoints import job_documents, sse
from rag.entrypoints.api.callers import Caller, Reader
from rag.entrypoints.api.paging import Cursor, Limit, number_of, write_cursor
from rag.entrypoints.documents import Document
from rag.entrypoints.watching import Watch

router = APIRouter(prefix="/api/v1", tags=["jobs"])

_DEFAULT_ENTRIES = 50
# Longer ones are no versions that we gave.
_MAX_DIGITS = 15


@router.get("/jobs")
def jobs(
    caller: Reader,
    kind: JobKind | None = None,
    state: JobState | None = None,
    limit: Limit = _DEFAULT_ENTRIES,
    cursor: Cursor = None,
) -> Document:
    """The caller's, an administrator's: all; the latest first."""
    return listed(caller, kind=kind, state=state, limit=limit, cursor=cursor)


def listed(
    caller: Caller, *, kind: JobKind | None, state: JobState | None = None, limit: int, cursor: str | None
) -> Document:
    """A page. Raises CursorInvalid."""
    about = ("jobs", kind, state)
    before = number_of(cursor, about=about)
    page = caller.service.jobs(kind=kind, state=state, limit=limit, before=before)
    return {
        "jobs": [job_documents.of_listed(one, language=caller.language) for one in page.jobs],
        "next": None if page.next is None else write_cursor((page.next,), about),
    }


@router.get("/jobs/{id}", response_model=None)
def job(
    id: str,
    caller: Reader,
    request: Request,
    accept: Annotated[str, Header()] = "",
    last_event_id: Annotated[str, Header(alias="Last-Event-ID")] = "",
) -> Document | Response:
    """With `Accept: text/event-stream`: `progress` at every change, `done` at the end."""
    found = caller.service.job(id)
    if not sse.is_wanted(accept):
        return job_documents.of_job(found, language=caller.language)
    return _watched(found, request.app.state.watch, _version(last_event_id), caller.language)


def _watched(job: Job, watch: Watch, seen: int | None, language: str) -> Response:
    if job.state.is_over and seen == job.version:  # a browser comes back when a stream ends, until it is told this
        return Response(status_code=HTTPStatus.NO_CONTENT)
    events = watch.events(job, seen=seen, language=language)
    return StreamingResponse(events, media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)


def _version(last_event_id: str) -> int | None:
    written = last_event_id.strip()
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= _MAX_DIGITS else None


@router.post("/jobs/{id}/cancel")
def cancel(id: str, caller: Reader) -> Document:
    """What was finished before stays; a job that is over stays as it is."""
    return job_documents.of_job(caller.service.cancel_job(id), language=caller.language)


@router.delete("/jobs/{id}")
def remove(id: str, caller: Reader) -> Document:
    """Forget a job that is over, with its result."""
    return {"removed": job_documents.of_listed(caller.service.remove_job(id), language=caller.language)}
