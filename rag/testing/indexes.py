"""Indexes in memory, and an embedder that needs no model."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import numpy as np

from rag.ports import EmbeddingRecipe, KeywordDocument, KeywordField, Vectors

Index = TypeVar("Index")


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
