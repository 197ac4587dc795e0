"""`rag.ports.JobStore` in the ledger's database.

A change of a job names the version, or the lease, that it builds on: where another process was faster it changes
nothing. So one claim wins on every database, and SQLite has one writer at a time besides.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from rag.adapters.ledger import job_records as records
from rag.adapters.ledger.engine import Database
from rag.adapters.ledger.exchanges import moment
from rag.adapters.ledger.records import Values
from rag.adapters.ledger.schema import JOB_FILES, JOBS
from rag.domain import Job, JobFile, JobFilter, JobKind, JobProgress, JobRequest, JobState, Lease, LeaseState
from rag.errors import IdempotencyKeyReused, JobGivenUp, JobNotFinished, UnknownJob
from rag.ports import EVERY_JOB, JobEnd, LeaseTerms

# Databases limit the parameters of a statement.
_IDS_A_STATEMENT = 500
# Of those that wait: the others are there for when other processes take the first ones just now.
_CANDIDATES = 10

_TOKEN_BYTES = 16
_OVER = tuple(one.value for one in JobState if one.is_over)
_LARGE = (JOBS.c.result, JOBS.c.made)
_WITHOUT_LARGE = tuple(one for one in JOBS.c if one.name not in {large.name for large in _LARGE})


class SqlJobs:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, job_id: str, request: JobRequest, *, now: datetime) -> Job:
        try:
            with self._database.writing() as connection:
                earlier = _of_the_key(connection, request)
                if earlier is None:
                    connection.execute(insert(JOBS).values(records.new_values(job_id, request, now=now)))
                    rows = [records.file_values(job_id, number, one) for number, one in enumerate(request.files)]
                    if rows:
                        connection.execute(insert(JOB_FILES), rows)
                return _whole(connection, earlier or job_id)
        except IntegrityError:  # another process was faster with the same key
            with self._database.reading() as connection:
                earlier = _of_the_key(connection, request)
                if earlier is None:
                    raise
                return _whole(connection, earlier)

    def find(self, job_id: str) -> Job | None:
        with self._database.reading() as connection:
            return _found(connection, job_id)

    def all(self, where: JobFilter = EVERY_JOB, *, limit: int, before: int | None = None) -> list[Job]:
        query = select(*_WITHOUT_LARGE).where(*_conditions(where)).order_by(JOBS.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(JOBS.c.number < before)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            files = _files(connection, [row.id for row in rows])
        return [records.job_of(row, files.get(row.id, [])) for row in rows]

    def paths(self) -> set[str]:
        query = select(JOB_FILES.c.path).join(JOBS, JOBS.c.id == JOB_FILES.c.job_id)
        unfinished = query.where(JOBS.c.state.not_in(_OVER), JOB_FILES.c.path != "")
        with self._database.reading() as connection:
            return set(connection.execute(unfinished).scalars())

    def versions(self, job_ids: Collection[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        with self._database.reading() as connection:
            for some in _parts(sorted(job_ids)):
                rows = connection.execute(select(JOBS.c.id, JOBS.c.version).where(JOBS.c.id.in_(some)))
                found.update((row.id, row.version) for row in rows)
        return found

    def cancel(self, job_id: str, *, now: datetime) -> Job:
        with self._database.writing() as connection:
            _require(connection, job_id)
            waits = (JOBS.c.id == job_id, JOBS.c.state == JobState.WAITING.value)
            _change(connection, *waits, values=records.end_values(JobState.CANCELLED, now=now))
            runs = (JOBS.c.id == job_id, JOBS.c.state == JobState.RUNNING.value, JOBS.c.cancelling.is_(False))
            _change(connection, *runs, values={"cancelling": True})
            return _whole(connection, job_id)

    def remove(self, job_id: str) -> None:
        with self._database.writing() as connection:
            if _require(connection, job_id) not in _OVER:
                raise JobNotFinished(job=job_id)
            _delete(connection, [job_id])

    def forget(self, *, before: datetime) -> int:
        expired = select(JOBS.c.id).where(JOBS.c.state.in_(_OVER), JOBS.c.finished < moment(before))
        with self._database.reading() as connection:
            ids = list(connection.execute(expired).scalars())
        if ids:
            with self._database.writing() as connection:
                _delete(connection, ids)
        return len(ids)

    # --- for workers

    def leases(self) -> list[Lease]:
        with self._database.reading() as connection:
            return [records.lease_of(row) for row in _running(connection)]

    def next_kind(self, kinds: Collection[JobKind], *, now: datetime, gone: Collection[str] = ()) -> JobKind | None:
        with self._database.reading() as connection:
            return next((JobKind(row.kind) for row in _candidates(connection, kinds, now, gone)), None)

    def claim(
        self, kinds: Collection[JobKind], terms: LeaseTerms, *, now: datetime, gone: Collection[str] = ()
    ) -> tuple[Job, Lease] | None:
        with self._database.reading() as connection:  # most often there is nothing, and nothing need be written
            if not _left_behind(connection, now, gone) and not _candidates(connection, kinds, now, gone):
                return None
        with self._database.writing() as connection:
            _settle(connection, now=now, gone=gone, attempts=terms.attempts)
            for row in _candidates(connection, kinds, now, gone):
                lease = Lease(row.id, terms.worker, secrets.token_hex(_TOKEN_BYTES), terms.until)
                if _take(connection, row, lease, now=now):
                    return _whole(connection, row.id), lease
        return None

    def renew(self, lease: Lease, *, until: datetime) -> LeaseState:
        with self._database.writing() as connection:
            held = update(JOBS).where(*_held(lease)).values(lease_until=moment(until))  # no change that anyone sees
            connection.execute(held)
            return _state_of(connection, lease)

    def progress(self, lease: Lease, progress: JobProgress) -> LeaseState:
        return self.note_files(lease, {}, progress)

    def note_files(self, lease: Lease, files: Mapping[int, JobFile], progress: JobProgress) -> LeaseState:
        with self._database.writing() as connection:
            if _change(connection, *_held(lease), values=records.progress_values(progress)):
                for number, file in files.items():
                    here = (JOB_FILES.c.job_id == lease.job_id, JOB_FILES.c.number == number)
                    values = records.file_values(lease.job_id, number, file)
                    connection.execute(update(JOB_FILES).where(*here).values(values))
            return _state_of(connection, lease)

    def finish(self, lease: Lease, end: JobEnd, *, now: datetime) -> bool:
        values = records.end_values(end.state, now=now, error=end.error, result=end.result, made=end.made)
        with self._database.writing() as connection:
            return _change(connection, *_held(lease), values=values)

    def give_back(self, lease: Lease) -> bool:
        values = {"state": JobState.WAITING.value, "attempts": JOBS.c.attempts - 1, **_NO_LEASE}
        with self._database.writing() as connection:
            return _change(connection, *_held(lease), values=values)


_NO_LEASE: Values = {"worker": None, "token": None, "lease_until": None}


# --- reading


def _conditions(where: JobFilter) -> list[ColumnElement[bool]]:
    wanted = ((JOBS.c.kind, where.kind), (JOBS.c.state, where.state), (JOBS.c.owner, where.owner))
    return [column == value for column, value in wanted if value is not None]


def _found(connection: Connection, job_id: str) -> Job | None:
    row = connection.execute(select(JOBS).where(JOBS.c.id == job_id)).one_or_none()
    return records.job_of(row, _files(connection, [job_id]).get(job_id, [])) if row else None


def _whole(connection: Connection, job_id: str) -> Job:
    found = _found(connection, job_id)
    if found is None:
        raise UnknownJob(job=job_id)
    return found


def _require(connection: Connection, job_id: str) -> str:
    """Its state."""
    state: str | None = connection.execute(select(JOBS.c.state).where(JOBS.c.id == job_id)).scalar()
    if state is None:
        raise UnknownJob(job=job_id)
    return state


def _files(connection: Connection, job_ids: Sequence[str]) -> dict[str, list[JobFile]]:
    found: dict[str, list[JobFile]] = {}
    for some in _parts(job_ids):
        query = select(JOB_FILES).where(JOB_FILES.c.job_id.in_(some)).order_by(JOB_FILES.c.job_id, JOB_FILES.c.number)
        for row in connection.execute(query):
            found.setdefault(row.job_id, []).append(records.file_of(row))
    return found


def _of_the_key(connection: Connection, request: JobRequest) -> str | None:
    """The job that came under the request's idempotency key before. Raises IdempotencyKeyReused."""
    if request.idempotency_key is None:
        return None
    here = (JOBS.c.owner == (request.owner or ""), JOBS.c.idempotency_key == request.idempotency_key)
    row = connection.execute(select(JOBS.c.id, JOBS.c.fingerprint).where(*here)).one_or_none()
    if row is not None and row.fingerprint != request.fingerprint:
        raise IdempotencyKeyReused(idempotency_key=request.idempotency_key)
    return row.id if row else None


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), _IDS_A_STATEMENT):
        yield ids[at : at + _IDS_A_STATEMENT]


