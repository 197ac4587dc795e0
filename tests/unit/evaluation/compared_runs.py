"""Runs to be held against each other: a line says what came of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.evaluation.metrics.totals import metrics_of
from rag.evaluation.runs import Attempt, CaseResult, Run
from rag.evaluation.stages import Stage
from rag.evaluation.suites import SuiteKind

RIGHT: Mapping[str, float | None] = {
    "status": 1.0,
    "figure_precision": 1.0,
    "figure_recall": 1.0,
    "citation_f1": 1.0,
}


def attempt(
    passed: bool, *, stage: Stage | None = None, scores: Mapping[str, float | None] = RIGHT, **more: Any
) -> Attempt:
    found = None if passed else stage or Stage.NOT_USED
    return Attempt(passed=passed, stage=found, scores=scores, **more)


def case(id: str, *attempts: Attempt | bool, cluster: str = "", must_pass: bool = False, hash: str = "") -> CaseResult:
    made = tuple(attempt(one) if isinstance(one, bool) else one for one in attempts)
    return CaseResult(id, "figure", cluster or f"report/{id}", (), must_pass, f"问{id}", made, hash)


def run(*cases: CaseResult, mode: str = "stub", dataset: str = "d1", suite: str = "answers", **manifest: Any) -> Run:
    known = {"mode": mode, "dataset": dataset, "kind": "answers", **manifest}
    return Run(suite, cases, metrics_of(SuiteKind.ANSWERS, cases), known)


def of(results: str, *, mode: str = "stub", repeats: int = 1, clusters: int | None = None, **manifest: Any) -> Run:
    """`1` passed, `0` failed, one a case: ids 000, 001 …; `clusters`: so many, in turn; each its own where left out."""
    made = [
        case(f"{at:03}", *[one == "1"] * repeats, cluster=f"report/{at % (clusters or len(results))}")
        for at, one in enumerate(results)
    ]
    return run(*made, mode=mode, **manifest)
