"""Files that have come, as the job that takes them in."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import JobFile, JobKind, JobRequest
from rag.ports import SpoolBatch

_NAMES_IN_A_TITLE = 3


def ingest_request(
    files: Sequence[JobFile],
    *,
    library: str,
    language: str,
    idempotency_key: str | None = None,
    fingerprint: str = "",
) -> JobRequest:
    """`language`: of what the job's result says besides the reports' own words."""
    return JobRequest(
        JobKind.INGEST,
        _title([one.file for one in files]),
        {"language": language},
        library=library,
        libraries=(library,),
        idempotency_key=idempotency_key,
        fingerprint=fingerprint,
        files=tuple(files),
    )


def spooled(content: bytes, batch: SpoolBatch) -> str:
    """The path by which the job reads it."""
    path = batch.begin_file()
    batch.write(content)
    batch.end_file()
    return path


def _title(file_names: Sequence[str]) -> str:
    shown = "、".join(file_names[:_NAMES_IN_A_TITLE])
    return f"{shown}… ({len(file_names)})" if len(file_names) > _NAMES_IN_A_TITLE else shown