# --- claiming


def _brief() -> Select[Any]:
    """What decides who has a job."""
    of_the_lease = (JOBS.c.worker, JOBS.c.token, JOBS.c.lease_until)
    return select(
        JOBS.c.id, JOBS.c.number, JOBS.c.kind, JOBS.c.version, JOBS.c.attempts, JOBS.c.cancelling, *of_the_lease
    )


def _running(connection: Connection) -> Sequence[Row[Any]]:
    query = _brief().where(JOBS.c.state == JobState.RUNNING.value)
    return connection.execute(query.order_by(JOBS.c.number)).all()


def _is_left(row: Row[Any], now: datetime, gone: Collection[str]) -> bool:
    return row.worker in gone or row.lease_until <= moment(now)


def _left_behind(connection: Connection, now: datetime, gone: Collection[str]) -> list[Row[Any]]:
    return [row for row in _running(connection) if _is_left(row, now, gone)]


def _settle(connection: Connection, *, now: datetime, gone: Collection[str], attempts: int) -> None:
    """What was left behind and is not to be begun again is over."""
    for row in _left_behind(connection, now, gone):
        same = (JOBS.c.id == row.id, JOBS.c.version == row.version, JOBS.c.token == row.token)
        if row.cancelling:
            _change(connection, *same, values=records.end_values(JobState.CANCELLED, now=now))
        elif row.attempts >= attempts:
            error = JobGivenUp(attempts=row.attempts)
            _change(connection, *same, values=records.end_values(JobState.FAILED, now=now, error=error))


