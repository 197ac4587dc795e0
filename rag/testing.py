"""The ports in memory, for tests of what is built on them. Each passes the same contract suite as the real one."""

from __future__ import annotations

import hashlib
import math
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from threading import RLock
from typing import Any, Generic, TypeVar

import numpy as np

from rag.domain import (
    Conversation,
    ConversationTurn,
    Feedback,
    Figure,
    Job,
    JobFile,
    JobFilter,
    JobKind,
    JobProgress,
    JobRequest,
    JobState,
    Lease,
    LeaseState,
    Mark,
    NumberedFeedback,
    ParsedReport,
    Report,
    ReportFilter,
    ReportStatus,
)
from rag.domain.access import Key, Spent, StoredKey, StoredSession
from rag.errors import (
    FolderLocked,
    IdempotencyKeyReused,
    JobGivenUp,
    JobNotFinished,
    UnknownConversation,
    UnknownJob,
    UnknownKey,
    UnknownReport,
    WriterBusy,
)
from rag.ports import (
    EVERY_JOB,
    EVERYTHING,
    ChunkVectors,
    Embedding,
    EmbeddingRecipe,
    JobEnd,
    KeywordDocument,
    KeywordField,
    LeaseTerms,
    LedgerState,
    NamedSource,
    StagedReport,
    StoredChunk,
    Vectors,
)

Index = TypeVar("Index")


class MemoryConversations:
    """`rag.ports.ConversationStore`."""

    def __init__(self) -> None:
        self._stored: dict[str, Conversation] = {}
        self._turns: dict[str, list[ConversationTurn]] = {}

    def all(self, *, since: datetime, owner: str | None = None) -> list[Conversation]:
        found = [one for one in self._stored.values() if one.changed >= since and owner in (None, one.owner)]
        return sorted(sorted(found, key=lambda one: one.id), key=lambda one: one.changed, reverse=True)

    def find(self, conversation_id: str) -> Conversation | None:
        return self._stored.get(conversation_id)

    def turns(self, conversation_id: str, *, last: int | None = None) -> list[ConversationTurn]:
        turns = self._turns.get(conversation_id, [])
        return turns[max(0, len(turns) - last) :] if last is not None else list(turns)

    def add(self, conversation: Conversation, turn: ConversationTurn) -> None:
        before = self._stored.get(conversation.id)
        if conversation.turns and before is None:
            raise UnknownConversation(conversation=conversation.id)
        turns = self._turns.setdefault(conversation.id, [])
        turns.append(turn)
        kept = before or conversation
        self._stored[conversation.id] = replace(
            kept, where=conversation.where, changed=conversation.changed, turns=len(turns)
        )

    def remove(self, conversation_id: str) -> None:
        if self._stored.pop(conversation_id, None) is None:
            raise UnknownConversation(conversation=conversation_id)
        del self._turns[conversation_id]

    def forget(self, *, before: datetime) -> int:
        gone = [one.id for one in self._stored.values() if one.changed < before]
        for one in gone:
            self.remove(one)
        return len(gone)


class MemorySummaries:
    """`rag.ports.SummaryStore`; `is_ready` says so of a report."""

    def __init__(self, is_ready: Callable[[str], bool], *, limit_characters: int = 50_000_000) -> None:
        self._is_ready = is_ready
        self._limit = limit_characters
        self._contents: dict[str, str] = {}  # used last, last
        self._reports: dict[str, set[str]] = {}
        self._of_section: set[str] = set()

    def find(self, keys: Collection[str]) -> dict[str, str]:
        found = {one: self._contents.pop(one) for one in sorted(set(keys)) if one in self._contents}
        self._contents |= found
        return found

    def keep(self, key: str, content: str, *, report_ids: Collection[str], of_section: bool = False) -> None:
        if len(content) > self._limit or not report_ids or not all(self._is_ready(one) for one in report_ids):
            return
        self._contents.pop(key, None)
        self._contents[key] = content
        self._reports.setdefault(key, set()).update(report_ids)
        if of_section:
            self._of_section.add(key)
        while sum(map(len, self._contents.values())) > self._limit:
            self._delete(next(iter(self._contents)))

    def hand_over(self, before: str, after: str) -> None:
        for key in self._of_section:
            if before in self._reports[key]:
                self._reports[key].add(after)

    def forget_reports(self, report_ids: Collection[str]) -> None:
        for key, about in list(self._reports.items()):
            left = about.difference(report_ids)
            if len(left) < len(about) and not (left and key in self._of_section):
                self._delete(key)
            else:
                self._reports[key] = left

    def _delete(self, key: str) -> None:
        del self._contents[key], self._reports[key]
        self._of_section.discard(key)


