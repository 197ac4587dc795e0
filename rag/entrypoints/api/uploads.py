"""Reports in and out: files become jobs. What is answered with 202 is on the disk, and its job in the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from importlib import resources
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from rag import messages
from rag.domain import Job, JobFile, JobFileStatus, JobKind, JobRequest
from rag.entrypoints import documents, problems
from rag.entrypoints.api import errors, names
from rag.entrypoints.api.accepting import IdempotencyKey, accepted
from rag.entrypoints.api.callers import Administrator, Caller, Writer
from rag.entrypoints.api.receiving import (
    MEDIA_TYPE,
    Received,
    ReceivedFile,
    UploadLimits,
    receive,
    refuse_declared,
)
from rag.entrypoints.api.refusing import Arriving, Refusal
from rag.entrypoints.documents import Document
from rag.entrypoints.ingest_requests import ingest_request, spooled
from rag.errors import RagError, UploadMalformed
from rag.ports import SpoolBatch

router = APIRouter(prefix="/api/v1", tags=["reports"])

_FILE: dict[str, Any] = {"type": "string", "contentMediaType": "application/octet-stream"}


def _body(properties: Document) -> Document:
    schema = {"type": "object", "required": ["file"], "properties": properties}
    return {"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": schema}}}}


_MANY_FILES = _body(
    {
        "file": {"type": "array", "items": _FILE, "minItems": 1},
        "library": {"type": "string", "minLength": 1, "maxLength": names.MAX_LIBRARY_CHARACTERS},
    }
)


@router.post("/reports", status_code=HTTPStatus.ACCEPTED, response_model=None, openapi_extra=_MANY_FILES)
async def add(request: Request, caller: Writer, idempotency_key: IdempotencyKey = None) -> Response:
    """Files for a library (the default one, if none is named). Each comes in, or fails, by itself."""

    def asked(received: Received) -> JobRequest:
        given = received.fields.get("library", "")
        library = names.library_name(given) if given else caller.access.default_library
        return _request(received.files, library, caller, idempotency_key)

    return await _taken(request, caller, asked, limits=request.app.state.uploads)


@router.put(
    "/reports/{id}",
    status_code=HTTPStatus.ACCEPTED,
    response_model=None,
    openapi_extra=_body({"file": _FILE}),
)
async def replace_report(id: str, request: Request, caller: Writer, idempotency_key: IdempotencyKey = None) -> Response:
    """A file that takes the report's place, under its file name."""
    report = await run_in_threadpool(caller.service.find, id)

    def asked(received: Received) -> JobRequest:
        files = [replace(one, name=report.file) for one in received.files]
        return _request(files, report.library, caller, idempotency_key)

    return await _taken(request, caller, asked, limits=replace(request.app.state.uploads, files=1))


@router.delete("/reports/{id}")
def remove(id: str, caller: Writer) -> Document:
    """As `rag remove --json`."""
    return {"removed": documents.of_report(caller.service.remove(id))}


@router.post("/samples", status_code=HTTPStatus.ACCEPTED, response_model=None)
def add_samples(
    caller: Writer,
    library: Annotated[str | None, Query(description="the library that they come into")] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """The reports of an invented city that come with the product."""
    into = names.library_name(library) if library else caller.access.default_library
    caller.service.ensure_library(into)
    with caller.service.spool.begin() as batch:
        files = [_copied(name, content, batch) for name, content in _samples()]
        return _accepted(_request(files, into, caller, idempotency_key), caller, batch)


@router.post("/rebuild", status_code=HTTPStatus.ACCEPTED, response_model=None)
def rebuild(
    caller: Administrator,
    embed: Annotated[bool, Query(description="with vectors of the embedding that is set")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """The indexes, made anew from the ledger."""
    asked = {"embed": embed, "language": caller.language}
    title = messages.text("rebuild_job", caller.language)
    job = caller.service.submit(JobRequest(JobKind.REBUILD, title, asked, idempotency_key=idempotency_key))
    return accepted(job, language=caller.language)


async def _taken(
    request: Request, caller: Caller, asked: Callable[[Received], JobRequest], *, limits: UploadLimits
) -> Response:
    """A refusal is sent from here: errors that are raised leave the rest of a body to be read by the server."""
    arriving = Arriving(request.receive)
    request = Request(request.scope, arriving)
    headers: Mapping[str, str] = {}
    try:
        refuse_declared(request, caller.service.spool, limits)
        return await _received(request, caller, asked, limits)
    except ClientDisconnect:
        problem = problems.of_error(UploadMalformed(), caller.language)  # nobody reads it
    except RagError as error:
        problem, headers = problems.of_error(error, caller.language), problems.headers_of(error)
    except HTTPException as error:
        problem = errors.framed(HTTPStatus(error.status_code), request)
    refused = errors.respond(request, problem, headers)
    return refused if arriving.is_whole else Refusal(refused)


async def _received(
    request: Request, caller: Caller, asked: Callable[[Received], JobRequest], limits: UploadLimits
) -> Response:
    batch = await run_in_threadpool(caller.service.spool.begin)
    try:
        unnamed = messages.text("unnamed_file", caller.language)
        received = await receive(request, batch, limits=limits, unnamed=unnamed)
        return await run_in_threadpool(lambda: _accepted(asked(received), caller, batch))
    finally:
        await run_in_threadpool(batch.__exit__, None, None, None)


def _accepted(asked: JobRequest, caller: Caller, batch: SpoolBatch) -> Response:
    for one in asked.libraries:
        caller.service.ensure_library(one)
    batch.keep()
    job = caller.service.submit(asked)
    _forget_what_is_there(job, asked, caller)
    return accepted(job, language=caller.language)


def _forget_what_is_there(job: Job, asked: JobRequest, caller: Caller) -> None:
    """The same upload, sent again under the same key, is the job of the first."""
    known = {one.path for one in job.request.files}
    caller.service.spool.remove([one.path for one in asked.files if one.path and one.path not in known])


def _request(files: Sequence[ReceivedFile], library: str, caller: Caller, idempotency_key: str | None) -> JobRequest:
    contents = [[one.name, one.size, one.content_hash] for one in files]
    decides = json.dumps([JobKind.INGEST, library, contents], ensure_ascii=False)
    return ingest_request(
        [_job_file(one) for one in files],
        library=library,
        language=caller.language,
        idempotency_key=idempotency_key,
        fingerprint=hashlib.sha256(decides.encode()).hexdigest(),
    )


def _job_file(file: ReceivedFile) -> JobFile:
    status = JobFileStatus.FAILED if file.error else JobFileStatus.WAITING
    return JobFile(file.name, file.path, file.size, status, error=file.error)


def _samples() -> list[tuple[str, bytes]]:
    found = [one for one in resources.files("rag").joinpath("samples").iterdir() if one.is_file()]
    return sorted((one.name, one.read_bytes()) for one in found)


def _copied(name: str, content: bytes, batch: SpoolBatch) -> ReceivedFile:
    return ReceivedFile(
        name, spooled(content, batch), len(content), hashlib.blake2b(content, digest_size=16).hexdigest()
    )
