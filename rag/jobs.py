"""What takes longer than a request: asked for, looked at, cancelled and forgotten by callers, worked on by workers."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from rag.domain import (
    Access,
    Job,
    JobFile,
    JobFilter,
    JobKind,
    JobProgress,
    JobRequest,
    JobState,
    Lease,
    LeaseState,
    Scope,
)
from rag.errors import UnknownJob
from rag.ports import JobEnd, JobStore, LeaseTerms, Presence

# How long a job stays with a worker that is not heard of. Where it can be known that its process has ended, the job is
# taken over at once; this is for machines that went down and processes that hang. A heartbeat may take the 10 s that a
# busy database is waited for (`BUSY_TIMEOUT_SECONDS`) and still come in time.
LEASE_SECONDS = 15.0
HEARTBEAT_SECONDS = 5.0
# A process that ends in the middle of the same job three times most likely ends of it.
ATTEMPTS = 3

_ID_BYTES = 12
_SHOWN_ID_CHARACTERS = 60
# What is read at a time where some of it may not be the caller's to see.
_READ_AT_LEAST = 20

# Told the id of a job that was changed by this process.
OnChange = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class JobPage:
    """The latest first. `next`: the number before which the next page begins, None where this is the last."""

    jobs: tuple[Job, ...]
    next: int | None


class Jobs:
    """`days`: how long jobs that are over are kept; 0 = for ever. May be asked from several threads."""

    def __init__(
        self,
        store: JobStore,
        presence: Presence,
        *,
        days: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._presence = presence
        self._days = days
        self._clock = clock
        self._listeners: list[OnChange] = []

    # --- for callers: a job that they may not see is none

    def submit(self, request: JobRequest, access: Access) -> Job:
        """A waiting job of the caller's; or the one there is, where the same was asked for under the same key.

        Raises IdempotencyKeyReused.
        """
        self._forget_old()
        asked = replace(request, owner=access.key, fingerprint=request.fingerprint or _fingerprint(request))
        job = self._store.add(secrets.token_hex(_ID_BYTES), asked, now=self._clock())
        self._tell(job.id)
        return job

    def find(self, job_id: str, access: Access) -> Job:
        """With its result. Raises UnknownJob."""
        found = self._store.find(job_id)
        if found is None or not is_visible(found, access):
            raise UnknownJob(job=job_id[:_SHOWN_ID_CHARACTERS])
        return found

    def page(
        self,
        access: Access,
        *,
        kind: JobKind | None = None,
        state: JobState | None = None,
        limit: int,
        before: int | None = None,
    ) -> JobPage:
        """Without results. `before`: a number, from the page before this one."""
        owner = None if access.may(Scope.ADMIN) else access.key
        where = JobFilter(kind=kind, state=state, owner=owner)
        found: list[Job] = []
        at_once = max(limit + 1, _READ_AT_LEAST)
        while len(found) <= limit:
            read = self._store.all(where, limit=at_once, before=before)
            found += [one for one in read if is_visible(one, access)]
            if len(read) < at_once:
                break
            before = read[-1].number
        shown = tuple(found[:limit])
        return JobPage(shown, shown[-1].number if shown and len(found) > limit else None)

    def cancel(self, job_id: str, access: Access) -> Job:
        """At once where it waits; one that runs stops soon; nothing happens to one that is over. Raises UnknownJob."""
        self.find(job_id, access)
        cancelled = self._store.cancel(job_id, now=self._clock())
        self._tell(job_id)
        return cancelled

    def remove(self, job_id: str, access: Access) -> Job:
        """What was removed. Raises UnknownJob, JobNotFinished."""
        found = self.find(job_id, access)
        self._store.remove(job_id)
        self._tell(job_id)
        return found

    # --- for whoever watches

    def listen(self, on_change: OnChange) -> Callable[[], None]:
        """`on_change` is called, from any thread, when this process changes a job; until what is returned is called."""
        self._listeners.append(on_change)
        return lambda: self._listeners.remove(on_change)

    def versions(self, job_ids: Collection[str]) -> dict[str, int]:
        """Whoever changed them; those that are there."""
        return self._store.versions(job_ids)

    def paths(self) -> set[str]:
        """Contents of files that are still needed."""
        return self._store.paths()

    # --- for workers

    def begin(self) -> None:
        """A process that works is there now. Raises DiskFull, FolderNotWritable."""
        present = self._presence.name
        self._presence.forget_gone(but={present, *(one.worker for one in self._store.leases())})

    def next_kind(self, kinds: Collection[JobKind]) -> JobKind | None:
        """Of the job that `claim` would give."""
        return self._store.next_kind(kinds, now=self._clock(), gone=self._gone())

    def claim(self, kinds: Collection[JobKind]) -> tuple[Job, Lease] | None:
        """The oldest job of these kinds that nobody works on."""
        now = self._clock()
        terms = LeaseTerms(self._presence.name, until=_lease_end(now), attempts=ATTEMPTS)
        claimed = self._store.claim(kinds, terms, now=now, gone=self._gone())
        if claimed is not None:
            self._tell(claimed[0].id)
        return claimed

    def renew(self, lease: Lease) -> LeaseState:
        return self._store.renew(lease, until=_lease_end(self._clock()))

    def progress(
        self, lease: Lease, progress: JobProgress, *, files: Mapping[int, JobFile] | None = None
    ) -> LeaseState:
        """`files`: what became of those at these places."""
        state = self._store.note_files(lease, files, progress) if files else self._store.progress(lease, progress)
        self._tell(lease.job_id)
        return state

    def finish(self, lease: Lease, end: JobEnd) -> bool:
        """Once: False where another worker has the job, and nothing is noted."""
        finished = self._store.finish(lease, end, now=self._clock())
        self._tell(lease.job_id)
        return finished

    def give_back(self, lease: Lease) -> bool:
        """For another worker, as if it had not been begun."""
        given_back = self._store.give_back(lease)
        self._tell(lease.job_id)
        return given_back

    # --- inside

    def _gone(self) -> set[str]:
        others = {one.worker for one in self._store.leases()} - {self._presence.name}
        return {one for one in others if self._presence.is_gone(one)}

    def _forget_old(self) -> None:
        if self._days:
            self._store.forget(before=self._clock() - timedelta(days=self._days))

    def _tell(self, job_id: str) -> None:
        for listener in tuple(self._listeners):
            listener(job_id)


def is_visible(job: Job, access: Access) -> bool:
    """To whoever asked for it; to an administrator of all its libraries; to everyone where keys are off."""
    if access.key is not None and job.request.owner == access.key:
        return True
    return access.may(Scope.ADMIN) and all(access.may_see(one) for one in job.request.libraries)


def _lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=LEASE_SECONDS)


def _fingerprint(request: JobRequest) -> str:
    decides = [request.kind, request.library, request.asked, [(one.file, one.size) for one in request.files]]
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