class MemoryKeys:
    """`rag.ports.KeyStore`."""

    def __init__(self) -> None:
        self._stored: dict[str, StoredKey] = {}
        self._sessions: dict[str, StoredSession] = {}

    def exist(self) -> bool:
        return bool(self._stored)

    def all(self) -> list[Key]:
        return sorted((one.key for one in self._stored.values()), key=lambda one: (one.created, one.id))

    def find(self, key_id: str) -> StoredKey | None:
        return self._stored.get(key_id)

    def add(self, key: StoredKey) -> None:
        self._stored[key.key.id] = key

    def revoke(self, key_id: str, *, at: datetime) -> None:
        if key_id not in self._stored:
            raise UnknownKey(id=key_id)
        self._sessions = {digest: one for digest, one in self._sessions.items() if one.key_id != key_id}
        if self._stored[key_id].key.revoked is None:
            self._change(key_id, revoked=at)

    def mark_used(self, key_id: str, *, on: date) -> None:
        self._change(key_id, used=on)

    def session(self, digest: str) -> StoredSession | None:
        return self._sessions.get(digest)

    def add_session(self, session: StoredSession) -> None:
        self._sessions[session.digest] = session

    def remove_session(self, digest: str) -> None:
        self._sessions.pop(digest, None)

    def forget_sessions(self, *, before: datetime) -> None:
        self._sessions = {digest: one for digest, one in self._sessions.items() if one.expires >= before}

    def _change(self, key_id: str, **values: Any) -> None:
        stored = self._stored[key_id]
        self._stored[key_id] = replace(stored, key=replace(stored.key, **values))


