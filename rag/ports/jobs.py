"""Jobs, who works on them, and who is alive."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from rag.domain import Job, JobFile, JobFilter, JobKind, JobProgress, JobRequest, JobState, Lease, LeaseState
from rag.errors import RagError

EVERY_JOB = JobFilter()


@dataclass(frozen=True, slots=True)
class JobEnd:
    """What became of a job: its `result` and what exports are `made` from, or the `error`."""

    state: JobState
    result: Mapping[str, Any] | None = None
    made: str | None = None
    error: RagError | None = None


class JobStore(Protocol):
    """Jobs, and who works on them. Every change of one makes its `version` grow by one.

    Times are those of the caller. What a worker says counts while its lease is the job's, and is not noted after that.
    """

    def add(self, job_id: str, request: JobRequest, *, now: datetime) -> Job:
        """Keep a waiting job; or the one there is, where its owner has asked for the same under the same key before.

        Raises IdempotencyKeyReused where that was another request.
        """
        ...

    def find(self, job_id: str) -> Job | None:
        """Whole, with its result."""
        ...

    def all(self, where: JobFilter = EVERY_JOB, *, limit: int, before: int | None = None) -> list[Job]:
        """Without their results, the latest first; only those with a lower number than `before`."""
        ...

    def paths(self) -> set[str]:
        """Where the contents of files lie that jobs which are not over still need."""
        ...

    def versions(self, job_ids: Collection[str]) -> dict[str, int]:
        """Those that are there."""
        ...

    def cancel(self, job_id: str, *, now: datetime) -> Job:
        """One that waits is over at once; one that runs is asked to stop; nothing happens to one that is over.

        Raises UnknownJob.
        """
        ...

    def remove(self, job_id: str) -> None:
        """Raises UnknownJob, JobNotFinished."""
        ...

    def forget(self, *, before: datetime) -> int:
        """Remove those that were over before then; how many."""
        ...

    # --- for workers

    def leases(self) -> list[Lease]:
        """Of the jobs that are running."""
        ...

    def next_kind(self, kinds: Collection[JobKind], *, now: datetime, gone: Collection[str] = ()) -> JobKind | None:
        """Of the job that `claim` would give, None where it would give none."""
        ...

    def claim(
        self, kinds: Collection[JobKind], terms: LeaseTerms, *, now: datetime, gone: Collection[str] = ()
    ) -> tuple[Job, Lease] | None:
        """The oldest job of these kinds that nobody works on: it waits, or its lease is over, or its worker is `gone`.

        One claim wins. Those left behind that were to be cancelled, or were begun `terms.attempts` times, are over
        instead. While a job that writes is worked on, none that writes is given out.
        """
        ...

    def renew(self, lease: Lease, *, until: datetime) -> LeaseState: ...

    def progress(self, lease: Lease, progress: JobProgress) -> LeaseState: ...

    def note_files(self, lease: Lease, files: Mapping[int, JobFile], progress: JobProgress) -> LeaseState:
        """What became of the files at these places (from 0), and how far the job is."""
        ...

    def finish(self, lease: Lease, end: JobEnd, *, now: datetime) -> bool:
        """False where the lease was lost: nothing is noted."""
        ...

    def give_back(self, lease: Lease) -> bool:
        """The job waits again, as if it had not been begun; in its turn, not at the end. False as of `finish`."""
        ...


@dataclass(frozen=True, slots=True)
class LeaseTerms:
    """`worker` has a job until `until`, if it was not begun `attempts` times before."""

    worker: str
    until: datetime
    attempts: int


class Presence(Protocol):
    """That this process is alive, as others see it."""

    @property
    def name(self) -> str:
        """Of this process, another each time."""
        ...

    def is_gone(self, name: str) -> bool:
        """Whether the process of this name has certainly ended. False where that cannot be known from here."""
        ...

    def forget_gone(self, *, but: Collection[str]) -> None:
        """Nobody asks any more about those that have ended, except for these."""
        ...
