"""Corpus entries as reports, queries as searches: who finds what, how soon, and how well that is judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.domain import Passage
from rag.evaluation.beir import Entry, Qrels, Query, read_corpus, read_qrels, read_queries
from rag.evaluation.scratch import as_file, scratch_service
from rag.service import Service
from rag.settings import Settings

# Entries of a ranking.
DEPTH = 100

# What `rag search` shows: the search that is timed.
_SHOWN = 10
# An entry of some length has several passages among the first: so many are asked for at first, then twice as many.
_PASSAGES_A_RANKING = 150

# The names of the contract, and of ir-measures.
_MEASURES = {"hit@1": "Success@1", "recall@5": "R@5", "recall@10": "R@10", "mrr@10": "RR@10", "ndcg@10": "nDCG@10"}
_DECIMALS = 6

Progress = Callable[[str, int, int], None]
"""`step` ("index" or "query"), how many are done, of how many."""


def silent(step: str, done: int, total: int) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one query finds: ids of corpus entries, best first, each once."""

    query_id: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """`metrics` by their names in the contract, None where nothing is judged. `left_out`: entries without any text."""

    n_corpus: int
    rankings: tuple[Ranking, ...]
    n_judged: int
    metrics: Mapping[str, float | None]
    index_seconds: float
    query_milliseconds: tuple[float, ...]
    left_out: tuple[str, ...]

    def percentile(self, share: float) -> float | None:
        """Of the time that a query took, in milliseconds; None where nothing was searched."""
        if not self.query_milliseconds:
            return None
        return round(float(np.percentile(self.query_milliseconds, share)), 3)


def evaluate_retrieval(folder: Path, settings: Settings, *, on_progress: Progress = silent) -> RetrievalResult:
    """Raises NoSuchPath, DataError and what the service raises. Judgements are read when every ranking is made."""
    corpus, queries = read_corpus(folder), read_queries(folder)
    with scratch_service(settings, longest_question=max(len(one.text) for one in queries)) as service:
        start = time.perf_counter()
        entries = take_in(service, corpus, on_progress=on_progress)
        index_seconds = time.perf_counter() - start
        rankings, milliseconds = rank(service, queries, entries, on_progress=on_progress)
    found = {one for ids in entries.values() for one in ids}
    judged = judged_of(read_qrels(folder), queries)
    return RetrievalResult(
        n_corpus=len(corpus),
        rankings=tuple(rankings),
        n_judged=len(judged),
        metrics=measure(rankings, judged),
        index_seconds=round(index_seconds, 3),
        query_milliseconds=tuple(milliseconds),
        left_out=tuple(one.id for one in corpus if one.id not in found),
    )


def take_in(service: Service, corpus: Sequence[Entry], *, on_progress: Progress = silent) -> dict[str, list[str]]:
    """The entries that each report stands for: entries with the same title and text are one report."""
    files = [as_file(number, title=one.title, text=one.text) for number, one in enumerate(corpus)]
    results = service.ingest(files, on_progress=lambda done, total, _: on_progress("index", done, total))
    entries: dict[str, list[str]] = {}
    for entry, result in zip(corpus, results, strict=True):
        if result.id is not None:
            entries.setdefault(result.id, []).append(entry.id)
    return entries


def rank(
    service: Service,
    queries: Sequence[Query],
    entries: Mapping[str, Sequence[str]],
    *,
    depth: int = DEPTH,
    on_progress: Progress = silent,
) -> tuple[list[Ranking], list[float]]:
    """Every query's ranking, and the milliseconds of every search that a user waits for. `entries`: by report."""
    chunks = service.counts().chunks
    rankings: list[Ranking] = []
    milliseconds: list[float] = []
    for number, query in enumerate(queries, 1):
        found: tuple[str, ...] = ()
        if query.text.strip() and chunks:
            start = time.perf_counter()
            shown = service.search(query.text, k=_SHOWN)
            milliseconds.append((time.perf_counter() - start) * 1000)
            found = _ranked(_deeper(service, query.text, shown, chunks), entries, depth)
        rankings.append(Ranking(query.id, found))
        on_progress("query", number, len(queries))
    return rankings, milliseconds


def _deeper(service: Service, query: str, shown: Sequence[Passage], chunks: int) -> Iterator[Passage]:
    """What a user is shown, in that order, then what longer and longer results bring."""
    yield from shown
    k = _PASSAGES_A_RANKING
    while k < 2 * max(chunks, _PASSAGES_A_RANKING):
        yield from service.search(query, k=k)
        k *= 2


def _ranked(passages: Iterable[Passage], entries: Mapping[str, Sequence[str]], depth: int) -> tuple[str, ...]:
    """Entries in the order of their best passages. After a passage that stands for others they are named, too."""
    found: dict[str, None] = {}
    for passage in passages:
        for one in (passage, *passage.twins):
            found.update(dict.fromkeys(entries[one.report_id]))
        if len(found) >= depth:
            break
    return tuple(found)[:depth]


def judged_of(qrels: Qrels | None, queries: Sequence[Query]) -> Qrels:
    """The judgements on queries that are asked."""
    asked = {one.id for one in queries}
    return {query: relevant for query, relevant in (qrels or {}).items() if query in asked}


def measure(rankings: Sequence[Ranking], judged: Qrels) -> dict[str, float | None]:
    """Means over the judged queries, by ir-measures; None each where nothing is judged."""
    if not judged:
        return dict.fromkeys(_MEASURES, None)
    import ir_measures

    measures = {name: ir_measures.parse_measure(theirs) for name, theirs in _MEASURES.items()}
    run = {
        one.query_id: {entry: float(DEPTH - rank) for rank, entry in enumerate(one.entries)}
        for one in rankings
        if one.query_id in judged
    }
    values = ir_measures.calc_aggregate(list(measures.values()), judged, run)
    return {name: round(float(values[theirs]), _DECIMALS) for name, theirs in measures.items()}
