"""Intervals of a difference by drawing clusters."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap

from rag.evaluation.statistics import PairedClusters, PairedValue, bca_interval


def _noisy(seed: int, *, n_cases: int = 250, n_clusters: int = 60, flips: float = 0.1) -> PairedClusters:
    random = np.random.default_rng(seed)
    a = random.random(n_cases) < 0.8
    b = a ^ (random.random(n_cases) < flips)
    clusters = random.integers(n_clusters, size=n_cases)
    return PairedClusters.of(PairedValue(str(c), float(x), float(y)) for c, x, y in zip(clusters, a, b, strict=True))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_scipys_bca_over_clusters_up_to_chance(seed: int) -> None:
    clusters = _noisy(seed)

    def difference(sum_a, count_a, sum_b, count_b, axis=-1):
        return sum_b.sum(axis) / count_b.sum(axis) - sum_a.sum(axis) / count_a.sum(axis)

    columns = tuple(clusters.rows.T)
    theirs = bootstrap(columns, difference, paired=True, n_resamples=9_999, rng=seed).confidence_interval
    ours = bca_interval(clusters)
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_skewed_values_move_it_as_scipys_acceleration_does() -> None:
    random = np.random.default_rng(5)
    losses = np.where(np.arange(40) < 4, -1.0, 0.0) + random.normal(scale=0.02, size=40)
    clusters = PairedClusters.of(PairedValue(f"{at:02}", 1.0, 1.0 + loss) for at, loss in enumerate(losses))
    theirs = bootstrap((np.sort(losses),), np.mean, n_resamples=9_999, rng=1).confidence_interval
    ours = bca_interval(clusters)
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.01)
    assert losses.mean() - ours.low > 1.3 * (ours.high - losses.mean())  # the long tail lies below


def test_fewer_than_twenty_clusters_have_none() -> None:
    assert bca_interval(_noisy(1, n_clusters=19)) is None
    assert bca_interval(_noisy(1, n_clusters=20)) is not None


def test_where_nothing_differs_there_is_none() -> None:
    assert bca_interval(_noisy(1, flips=0.0)) is None


def test_where_everything_differs_by_the_same_there_is_none() -> None:
    values = [PairedValue(str(at % 30), 1.0, 0.0) for at in range(90)]
    assert bca_interval(PairedClusters.of(values)) is None


def test_without_values_in_one_run_there_is_none() -> None:
    assert bca_interval(PairedClusters.of(PairedValue(str(at), 1.0, None) for at in range(30))) is None
    assert bca_interval(PairedClusters.of([])) is None


def test_the_order_of_cases_changes_nothing() -> None:
    clusters = _noisy(4)
    assert bca_interval(PairedClusters.of(reversed(clusters.values))) == bca_interval(clusters)


def test_it_holds_the_true_difference_about_as_often_as_it_says() -> None:
    """Clusters of uneven sizes whose cases are alike, values that are far from normal: 95% ± 3."""
    random = np.random.default_rng(11)
    held = []
    for _ in range(400):
        sizes = random.integers(1, 9, size=50)
        effects = random.exponential(0.3, size=50) - 0.3
        values = [
            PairedValue(str(at), 0.0, float(effect + random.normal(scale=0.2)))
            for at, (size, effect) in enumerate(zip(sizes, effects, strict=True))
            for _ in range(size)
        ]
        interval = bca_interval(PairedClusters.of(values), draws=999)
        assert interval is not None
        held.append(interval.low <= 0 <= interval.high)
    assert 0.92 <= np.mean(held) <= 0.98


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.02, 0.5))
def test_it_holds_what_was_observed_and_stays_within_bounds(seed: int, flips: float) -> None:
    clusters = _noisy(seed, flips=flips)
    interval = bca_interval(clusters)
    if interval is not None:
        assert clusters.difference is not None
        assert -1 <= interval.low <= clusters.difference <= interval.high <= 1
