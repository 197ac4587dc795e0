"""How sure one run's share is, by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt

import numpy as np

from rag.evaluation.runs import CaseResult
from rag.evaluation.statistics.bootstrap import CONFIDENCE, Interval, bca_interval
from rag.evaluation.statistics.samples import PairedClusters, PairedValue


def share_interval(values: Sequence[tuple[str, float]], *, confidence: float = CONFIDENCE) -> Interval | None:
    """Of a mean of values between 0 and 1, each with its cluster: Wilson's where every case is a cluster of its own and
    either 0 or 1, else BCa over clusters. None without values, and with fewer than 20 clusters."""
    if not values:
        return None
    alone = max(Counter(cluster for cluster, _ in values).values()) == 1
    if alone and all(value in {0, 1} for _, value in values):
        return wilson_interval(int(sum(value for _, value in values)), len(values), confidence=confidence)
    against_nothing = PairedClusters.of(PairedValue(cluster, 0.0, value) for cluster, value in values)
    found = bca_interval(against_nothing, confidence=confidence)
    return found and Interval(*(float(np.clip(one, 0, 1)) for one in (found.low, found.high)))


def pass_rate_interval(cases: Sequence[CaseResult]) -> Interval | None:
    """Of a run's pass rate, as one of other cases like these: of each the share of its attempts that passed."""
    return share_interval([(one.cluster, one.pass_rate) for one in cases])


def wilson_interval(passed: int, n: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Of `passed` among `n` independent cases: Wilson (1927), JASA 22; it holds near 0 and 1, too.
    Raises ValueError unless 0 <= passed <= n and n > 0."""
    if not 0 <= passed <= n or not n:
        raise ValueError(f"{passed} of {n}")
    from scipy.special import ndtri

    z = float(ndtri((1 + confidence) / 2))
    share = passed / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
