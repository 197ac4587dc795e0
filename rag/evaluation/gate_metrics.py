"""The metrics of two runs held against each other, over cases that are paired.

Each is the mean, over cases, of the mean over a case's repeats. An attempt that errored, and a case that is missing,
has 0 for all that the case is scored by in the other attempts, of either run: what fails to come back is no better
than what comes back wrong. So a run with errors may stand lower here than in its own metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.evaluation.metrics.totals import PRIMARY, metrics_of
from rag.evaluation.pairs import Pair
from rag.evaluation.runs import Attempt, CaseResult, Run, rounded
from rag.evaluation.stages import Stage
from rag.evaluation.statistics import Interval, PairedClusters, PairedValue, bca_interval, holm, smallest_effect, tested
from rag.evaluation.suites import SuiteKind

PASS_RATE = "pass_rate"
# Metrics that are the mean of a score of another name.
_SCORES = {"refusal_accuracy": "status"}


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """`difference`: B less A. `differs`: whether any cluster has not the same in both. Where nothing is left to chance
    `interval`, `p`, `p_adjusted`, `smallest_effect` and `test` are None; with fewer than 20 clusters that have the
    metric `interval` and `smallest_effect` are."""

    name: str
    primary: bool
    a: float | None
    b: float | None
    difference: float | None
    n_clusters: int
    differs: bool
    interval: Interval | None = None
    p: float | None = None
    p_adjusted: float | None = None
    smallest_effect: float | None = None
    test: str | None = None


def metric_differences(a: Run, b: Run, pairs: Sequence[Pair], *, live: bool) -> tuple[MetricDifference, ...]:
    """Of all metrics that are means over cases, primary ones first. `live`: with what chance would do."""
    kind = kind_of(a, b)
    primary = PRIMARY[kind]
    scored = _scored(pairs) - set(primary) - set(_SCORES.values())
    found = [_difference(name, pairs, primary=name in primary, live=live) for name in (*primary, *sorted(scored))]
    return (*_adjusted(found), *_totals(kind, pairs, without={one.name for one in found}))


def _totals(kind: SuiteKind, pairs: Sequence[Pair], *, without: set[str]) -> list[MetricDifference]:
    """Counts and shares that are no means of scores (by type, by stage): as they are in each run."""
    a = metrics_of(kind, [one.a for one in pairs if one.a])
    b = metrics_of(kind, [one.b for one in pairs if one.b])
    names = [name for name in {**a, **b} if name not in without and name not in _SCORES.values()]
    return [_total(name, a.get(name), b.get(name)) for name in names]


def _total(name: str, a: float | None, b: float | None) -> MetricDifference:
    difference = None if a is None or b is None else rounded(b - a)
    return MetricDifference(name, False, a, b, difference, n_clusters=0, differs=a != b)


def kind_of(a: Run, b: Run) -> SuiteKind:
    """As their manifests say, else by the metrics that only suites of that kind have."""
    for one in (b, a):
        if one.manifest.get("kind") in set(SuiteKind):
            return SuiteKind(one.manifest["kind"])
    names = set(a.metrics) | set(b.metrics)
    if "row_recall" in names:
        return SuiteKind.COMPARISONS
    return SuiteKind.SUMMARIES if "coverage" in names else SuiteKind.ANSWERS


def clusters_of(name: str, pairs: Sequence[Pair]) -> PairedClusters:
    """The values of a metric in both runs, by cluster."""
    return PairedClusters.of(_value(name, one) for one in pairs)


def _value(name: str, pair: Pair) -> PairedValue:
    if name == PASS_RATE:
        a, b = (0.0 if one is None else one.pass_rate for one in (pair.a, pair.b))
        return PairedValue(pair.case.cluster, a, b)
    score = _SCORES.get(name, name)
    asked_for = any(one.scores.get(score) is not None for case in (pair.a, pair.b) if case for one in case.attempts)
    a, b = (_mean_score(score, one) if asked_for else None for one in (pair.a, pair.b))
    return PairedValue(pair.case.cluster, a, b)


def _mean_score(score: str, case: CaseResult | None) -> float | None:
    if case is None or not case.attempts:
        return 0.0
    said = [value for one in case.attempts if (value := _score(score, one)) is not None]
    return sum(said) / len(said) if said else None


def _score(score: str, attempt: Attempt) -> float | None:
    return 0.0 if attempt.error or attempt.stage is Stage.ERRORED else attempt.scores.get(score)


def _difference(name: str, pairs: Sequence[Pair], *, primary: bool, live: bool) -> MetricDifference:
    clusters = clusters_of(name, pairs)
    a, b = clusters.means
    plain = MetricDifference(
        name=name,
        primary=primary,
        a=_rounded(a),
        b=_rounded(b),
        difference=_rounded(clusters.difference),
        n_clusters=clusters.n_clusters,
        differs=clusters.differs,
    )
    return _with_chance(plain, clusters) if live else plain


def _with_chance(metric: MetricDifference, clusters: PairedClusters) -> MetricDifference:
    interval, test = bca_interval(clusters), tested(clusters)
    return replace(
        metric,
        interval=interval and Interval(rounded(interval.low), rounded(interval.high)),
        smallest_effect=_rounded(smallest_effect(clusters)),
        p=test and rounded(test.p),
        test=test and test.test,
    )


def _adjusted(metrics: Sequence[MetricDifference]) -> tuple[MetricDifference, ...]:
    """With Holm's correction over the primary ones; the others are told for what they are worth, each by itself."""
    adjusted = holm({one.name: one.p for one in metrics if one.primary and one.p is not None})
    return tuple(replace(one, p_adjusted=_rounded(adjusted.get(one.name))) for one in metrics)


def _scored(pairs: Sequence[Pair]) -> set[str]:
    return {name for pair in pairs for case in (pair.a, pair.b) if case for one in case.attempts for name in one.scores}


def _rounded(value: float | None) -> float | None:
    return None if value is None else rounded(value)
