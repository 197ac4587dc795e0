"""The JSON of a comparison of two runs; `docs/contracts.md` describes it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rag.evaluation.gate import Reason, RunComparison
from rag.evaluation.gate_metrics import MetricDifference
from rag.evaluation.pairs import Pair
from rag.evaluation.runs import CaseResult, Document, Run
from rag.evaluation.statistics.effects import POWER, SIGNIFICANCE


def of_comparison(comparison: RunComparison) -> Document:
    return {
        "a": _of_run(comparison.a),
        "b": _of_run(comparison.b),
        "suite": comparison.suite,
        "n": len(comparison.pairs),
        "n_clusters": comparison.n_clusters,
        "live": comparison.live,
        "common_only": comparison.common_only,
        "significance": SIGNIFICANCE if comparison.live else None,
        "power": POWER if comparison.live else None,
        "regressed": comparison.regressed,
        "reasons": [_of_reason(one) for one in comparison.reasons],
        "notes": [_of_reason(one) for one in comparison.notes],
        "broken": [_of_pair(one) for one in comparison.broken],
        "mended": [_of_pair(one) for one in comparison.mended],
        "moved": [_of_pair(one) for one in comparison.moved],
        "changed": [_of_pair(one) for one in comparison.changed],
        "only_in_a": list(comparison.only_in_a),
        "only_in_b": list(comparison.only_in_b),
        "metrics": [_of_metric(one) for one in comparison.metrics],
    }


def _of_run(run: Run) -> Document:
    """Who it is, and what in its manifest says where a difference may come from."""
    names = ("mode", "dataset", "commit", "dirty", "model", "embedding", "repeats", "prompts", "index", "version")
    return {"run": run.id, "n": len(run.cases), "passed": run.passed, **{one: run.manifest.get(one) for one in names}}


def _of_reason(reason: Reason) -> Document:
    return {"code": reason.code, **reason.values}


def _of_metric(metric: MetricDifference) -> Document:
    interval = [metric.interval.low, metric.interval.high] if metric.interval else None
    return {
        "name": metric.name,
        "a": metric.a,
        "b": metric.b,
        "difference": metric.difference,
        "interval": interval,
        "p": metric.p,
        "p_worse": metric.p_worse,
        "p_adjusted": metric.p_adjusted,
        "smallest_effect": metric.smallest_effect,
        "primary": metric.primary,
        "n_clusters": metric.n_clusters,
        "test": metric.test,
    }


def _of_pair(pair: Pair) -> Document:
    case = pair.case
    return {
        "id": pair.id,
        "type": case.type,
        "cluster": case.cluster,
        "must_pass": pair.must_pass,
        "asked": case.asked,
        "a": _of_side(pair.a),
        "b": _of_side(pair.b),
    }


def _of_side(case: CaseResult | None) -> dict[str, Any] | None:
    """None where the run does not have the case."""
    if case is None:
        return None
    told = case.telling
    return {
        "passed": case.passed,
        "pass_rate": case.pass_rate,
        "stage": case.stage.value if case.stage else None,
        "scores": case.scores,
        "status": told.status,
        "answer": told.text,
        "citations": [{**asdict(one), "section": list(one.section)} for one in told.cited],
        "problems": list(told.problems),
        "error": told.error,
    }
