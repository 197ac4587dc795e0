"""Runs of evaluations as their pages show them, and what differs between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from rag.entrypoints.documents import Document

# The names of an interval's ends, as evaluations write them.
_LOWER = ("low", "lower")
_UPPER = ("high", "upper")
_INTERVALS = ("interval", "confidence_interval")


@dataclass(frozen=True, slots=True)
class Metric:
    """`low`, `high`: of its interval, None where the run gives none."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """`passed`: None where nothing was expected of it. `stage`: where it failed."""

    id: str
    passed: bool | None
    stage: str
    scores: Mapping[str, object]
    question: str
    answer: str
    status: str


@dataclass(frozen=True, slots=True)
class Run:
    """`failed`: those that are known to have failed."""

    suite: str
    n: int
    passed: int
    failed: int
    metrics: tuple[Metric, ...]
    cases: tuple[Case, ...]
    manifest: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MetricPair:
    """A metric in two runs; in one alone, the other is None."""

    name: str
    a: Metric | None
    b: Metric | None

    @property
    def difference(self) -> float | None:
        if self.a is None or self.b is None or self.a.value is None or self.b.value is None:
            return None
        return self.b.value - self.a.value


@dataclass(frozen=True, slots=True)
class CasePair:
    id: str
    a: Case
    b: Case


@dataclass(frozen=True, slots=True)
class Difference:
    """From `a` to `b`. `broken` passed in `a` alone, `mended` in `b` alone; `only_a`, `only_b`: ids of one run."""

    metrics: tuple[MetricPair, ...]
    broken: tuple[CasePair, ...]
    mended: tuple[CasePair, ...]
    same: int
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]


def of_document(document: Document, *, suite: str = "") -> Run:
    """A run in the form of the contract, or as `rag eval answers` writes it. `suite`: where it does not say its own."""
    listed = document.get("cases")
    cases = tuple(_case(one) for one in _mappings(listed if listed is not None else document.get("results")))
    passed = document.get("passed", sum(one.passed is True for one in cases))
    failed = document.get("failed", sum(one.passed is False for one in cases))
    manifest = document.get("manifest")
    return Run(
        suite=str(document.get("suite") or suite),
        n=_whole(document.get("n")) or len(cases),
        passed=_whole(passed),
        failed=_whole(failed),
        metrics=tuple(_metrics(document)),
        cases=cases,
        manifest=manifest if isinstance(manifest, Mapping) else {},
    )


def difference(a: Run, b: Run) -> Difference:
    in_a, in_b = ({one.id: one for one in run.cases} for run in (a, b))
    both = [CasePair(id, one, in_b[id]) for id, one in in_a.items() if id in in_b]
    broken = tuple(one for one in both if one.a.passed is True and one.b.passed is False)
    mended = tuple(one for one in both if one.a.passed is False and one.b.passed is True)
    return Difference(
        metrics=tuple(_pairs(a, b)),
        broken=broken,
        mended=mended,
        same=len(both) - len(broken) - len(mended),
        only_a=tuple(id for id in in_a if id not in in_b),
        only_b=tuple(id for id in in_b if id not in in_a),
    )


def _pairs(a: Run, b: Run) -> Iterator[MetricPair]:
    of_a, of_b = ({one.name: one for one in run.metrics} for run in (a, b))
    for name in dict.fromkeys([*of_a, *of_b]):
        yield MetricPair(name, of_a.get(name), of_b.get(name))


def _metrics(document: Document) -> Iterator[Metric]:
    """Today's form has them beside the rest; groups of metrics are told apart by their name."""
    given = document.get("metrics")
    if isinstance(given, Mapping):
        yield from _named(given, "")
        return
    for name, value in document.items():
        if name != "n" and _number(value) is not None:
            yield Metric(name, _number(value))


def _named(metrics: Mapping[str, Any], before: str) -> Iterator[Metric]:
    for name, value in metrics.items():
        if isinstance(value, Mapping) and not _is_one(value):
            yield from _named(value, f"{before}{name}.")
        else:
            yield _metric(f"{before}{name}", value)


def _is_one(value: Mapping[str, Any]) -> bool:
    return any(name in value for name in ("value", "mean", *_LOWER, *_INTERVALS))


def _metric(name: str, value: Any) -> Metric:
    if not isinstance(value, Mapping):
        return Metric(name, _number(value))
    pair = next((value[one] for one in _INTERVALS if isinstance(value.get(one), list | tuple)), None)
    low, high = pair if pair is not None and len(pair) == 2 else (_first(value, _LOWER), _first(value, _UPPER))
    return Metric(name, _number(_first(value, ("value", "mean"))), _number(low), _number(high))


def _first(value: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((value[one] for one in names if one in value), None)


def _case(one: Mapping[str, Any]) -> Case:
    given = one.get("scores")
    scores = given if isinstance(given, Mapping) else {}
    return Case(
        id=str(one.get("id", "")),
        passed=one["passed"] if isinstance(one.get("passed"), bool) else _passed(scores),
        stage=str(one.get("stage") or ""),
        scores=scores,
        question=str(one.get("question") or ""),
        answer=_answer(one.get("answer")),
        status=str(one.get("status") or ""),
    )


def _passed(scores: Mapping[str, Any]) -> bool | None:
    """Of a case that does not say it: all that was expected of it is there."""
    judged = [one for one in scores.values() if isinstance(one, bool)]
    return all(judged) if judged else None


def _answer(given: Any) -> str:
    """Words, or a whole document of an answer."""
    return str(given.get("answer", "")) if isinstance(given, Mapping) else str(given or "")


def _mappings(given: Any) -> list[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) else None


def _whole(value: Any) -> int:
    return int(_number(value) or 0)
