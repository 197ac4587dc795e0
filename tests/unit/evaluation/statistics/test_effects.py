"""How fine a comparison sees."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from rag.evaluation.statistics import PairedClusters, PairedValue, smallest_effect, standard_error


def _pairs(losses: np.ndarray, clusters: list[str] | None = None) -> PairedClusters:
    names = clusters or [f"{at:03}" for at in range(len(losses))]
    return PairedClusters.of(PairedValue(name, 0.0, float(one)) for name, one in zip(names, losses, strict=True))


def test_of_cases_that_are_clusters_of_their_own_it_is_the_paired_one() -> None:
    losses = np.random.default_rng(1).normal(size=80)
    assert standard_error(_pairs(losses)) == pytest.approx(losses.std(ddof=1) / np.sqrt(80))


def test_cases_that_are_alike_within_clusters_count_as_one() -> None:
    of_clusters = np.random.default_rng(2).normal(size=30)
    alone = standard_error(_pairs(of_clusters))
    repeated = standard_error(_pairs(np.repeat(of_clusters, 5), [str(at // 5) for at in range(150)]))
    assert alone is not None
    assert repeated == pytest.approx(alone)


def test_what_is_hard_for_both_does_not_count() -> None:
    hardness = np.random.default_rng(3).random(60)
    pairs = PairedClusters.of(PairedValue(str(at), one, one - 0.1) for at, one in enumerate(hardness))
    assert standard_error(pairs) == pytest.approx(0, abs=1e-12)


def test_the_smallest_effect_is_found_four_times_of_five() -> None:
    random = np.random.default_rng(4)
    smallest = smallest_effect(_pairs(random.normal(size=40) * np.sqrt(39 / 40)))
    assert smallest is not None
    found = ttest_1samp(random.normal(smallest, 1, size=(4_000, 40)), 0, axis=1).pvalue < 0.05
    # The noise of 40 clusters is known to within a tenth only: so is the effect.
    assert 0.6 < np.mean(found) < 0.95


def test_it_is_some_2_8_standard_errors() -> None:
    pairs = _pairs(np.random.default_rng(5).normal(size=400))
    error, smallest = standard_error(pairs), smallest_effect(pairs)
    assert error is not None
    assert smallest is not None
    assert smallest / error == pytest.approx(1.96 + 0.84, abs=0.02)


def test_nothing_is_said_without_noise_or_with_few_clusters() -> None:
    assert smallest_effect(_pairs(np.zeros(40))) is None
    assert smallest_effect(_pairs(np.random.default_rng(6).normal(size=19))) is None
    assert standard_error(PairedClusters.of([])) is None
