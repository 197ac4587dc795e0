"""Whether a difference could be chance: two-sided tests of paired runs.

Which test is right. Where both runs are made by the same product, which of them is called A is arbitrary; so it is for
each cluster by itself, and only for a whole cluster, as its cases are not independent. Swapping the labels of clusters
at random gives what chance would do (Fisher's randomisation test for pairs). It asks nothing of the values: shares of
repeats and graded scores are as good as passed or failed, and it is exact with any number of clusters. Where every
difference is one case that passed in one run alone, and no two of them are in one cluster, it is McNemar's exact test,
which is then used as such. McNemar's over cases that share clusters, or over repeats as if they were cases, would take
one accident for several: too many false alarms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rag.evaluation.statistics.samples import Array, PairedClusters, differences

SWAPS = 9_999
SEED = 20_260_102
# With that many clusters that differ, or fewer, every way to swap them is looked at: no more of them than draws.
_EXACT_UP_TO = 13
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Tested:
    """`test`: `mcnemar` or `permutation`."""

    p: float
    test: str


def tested(clusters: PairedClusters, *, seed: int = SEED) -> Tested | None:
    """By the test that is right for these values; None where one of the runs has none."""
    if clusters.difference is None:
        return None
    if (alone := _lone_flips(clusters)) is not None:
        return Tested(mcnemar(*alone), "mcnemar")
    return Tested(swap_test(clusters, seed=seed), "permutation")


def mcnemar(broken: int, mended: int) -> float:
    """The exact two-sided p of so many cases that passed in A alone, and in B alone: each is as likely either way.
    McNemar (1947); exact as a binomial test."""
    if broken + mended == 0:
        return 1.0
    from scipy.stats import binomtest

    return float(binomtest(broken, broken + mended).pvalue)


def swap_test(clusters: PairedClusters, *, swaps: int = SWAPS, seed: int = SEED) -> float:
    """The two-sided p of the difference where labels of clusters are swapped. Exact up to 13 clusters that differ; else
    of random swaps, (1 + as large) / (1 + swaps): Phipson and Smyth (2010), "Permutation P-values Should Never Be
    Zero"."""
    rows = clusters.rows
    moving = rows[np.any(rows[:, :2] != rows[:, 2:], axis=1)]
    observed = clusters.difference
    if observed is None or not len(moving):
        return 1.0
    swapped = _all_swaps(len(moving)) if len(moving) <= _EXACT_UP_TO else _random_swaps(len(moving), swaps, seed)
    other_way = np.concatenate([moving[:, 2:], moving[:, :2]], axis=1)
    found = np.abs(differences(rows.sum(axis=0) + swapped @ (other_way - moving)))
    as_large = int(np.sum(~(found < abs(observed) - _NOTHING)))  # what cannot be told is counted as large
    if len(moving) <= _EXACT_UP_TO:
        return as_large / len(swapped)
    return (1 + as_large) / (1 + len(swapped))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Adjusted so that all of them together are wrong no more often than one alone: Holm (1979), "A Simple Sequentially
    Rejective Multiple Test Procedure", step-down, under any dependence."""
    adjusted: dict[str, float] = {}
    largest = 0.0
    for at, name in enumerate(sorted(p_values, key=lambda one: (p_values[one], one))):
        largest = max(largest, min(1.0, (len(p_values) - at) * p_values[name]))
        adjusted[name] = largest
    return {name: adjusted[name] for name in p_values}


def _lone_flips(clusters: PairedClusters) -> tuple[int, int] | None:
    """How many cases passed in A alone, and in B alone, where that is all there is and no two share a cluster."""
    values = clusters.values
    if any(one.a not in {0.0, 1.0} or one.b not in {0.0, 1.0} for one in values):
        return None
    flipped = [one for one in values if one.a != one.b]
    if len({one.cluster for one in flipped}) < len(flipped):
        return None
    broken = sum(one.a == 1.0 for one in flipped)
    return broken, len(flipped) - broken


def _all_swaps(n: int) -> Array:
    """Every way to swap some of `n`, none of them included."""
    return ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(np.float64)


@lru_cache(maxsize=32)
def _random_swaps(n: int, swaps: int, seed: int) -> Array:
    return np.random.default_rng(seed).integers(0, 2, size=(swaps, n)).astype(np.float64)
