"""Pairs of runs of which it is known how they differ, to see how often the gate is right.

What a case is worth to a run is a latent result (passed, or failed in one of the ways of real suites) and noise: in
each attempt it comes out the other way with a probability that the cases of a cluster share (beta-binomial, so that
the correlation of two cases of a cluster is exactly `icc`). Both runs are drawn alike, so that which of them is A is
arbitrary, but for a drop: cases that pass in A and are broken for good in B.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from rag.evaluation.gate import RunComparison, compare
from rag.evaluation.runs import Attempt, CaseResult, Run
from rag.evaluation.stages import Stage
from rag.evaluation.statistics.bootstrap import Interval
from rag.evaluation.statistics.single import wilson_interval

Scores = dict[str, float | None]

_RIGHT: Scores = {"status": 1.0, "figure_precision": 1.0, "figure_recall": 1.0, "citation_f1": 1.0}
_NO_FIGURES: Scores = {"figure_precision": None, "figure_recall": None}
# What a failure does to the scores, and how many of a hundred failures it is. An answer that lacks required words has
# all its scores: such a failure shows in the pass rate alone.
_FAULTS: tuple[tuple[int, Stage, Scores], ...] = (
    (35, Stage.USED_WRONGLY, {"figure_precision": 0.5, "figure_recall": 0.0}),
    (25, Stage.REFUSED_WRONGLY, {"status": 0.0, "figure_precision": None, "figure_recall": 0.0, "citation_f1": 0.0}),
    (20, Stage.CITED_WRONGLY, {"citation_f1": 0.5}),
    (20, Stage.NOT_USED, {}),
)
_TO_BE_REFUSED, _WITH_FIGURES = 0.15, 0.6
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Scenario:
    """`sizes`: of clusters. `noise`: the share of all cases that flip each way between two runs of the same product.
    `icc`: correlation of flips, and of the drop, within a cluster. `drop`: the share of all cases broken in B.
    `must_pass`: the share of the cases that must pass."""

    sizes: tuple[int, ...]
    noise: float
    icc: float = 0.0
    drop: float = 0.0
    repeats: int = 1
    passing: float = 0.9
    must_pass: float = 0.0

    @property
    def n_cases(self) -> int:
        return sum(self.sizes)

    @property
    def flips_an_attempt(self) -> float:
        """With which an attempt comes out the other way: two attempts then differ, each way, in `noise` of the cases,
        as p (1 - p) of them pass in the first alone."""
        return (1 - sqrt(1 - 4 * self.noise)) / 2

    @property
    def true_difference(self) -> float:
        """Of pass rates: what is broken still flips now and then, before and after."""
        return -self.drop * (1 - 2 * self.flips_an_attempt)


@dataclass(frozen=True, slots=True)
class Tally:
    """Of `n` comparisons: how many were red, how many of them by a metric, and by which. Of the pass rate: how many had
    an interval, in how many of these the true difference lies, and the mean of the smallest effects told beside."""

    n: int
    red: int
    by_metric: int
    metrics: Mapping[str, int]
    intervals: int
    covered: int
    smallest_effect: float | None

    @property
    def interval(self) -> Interval:
        """Of the share that is red by a metric."""
        return wilson_interval(self.by_metric, self.n)


def uneven_sizes(n_cases: int, n_clusters: int) -> tuple[int, ...]:
    """As suites have them: a few sections of which much is asked, many of which little is. None is empty."""
    weights = 1 / np.sqrt(np.arange(1, n_clusters + 1))
    shares = np.floor(weights / weights.sum() * (n_cases - n_clusters)).astype(int) + 1
    shares[: n_cases - int(shares.sum())] += 1
    return tuple(int(one) for one in shares)


def tally(scenario: Scenario, n: int, *, seed: int) -> Tally:
    """The verdicts of the gate on so many pairs of runs."""
    found = [_told(scenario, simulated(scenario, seed=seed + at)) for at in range(n)]
    effects = [one.smallest_effect for one in found if one.smallest_effect is not None]
    intervals = [one.covered for one in found if one.covered is not None]
    return Tally(
        n=n,
        red=sum(one.red for one in found),
        by_metric=sum(bool(one.worse) for one in found),
        metrics=Counter(name for one in found for name in one.worse),
        intervals=len(intervals),
        covered=sum(intervals),
        smallest_effect=sum(effects) / len(effects) if effects else None,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What is kept of a comparison."""

    red: bool
    worse: tuple[str, ...]
    covered: bool | None
    smallest_effect: float | None


