"""Why a run is worse than another, and what else is to be known of a comparison, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag import messages
from rag.evaluation.reports import amounts
from rag.evaluation.reports.words import Say, named, speaking

if TYPE_CHECKING:
    from rag.evaluation.gate import Reason, RunComparison


def regressions(comparison: RunComparison, language: str) -> list[str]:
    return [_told("regression", one, language) for one in comparison.reasons]


def of_metrics(comparison: RunComparison, language: str) -> dict[str, str]:
    """Why a run is worse by a metric, by its name."""
    found = (one for one in comparison.reasons if "metric" in one.values)
    return {str(one.values["metric"]): _told("regression", one, language) for one in found}


def remarks(comparison: RunComparison, language: str) -> list[str]:
    return [_told("comparison", one, language) for one in comparison.notes]


def _told(kind: str, reason: Reason, language: str) -> str:
    say = speaking(language)
    metric = str(reason.values.get("metric", ""))
    values = {name: _shown(name, value, metric, say) for name, value in reason.values.items()}
    return messages.text(f"{kind}_{reason.code}", language, **values)


def _shown(name: str, value: Any, metric: str, say: Say) -> Any:
    """Names and shares of metrics as they are told in tables."""
    if name == "metric":
        return named("metric", value, say)
    if not metric or not isinstance(value, float) or not amounts.is_share(metric):
        return value
    match name:
        case "a" | "b":
            return amounts.amount(metric, value)
        case "difference":
            return say("points", value=amounts.points(value))
        case "most":
            return say("points", value=amounts.size(value))
    return value
