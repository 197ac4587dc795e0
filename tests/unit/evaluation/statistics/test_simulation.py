"""The gate itself, on runs of which it is known how they differ. The whole is benchmarks/gate_power.py."""

import pytest

from rag.evaluation.statistics.simulation import Scenario, simulated, tally, two_runs, uneven_sizes

SIZES = uneven_sizes(250, 60)


def test_a_drop_of_five_points_is_caught_four_times_of_five() -> None:
    found = tally(Scenario(SIZES, noise=0.01, drop=0.05), 40, seed=100)
    assert found.by_metric / found.n >= 0.80


def test_where_nothing_has_changed_it_is_red_once_in_twenty_at_most() -> None:
    found = tally(Scenario(SIZES, noise=0.05, icc=0.1), 80, seed=200)
    assert found.red / found.n <= 0.05


def test_a_drop_is_never_taken_for_noise_of_the_other_side() -> None:
    """Swapped, what was a drop is a gain: never red."""
    a, b = two_runs(Scenario(SIZES, noise=0.01, drop=0.08), seed=1)
    from rag.evaluation.gate import compare

    assert compare(a, b).regressed
    assert not compare(b, a).regressed


def test_noise_flips_as_many_cases_as_it_says() -> None:
    scenario = Scenario(SIZES, noise=0.05, icc=0.1)
    flips = [(len(one.broken), len(one.mended)) for one in (simulated(scenario, seed=at) for at in range(30))]
    broken, mended = (sum(one) / 30 / 250 for one in zip(*flips, strict=True))
    assert (broken, mended) == pytest.approx((0.05, 0.05), abs=0.012)


def test_sizes_add_up_and_none_is_empty() -> None:
    for n_clusters in (1, 20, 40, 80, 250):
        sizes = uneven_sizes(250, n_clusters)
        assert (len(sizes), sum(sizes)) == (n_clusters, 250)
        assert min(sizes) >= 1
