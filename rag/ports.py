"""What the core asks of the world. Adapters do it; shipped fakes in `rag.testing` do it in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.domain import Chunk, Figure, ParsedReport, Report, ReportFilter, SourceText

Vectors = NDArray[np.float32]


class Reader(Protocol):
    """Bytes of a file → canonical text and marks."""

    def read(self, content: bytes, *, name: str) -> SourceText:
        """Raises a ReadingError that says what to do. `name` is a hint only: the content decides."""
        ...


class Embedder(Protocol):
    """Text → unit vectors of `dimensions` float32. `identity` changes whenever the vectors would."""

    identity: str
    dimensions: int

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of length 1 (a text without a known token: zeros)."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimensions,)."""
        ...


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk and the ready report it belongs to."""

    report_id: str
    report_title: str
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class StagedReport:
    """All that ingestion knows about one report, ready to be written. `vectors`: (len(chunks), dimensions)."""

    report: Report
    parsed: ParsedReport
    chunks: tuple[Chunk, ...]
    figures: tuple[Figure, ...]
    vectors: Vectors
    content_hash: str


class Ledger(Protocol):
    """The truth. Only `ready` reports are ever read back, except by recovery."""

    def stage(self, reports: Sequence[StagedReport]) -> None:
        """Write whole reports, invisible until published."""
        ...

    def publish(self, report_ids: Sequence[str]) -> None:
        """Flip to ready and retire what they replace (same library and file), in one transaction."""
        ...

    def reports(self, where: ReportFilter = ...) -> list[Report]: ...

    def text(self, report_id: str) -> str:
        """Canonical text. Raises UnknownReport."""
        ...

    def chunks(self, chunk_ids: Sequence[str]) -> list[StoredChunk]:
        """In the order asked; ids that are not (or no longer) ready are left out."""
        ...


class VectorIndex(Protocol):
    """Nearest vectors by cosine."""

    def add(self, chunk_ids: Sequence[str], vectors: Vectors, report_ids: Sequence[str]) -> None: ...

    def remove(self, chunk_ids: Sequence[str]) -> None: ...

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """(chunk id, cosine), best first."""
        ...


class KeywordIndex(Protocol):
    """Words: BM25 over body, heading path and title."""

    def add(self, chunks: Sequence[StoredChunk]) -> None: ...

    def remove(self, report_ids: Sequence[str]) -> None: ...

    def commit(self) -> None: ...

    def search(self, query: str, k: int, report_ids: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """(chunk id, BM25 score), best first."""
        ...


class Progress(Protocol):
    """Told after each file of an ingestion."""

    def __call__(self, done: int, total: int, file: str) -> None: ...
