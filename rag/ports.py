"""What the core asks of the world. Adapters do it; shipped fakes in `rag.testing` do it in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.domain import (
    Chunk,
    Conversation,
    ConversationTurn,
    Figure,
    Mark,
    ParsedReport,
    Report,
    ReportFilter,
    SourceText,
)

Vectors = NDArray[np.float32]

EVERYTHING = ReportFilter()


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

    def all(self, *, since: datetime) -> list[Conversation]:
        """Those whose last turn was then or later, the latest first."""
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


class Ledger(Protocol):
    """The truth. Only `ready` reports are ever read back, but for `unfinished`."""

    @property
    def conversations(self) -> ConversationStore: ...
    @property
    def summaries(self) -> SummaryStore: ...

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

    def acquire(self) -> None:
        """Once held, nothing more happens. Raises FolderLocked, FolderNotWritable."""
        ...

    def release(self) -> None: ...

    def holder(self) -> str | None:
        """Who holds it: a process id, or None."""
        ...


class Progress(Protocol):
    """Told after each file of an ingestion."""

    def __call__(self, done: int, total: int, file: str) -> None: ...
