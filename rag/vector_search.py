"""Which chunks are nearest to a query: all vectors are compared while they fit into memory, else the index is asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import Protocol

import numpy as np

from rag.chunking import report_of_chunk
from rag.domain import ReportFilter
from rag.errors import EmbeddingChanged, FolderLocked
from rag.indexes import Indexes
from rag.ports import EVERYTHING, Embedding, Ledger, LedgerState, Vectors
from rag.selections import Selection, Selections
from rag.vector_table import VectorTable, best, cosines, first, updated

# Vectors that are kept in memory: 200,000 chunks of 512 dimensions, 100,000 of 1,024. Comparing 104,191 × 512 takes
# 7 ms on one core under any filter, and misses nothing (docs/decisions/0005-storage.md).
IN_MEMORY_BYTES = 410_000_000

# Where there are more, a filter that leaves no more chunks than this is still answered exactly.
EXACT_UP_TO_CHUNKS = 20_000

# Filters whose vectors are kept in memory where not all are, the one used last among them.
_REMEMBERED_TABLES = 2

_FLOAT_BYTES = 4

Hits = list[tuple[str, float]]


class Asked(Protocol):
    """A query's vector and what it is compared with."""

    def best(self, depth: int, where: ReportFilter) -> Hits:
        """(chunk id, cosine) of the nearest under the filter, best first, ties by id."""
        ...

    def scores(self, chunk_ids: Sequence[str]) -> list[float]:
        """The cosine of each; 0 for a chunk that is not there."""
        ...


class VectorSearch:
    """Searches the vectors of what is ready. May be asked from several threads."""

    def __init__(self, *, ledger: Ledger, indexes: Indexes, selections: Selections) -> None:
        self._ledger = ledger
        self._indexes = indexes
        self._selections = selections
        self._tables = _Tables(ledger, selections)

    def ask(self, vector: Vectors, *, state: LedgerState) -> Asked:
        """`state`: that of the embedding which made the vector. Raises EmbeddingChanged where it has changed since."""
        if state.embedding is None or not np.any(vector):
            return _Nothing()
        everything = self._selections.of(EVERYTHING, state=state).chunks
        if everything <= max(EXACT_UP_TO_CHUNKS, IN_MEMORY_BYTES // (len(vector) * _FLOAT_BYTES)):
            return _Compared(vector, self._tables.of(EVERYTHING, state), self._selections, state)
        return _Approximate(self, vector, state)

    def nearest(self, vector: Vectors, depth: int, where: ReportFilter, state: LedgerState) -> Hits:
        """Where not all vectors are in memory."""
        selection = self._selections.of(where, state=state)
        if selection.chunks <= EXACT_UP_TO_CHUNKS:
            table = self._tables.of(where, state)
            return best(table.chunk_ids, table.cosines(vector), depth)
        try:
            return self._from_index(vector, depth, selection, state)
        except FolderLocked:  # embedded Chroma is in use by another process, the ledger is open to all
            return self._one_by_one(vector, depth, where, state)

    def cosines(self, vector: Vectors, chunk_ids: Sequence[str], embedding: Embedding) -> list[float]:
        reports = list(dict.fromkeys(report_of_chunk(one) for one in chunk_ids))
        table = updated(None, reports, self._ledger, embedding)
        return table.picked(table.cosines(vector), chunk_ids)

    def _from_index(self, vector: Vectors, depth: int, selection: Selection, state: LedgerState) -> Hits:
        """Chroma knows nothing of filters and of what is visible: ask for more until enough remain."""
        allowed = set(selection.report_ids)
        wanted = min(depth, selection.chunks)
        index = self._indexes.at(state.indexes).vectors
        total = index.count()
        asked = 2 * depth
        while True:
            hits = index.nearest(vector[np.newaxis], min(asked, total))[0]
            remaining = [hit for hit in hits if report_of_chunk(hit[0]) in allowed]
            if len(remaining) >= wanted or asked >= total:
                return first(remaining, depth)
            asked *= 2

    def _one_by_one(self, vector: Vectors, depth: int, where: ReportFilter, state: LedgerState) -> Hits:
        found: Hits = []
        for part in self._ledger.chunk_vectors(where, embedding=state.embedding):
            found = first([*found, *best(part.chunk_ids, cosines(part.matrix, vector), depth)], depth)
        return found


class _Tables:
    """The vectors under the filters asked last, brought up to date when something has changed."""

    def __init__(self, ledger: Ledger, selections: Selections) -> None:
        self._ledger = ledger
        self._selections = selections
        self._remembered: OrderedDict[ReportFilter, tuple[LedgerState, VectorTable]] = OrderedDict()
        self._loading = Lock()

    def of(self, where: ReportFilter, state: LedgerState) -> VectorTable:
        with self._loading:
            known = self._remembered.get(where)
            if known is None or known[0].revision != state.revision:
                known = self._remembered[where] = (state, self._loaded(where, state, known))
            self._remembered.move_to_end(where)
            while len(self._remembered) > _REMEMBERED_TABLES:
                self._remembered.popitem(last=False)
            return known[1]

    def _loaded(
        self, where: ReportFilter, state: LedgerState, known: tuple[LedgerState, VectorTable] | None
    ) -> VectorTable:
        """Of an embedding that is in use: one that was replaced meanwhile has lost its vectors in the ledger."""
        assert state.embedding is not None
        same = known is not None and (known[0].embedding, known[0].indexes) == (state.embedding, state.indexes)
        report_ids = self._selections.of(where, state=state).report_ids
        table = updated(known[1] if known and same else None, report_ids, self._ledger, state.embedding)
        now = self._ledger.state().embedding
        if now is not None and now != state.embedding:
            raise EmbeddingChanged(stored=now.identity, configured=state.embedding.identity)
        return table


class _Nothing:
    """A query without a known token is near nothing."""

    def best(self, depth: int, where: ReportFilter) -> Hits:  # noqa: ARG002  # like the others
        return []

    def scores(self, chunk_ids: Sequence[str]) -> list[float]:
        return [0.0] * len(chunk_ids)


class _Compared:
    """With all vectors at once."""

    def __init__(self, vector: Vectors, table: VectorTable, selections: Selections, state: LedgerState) -> None:
        self._vector = vector
        self._table = table
        self._selections = selections
        self._state = state

    @cached_property
    def _cosines(self) -> Vectors:
        return self._table.cosines(self._vector)

    def best(self, depth: int, where: ReportFilter) -> Hits:
        rows = None
        if where != EVERYTHING:
            rows = self._table.rows_under(where, self._selections.of(where, state=self._state).report_ids)
        return best(self._table.chunk_ids, self._cosines, depth, rows=rows)

    def scores(self, chunk_ids: Sequence[str]) -> list[float]:
        return self._table.picked(self._cosines, chunk_ids)


class _Approximate:
    """With the help of the index."""

    def __init__(self, search: VectorSearch, vector: Vectors, state: LedgerState) -> None:
        self._search = search
        self._vector = vector
        self._state = state

    def best(self, depth: int, where: ReportFilter) -> Hits:
        return self._search.nearest(self._vector, depth, where, self._state)

    def scores(self, chunk_ids: Sequence[str]) -> list[float]:
        assert self._state.embedding is not None
        return self._search.cosines(self._vector, chunk_ids, self._state.embedding)
