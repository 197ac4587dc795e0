"""Parts of one run, made in shards, put together: the run that all cases at once would have given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rag.errors import RunsDiffer
from rag.evaluation import manifest
from rag.evaluation.metrics.totals import metrics_of
from rag.evaluation.runs import CaseResult, Run
from rag.evaluation.suites.reading import SuiteKind

_ALIKE = ("suite", "kind", "dataset", "mode", "repeats", "code", "prompts", "settings", "index")


def merged(runs: Sequence[Run]) -> Run:
    """In the order of the suite. Raises RunsDiffer where two are not of the same product and suite, or have a case in
    common."""
    first, *others = runs
    for other in others:
        _ensure_parts(first, other)
    found: dict[str, CaseResult] = {}
    for run in runs:
        for case in run.cases:
            if case.id in found:
                raise RunsDiffer(a=first.id, b=run.id, what=f"{case.id} × 2")
            found[case.id] = case
    order = _positions(runs)
    cases = tuple(sorted(found.values(), key=lambda one: (order.get(one.id, len(order)), one.id)))
    facts = _manifest(runs, n=len(cases))
    return Run(first.suite, cases, metrics_of(SuiteKind(first.manifest["kind"]), cases), facts)


def _ensure_parts(a: Run, b: Run) -> None:
    for name in _ALIKE:
        if a.manifest.get(name) != b.manifest.get(name):
            raise RunsDiffer(a=a.id, b=b.id, what=name)


def _positions(runs: Sequence[Run]) -> dict[str, int]:
    return {id: place for run in runs for id, place in (run.manifest.get("positions") or {}).items()}


def _manifest(runs: Sequence[Run], *, n: int) -> dict[str, Any]:
    each = [one.manifest for one in runs]
    ms = {id: times for one in each for id, times in one["case_ms"].items()}
    is_whole = n == each[0]["cases_in_suite"]
    return {
        **each[0],
        "shard": None if is_whole else ", ".join(str(one["shard"]) for one in each),
        "positions": None if is_whole else _positions(runs),
        "merged": [one.id for one in runs],
        "dirty": any(one["dirty"] for one in each) if each[0]["dirty"] is not None else None,
        "started": min((one["started"] for one in each), key=datetime.fromisoformat),
        "finished": max((one["finished"] for one in each), key=datetime.fromisoformat),
        "seconds": round(sum(one["seconds"] for one in each), 3),
        "case_ms": ms,
        "latency_ms": manifest.of_times([one for times in ms.values() for one in times]),
        "tokens": _sum_of_tokens(each),
        "cost": None if any(one["cost"] is None for one in each) else sum(one["cost"] for one in each),
    }


def _sum_of_tokens(each: Sequence[Mapping[str, Any]]) -> dict[str, int] | None:
    """Unknown of one is unknown of all."""
    if any(one["tokens"] is None for one in each):
        return None
    return {name: sum(one["tokens"][name] for one in each) for name in ("input", "output")}
