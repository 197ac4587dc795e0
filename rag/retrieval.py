"""A question → passages: words, pairs of characters and vectors, each searched by itself, then added up."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np

from rag.chunking import report_of_chunk
from rag.domain import Passage, ReportFilter
from rag.errors import EmbeddingChanged, FolderLocked, IndexDamaged
from rag.indexes import Indexes
from rag.ports import EVERYTHING, ChunkVectors, Embedder, KeywordField, Ledger, LedgerState, StoredChunk, Vectors
from rag.terms import terms

# Up to this many chunks under the filter, every one is compared: 20,000 × 256 take 2 ms once they are in memory.
EXACT_UP_TO_CHUNKS = 20_000

# Candidates of each search. Deeper lists change nothing in the first ten (benchmarks/retrieval.py).
_DEPTH = 100

# Scores are put on one scale (distance from the list's mean in standard deviations) and added with these weights.
# Words and pairs find what is said in the same words, vectors what is meant. MRR@10 on government sections, news and
# encyclopedia: words .260 .812 .993, vectors .237 .676 .921, these weights .291 .828 .997 (benchmarks/retrieval.py).
WEIGHTS: Mapping[str, float] = {"words": 1.0, "pairs": 1.0, "vectors": 0.7}

# A question of 2,000 characters has about so many words; the index is asked for each.
_MAX_TERMS = 1024

# Filters whose vectors are kept in memory, the one used last among them.
_REMEMBERED_FILTERS = 2

Hits = Sequence[tuple[str, float]]


class Retriever:
    """Searches what is ready in the ledger."""

    def __init__(self, *, ledger: Ledger, indexes: Indexes, embedder: Embedder) -> None:
        self._ledger = ledger
        self._indexes = indexes
        self._embedder = embedder
        self._remembered: OrderedDict[tuple[int, ReportFilter], ChunkVectors] = OrderedDict()

    def search(self, query: str, *, k: int = 10, where: ReportFilter = EVERYTHING) -> list[Passage]:
        """At most `k`, best first, ties by chunk id. Raises EmbeddingChanged, IndexDamaged."""
        state = self._ledger.state()
        count = self._ledger.count_chunks(where)
        if not count or k < 1:
            return []
        self._ensure_same_embedding(state)
        depth = max(_DEPTH, 2 * k)
        by_words = self._by_keywords(query, KeywordField.WORDS, depth, where)
        by_pairs = self._by_keywords(query, KeywordField.PAIRS, depth, where)
        by_vectors = self._by_vectors(query, depth, where, state, count)
        fused = fuse({"words": by_words, "pairs": by_pairs, "vectors": by_vectors}, WEIGHTS)
        return self._passages(fused, k)

    def _ensure_same_embedding(self, state: LedgerState) -> None:
        stored = state.embedding
        if stored is not None and stored.identity != self._embedder.identity:
            raise EmbeddingChanged(stored=stored.identity, configured=self._embedder.identity)

    def _passages(self, fused: Hits, k: int) -> list[Passage]:
        """Joined with the ledger, which alone knows what is visible."""
        found: list[Passage] = []
        scores = dict(fused)
        for start in range(0, len(fused), k):
            ids = [one for one, _ in fused[start : start + k]]
            found.extend(_passage(one, scores) for one in self._ledger.chunks(ids))
            if len(found) >= k:
                break
        return found[:k]

    # --- words

    def _by_keywords(self, query: str, by: KeywordField, depth: int, where: ReportFilter) -> Hits:
        report_ids = None if where == EVERYTHING else self._ledger.report_ids(where)
        keywords = self._indexes.current().keywords
        if keywords.count() < self._ledger.count_chunks():
            raise IndexDamaged(index="tantivy")
        return keywords.search(terms(query, by)[:_MAX_TERMS], depth, by=by, report_ids=report_ids)

    # --- vectors

    def _by_vectors(self, query: str, depth: int, where: ReportFilter, state: LedgerState, count: int) -> Hits:
        vector = self._embedder.embed_query(query)
        if not np.any(vector):
            return []
        if count <= EXACT_UP_TO_CHUNKS:
            vectors = self._vectors_in_memory(state, where)
            return _best(vectors.chunk_ids, vectors.matrix @ vector, depth)
        try:
            return self._nearest(vector, depth, where, count)
        except FolderLocked:  # embedded Chroma is in use by another process, the ledger is open to all
            return self._compared_one_by_one(vector, depth, where)

    def _vectors_in_memory(self, state: LedgerState, where: ReportFilter) -> ChunkVectors:
        key = (state.revision, where)
        if key not in self._remembered:
            parts = list(self._ledger.chunk_vectors(where))
            self._remembered[key] = ChunkVectors(
                tuple(chain.from_iterable(one.chunk_ids for one in parts)),
                np.concatenate([one.matrix for one in parts]),
            )
            while len(self._remembered) > _REMEMBERED_FILTERS:
                self._remembered.popitem(last=False)
        self._remembered.move_to_end(key)
        return self._remembered[key]

    def _compared_one_by_one(self, vector: Vectors, depth: int, where: ReportFilter) -> Hits:
        best: Hits = []
        for part in self._ledger.chunk_vectors(where):
            best = _first([*best, *_best(part.chunk_ids, part.matrix @ vector, depth)], depth)
        return best

    def _nearest(self, vector: Vectors, depth: int, where: ReportFilter, count: int) -> Hits:
        """Chroma knows nothing of filters and of what is visible: ask for more until enough remain."""
        wanted = min(depth, count)
        allowed = set(self._ledger.report_ids(where))
        index = self._indexes.current().vectors
        total = index.count()
        asked = 2 * depth
        while True:
            hits = index.nearest(vector[np.newaxis], min(asked, total))[0]
            remaining = [hit for hit in hits if report_of_chunk(hit[0]) in allowed]
            if len(remaining) >= wanted or asked >= total:
                return _first(remaining, depth)
            asked *= 2


def fuse(searches: Mapping[str, Hits], weights: Mapping[str, float]) -> list[tuple[str, float]]:
    """The weighted sum of the standard scores, best first, ties by id. What a search missed scores as its last."""
    total: dict[str, float] = dict.fromkeys(
        chain.from_iterable((one for one, _ in hits) for hits in searches.values()), 0.0
    )
    for name, hits in searches.items():
        if not hits:
            continue
        scores = np.array([score for _, score in hits])
        spread = float(scores.std())
        standard = (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)
        found = dict(zip((one for one, _ in hits), standard.tolist(), strict=True))
        lowest = min(found.values())
        for one in total:
            total[one] += weights[name] * found.get(one, lowest)
    return sorted(((one, round(score, 6)) for one, score in total.items()), key=lambda hit: (-hit[1], hit[0]))


def _best(ids: Sequence[str], scores: Vectors, depth: int) -> list[tuple[str, float]]:
    if len(ids) > depth:
        border = float(np.partition(scores, -depth)[-depth])
        places = np.flatnonzero(scores >= border)  # all that tie at the border, for the ids to decide
    else:
        places = np.arange(len(ids))
    return _first([(ids[place], float(scores[place])) for place in places.tolist()], depth)


def _first(hits: Sequence[tuple[str, float]], depth: int) -> list[tuple[str, float]]:
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:depth]


def _passage(stored: StoredChunk, scores: Mapping[str, float]) -> Passage:
    return Passage(stored.report_id, stored.report_title, stored.chunk, scores[stored.chunk.id])
