"""What the core asks of the world. Adapters do it; shipped fakes in `rag.testing` do it in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import TracebackType
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.domain import (
    Chunk,
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
    SourceText,
)
from rag.domain.access import Key, Spent, StoredKey, StoredSession
from rag.errors import RagError

Vectors = NDArray[np.float32]

EVERYTHING = ReportFilter()
EVERY_JOB = JobFilter()


class ReadSource(Protocol):
    """Bytes of a file → canonical text and marks."""

    def __call__(self, content: bytes, *, name: str) -> SourceText:
        """Raises a ReadingError that says what to do. `name` is a hint only: the content decides."""
        ...


@dataclass(frozen=True, slots=True)
class EmbeddingRecipe:
    """What an embedder is made from: the choices that change its vectors. The model's files are not in it.

    `model`: `builtin`, a folder or a name on the hub. A prefix of None is the model's own, "" is none.
    """

    model: str
    query_prefix: str | None = None
    passage_prefix: str | None = None
    dtype: str = "float32"
    backend: str = "torch"


class Embedder(Protocol):
    """Text → unit vectors of `dimensions` float32. `identity` changes whenever the vectors would.

    `recipe`: what any process can make the same embedder from; None where there is no such thing.
    """

    identity: str
    dimensions: int
    recipe: EmbeddingRecipe | None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of length 1 (a text without a known token: zeros)."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimensions,)."""
        ...


CountTokens = Callable[[str], int]


class Reranker(Protocol):
    """Which of a few passages answer a query best. Slow, and asked under a deadline, from several threads."""

    def rank(self, query: str, passages: Sequence[str], *, until: float) -> Sequence[int]:
        """Positions of `passages`, best first, each at most once; what is not named comes after, in its order.

        After `until` (`time.monotonic`) nobody waits any more. Raises RerankerUnavailable.
        """
        ...

    def close(self) -> None:
        """Bring what is running to an end, where the process could not end before."""
        ...


