"""Jobs: what takes longer than a request."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from rag.entrypoints.api.schemas.shapes import Cursor, Moment, Shape


class JobProgress(Shape):
    step: str
    done: Annotated[int, Field(ge=0)]
    total: Annotated[int, Field(ge=0)]
    item: str


class JobFile(Shape):
    file: str
    status: Literal["waiting", "added", "unchanged", "replaced", "failed"]
    id: str | None
    title: str | None
    error: str | None
    code: str | None


class JobError(Shape):
    code: str
    detail: str


class ListedJob(Shape):
    id: str
    kind: Literal["ingest", "summarize", "compare", "evaluate", "rebuild"]
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    title: str
    library: str | None
    request: dict[str, Any]
    progress: JobProgress
    files: list[JobFile]
    error: JobError | None
    attempts: Annotated[int, Field(ge=0)]
    created: Moment
    started: Moment | None
    finished: Moment | None


class Job(ListedJob):
    result: Annotated[dict[str, Any] | None, Field(description="the document that was made, once it is done")]


class Jobs(Shape):
    jobs: list[ListedJob]
    next: Cursor


class RemovedJob(Shape):
    removed: ListedJob
