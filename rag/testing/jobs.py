"""Jobs and who is alive, in memory."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count
from threading import RLock
from typing import Any

from rag.domain import Job, JobFile, JobFilter, JobKind, JobProgress, JobRequest, JobState, Lease, LeaseState
from rag.errors import IdempotencyKeyReused, JobGivenUp, JobNotFinished, UnknownJob
from rag.ports import EVERY_JOB, JobEnd, LeaseTerms


class MemoryJobs:
    """`rag.ports.JobStore`. Safe to use from several threads."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._leases: dict[str, Lease] = {}
        self._numbers = count(1)
        self._lock = RLock()

    def add(self, job_id: str, request: JobRequest, *, now: datetime) -> Job:
        with self._lock:
            for one in self._jobs.values() if request.idempotency_key is not None else ():
                if (one.request.owner, one.request.idempotency_key) == (request.owner, request.idempotency_key):
                    if one.request.fingerprint != request.fingerprint:
                        raise IdempotencyKeyReused(idempotency_key=request.idempotency_key)
                    return one
            self._jobs[job_id] = Job(job_id, next(self._numbers), request, JobState.WAITING, created=now)
            return self._jobs[job_id]

    def find(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    def all(self, where: JobFilter = EVERY_JOB, *, limit: int, before: int | None = None) -> list[Job]:
        found = [
            replace(one, result=None, made=None)
            for one in list(self._jobs.values())
            if where.kind in (None, one.kind)
            and where.state in (None, one.state)
            and where.owner in (None, one.request.owner)
            and (before is None or one.number < before)
        ]
        return sorted(found, key=lambda one: -one.number)[:limit]

    def paths(self) -> set[str]:
        unfinished = [one for one in list(self._jobs.values()) if not one.state.is_over]
        return {file.path for one in unfinished for file in one.request.files if file.path}

    def versions(self, job_ids: Collection[str]) -> dict[str, int]:
        return {one: self._jobs[one].version for one in job_ids if one in self._jobs}

    def cancel(self, job_id: str, *, now: datetime) -> Job:
        with self._lock:
            job = self._one(job_id)
            if job.state is JobState.WAITING:
                self._end(job, JobEnd(JobState.CANCELLED), now)
            elif job.state is JobState.RUNNING and not job.is_cancelling:
                self._change(job, is_cancelling=True)
            return self._jobs[job_id]

    def remove(self, job_id: str) -> None:
        with self._lock:
            if not self._one(job_id).state.is_over:
                raise JobNotFinished(job=job_id)
            del self._jobs[job_id]

    def forget(self, *, before: datetime) -> int:
        with self._lock:
            gone = [one.id for one in self._jobs.values() if one.finished is not None and one.finished < before]
            for one in gone:
                del self._jobs[one]
            return len(gone)

    def leases(self) -> list[Lease]:
        with self._lock:
            return list(self._leases.values())

    def next_kind(self, kinds: Collection[JobKind], *, now: datetime, gone: Collection[str] = ()) -> JobKind | None:
        with self._lock:
            able = self._able(kinds, now, gone)
            return min(able, key=lambda one: one.number).kind if able else None

    def claim(
        self, kinds: Collection[JobKind], terms: LeaseTerms, *, now: datetime, gone: Collection[str] = ()
    ) -> tuple[Job, Lease] | None:
        with self._lock:
            left = self._left(now, gone)
            for one in left:
                if one.is_cancelling:
                    self._end(one, JobEnd(JobState.CANCELLED), now)
                elif one.attempts >= terms.attempts:
                    self._end(one, JobEnd(JobState.FAILED, error=JobGivenUp(attempts=one.attempts)), now)
            able = self._able(kinds, now, gone)
            if not able:
                return None
            job = min(able, key=lambda one: one.number)
            lease = Lease(job.id, terms.worker, secrets.token_hex(), terms.until)
            self._leases[job.id] = lease
            started = job.started or now
            self._change(job, state=JobState.RUNNING, attempts=job.attempts + 1, started=started)
            return self._jobs[job.id], lease

    def renew(self, lease: Lease, *, until: datetime) -> LeaseState:
        with self._lock:
            if self._holds(lease):
                self._leases[lease.job_id] = replace(self._leases[lease.job_id], until=until)
            return self._state_of(lease)

    def progress(self, lease: Lease, progress: JobProgress) -> LeaseState:
        return self.note_files(lease, {}, progress)

    def note_files(self, lease: Lease, files: Mapping[int, JobFile], progress: JobProgress) -> LeaseState:
        with self._lock:
            if self._holds(lease):
                job = self._jobs[lease.job_id]
                noted = tuple(files.get(number, one) for number, one in enumerate(job.request.files))
                self._change(job, progress=progress, request=replace(job.request, files=noted))
            return self._state_of(lease)

    def finish(self, lease: Lease, end: JobEnd, *, now: datetime) -> bool:
        with self._lock:
            holds = self._holds(lease)
            if holds:
                self._end(self._jobs[lease.job_id], end, now)
            return holds

    def give_back(self, lease: Lease) -> bool:
        with self._lock:
            holds = self._holds(lease)
            if holds:
                job = self._jobs[lease.job_id]
                del self._leases[lease.job_id]
                self._change(job, state=JobState.WAITING, attempts=job.attempts - 1)
            return holds

    def _left(self, now: datetime, gone: Collection[str]) -> list[Job]:
        """Behind, by workers that are not heard of any more."""
        return [self._jobs[one.job_id] for one in self._leases.values() if one.until <= now or one.worker in gone]

    def _able(self, kinds: Collection[JobKind], now: datetime, gone: Collection[str]) -> list[Job]:
        left = self._left(now, gone)
        held = [one for one in self._jobs.values() if one.state is JobState.RUNNING and one not in left]
        is_writing = any(one.kind.writes for one in held)
        waiting = [one for one in self._jobs.values() if one.state is JobState.WAITING]
        return [one for one in (*waiting, *left) if one.kind in kinds and not (is_writing and one.kind.writes)]

    def _one(self, job_id: str) -> Job:
        if job_id not in self._jobs:
            raise UnknownJob(job=job_id)
        return self._jobs[job_id]

    def _holds(self, lease: Lease) -> bool:
        there = self._leases.get(lease.job_id)
        return there is not None and there.token == lease.token

    def _state_of(self, lease: Lease) -> LeaseState:
        if not self._holds(lease):
            return LeaseState.LOST
        return LeaseState.CANCELLING if self._jobs[lease.job_id].is_cancelling else LeaseState.HELD

    def _end(self, job: Job, end: JobEnd, now: datetime) -> None:
        self._leases.pop(job.id, None)
        ended = {"state": end.state, "result": end.result, "made": end.made, "error": end.error, "finished": now}
        self._change(job, is_cancelling=False, **ended)

    def _change(self, job: Job, **values: Any) -> None:
        self._jobs[job.id] = replace(job, **values, version=job.version + 1)


class MemoryPresence:
    """`rag.ports.Presence`; `gone` are those that have ended."""

    def __init__(self, name: str = "self") -> None:
        self.name = name
        self.gone: set[str] = set()

    def is_gone(self, name: str) -> bool:
        return name in self.gone

    def forget_gone(self, *, but: Collection[str]) -> None:
        self.gone &= set(but)
