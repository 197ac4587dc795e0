"""The vector and the keyword index in use, as one: which generation it is stands in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np

from rag.errors import IndexDamaged
from rag.ports import IndexFamily, KeywordDocument, KeywordIndex, Ledger, VectorIndex, Vectors

# A vector finds itself at a cosine of 1; less than this is another one.
_ITSELF = 0.999

# The nearest are searched approximately: a few vectors among many alike are never found. A damaged index loses most.
_SHARE_FOUND = 0.9

# Vectors that are asked for after a batch was written.
_SAMPLE = 20


class IndexPair:
    """Both indexes of one generation, written together."""

    def __init__(self, vectors: VectorIndex, keywords: KeywordIndex) -> None:
        self.vectors = vectors
        self.keywords = keywords

    def add(self, documents: Sequence[KeywordDocument], vectors: Vectors) -> None:
        """Durable when it returns. Row i of `vectors` is of `documents[i]`. Raises DiskFull, IndexDamaged."""
        self.keywords.add(documents)
        self.vectors.add([one.chunk_id for one in documents], vectors)
        self.keywords.commit()

    def remove(self, chunk_ids: Mapping[str, Sequence[str]]) -> None:
        """Forget reports. `chunk_ids`: by report."""
        if not chunk_ids:
            return
        self.keywords.remove(list(chunk_ids))
        self.keywords.commit()
        self.vectors.remove([one for ids in chunk_ids.values() for one in ids])

    def verify(self, chunk_ids: Mapping[str, Sequence[str]], vectors: Vectors) -> None:
        """That the reports are in, whole. `vectors`: of their chunks, in order. Raises IndexDamaged."""
        ids = [one for of_report in chunk_ids.values() for one in of_report]
        if self.vectors.missing(ids) or not finds_itself(self.vectors, vectors[:: -(-len(vectors) // _SAMPLE)]):
            raise IndexDamaged(index="Chroma")
        if self.keywords.count(list(chunk_ids)) != len(ids):
            raise IndexDamaged(index="tantivy")


class Indexes:
    """The indexes of a data folder. Each is opened when first used: most commands need one of them, or none."""

    def __init__(
        self, ledger: Ledger, *, vectors: IndexFamily[VectorIndex], keywords: IndexFamily[KeywordIndex]
    ) -> None:
        self._ledger = ledger
        self._vectors = vectors
        self._keywords = keywords
        self._opened: dict[int, IndexPair] = {}
        self._opening = Lock()

    def current(self) -> IndexPair:
        return self.at(self._ledger.state().indexes)

    def at(self, generation: int) -> IndexPair:
        """One that is in use, was until just now, or is being built."""
        with self._opening:
            if generation not in self._opened:
                self._opened[generation] = IndexPair(self._vectors.open(generation), self._keywords.open(generation))
            return self._opened[generation]

    def discard(self, generation: int) -> None:
        with self._opening:
            self._opened.pop(generation, None)
        self._vectors.discard(generation)
        self._keywords.discard(generation)


def finds_itself(index: VectorIndex, sample: Vectors) -> bool:
    """Whether the vectors of a sample, but for a few, find themselves: counts do not show what an index has lost."""
    asked = sample[np.linalg.norm(sample, axis=1) > 0]
    found = sum(bool(hits) and hits[0][1] >= _ITSELF for hits in index.nearest(asked, 1)) if len(asked) else 0
    return found >= _SHARE_FOUND * len(asked)
