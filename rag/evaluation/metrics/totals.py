"""The metrics of a run: means over cases, counts of stages, the table of refusals.

Means are macro-averages: every case counts the same, however many figures or citations it has, as the case is what is
paired and drawn when two runs are compared. A case of which a metric says nothing is left out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from rag.evaluation.metrics.refusals import ANSWERED, REFUSED, refusal_table
from rag.evaluation.runs import CaseResult, mean, rounded
from rag.evaluation.stages import Stage
from rag.evaluation.suites.reading import SuiteKind

PRIMARY = MappingProxyType(
    {
        SuiteKind.ANSWERS: ("pass_rate", "figure_precision", "figure_recall", "citation_f1", "refusal_accuracy"),
        SuiteKind.SUMMARIES: ("pass_rate", "coverage", "figure_precision", "citation_precision"),
        SuiteKind.COMPARISONS: ("pass_rate", "row_recall", "figure_precision"),
    }
)
"""What decides whether something has got better or worse; all else explains it."""


def metrics_of(kind: SuiteKind, cases: Sequence[CaseResult]) -> dict[str, float | None]:
    """By name, in an order that is always the same; None where no case says anything about one."""
    return {
        **dict.fromkeys(PRIMARY[kind], None),
        **_scores(cases),
        **_refusals(kind, cases),
        **_pass_rates(cases),
        **_stages(cases),
    }


def _pass_rates(cases: Sequence[CaseResult]) -> dict[str, float | None]:
    types = sorted({one.type for one in cases})
    by_type = {f"pass_rate/{type}": mean([one.pass_rate for one in cases if one.type == type]) for type in types}
    must = {"pass_rate/must_pass": mean([one.pass_rate for one in cases if one.must_pass])}
    return {"pass_rate": mean([one.pass_rate for one in cases]), **must, **by_type}


def _scores(cases: Sequence[CaseResult]) -> dict[str, float | None]:
    all_scores = [one.scores for one in cases]
    names = sorted({name for scores in all_scores for name in scores})
    return {name: mean([scores.get(name) for scores in all_scores]) for name in names}


def _refusals(kind: SuiteKind, cases: Sequence[CaseResult]) -> dict[str, float | None]:
    """By attempts: one that should answer and does is known by its status and by the score of that."""
    if kind is not SuiteKind.ANSWERS:
        return {}
    table = refusal_table(
        _done(one.status, one.scores.get("status"))
        for case in cases
        for one in case.attempts
        if one.error or one.scores.get("status") is not None
    )
    shares = {"accuracy": table.accuracy, "precision": table.precision, "recall": table.recall}
    counts = {
        "refused_when_should": table.refused_when_should,
        "refused_when_should_not": table.refused_when_should_not,
        "answered_when_should": table.answered_when_should,
        "answered_when_should_not": table.answered_when_should_not,
    }
    return {
        **{f"refusal_{name}": None if value is None else rounded(value) for name, value in shares.items()},
        **{f"refusals/{name}": float(count) for name, count in counts.items()},
    }


def _done(status: str, is_right: float | None) -> tuple[str, str]:
    """What should have been done, and what was."""
    if status not in (ANSWERED, REFUSED):
        return "", ""
    other = REFUSED if status == ANSWERED else ANSWERED
    return (status if is_right else other), status


def _stages(cases: Sequence[CaseResult]) -> dict[str, float | None]:
    """How many cases have failed at each."""
    found = [one.stage for one in cases]
    return {f"stage/{stage.value}": float(found.count(stage)) for stage in Stage}
