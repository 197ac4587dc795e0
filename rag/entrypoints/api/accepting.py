"""What takes longer than a request: it is taken on, and the answer says where the job is."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Header
from fastapi.responses import JSONResponse

from rag.domain import Job
from rag.entrypoints import job_documents

_MAX_KEY_CHARACTERS = 200

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=_MAX_KEY_CHARACTERS,
        description="of the caller's choice: the same request under it, sent again, is the same job",
    ),
]


def accepted(job: Job, *, language: str) -> JSONResponse:
    return JSONResponse(
        job_documents.of_job(job, language=language),
        status_code=HTTPStatus.ACCEPTED,
        headers={"Location": f"/api/v1/jobs/{job.id}"},
    )