# --- the ledger ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk and the ready report it belongs to."""

    report_id: str
    report_title: str
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class StagedReport:
    """All that ingestion knows about one report, ready to be written. `vectors`: (len(chunks), dimensions).

    `pages` are the page marks of the source, if it has pages.
    """

    report: Report
    parsed: ParsedReport
    chunks: tuple[Chunk, ...]
    figures: tuple[Figure, ...]
    vectors: Vectors
    pages: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A file as it came: the report it holds is `report_id`, `content_hash` is that of its bytes."""

    library: str
    file: str
    content_hash: str
    report_id: str


@dataclass(frozen=True, slots=True)
class Embedding:
    """Which model made the stored vectors. One model in two places is one embedding."""

    identity: str
    dimensions: int
    recipe: EmbeddingRecipe | None = field(default=None, compare=False)

    @classmethod
    def of(cls, embedder: Embedder) -> Embedding:
        return cls(embedder.identity, embedder.dimensions, embedder.recipe)

    @property
    def shown(self) -> str:
        """For a person: which model, and which of its embeddings."""
        return f"{self.recipe.model} ({self.identity})" if self.recipe else self.identity


@dataclass(frozen=True, slots=True)
class ChunkVectors:
    """The vectors of chunks: row i of `matrix` belongs to `chunk_ids[i]`. Report by report, each in reading order."""

    chunk_ids: tuple[str, ...]
    matrix: Vectors


@dataclass(frozen=True, slots=True)
class LedgerState:
    """What decides whether something remembered about the ledger still holds.

    `revision` grows with every change of what is visible; `indexes` is the generation of the indexes in use, `stray`
    one that is being built or was in use before: it is deleted, at the next opening if not sooner.
    """

    revision: int
    indexes: int
    embedding: Embedding | None
    stray: int | None = None


class ConversationStore(Protocol):
    """Conversations and their turns. Nothing of one is ever read with the id of another."""

    def all(self, *, since: datetime, owner: str | None = None) -> list[Conversation]:
        """Those whose last turn was then or later, the latest first; of this owner only, where given."""
        ...

    def find(self, conversation_id: str) -> Conversation | None: ...

    def turns(self, conversation_id: str, *, last: int | None = None) -> list[ConversationTurn]:
        """In order; the newest `last` only, where given. Nothing for an unknown id."""
        ...

    def add(self, conversation: Conversation, turn: ConversationTurn) -> None:
        """Keep one more turn, and `where` and `changed` of the conversation. One with `turns` 0 is new.

        Raises UnknownConversation where it has been removed meanwhile.
        """
        ...

    def remove(self, conversation_id: str) -> None:
        """With all its turns. Raises UnknownConversation."""
        ...

    def forget(self, *, before: datetime) -> int:
        """Remove those whose last turn was before then; how many."""
        ...


class SummaryStore(Protocol):
    """What was written about reports, so that it need not be written again. A key holds all that decides what is kept
    under it. What has not been used for longest goes where room is needed: anything may be missing at any time."""

    def find(self, keys: Collection[str]) -> dict[str, str]:
        """Those that are there; they count as used now."""
        ...

    def keep(self, key: str, content: str, *, report_ids: Collection[str], of_section: bool = False) -> None:
        """Until one of the reports is purged; nothing is kept where one is not ready (any more).

        `of_section`: of a piece of text that several reports may have. It stays as long as one of them does, and goes
        over to the report that takes its report's place under the same name.
        """
        ...


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


class KeyStore(Protocol):
    """Keys and the browsers signed in with them. No key is ever deleted: a revoked one stays known as such."""

    def exist(self) -> bool:
        """Whether there has ever been one."""
        ...

    def all(self) -> list[Key]:
        """The oldest first."""
        ...

    def find(self, key_id: str) -> StoredKey | None: ...

    def add(self, key: StoredKey) -> None: ...

    def revoke(self, key_id: str, *, at: datetime) -> None:
        """With all its sessions; one that is revoked stays as it is. Raises UnknownKey."""
        ...

    def mark_used(self, key_id: str, *, on: date) -> None: ...

    def session(self, digest: str) -> StoredSession | None: ...

    def add_session(self, session: StoredSession) -> None: ...

    def remove_session(self, digest: str) -> None:
        """Nothing happens where there is none."""
        ...

    def forget_sessions(self, *, before: datetime) -> None:
        """Those that expired before then."""
        ...


class UsageStore(Protocol):
    """What keys used, by the day."""

    def spent(self, key_id: str, *, on: date) -> Spent: ...

    def spend(self, key_id: str, spent: Spent, *, on: date) -> None:
        """On top of what there is."""
        ...


class FeedbackStore(Protocol):
    """What readers say of answers."""

    def add(self, feedback: Feedback) -> Feedback:
        """Keep it; or the one there is, where its owner has said the same under the same idempotency key before.

        Raises IdempotencyKeyReused where that was something else.
        """
        ...

    def all(self, *, owner: str | None = None, limit: int, before: int | None = None) -> list[NumberedFeedback]:
        """The latest first; of this owner, where given; only what has a lower number than `before`."""
        ...


class Ledger(Protocol):
    """The truth. Only `ready` reports are ever read back, but for `unfinished`."""

    @property
    def conversations(self) -> ConversationStore: ...
    @property
    def summaries(self) -> SummaryStore: ...
    @property
    def keys(self) -> KeyStore: ...
    @property
    def usage(self) -> UsageStore: ...
    @property
    def jobs(self) -> JobStore: ...
    @property
    def feedback(self) -> FeedbackStore: ...

    # --- what is visible

    def state(self) -> LedgerState: ...

    def reports(self, where: ReportFilter = EVERYTHING) -> list[Report]:
        """Ordered by library, file and id."""
        ...

    def report_ids(self, where: ReportFilter = EVERYTHING) -> list[str]: ...

    def text(self, report_id: str) -> str:
        """Canonical text. Raises UnknownReport."""
        ...

    def parsed(self, report_id: str) -> ParsedReport:
        """As it was parsed when it came in. Raises UnknownReport."""
        ...

    def parsed_reports(self, report_ids: Sequence[str]) -> dict[str, ParsedReport]:
        """Those of the reports that are ready, as they were parsed, all read at once."""
        ...

    def figures(self, report_id: str) -> list[Figure]:
        """In reading order. Raises UnknownReport."""
        ...

    def pages(self, report_id: str) -> list[Mark]:
        """The page marks of the source, none where it has no pages. Raises UnknownReport."""
        ...

    def chunks(self, chunk_ids: Sequence[str]) -> list[StoredChunk]:
        """In the order asked; ids that are not (or no longer) ready are left out."""
        ...

    def chunks_of(self, report_id: str) -> list[StoredChunk]:
        """All chunks of a report in reading order. Raises UnknownReport."""
        ...

    def count_chunks(self, where: ReportFilter = EVERYTHING) -> int: ...

    def chunk_vectors(
        self, where: ReportFilter = EVERYTHING, *, embedding: Embedding | None = None
    ) -> Iterator[ChunkVectors]:
        """Report by report, the vectors of the embedding in use, or of one that is being staged."""
        ...

    # --- what comes in and goes out

    def known(self, library: str, content_hash: str) -> str | None:
        """The ready report that these bytes became in this library, if any."""
        ...

    def named(self, library: str, file: str) -> NamedSource | None:
        """What came in last under this name, if it is still there."""
        ...

    def stage(self, reports: Sequence[StagedReport], *, embedding: Embedding) -> None:
        """Write whole reports, invisible until published. Raises DiskFull, FolderNotWritable."""
        ...

    def publish(self, sources: Sequence[NamedSource]) -> list[str]:
        """In one transaction: the sources' reports become ready under the sources' names, and the reports that thereby
        lose their last name are retired. Returns the retired ids, which stay unfinished until they are purged."""
        ...

    def retire(self, report_id: str) -> None:
        """Take a report out of sight; it stays unfinished until purged. Raises UnknownReport."""
        ...

    def unfinished(self) -> dict[str, list[str]]:
        """Reports that are staged or retired, with the ids of their chunks: what an interruption leaves behind."""
        ...

    def purge(self, report_ids: Sequence[str]) -> None:
        """Forget unfinished reports, after the indexes have."""
        ...

    # --- care

    def restage_vectors(self, vectors: Mapping[str, Vectors], *, embedding: Embedding) -> None:
        """By report: keep vectors of another embedding beside the current ones until `switch`."""
        ...

    def embedded(self, embedding: Embedding) -> dict[str, int]:
        """By ready report, how many vectors of this embedding there are."""
        ...

    def forget_vectors(self, *, but: Collection[Embedding]) -> None:
        """Those of all other embeddings."""
        ...

    def mark_stray(self, generation: int | None) -> None:
        """Before a generation is built; None when there is none any more."""
        ...

    def switch(self, *, indexes: int, embedding: Embedding) -> None:
        """In one transaction: use this generation of the indexes, and the vectors of this embedding; forget those of
        the embedding before. The generation that was in use is stray."""
        ...

    def verify(self) -> list[str]:
        """What is wrong with the stored data, in words of the store; nothing if all is well."""
        ...


# --- the indexes ---------------------------------------------------------------------------------------------


class VectorIndex(Protocol):
    """Nearest vectors by cosine."""

    def add(self, chunk_ids: Sequence[str], vectors: Vectors) -> None:
        """Raises DiskFull, IndexDamaged."""
        ...

    def remove(self, chunk_ids: Sequence[str]) -> None:
        """Ids that are not there are left out of account."""
        ...

    def missing(self, chunk_ids: Sequence[str]) -> list[str]:
        """Those that are not in the index."""
        ...

    def count(self) -> int: ...

    def nearest(self, vectors: Vectors, k: int) -> list[list[tuple[str, float]]]:
        """For each row (chunk id, cosine), best first. Raises IndexDamaged."""
        ...


class KeywordField(StrEnum):
    """What BM25 counts: words of the dictionary, or characters and pairs of neighbours."""

    WORDS = "words"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True)
class KeywordDocument:
    """A chunk as a keyword index takes it: by field its terms, joined by spaces (`rag.terms`)."""

    chunk_id: str
    report_id: str
    terms: dict[KeywordField, str]


class KeywordIndex(Protocol):
    """BM25 over the terms of documents."""

    def add(self, documents: Sequence[KeywordDocument]) -> None: ...

    def remove(self, report_ids: Sequence[str]) -> None: ...

    def commit(self) -> None:
        """Make what was added and removed durable and visible. Raises DiskFull."""
        ...

    def count(self, report_ids: Sequence[str] | None = None) -> int:
        """Chunks in the index, of these reports or of all."""
        ...

    def search(
        self, terms: Sequence[str], k: int, *, by: KeywordField, report_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """(chunk id, BM25 score) of those that hold any of the terms, best first, ties by id."""
        ...

    def scores(self, terms: Sequence[str], chunk_ids: Sequence[str], *, by: KeywordField) -> list[float]:
        """The score of each of these chunks, the same that `search` gives it; 0 where it holds none of the terms."""
        ...

    def ceilings(self, terms: Sequence[str], *, by: KeywordField) -> list[float]:
        """The most that each term can add to the score of a text: high for a rare one, highest where none holds it."""
        ...


Index_co = TypeVar("Index_co", covariant=True)


class IndexFamily(Protocol[Index_co]):
    """One kind of index in its generations: `rebuild` fills the next one beside the one in use."""

    def open(self, generation: int) -> Index_co: ...

    def discard(self, generation: int) -> None:
        """Delete it; nothing happens where there is none."""
        ...


# --- the rest ------------------------------------------------------------------------------------------------


class Lock(Protocol):
    """The right to write in the data folder, one holder at a time."""

    def acquire(self, *, wait: bool = True) -> None:
        """Once held, nothing more happens. `wait`: a little, for another process to finish.

        Raises FolderLocked, FolderNotWritable, DiskFull.
        """
        ...

    def release(self) -> None: ...

    def turn(self, *, wait_seconds: float | None = None) -> AbstractContextManager[None]:
        """Of one thread of the holder; it may take it again while it has it. Raises WriterBusy after the wait."""
        ...

    def holder(self) -> str | None:
        """Who holds it: a process id, or None."""
        ...


class SpoolBatch(Protocol):
    """The files of one upload, written one after the other. Leaving the block without `keep` forgets them."""

    def __enter__(self) -> SpoolBatch: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def begin_file(self) -> str:
        """The path by which it is read later. Raises, as all that write, DiskFull and FolderNotWritable."""
        ...

    def write(self, data: bytes) -> None: ...

    def end_file(self) -> None:
        """It is whole, and durable."""
        ...

    def drop_file(self) -> None:
        """The one that was begun last."""
        ...

    def keep(self) -> None:
        """All of it is durable. Whoever keeps it makes the job that refers to it before the block is left."""
        ...


class Spool(Protocol):
    """Files that were uploaded and wait for their job."""

    def begin(self) -> SpoolBatch:
        """Raises DiskFull, FolderNotWritable."""
        ...

    def read(self, path: str) -> bytes:
        """Raises FileNotReadable."""
        ...

    def remove(self, paths: Collection[str]) -> None:
        """With the whole batches that they are of, when their job is over. What is gone is left out of account."""
        ...

    def ensure_room(self, size: int) -> None:
        """For so many bytes more. Raises DiskFull."""
        ...

    def sweep(self, in_use: Callable[[], Collection[str]]) -> int:
        """Forget the batches that nobody will come for: those of no unfinished job, and of no upload under way in a
        process that lives. `in_use`: the paths of unfinished jobs. How many."""
        ...


class Progress(Protocol):
    """Told after each file of an ingestion."""

    def __call__(self, done: int, total: int, file: str) -> None: ...
