"""What chance would do: labels swapped by cluster, McNemar, Holm."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from rag.evaluation.statistics import PairedClusters, PairedValue, chance_of, holm, mcnemar, swap_test


def _clusters(*values: tuple[str, float | None, float | None]) -> PairedClusters:
    return PairedClusters.of(PairedValue(*one) for one in values)


# --- labels swapped


def test_three_clusters_that_all_lose_are_one_way_of_eight() -> None:
    found = swap_test(_clusters(("a", 1, 0), ("b", 1, 0.5), ("c", 0.9, 0.1)))
    assert (found.p, found.p_worse) == (2 / 8, 1 / 8)


def test_ten_cases_of_one_cluster_are_one_accident() -> None:
    values = [("a", 1.0, 0.0)] * 10 + [(f"other {at}", 1.0, 1.0) for at in range(30)]
    found = chance_of(_clusters(*values))
    assert found is not None
    assert (found.test, found.p, found.p_worse) == ("permutation", 1.0, 0.5)


def test_where_nothing_differs_chance_does_it_always() -> None:
    found = swap_test(_clusters(("a", 1, 1), ("b", 0, 0)))
    assert (found.p, found.p_worse) == (1.0, 1.0)


def test_a_gain_is_no_evidence_of_a_loss() -> None:
    values = [(str(at), 0.0, 1.0 + at / 100) for at in range(12)]
    found = swap_test(_clusters(*values))
    assert found.p == 2 / 2**12
    assert found.p_worse == 1.0


def test_random_swaps_come_close_to_all_of_them() -> None:
    random = np.random.default_rng(3)
    losses = random.normal(-0.25, 0.6, size=14)
    all_ways = np.array(list(product([1, -1], repeat=14))) @ losses
    exact = np.mean(np.abs(all_ways) >= abs(losses.sum()) - 1e-9)
    found = swap_test(_clusters(*((f"{at:02}", 0.0, float(loss)) for at, loss in enumerate(losses))))
    assert found.p == pytest.approx(exact, abs=0.02)


def test_it_is_never_zero() -> None:
    found = swap_test(_clusters(*((f"{at:02}", 1.0, at / 100) for at in range(60))))
    assert found.p == found.p_worse == 1 / 10_000


def test_runs_that_score_other_cases_are_compared_by_their_means() -> None:
    found = swap_test(_clusters(("a", 1, None), ("a", 1, 0), ("b", 1, 0), ("c", None, 0), ("c", 1, 0.5)))
    assert 0 < found.p_worse < 0.5


def test_a_run_without_values_cannot_be_tested() -> None:
    assert chance_of(_clusters(("a", 1, None))) is None
    assert chance_of(_clusters()) is None


# --- McNemar


def test_mcnemar_by_hand() -> None:
    """Of 12 flips 2 or fewer are mended in 1 + 12 + 66 of 4096 ways."""
    found = mcnemar(10, 2)
    assert found.p_worse == pytest.approx(79 / 4096)
    assert found.p == pytest.approx(2 * 79 / 4096)
    assert mcnemar(0, 0).p == 1.0


def test_flips_that_are_alone_in_their_clusters_are_mcnemars() -> None:
    values = [(f"{at:02}", 1.0, float(at >= 9)) for at in range(40)] + [("x", 0.0, 1.0)]
    found = chance_of(_clusters(*values))
    assert found is not None
    assert found.test == "mcnemar"
    assert found.p == binomtest(9, 10).pvalue


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]), min_size=1, max_size=12))
def test_alone_in_their_clusters_both_tests_are_the_same(flips: list[tuple[float, float]]) -> None:
    clusters = _clusters(*((str(at), a, b) for at, (a, b) in enumerate(flips)))
    by_swaps, by_mcnemar = swap_test(clusters), chance_of(clusters)
    assert by_mcnemar is not None
    assert by_mcnemar.test == "mcnemar"
    assert (by_mcnemar.p, by_mcnemar.p_worse) == pytest.approx((by_swaps.p, by_swaps.p_worse))


def test_two_flips_of_one_cluster_are_not_mcnemars() -> None:
    found = chance_of(_clusters(("a", 1, 0), ("a", 1, 0), ("b", 1, 0)))
    assert found is not None
    assert found.test == "permutation"


def test_shares_of_repeats_are_not_mcnemars() -> None:
    found = chance_of(_clusters(("a", 1, 2 / 3), ("b", 1, 1)))
    assert found is not None
    assert found.test == "permutation"


# --- Holm


def test_holm_by_hand() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06})


def test_holm_with_weights_by_hand() -> None:
    """a has 2 of 4 shares: 0.02 × 4 / 2; then b, of the 2 left, 0.03 × 2 / 1; then c: 0.5 × 1 / 1."""
    found = holm({"a": 0.02, "b": 0.03, "c": 0.5}, weights={"a": 2.0})
    assert found == pytest.approx({"a": 0.04, "b": 0.06, "c": 0.5})


def test_holm_of_one_is_itself_and_of_none_nothing() -> None:
    assert holm({"a": 0.04}) == {"a": 0.04}
    assert holm({}) == {}


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=6), st.floats(0.5, 5))
def test_holm_never_lowers_and_keeps_the_order(p_values: dict[str, float], weight: float) -> None:
    plain = holm(p_values)
    assert all(p_values[name] <= plain[name] <= 1 for name in p_values)
    ordered = sorted(p_values, key=lambda one: p_values[one])
    assert [plain[one] for one in ordered] == sorted(plain.values())
    weighted = holm(p_values, weights=dict.fromkeys(p_values, weight))
    assert weighted == pytest.approx(plain)  # weights that are equal change nothing
