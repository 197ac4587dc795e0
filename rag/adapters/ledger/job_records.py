"""Jobs and their files ↔ rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from rag.adapters.ledger.exchanges import moment
from rag.adapters.ledger.records import Values
from rag.domain import Job, JobFile, JobFileStatus, JobKind, JobProgress, JobRequest, JobState, Lease
from rag.encoding import decode, encode
from rag.errors import RagError


def new_values(job_id: str, request: JobRequest, *, now: datetime) -> Values:
    return {
        "id": job_id,
        "kind": request.kind.value,
        "state": JobState.WAITING.value,
        "title": _storable(request.title),
        "library": request.library,
        "libraries": _json(request.libraries),
        "asked": _storable(_json(request.asked)),
        "owner": request.owner or "",
        "idempotency_key": request.idempotency_key,
        "fingerprint": request.fingerprint,
        **progress_values(JobProgress()),
        "version": 1,
        "attempts": 0,
        "cancelling": False,
        "created": moment(now),
    }


def job_of(row: Row[Any], files: Sequence[JobFile]) -> Job:
    """`result` and `made` are there where the row was read with them."""
    read = row._mapping
    return Job(
        id=row.id,
        number=row.number,
        request=_request_of(row, tuple(files)),
        state=JobState(row.state),
        created=datetime.fromisoformat(row.created),
        version=row.version,
        progress=JobProgress(row.step, row.done, row.total, row.item),
        attempts=row.attempts,
        started=_moment_of(row.started),
        finished=_moment_of(row.finished),
        error=decode(RagError, row.error) if row.error else None,
        result=json.loads(read["result"]) if read.get("result") else None,
        made=read.get("made"),
        is_cancelling=bool(row.cancelling),
    )


def _request_of(row: Row[Any], files: tuple[JobFile, ...]) -> JobRequest:
    return JobRequest(
        kind=JobKind(row.kind),
        title=row.title,
        asked=json.loads(row.asked),
        library=row.library,
        libraries=tuple(json.loads(row.libraries)),
        owner=row.owner or None,
        idempotency_key=row.idempotency_key,
        fingerprint=row.fingerprint,
        files=files,
    )


def lease_of(row: Row[Any]) -> Lease:
    return Lease(row.id, row.worker, row.token, datetime.fromisoformat(row.lease_until))


def progress_values(progress: JobProgress) -> Values:
    return {
        "step": progress.step,
        "done": progress.done,
        "total": progress.total,
        "item": _storable(progress.item),
    }


def end_values(
    state: JobState,
    *,
    now: datetime,
    error: RagError | None = None,
    result: Mapping[str, Any] | None = None,
    made: str | None = None,
) -> Values:
    return {
        "state": state.value,
        "finished": moment(now),
        "error": _storable(encode(error)) if error else None,
        "result": None if result is None else _storable(_json(result)),
        "made": None if made is None else _storable(made),
        "cancelling": False,
        "worker": None,
        "token": None,
        "lease_until": None,
    }


def file_values(job_id: str, number: int, file: JobFile) -> Values:
    return {
        "job_id": job_id,
        "number": number,
        "file": _storable(file.file),
        "path": file.path,
        "size": file.size,
        "status": file.status.value,
        "report_id": file.report_id,
        "title": _storable(file.title) if file.title is not None else None,
        "error": _storable(encode(file.error)) if file.error else None,
    }


def file_of(row: Row[Any]) -> JobFile:
    return JobFile(
        file=row.file,
        path=row.path,
        size=row.size,
        status=JobFileStatus(row.status),
        report_id=row.report_id,
        title=row.title,
        error=decode(RagError, row.error) if row.error else None,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _storable(text: str) -> str:
    """Without halves of characters, which a model or a client may send and no database takes."""
    return text.encode("utf-8", "replace").decode()


def _moment_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
