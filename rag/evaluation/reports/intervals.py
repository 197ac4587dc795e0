"""How sure the metrics of one run are, where chance has a part in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.evaluation.reports import amounts, facts
from rag.evaluation.runs import Run

if TYPE_CHECKING:
    from rag.evaluation.statistics.bootstrap import Interval

# Metrics that are the mean of a score of another name.
_SCORES = {"refusal_accuracy": "status"}


def intervals(run: Run) -> dict[str, Interval]:
    """Of the metrics that decide, 95%. None of a run that is always the same, none with too few clusters."""
    if run.is_deterministic:
        return {}
    from rag.evaluation.statistics.single import share_interval

    names = [name for name, value in facts.primary(run).items() if value is not None and amounts.is_share(name)]
    found = {name: share_interval(list(_values(run, name))) for name in names}
    return {name: one for name, one in found.items() if one is not None}


def _values(run: Run, name: str) -> Iterator[tuple[str, float]]:
    for case in run.cases:
        value = case.pass_rate if name == "pass_rate" else case.scores.get(_SCORES.get(name, name))
        if value is not None:
            yield case.cluster, value
