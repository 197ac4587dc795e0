"""Whether a difference could be chance: tests of paired runs.

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
from numpy.typing import NDArray

from rag.evaluation.statistics.samples import PairedClusters, differences

Bits = NDArray[np.uint8]

MCNEMAR, PERMUTATION = "mcnemar", "permutation"
SWAPS = 9_999
SEED = 20_260_102
# With that many clusters that differ, or fewer, every way to swap them is looked at: no more of them than draws.
_EXACT_UP_TO = 13
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class Chance:
    """`p`: two-sided. `p_worse`: one-sided, of a difference so far below 0 or further. `test`: `mcnemar` or
    `permutation`."""

    p: float
    p_worse: float
    test: str


def chance_of(clusters: PairedClusters, *, seed: int = SEED) -> Chance | None:
    """By the test that is right for these values; None where one of the runs has none."""
    if clusters.difference is None:
        return None
    if (alone := _lone_flips(clusters)) is not None:
        return mcnemar(*alone)
    return swap_test(clusters, seed=seed)


def mcnemar(broken: int, mended: int) -> Chance:
    """Exact, of so many cases that passed in A alone, and in B alone: each is as likely either way. McNemar (1947), as
    a binomial test."""
    if broken + mended == 0:
        return Chance(1.0, 1.0, MCNEMAR)
    from scipy.stats import binomtest

    two_sided = binomtest(broken, broken + mended).pvalue
    worse = binomtest(broken, broken + mended, alternative="greater").pvalue
    return Chance(float(two_sided), float(worse), MCNEMAR)


def swap_test(clusters: PairedClusters, *, swaps: int = SWAPS, seed: int = SEED) -> Chance:
    """Of the difference where labels of clusters are swapped. Exact up to 13 clusters that differ; else of random
    swaps, (1 + as far off) / (1 + swaps): Phipson and Smyth (2010), "Permutation P-values Should Never Be Zero"."""
    rows = clusters.rows
    moving = rows[np.any(rows[:, :2] != rows[:, 2:], axis=1)]
    observed = clusters.difference
    if observed is None or not len(moving):
        return Chance(1.0, 1.0, PERMUTATION)
    is_exact = len(moving) <= _EXACT_UP_TO
    swapped = _all_swaps(len(moving)) if is_exact else _random_swaps(len(moving), swaps, seed)
    other_way = np.concatenate([moving[:, 2:], moving[:, :2]], axis=1)
    found = differences(rows.sum(axis=0) + swapped @ (other_way - moving))
    itself = 0 if is_exact else 1  # all swaps include none
    # What cannot be told, as a run has no values left, counts as far off.
    as_far = int(np.sum(~(np.abs(found) < abs(observed) - _NOTHING))) + itself
    as_low = int(np.sum(~(found > observed + _NOTHING))) + itself
    return Chance(as_far / (len(found) + itself), as_low / (len(found) + itself), PERMUTATION)


def holm(p_values: Mapping[str, float], *, weights: Mapping[str, float] | None = None) -> dict[str, float]:
    """Adjusted so that the chance of a single false alarm among all of them is that of one alone, whatever they have
    to do with each other: Holm (1979), "A Simple Sequentially Rejective Multiple Test Procedure", step-down.

    `weights`: how the error is shared out, settled before anything is measured; equal where left out. With them it goes
    by p / weight, each p times (weights not yet spent) / weight: the weighted procedure of the same paper.
    """
    shares = {name: (weights or {}).get(name, 1.0) for name in p_values}
    adjusted: dict[str, float] = {}
    largest, left = 0.0, sum(shares.values())
    for name in sorted(p_values, key=lambda one: (p_values[one] / shares[one], one)):
        largest = max(largest, min(1.0, p_values[name] * left / shares[name]))
        adjusted[name] = largest
        left -= shares[name]
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


def _all_swaps(n: int) -> Bits:
    """Every way to swap some of `n`, none of them included."""
    return ((np.arange(2**n)[:, None] >> np.arange(n)) & 1).astype(np.uint8)


@lru_cache(maxsize=32)
def _random_swaps(n: int, swaps: int, seed: int) -> Bits:
    return np.random.default_rng(seed).integers(0, 2, size=(swaps, n), dtype=np.uint8)
