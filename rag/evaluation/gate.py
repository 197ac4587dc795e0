"""Whether a run is worse than another: cases paired, flips listed, metrics held against each other, a verdict.

Stub and replay (nothing is left to chance): every case that passed in A and fails in B makes the verdict red, and so
does a primary metric that falls by more than 0.01. Live: a primary metric that is worse with an adjusted p of at most
0.05, or a must-pass case that passed in most of its repeats and fails in most, of three at least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rag.errors import DatasetsDiffer, ModesDiffer, NothingInCommon
from rag.evaluation.gate_metrics import MetricDifference, kind_of, metric_differences
from rag.evaluation.metrics.totals import metrics_of
from rag.evaluation.pairs import Pair, paired, the_same_alone
from rag.evaluation.runs import CaseResult, Run
from rag.evaluation.statistics.bootstrap import LEAST_CLUSTERS
from rag.evaluation.statistics.effects import SIGNIFICANCE

# Less than one case in a hundred: where no case flips, scores of some may still shift a little either way.
MOST_FALLEN = 0.01
# Of one attempt nobody can tell a break from an accident: with 50 must-pass cases and 1% of flips each way, four runs
# of ten would be red though nothing has changed (1 - 0.99 ** 50); where most of three attempts decide, two of a hundred
# are (benchmarks/results/gate_power.md).
LEAST_REPEATS = 3
_ROUNDING = 1e-9
_SHOWN_IDS, _HASH_CHARACTERS = 8, 12


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a run has regressed, or what is to be known about a comparison. `code` with the prefix `regression_` or
    `comparison_` is the key of its message, `values` fill it."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunComparison:
    """`pairs`: in A's order, then those of B alone. `live`: whether chance had a part, so that statistics decide.
    `reasons`: why B is a regression, must-pass cases first; none where it is not. `notes`: what else is to be known."""

    a: Run
    b: Run
    live: bool
    common_only: bool
    pairs: tuple[Pair, ...]
    metrics: tuple[MetricDifference, ...]
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]

    @property
    def regressed(self) -> bool:
        return bool(self.reasons)

    @property
    def suite(self) -> str:
        return self.b.suite

    @property
    def n_clusters(self) -> int:
        return len({one.case.cluster for one in self.pairs})

    @property
    def broken(self) -> tuple[Pair, ...]:
        """Passed in A, not in B: must-pass cases first."""
        return tuple(sorted((one for one in self.pairs if one.broken), key=lambda one: not one.must_pass))

    @property
    def breaking(self) -> tuple[Pair, ...]:
        """Of the broken, those that make B a regression: live, one that does not have to pass may flip by chance."""
        return tuple(one for one in self.broken if not self.live or (one.must_pass and _is_told_by_most(one)))

    @property
    def compared(self) -> tuple[Run, Run]:
        """A and B with the cases alone that are compared, and their metrics over these."""
        return self._over(self.a, [one.a for one in self.pairs]), self._over(self.b, [one.b for one in self.pairs])

    def _over(self, run: Run, found: Sequence[CaseResult | None]) -> Run:
        cases = tuple(one for one in found if one is not None)
        if len(cases) == len(run.cases):
            return run
        return replace(run, cases=cases, metrics=metrics_of(kind_of(self.a, self.b), cases))

    @property
    def mended(self) -> tuple[Pair, ...]:
        return tuple(one for one in self.pairs if one.mended)

    @property
    def moved(self) -> tuple[Pair, ...]:
        """Failed in both, at different stages."""
        return tuple(one for one in self.pairs if one.moved)

    @property
    def changed(self) -> tuple[Pair, ...]:
        """In anything that came of them, though both passed or both failed at the same stage."""
        return tuple(one for one in self.pairs if one.changed and not (one.broken or one.mended or one.moved))

    @property
    def only_in_a(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.pairs if one.b is None)

    @property
    def only_in_b(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.pairs if one.a is None)

    @property
    def primary(self) -> tuple[MetricDifference, ...]:
        return tuple(one for one in self.metrics if one.primary)


def compare(a: Run, b: Run, *, common_only: bool = False, mixed: bool = False) -> RunComparison:
    """Whether `b` is worse than `a`. Cases that are missing in one of them, or errored, count as failed in it.

    `common_only`: of the cases that are the same in both, nothing else. `mixed`: runs of different modes, too, with the
    statistics of live ones. Raises DatasetsDiffer, ModesDiffer, NothingInCommon.
    """
    _ensure_comparable(a, b, common_only=common_only, mixed=mixed)
    pairs = the_same_alone(a, b) if common_only else paired(a, b)
    if not pairs:
        raise NothingInCommon(a=a.suite, b=b.suite)
    live = not (a.is_deterministic and b.is_deterministic and _mode(a) == _mode(b))
    metrics = metric_differences(a, b, pairs, live=live)
    reasons = (*_breaks(pairs, live=live), *_worse(metrics, live=live))
    notes = _notes(a, b, pairs, metrics, live=live, common_only=common_only)
    return RunComparison(a, b, live, common_only, tuple(pairs), metrics, reasons, notes)


def _ensure_comparable(a: Run, b: Run, *, common_only: bool, mixed: bool) -> None:
    if not common_only and _asked(a) != _asked(b):
        raise DatasetsDiffer(
            a=f"{a.suite} {_asked(a)[:_HASH_CHARACTERS]}", b=f"{b.suite} {_asked(b)[:_HASH_CHARACTERS]}"
        )
    if not mixed and _mode(a) != _mode(b):
        raise ModesDiffer(a=_mode(a), b=_mode(b))


def _asked(run: Run) -> str:
    """The hash of what it was asked; where it is not known, the name of the suite has to do."""
    return str(run.manifest.get("dataset") or run.suite)


def _mode(run: Run) -> str:
    return str(run.manifest.get("mode", "?"))


def _breaks(pairs: Sequence[Pair], *, live: bool) -> list[Reason]:
    """Live, a case may flip by chance: only those that must pass count, by most of their repeats."""
    broken = [one for one in pairs if one.broken]
    found = {
        "must_pass_broken": [one.id for one in broken if one.must_pass and (not live or _is_told_by_most(one))],
        "case_broken": [] if live else [one.id for one in broken if not one.must_pass],
    }
    return [Reason(code, of_ids(ids)) for code, ids in found.items() if ids]


def _is_told_by_most(pair: Pair) -> bool:
    """Whether there are repeats enough. A case that a run does not have is missing in each of them."""
    counts = [len(one.attempts) for one in (pair.a, pair.b) if one]
    return min(counts) >= LEAST_REPEATS


def of_ids(ids: Sequence[str]) -> dict[str, Any]:
    """How many, and the first of them, as messages tell them."""
    shown = ", ".join(ids[:_SHOWN_IDS])
    return {"count": len(ids), "ids": shown + (" …" if len(ids) > _SHOWN_IDS else "")}


def _worse(metrics: Sequence[MetricDifference], *, live: bool) -> list[Reason]:
    return [_significant(one) if live else _fallen(one) for one in metrics if one.primary and _is_worse(one, live)]


def _is_worse(metric: MetricDifference, live: bool) -> bool:
    """A metric that A has and B has no more has nothing left to be measured by: as bad as a fall."""
    if metric.difference is None:
        return metric.a is not None and metric.b is None
    if live:
        return metric.difference < 0 and metric.p_adjusted is not None and metric.p_adjusted <= SIGNIFICANCE
    return metric.difference < -MOST_FALLEN - _ROUNDING


def _fallen(metric: MetricDifference) -> Reason:
    shown = "–" if metric.b is None else metric.b
    return Reason("metric_fell", {"metric": metric.name, "a": metric.a, "b": shown, "most": MOST_FALLEN})


def _significant(metric: MetricDifference) -> Reason:
    if metric.difference is None:
        return _fallen(metric)
    values = {"metric": metric.name, "difference": metric.difference, "p_adjusted": metric.p_adjusted}
    return Reason("metric_worse", values)


def _notes(
    a: Run,
    b: Run,
    pairs: Sequence[Pair],
    metrics: Sequence[MetricDifference],
    *,
    live: bool,
    common_only: bool,
) -> tuple[Reason, ...]:
    found = []
    if common_only:
        left_out = {"left_a": len(a.cases) - len(pairs), "left_b": len(b.cases) - len(pairs)}
        found.append(Reason("common_only", {"count": len(pairs), **left_out}))
    elif any(one.manifest.get("positions") for one in (a, b)):
        found.append(Reason("partial"))
    if incomplete := [one.id for one in pairs if one.incomplete]:
        found.append(Reason("incomplete", of_ids(incomplete)))
    if _mode(a) != _mode(b):
        found.append(Reason("mixed_modes", {"a": _mode(a), "b": _mode(b)}))
    if live:
        found += _notes_of_chance(pairs, metrics)
    return tuple(found)


def _notes_of_chance(pairs: Sequence[Pair], metrics: Sequence[MetricDifference]) -> list[Reason]:
    found = []
    n_clusters = len({one.case.cluster for one in pairs})
    if n_clusters < LEAST_CLUSTERS:
        found.append(Reason("few_clusters", {"n_clusters": n_clusters, "least": LEAST_CLUSTERS}))
    if accidents := [one.id for one in pairs if one.must_pass and one.broken and not _is_told_by_most(one)]:
        found.append(Reason("few_repeats", {**of_ids(accidents), "least": LEAST_REPEATS}))
    if not any(one.differs for one in metrics if one.primary):
        found.append(Reason("nothing_differs"))
    return found
