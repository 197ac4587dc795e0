"""What takes longer than a request: jobs, how far they are, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from rag.errors import RagError


class JobKind(StrEnum):
    INGEST = "ingest"
    SUMMARIZE = "summarize"
    COMPARE = "compare"
    EVALUATE = "evaluate"
    REBUILD = "rebuild"

    @property
    def writes(self) -> bool:
        """It writes the indexes: one such job runs at a time, in the order they came, where the data folder is held."""
        return self in (JobKind.INGEST, JobKind.REBUILD)


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class JobFileStatus(StrEnum):
    """As `IngestStatus`, and `waiting` before that."""

    WAITING = "waiting"
    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobProgress:
    """`done` of `total` of a step; `item`: what was finished last, for a person."""

    step: str = ""
    done: int = 0
    total: int = 0
    item: str = ""


@dataclass(frozen=True, slots=True)
class JobFile:
    """A file of an ingest. `file`: the name it goes by; `path`: where its content lies, below the data folder;
    `report_id` and `title`: of what it became; `error`: why it did not."""

    file: str
    path: str
    size: int
    status: JobFileStatus = JobFileStatus.WAITING
    report_id: str | None = None
    title: str | None = None
    error: RagError | None = None


@dataclass(frozen=True, slots=True)
class JobRequest:
    """What is to be done. `title`: what a person calls it; `asked`: all that the work needs to know, as JSON.

    `library`: that reports come into; `libraries`: all that it touches; `owner`: the key that asked, None where keys
    are off. `idempotency_key`: of the owner's own choice; `fingerprint`: two requests under one such key are the same
    where it is, "" stands for that of kind, library and `asked`. `files`: as they came.
    """

    kind: JobKind
    title: str
    asked: Mapping[str, Any]
    library: str | None = None
    libraries: tuple[str, ...] = ()
    owner: str | None = None
    idempotency_key: str | None = None
    fingerprint: str = ""
    files: tuple[JobFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is now. `number`: in the order they came; `version` grows with every change; `attempts`: how often
    it was begun; `request.files`: what has become of each so far.

    `is_cancelling`: it is running, and was asked to stop. `result`: a JSON document, once done; `made`: what exports
    are made from, likewise. Both are None where the job was read with others.
    """

    id: str
    number: int
    request: JobRequest
    state: JobState
    created: datetime
    version: int = 1
    progress: JobProgress = JobProgress()
    attempts: int = 0
    started: datetime | None = None
    finished: datetime | None = None
    error: RagError | None = None
    result: Mapping[str, Any] | None = None
    made: str | None = None
    is_cancelling: bool = False

    @property
    def kind(self) -> JobKind:
        return self.request.kind


@dataclass(frozen=True, slots=True)
class JobFilter:
    """`owner`: of this key only, None is everyone's."""

    kind: JobKind | None = None
    state: JobState | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of a process to work on a job, until that moment. `token` tells it from every other lease."""

    job_id: str
    worker: str
    token: str
    until: datetime


class LeaseState(StrEnum):
    """What a worker is told whenever it says something of its job."""

    HELD = "held"
    CANCELLING = "cancelling"  # still its job, but nobody wants it any more
    LOST = "lost"  # another has it, or it is over: nothing that this worker says counts