class MemoryUsage:
    """`rag.ports.UsageStore`."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, date], Spent] = {}

    def spent(self, key_id: str, *, on: date) -> Spent:
        return self._spent.get((key_id, on), Spent())

    def spend(self, key_id: str, spent: Spent, *, on: date) -> None:
        before = self.spent(key_id, on=on)
        self._spent[key_id, on] = Spent(before.tokens + spent.tokens, before.bytes + spent.bytes)


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


class MemoryFeedback:
    """`rag.ports.FeedbackStore`."""

    def __init__(self) -> None:
        self._given: list[Feedback] = []

    def add(self, feedback: Feedback) -> Feedback:
        key = feedback.owner, feedback.idempotency_key
        for before in self._given:
            if feedback.idempotency_key is not None and (before.owner, before.idempotency_key) == key:
                if before.said != feedback.said:
                    raise IdempotencyKeyReused(idempotency_key=feedback.idempotency_key)
                return before
        self._given.append(feedback)
        return feedback

    def all(self, *, owner: str | None = None, limit: int, before: int | None = None) -> list[NumberedFeedback]:
        numbered = [NumberedFeedback(number, one) for number, one in enumerate(self._given, start=1)]
        wanted = [one for one in numbered if owner in (None, one.feedback.owner)]
        return [one for one in reversed(wanted) if before is None or one.number < before][:limit]


class MemoryLedger:
    """`rag.ports.Ledger`."""

    def __init__(self) -> None:
        self._staged: dict[str, StagedReport] = {}
        self._status: dict[str, ReportStatus] = {}
        self._names: dict[tuple[str, str], NamedSource] = {}
        self._vectors: dict[tuple[str, str], Vectors] = {}
        self._state = LedgerState(revision=0, indexes=1, embedding=None)
        self.conversations = MemoryConversations()
        self.jobs = MemoryJobs()
        self.keys = MemoryKeys()
        self.usage = MemoryUsage()
        self.feedback = MemoryFeedback()
        self.summaries = MemorySummaries(lambda one: self._status.get(one) is ReportStatus.READY)

    def state(self) -> LedgerState:
        return self._state

    def reports(self, where: ReportFilter = EVERYTHING) -> list[Report]:
        found = [replace(one.report, status=ReportStatus.READY) for one in self._ready(where)]
        return sorted(found, key=lambda one: (one.library, one.file, one.id))

    def report_ids(self, where: ReportFilter = EVERYTHING) -> list[str]:
        return [one.report.id for one in self._ready(where)]

    def text(self, report_id: str) -> str:
        return self.parsed(report_id).text

    def parsed(self, report_id: str) -> ParsedReport:
        return self._one(report_id).parsed

    def parsed_reports(self, report_ids: Sequence[str]) -> dict[str, ParsedReport]:
        ready = {one.id for one in self.reports()}
        return {one: self.parsed(one) for one in report_ids if one in ready}

    def figures(self, report_id: str) -> list[Figure]:
        return list(self._one(report_id).figures)

    def pages(self, report_id: str) -> list[Mark]:
        return list(self._one(report_id).pages)

    def chunks(self, chunk_ids: Sequence[str]) -> list[StoredChunk]:
        there = {one.chunk.id: one for report_id in self.report_ids() for one in self.chunks_of(report_id)}
        return [there[one] for one in chunk_ids if one in there]

    def chunks_of(self, report_id: str) -> list[StoredChunk]:
        staged = self._one(report_id)
        return [StoredChunk(report_id, staged.report.title, chunk) for chunk in staged.chunks]

    def count_chunks(self, where: ReportFilter = EVERYTHING) -> int:
        return sum(len(one.chunks) for one in self._ready(where))

    def chunk_vectors(
        self, where: ReportFilter = EVERYTHING, *, embedding: Embedding | None = None
    ) -> Iterator[ChunkVectors]:
        embedding = embedding or self._state.embedding
        for one in sorted(self._ready(where), key=lambda one: one.report.id):
            matrix = self._vectors.get((one.report.id, embedding.identity if embedding else ""))
            if matrix is not None:
                yield ChunkVectors(tuple(chunk.id for chunk in one.chunks), matrix)

    def known(self, library: str, content_hash: str) -> str | None:
        for one in self._names.values():
            if (one.library, one.content_hash) == (library, content_hash):
                return one.report_id
        return None

    def named(self, library: str, file: str) -> NamedSource | None:
        return self._names.get((library, file))

    def stage(self, reports: Sequence[StagedReport], *, embedding: Embedding) -> None:
        if self._state.embedding is None:
            self._state = replace(self._state, embedding=embedding)
        for one in reports:
            self._staged[one.report.id] = one
            self._status[one.report.id] = ReportStatus.STAGED
            self._vectors[one.report.id, embedding.identity] = one.vectors

    def publish(self, sources: Sequence[NamedSource]) -> list[str]:
        held_before = [self._names[key].report_id for one in sources if (key := (one.library, one.file)) in self._names]
        for one in sources:
            if before := self._names.get((one.library, one.file)):
                self.summaries.hand_over(before.report_id, one.report_id)
            self._names[one.library, one.file] = one
            self._status[one.report_id] = ReportStatus.READY
        self._state = replace(self._state, revision=self._state.revision + 1)
        return self._retire_nameless(held_before)

    def retire(self, report_id: str) -> None:
        self._one(report_id)
        self._names = {key: one for key, one in self._names.items() if one.report_id != report_id}
        self._retire_nameless([report_id])
        self._state = replace(self._state, revision=self._state.revision + 1)

    def unfinished(self) -> dict[str, list[str]]:
        left = sorted(one for one, status in self._status.items() if status is not ReportStatus.READY)
        return {one: [chunk.id for chunk in self._staged[one].chunks] for one in left}

    def purge(self, report_ids: Sequence[str]) -> None:
        gone = [one for one in report_ids if self._status.get(one, ReportStatus.READY) is not ReportStatus.READY]
        self.summaries.forget_reports(gone)
        for one in report_ids:
            if self._status.get(one, ReportStatus.READY) is not ReportStatus.READY:
                del self._status[one], self._staged[one]
                self._vectors = {key: value for key, value in self._vectors.items() if key[0] != one}

    def restage_vectors(self, vectors: Mapping[str, Vectors], *, embedding: Embedding) -> None:
        self._vectors |= {(report_id, embedding.identity): rows for report_id, rows in vectors.items()}

    def embedded(self, embedding: Embedding) -> dict[str, int]:
        ready = self.report_ids()
        return {
            report_id: len(rows)
            for (report_id, identity), rows in self._vectors.items()
            if identity == embedding.identity and report_id in ready
        }

    def forget_vectors(self, *, but: Collection[Embedding]) -> None:
        kept = {one.identity for one in but}
        self._vectors = {key: value for key, value in self._vectors.items() if key[1] in kept}

    def mark_stray(self, generation: int | None) -> None:
        self._state = replace(self._state, stray=generation)

    def switch(self, *, indexes: int, embedding: Embedding) -> None:
        before = self._state
        self._state = LedgerState(before.revision + 1, indexes, embedding, stray=before.indexes)
        if before.embedding is not None and before.embedding != embedding:
            gone = before.embedding.identity
            self._vectors = {key: value for key, value in self._vectors.items() if key[1] != gone}

    def verify(self) -> list[str]:
        return []

    def _ready(self, where: ReportFilter) -> list[StagedReport]:
        return [
            one
            for report_id, one in self._staged.items()
            if self._status[report_id] is ReportStatus.READY
            and (not where.report_ids or report_id in where.report_ids)
            and where.year in (None, one.report.year)
            and where.library in (None, one.report.library)
            and (where.libraries is None or one.report.library in where.libraries)
        ]

    def _one(self, report_id: str) -> StagedReport:
        if self._status.get(report_id) is not ReportStatus.READY:
            raise UnknownReport(report=report_id)
        return self._staged[report_id]

    def _retire_nameless(self, report_ids: Sequence[str]) -> list[str]:
        retired = []
        for one in sorted(set(report_ids)):
            names = sorted(source.file for source in self._names.values() if source.report_id == one)
            if not names:
                self._status[one] = ReportStatus.RETIRED
                retired.append(one)
            elif self._staged[one].report.file not in names:
                staged = self._staged[one]
                self._staged[one] = replace(staged, report=replace(staged.report, file=names[0]))
        return retired


class MemoryVectors:
    """`rag.ports.VectorIndex`."""

    def __init__(self) -> None:
        self._vectors: dict[str, Vectors] = {}

    def add(self, chunk_ids: Sequence[str], vectors: Vectors) -> None:
        self._vectors.update(zip(chunk_ids, vectors, strict=True))

    def remove(self, chunk_ids: Sequence[str]) -> None:
        for one in chunk_ids:
            self._vectors.pop(one, None)

    def missing(self, chunk_ids: Sequence[str]) -> list[str]:
        return [one for one in chunk_ids if one not in self._vectors]

    def count(self) -> int:
        return len(self._vectors)

    def nearest(self, vectors: Vectors, k: int) -> list[list[tuple[str, float]]]:
        found = []
        for vector in vectors:
            hits = [(one, float(vector @ other)) for one, other in self._vectors.items()]
            found.append(sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k])
        return found


class MemoryKeywords:
    """`rag.ports.KeywordIndex`; counts terms instead of weighing their length."""

    def __init__(self) -> None:
        self._documents: dict[str, KeywordDocument] = {}
        self._pending: list[Callable[[], object]] = []

    def add(self, documents: Sequence[KeywordDocument]) -> None:
        new = {one.chunk_id: one for one in documents}
        self._pending.append(lambda: self._documents.update(new))

    def remove(self, report_ids: Sequence[str]) -> None:
        gone = set(report_ids)
        self._pending.append(lambda: self._keep(lambda one: one.report_id not in gone))

    def commit(self) -> None:
        for change in self._pending:
            change()
        self._pending.clear()

    def count(self, report_ids: Sequence[str] | None = None) -> int:
        return sum(1 for one in self._documents.values() if report_ids is None or one.report_id in report_ids)

    def search(
        self, terms: Sequence[str], k: int, *, by: KeywordField, report_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        wanted = [one.chunk_id for one in self._documents.values() if report_ids is None or one.report_id in report_ids]
        hits = [hit for hit in zip(wanted, self.scores(terms, wanted, by=by), strict=True) if hit[1]]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]

    def scores(self, terms: Sequence[str], chunk_ids: Sequence[str], *, by: KeywordField) -> list[float]:
        counts = {one.chunk_id: Counter(one.terms[by].split()) for one in self._documents.values()}
        distinct = list(dict.fromkeys(terms))
        weights = dict(zip(distinct, self.ceilings(distinct, by=by), strict=True))
        empty: Counter[str] = Counter()
        return [
            sum((weight * count[term] / (1 + count[term]) for term, weight in weights.items()), 0.0)
            for count in (counts.get(one, empty) for one in chunk_ids)
        ]

    def ceilings(self, terms: Sequence[str], *, by: KeywordField) -> list[float]:
        texts = [set(one.terms[by].split()) for one in self._documents.values()]
        return [math.log1p(len(texts) / max(1, sum(term in text for text in texts))) for term in terms]

    def _keep(self, wanted: Callable[[KeywordDocument], bool]) -> None:
        self._documents = {one.chunk_id: one for one in self._documents.values() if wanted(one)}


class MemoryFamily(Generic[Index]):
    """`rag.ports.IndexFamily` of what `make` makes."""

    def __init__(self, make: Callable[[], Index]) -> None:
        self._make = make
        self._opened: dict[int, Index] = {}

    def open(self, generation: int) -> Index:
        return self._opened.setdefault(generation, self._make())

    def discard(self, generation: int) -> None:
        self._opened.pop(generation, None)


class MemoryLock:
    """`rag.ports.Lock`; `held_by_other` is another process's id, if it has the folder."""

    def __init__(self, *, held_by_other: str | None = None) -> None:
        self.held_by_other = held_by_other
        self._held = False
        self._turn = RLock()

    def acquire(self, *, wait: bool = True) -> None:  # noqa: ARG002
        if self.held_by_other is not None:
            raise FolderLocked(folder="memory", holder=self.held_by_other)
        self._held = True

    def release(self) -> None:
        self._held = False

    @contextmanager
    def turn(self, *, wait_seconds: float | None = None) -> Iterator[None]:
        if not self._turn.acquire(timeout=-1 if wait_seconds is None else wait_seconds):
            raise WriterBusy
        try:
            yield
        finally:
            self._turn.release()

    def holder(self) -> str | None:
        return self.held_by_other or ("self" if self._held else None)


class CharacterEmbedder:
    """`rag.ports.Embedder`: texts that share characters are near each other."""

    dimensions = 64

    def __init__(self, identity: str = "characters") -> None:
        self.identity = identity
        self.recipe: EmbeddingRecipe | None = None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for character in text:
                row[hashlib.blake2b(character.encode(), digest_size=1).digest()[0] % self.dimensions] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        normal: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        return normal

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector
