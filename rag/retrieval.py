"""A question → passages: words, pairs of characters and vectors, each searched by itself, then added up."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain

import numpy as np

from rag.chunking import report_of_chunk
from rag.domain import Passage, ReportFilter
from rag.embedders import Embedders, MakeEmbedder
from rag.errors import EmbeddingChanged, IndexDamaged
from rag.fusion import ASPECT, Scores, Weights, best_sentence, first_scores, fit_scores, rarity_of, weights_of
from rag.indexes import Indexes
from rag.ports import EVERYTHING, Embedder, KeywordField, KeywordIndex, Ledger, LedgerState, StoredChunk
from rag.queries import Query, read_query
from rag.reranking import Reranking
from rag.scope import Catalogue, Divisions
from rag.sections import aspect_of
from rag.selections import Selections
from rag.together import Together
from rag.vector_search import Asked, VectorSearch
from rag.words import normalise

# Candidates of each search. Deeper lists change nothing in the first ten (benchmarks/retrieval.py).
_DEPTH = 100

# Passages whose sentences are looked at, where they count. With 100, a filter left the very ten passages of the whole
# ranking for each of 42 questions over 10,187 chunks (with 50: 95%), but a search took 3 to 5 ms more.
_READ = 50

# Reports that fit the query about as well as the best one are searched by themselves, too: their passages might not be
# among the first of all.
_AS_FITTING = 0.95
_MAX_FITTING_REPORTS = 200

# Sets of libraries whose titles are kept as read: that of everything, and those of the keys that ask.
_REMEMBERED_CATALOGUES = 8

_SENTENCE_ENDS = re.compile("[。；！？!?;\\n]+")


class Retriever:
    """Searches what is ready in the ledger. May be asked from several threads.

    `weigh`: how rare a word is (`rag.matching.Weigh`). `today`: what `last year` refers to. `make_embedder`: for
    vectors of another model than the one that is set. `vector_weight`: what vectors count for, times the usual.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        indexes: Indexes,
        embedder: Embedder,
        divisions: Divisions,
        weigh: Callable[[str], float],
        today: Callable[[], date] = date.today,
        make_embedder: MakeEmbedder | None = None,
        reranking: Reranking | None = None,
        vector_weight: float = 1.0,
    ) -> None:
        self._ledger = ledger
        self._indexes = indexes
        self._embedders = Embedders(embedder, make=make_embedder)
        self._divisions = divisions
        self._weigh = weigh
        self._today = today
        self._reranking = reranking
        self._vector_weight = vector_weight
        self._selections = Selections(ledger)
        self._vectors = VectorSearch(ledger=ledger, indexes=indexes, selections=self._selections)
        self._together = Together()
        self._catalogues: OrderedDict[frozenset[str] | None, tuple[int, Catalogue]] = OrderedDict()

    def search(self, query: str, *, k: int = 10, where: ReportFilter = EVERYTHING) -> list[Passage]:
        """At most `k`, best first, ties by chunk id. Raises EmbeddingChanged, IndexDamaged."""
        while True:
            state = self._ledger.state()
            try:
                found = self._found(query, k, where, state)
            except (EmbeddingChanged, IndexDamaged):
                if not self._is_switched(state):
                    raise
                continue
            if not self._is_switched(state):
                return self._reranked(query, found)[:k]

    def _reranked(self, query: str, found: list[Passage]) -> list[Passage]:
        if self._reranking is None:
            return found
        reranked = self._reranking.rerank(query, found)
        there = {one.chunk.id for one in self._ledger.chunks([one.chunk.id for one in reranked])}
        return [one for one in reranked if one.chunk.id in there]  # it takes its time: a report may be gone

    def _is_switched(self, state: LedgerState) -> bool:
        """Whether what a search began with has gone out of use: it may have seen some of it and missed the rest."""
        return self._ledger.state().indexes != state.indexes

    def _found(self, query: str, k: int, where: ReportFilter, state: LedgerState) -> list[Passage]:
        """With the indexes and the model of one moment; `k` or more, where there are."""
        if k < 1 or not self._selections.of(where, state=state).chunks:
            return []
        embedder = self._embedders.of(state.embedding)
        asked = read_query(query, self._catalogue_of(where, state).scope(query, today=self._today()))
        near = self._vectors.ask(embedder.embed_query(asked.meaning), state=state)
        keywords = self._keywords(state)
        places = self._places_to_look(asked, where, state)
        ids = self._candidates(asked, near, keywords, depth=max(_DEPTH, 2 * k), places=places)
        rare = {word: self._weigh(word) for word in asked.words}
        usual = weights_of(asked.aim, rarity=rarity_of(rare))
        weights = replace(usual, vectors=usual.vectors * self._vector_weight)
        reorders = bool(weights.sentences or asked.scope.aspect or self._reranking)
        depth = max(k, _READ) if reorders else k
        scored = self._scored(asked, near, keywords, ids, weights=weights)
        return self._read(asked, scored, depth, weights=weights, rare=rare)

    def _catalogue_of(self, where: ReportFilter, state: LedgerState) -> Catalogue:
        """Of everything that the asker may see, whatever else the filter says: what a query means does not depend on
        where it is asked."""
        known = self._catalogues.get(where.libraries)
        if known is None or known[0] != state.revision:
            reports = self._ledger.reports(ReportFilter(libraries=where.libraries))
            known = (state.revision, Catalogue(reports, divisions=self._divisions))
            self._catalogues[where.libraries] = known
            while len(self._catalogues) > _REMEMBERED_CATALOGUES:
                self._catalogues.popitem(last=False)
        return known[1]

    def _keywords(self, state: LedgerState) -> KeywordIndex:
        keywords = self._indexes.at(state.indexes).keywords
        if keywords.count() < self._selections.of(EVERYTHING, state=state).chunks:
            raise IndexDamaged(index="tantivy")
        return keywords

    # --- candidates

    def _candidates(
        self,
        asked: Query,
        near: Asked,
        keywords: KeywordIndex,
        *,
        depth: int,
        places: Iterable[tuple[ReportFilter, Sequence[str] | None]],
    ) -> list[str]:
        """What each search finds first in each of the places; in the order of the ids."""
        found: set[str] = set()
        for where, report_ids in places:
            hits = self._together.run(
                partial(near.best, depth, where),
                *(
                    partial(keywords.search, asked.terms[by], depth, by=by, report_ids=report_ids)
                    for by in KeywordField
                ),
            )
            found.update(one for one, _ in chain.from_iterable(hits))
        return sorted(found)

    def _places_to_look(
        self, asked: Query, where: ReportFilter, state: LedgerState
    ) -> Iterator[tuple[ReportFilter, Sequence[str] | None]]:
        """Everything that the filter leaves, and by themselves those of its reports that fit the query best."""
        allowed = self._selections.of(where, state=state).report_ids
        yield where, None if where == EVERYTHING else allowed
        within = set(allowed) if asked.scope.fits else ()
        fits = {one: fit for one, fit in asked.scope.fits.items() if one in within}
        border = max(fits.values(), default=0.0) * _AS_FITTING
        fitting = tuple(one for one in allowed if fits.get(one, 0.0) >= border) if border else ()
        if 0 < len(fitting) <= _MAX_FITTING_REPORTS and len(fitting) < len(allowed):
            yield ReportFilter(report_ids=fitting), fitting

    def _scored(
        self, asked: Query, near: Asked, keywords: KeywordIndex, ids: Sequence[str], *, weights: Weights
    ) -> list[tuple[str, float]]:
        """Each with its score before its sentences were looked at, best first, ties by id."""
        words, pairs = self._together.run(
            *(partial(_share_of_ceiling, asked.terms[by], keywords, ids, by) for by in KeywordField)
        )
        fits = np.array([asked.scope.fits.get(report_of_chunk(one), 0.0) for one in ids])
        scores = first_scores(words, pairs, np.array(near.scores(ids)), weights=weights) + fit_scores(fits)
        return sorted(zip(ids, scores.tolist(), strict=True), key=lambda hit: (-hit[1], hit[0]))

    # --- sentences

    def _read(
        self,
        asked: Query,
        candidates: Sequence[tuple[str, float]],
        depth: int,
        *,
        weights: Weights,
        rare: Mapping[str, float],
    ) -> list[Passage]:
        """The best candidates, once their sentences were looked at. The ledger alone knows what is visible.

        `rare`: how rare each of the query's words is.
        """
        found: list[Passage] = []
        scores = dict(candidates)
        for start in range(0, len(candidates), depth):
            stored = self._ledger.chunks([one for one, _ in candidates[start : start + depth]])
            found += [_passage(one, asked, scores[one.chunk.id], weights, rare) for one in stored]
            if len(found) >= depth:
                break
        return sorted(found, key=lambda one: (-one.score, one.chunk.id))


def _passage(stored: StoredChunk, asked: Query, score: float, weights: Weights, rare: Mapping[str, float]) -> Passage:
    if asked.scope.aspect and aspect_of(stored.chunk.path) is asked.scope.aspect:
        score += ASPECT
    if weights.sentences:
        score += weights.sentences * best_sentence(rare, _sentences(stored.chunk.text))
    return Passage(stored.report_id, stored.report_title, stored.chunk, round(score, 6))


def _share_of_ceiling(terms: Sequence[str], keywords: KeywordIndex, ids: Sequence[str], by: KeywordField) -> Scores:
    ceiling = sum(keywords.ceilings(terms, by=by))
    return np.array(keywords.scores(terms, ids, by=by)) / (ceiling or 1.0)


def _sentences(text: str) -> list[str]:
    return [one for one in _SENTENCE_ENDS.split(normalise(text)) if one]
