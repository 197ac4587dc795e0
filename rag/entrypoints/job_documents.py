"""The JSON documents of jobs."""

from __future__ import annotations

from datetime import datetime

from rag.domain import Job, JobFile
from rag.entrypoints.documents import Document
from rag.errors import RagError


def of_job(job: Job, *, language: str) -> Document:
    """Whole. `language`: of what went wrong."""
    return {**of_listed(job, language=language), "result": job.result}


def of_listed(job: Job, *, language: str) -> Document:
    """Without its result."""
    request, progress = job.request, job.progress
    return {
        "id": job.id,
        "kind": job.kind.value,
        "state": job.state.value,
        "title": request.title,
        "library": request.library,
        "request": dict(request.asked),
        "progress": {
            "step": progress.step,
            "done": progress.done,
            "total": progress.total,
            "item": progress.item,
        },
        "files": [of_file(one, language=language) for one in request.files],
        "error": _error(job.error, language) if job.error else None,
        "attempts": job.attempts,
        "created": _moment(job.created),
        "started": _moment(job.started),
        "finished": _moment(job.finished),
    }


def of_file(one: JobFile, *, language: str) -> Document:
    return {
        "file": one.file,
        "status": one.status.value,
        "id": one.report_id,
        "title": one.title,
        "error": one.error.in_language(language) if one.error else None,
        "code": one.error.key if one.error else None,
    }


def _error(error: RagError, language: str) -> Document:
    return {"code": error.key, "detail": error.in_language(language)}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