def _candidates(
    connection: Connection, kinds: Collection[JobKind], now: datetime, gone: Collection[str]
) -> list[Row[Any]]:
    running = _running(connection)
    left = [row for row in running if _is_left(row, now, gone)]
    is_writing = any(JobKind(row.kind).writes for row in running if row not in left)
    able = [one.value for one in kinds if not (is_writing and one.writes)]
    waiting = _brief().where(JOBS.c.state == JobState.WAITING.value, JOBS.c.kind.in_(able))
    found = connection.execute(waiting.order_by(JOBS.c.number).limit(_CANDIDATES)).all()
    return sorted((*(row for row in left if row.kind in able), *found), key=lambda row: row.number)


def _take(connection: Connection, row: Row[Any], lease: Lease, *, now: datetime) -> bool:
    values: Values = {
        "state": JobState.RUNNING.value,
        "attempts": JOBS.c.attempts + 1,
        "started": func.coalesce(JOBS.c.started, moment(now)),
        "worker": lease.worker,
        "token": lease.token,
        "lease_until": moment(lease.until),
    }
    open_to_all = JOBS.c.state.in_((JobState.WAITING.value, JobState.RUNNING.value))
    # A lease that was renewed just now has the version that it had.
    same_lease = JOBS.c.lease_until.is_(None) if row.lease_until is None else JOBS.c.lease_until == row.lease_until
    return _change(
        connection, JOBS.c.id == row.id, JOBS.c.version == row.version, same_lease, open_to_all, values=values
    )


# --- changing


def _held(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return (JOBS.c.id == lease.job_id, JOBS.c.state == JobState.RUNNING.value, JOBS.c.token == lease.token)


def _change(connection: Connection, *where: ColumnElement[bool], values: Values) -> bool:
    """Whether there was one to change."""
    changed = connection.execute(update(JOBS).where(*where).values({**values, "version": JOBS.c.version + 1}))
    return bool(changed.rowcount)


def _state_of(connection: Connection, lease: Lease) -> LeaseState:
    cancelling = connection.execute(select(JOBS.c.cancelling).where(*_held(lease))).scalar()
    if cancelling is None:
        return LeaseState.LOST
    return LeaseState.CANCELLING if cancelling else LeaseState.HELD


def _delete(connection: Connection, ids: Sequence[str]) -> None:
    for some in _parts(ids):
        connection.execute(delete(JOB_FILES).where(JOB_FILES.c.job_id.in_(some)))
        connection.execute(delete(JOBS).where(JOBS.c.id.in_(some)))
