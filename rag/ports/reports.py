"""Reports as they are kept: whole, with their chunks, figures and vectors."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.domain import Chunk, Figure, Mark, ParsedReport, Report, ReportFilter
from rag.ports.models import Embedder, EmbeddingRecipe, Vectors

EVERYTHING = ReportFilter()


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
