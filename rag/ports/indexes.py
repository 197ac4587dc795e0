"""The indexes, which can be made again from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from rag.ports.models import Vectors


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