def _told(scenario: Scenario, comparison: RunComparison) -> _Told:
    pass_rate, true = comparison.primary[0], scenario.true_difference
    within = pass_rate.interval
    return _Told(
        red=comparison.regressed,
        worse=tuple(str(one.values["metric"]) for one in comparison.reasons if "metric" in one.values),
        covered=None if within is None else within.low - _ROUNDING <= true <= within.high + _ROUNDING,
        smallest_effect=pass_rate.smallest_effect,
    )


def simulated(scenario: Scenario, *, seed: int) -> RunComparison:
    return compare(*two_runs(scenario, seed=seed))


def two_runs(scenario: Scenario, *, seed: int) -> tuple[Run, Run]:
    """Live ones, over the same cases."""
    draw = _Draw(scenario, np.random.default_rng(seed))
    broken = draw.broken()
    return draw.run(draw.latent), draw.run(draw.latent & ~broken)


class _Draw:
    """The cases of a suite, and what a product makes of them."""

    def __init__(self, scenario: Scenario, random: np.random.Generator) -> None:
        n = scenario.n_cases
        self.scenario = scenario
        self.random = random
        self.cluster = np.repeat(np.arange(len(scenario.sizes)), scenario.sizes)
        self.latent = random.random(n) < scenario.passing
        self.to_be_refused = random.random(n) < _TO_BE_REFUSED
        self.has_figures = random.random(n) < _WITH_FIGURES
        self.must_pass = random.random(n) < scenario.must_pass
        weights = np.array([one[0] for one in _FAULTS], dtype=float)
        self.fault = random.choice(len(_FAULTS), size=n, p=weights / weights.sum())

    def broken(self) -> np.ndarray:
        """Which cases fail for good in B: drawn from those that pass, more of them where a cluster is hit harder."""
        wanted = self.scenario.drop * self.scenario.n_cases
        count = int(wanted) + int(self.random.random() < wanted % 1)
        found = np.zeros(self.scenario.n_cases, dtype=bool)
        if count:
            weights = (self._in_clusters(self.scenario.drop) + 1e-9) * self.latent
            found[self.random.choice(len(found), size=count, replace=False, p=weights / weights.sum())] = True
        return found

    def run(self, latent: np.ndarray) -> Run:
        flip = self.scenario.flips_an_attempt
        passed = [
            latent ^ (self.random.random(len(latent)) < self._in_clusters(flip)) for _ in range(self.scenario.repeats)
        ]
        cases = tuple(self._case(at, [bool(one[at]) for one in passed]) for at in range(len(latent)))
        return Run("answers", cases, {}, {"mode": "live", "kind": "answers", "dataset": "simulated"})

    def _in_clusters(self, share: float) -> np.ndarray:
        """A probability for each case, the same within a cluster: beta with that mean, whose spread makes the icc."""
        icc, n = self.scenario.icc, len(self.scenario.sizes)
        if icc == 0 or share == 0:
            return np.full(self.scenario.n_cases, share)
        total = (1 - icc) / icc
        found: np.ndarray = self.random.beta(share * total, (1 - share) * total, size=n)[self.cluster]
        return found

    def _case(self, at: int, passed: Sequence[bool]) -> CaseResult:
        return CaseResult(
            id=f"{at:04}",
            type="figure",
            cluster=f"report/{self.cluster[at]}",
            tags=(),
            must_pass=bool(self.must_pass[at]),
            asked="",
            attempts=tuple(self._attempt(at, one) for one in passed),
        )

    def _attempt(self, at: int, passed: bool) -> Attempt:
        if self.to_be_refused[at]:
            return Attempt(passed, None if passed else Stage.ANSWERED_WRONGLY, {"status": float(passed)})
        _, stage, fault = _FAULTS[self.fault[at]]
        scores = _RIGHT if passed else {**_RIGHT, **fault}
        if not self.has_figures[at]:
            scores = {**scores, **_NO_FIGURES}
        return Attempt(passed, None if passed else stage, scores)
