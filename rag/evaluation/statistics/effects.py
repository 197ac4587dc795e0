"""How fine a comparison sees: the standard error of a difference, and the smallest difference it would have found."""

from __future__ import annotations

import numpy as np

from rag.evaluation.statistics.bootstrap import LEAST_CLUSTERS
from rag.evaluation.statistics.samples import COUNT_A, COUNT_B, SUM_A, SUM_B, PairedClusters

SIGNIFICANCE = 0.05
POWER = 0.80


def standard_error(clusters: PairedClusters) -> float | None:
    """Of the difference (B less A), paired and clustered. None where one of the runs has no value, or with one cluster.

    Each cluster's share in the difference, `(sum_b - mean_b * cases_b) / all_b - (sum_a - mean_a * cases_a) / all_a`,
    squared and summed, times G / (G - 1): Miller (2024), section 2.2 and 4.2, where all cases have values in both;
    for the rest the linearised ratio (Cochran 1977, "Sampling Techniques", chapters 6 and 9A).
    """
    a, b = clusters.means
    if a is None or b is None or clusters.n_clusters < 2:
        return None
    rows, totals = clusters.rows, clusters.rows.sum(axis=0)
    in_a = (rows[:, SUM_A] - a * rows[:, COUNT_A]) / totals[COUNT_A]
    in_b = (rows[:, SUM_B] - b * rows[:, COUNT_B]) / totals[COUNT_B]
    correction = clusters.n_clusters / (clusters.n_clusters - 1)
    return float(np.sqrt(correction * np.sum((in_b - in_a) ** 2)))


def smallest_effect(
    clusters: PairedClusters, *, significance: float = SIGNIFICANCE, power: float = POWER
) -> float | None:
    """The difference that a two-sided test of this one metric would find with that power, noise being as it is here.

    `(t[1 - significance / 2] + t[power]) * standard error`, t with G - 1 degrees of freedom: Bloom (1995), "Minimum
    Detectable Effects", Evaluation Review 19; Miller (2024), section 5, with the normal distribution in its place.
    Holm's correction over several metrics needs a little more. None with fewer than 20 clusters, and where nothing
    differs: without any noise seen there is none to reckon with.
    """
    error = standard_error(clusters)
    if not error or clusters.n_clusters < LEAST_CLUSTERS:
        return None
    from scipy.special import stdtrit

    freedom = clusters.n_clusters - 1
    return float((stdtrit(freedom, 1 - significance / 2) + stdtrit(freedom, power)) * error)
