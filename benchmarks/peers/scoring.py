"""Rankings → metrics for each query, their means, and how sure the differences are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG
from numpy.typing import NDArray

# The names of `rag eval retrieval`.
MEASURES = {
    "mrr@10": RR @ 10,
    "ndcg@10": nDCG @ 10,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "hit@1": Success @ 1,
}
DECIDING = "mrr@10"

RESAMPLES = 10_000
SEED = 20260101

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """Of a pipeline's mean to ours: below 0 = ours is ahead. `low`, `high`: paired bootstrap, 95%."""

    mean: float
    low: float
    high: float

    @property
    def ahead(self) -> str:
        if self.high < 0:
            return "ours"
        return "theirs" if self.low > 0 else "neither"


def per_query(
    rankings: Mapping[str, Sequence[str]], judged: Mapping[str, Mapping[str, int]], queries: Sequence[str]
) -> dict[str, Values]:
    """Each measure for each query in the order given. A query without a ranking scores 0."""
    qrels = [ir_measures.Qrel(query, entry, grade) for query in queries for entry, grade in judged[query].items()]
    # Scores that fall with the rank: measures sort by them.
    run = [
        ir_measures.ScoredDoc(query, entry, -float(rank))
        for query in queries
        for rank, entry in enumerate(rankings.get(query, ()))
    ]
    place = {query: number for number, query in enumerate(queries)}
    names = {measure: name for name, measure in MEASURES.items()}
    values = {name: np.zeros(len(queries)) for name in MEASURES}
    for found in ir_measures.iter_calc(list(MEASURES.values()), qrels, run):
        values[names[found.measure]][place[found.query_id]] = found.value
    return values


def interval(values: Values) -> tuple[float, float]:
    """95% of the mean, bootstrap over queries."""
    means = _resamples(len(values)) @ values
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def difference(theirs: Values, ours: Values) -> Difference:
    low, high = interval(theirs - ours)
    return Difference(float(np.mean(theirs - ours)), low, high)


def _resamples(queries: int) -> Values:
    """How often each query is drawn, as shares: the same draws for every pipeline."""
    draws = np.random.default_rng(SEED).multinomial(queries, np.full(queries, 1 / queries), size=RESAMPLES)
    shares: Values = draws / queries
    return shares
