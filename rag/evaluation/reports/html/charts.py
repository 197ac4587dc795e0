"""What the page draws: bars and a histogram, as shares of the width and height there is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.evaluation.reports import facts
from rag.evaluation.reports.words import Say, named
from rag.evaluation.runs import Run
from rag.evaluation.stages import Stage

_BINS = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """A line a thing; a bar a run. `widths`: percent; `told`: what is written beside each."""

    label: str
    widths: tuple[float, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Histogram:
    """`bins`: of each run, heights in percent. `edges`: of the scale, in milliseconds."""

    bins: tuple[tuple[float, ...], ...]
    most: int
    edges: tuple[float, float]
    medians: tuple[float | None, ...]


def pass_rates(runs: Sequence[Run], say: Say) -> list[Bar]:
    """By type, in the order of the suite."""
    shares = [{one.name: one for one in facts.by_type(run)} for run in runs]
    names = dict.fromkeys(name for one in shares for name in one)
    return [
        Bar(
            named("type", name, say),
            tuple(100 * one[name].passed / one[name].n if name in one else 0.0 for one in shares),
            tuple(f"{one[name].passed} / {one[name].n}" if name in one else "–" for one in shares),
        )
        for name in names
    ]


def failures(runs: Sequence[Run], say: Say) -> list[Bar]:
    """By stage, in the order of the pipeline."""
    counts = [dict(facts.stages(run.cases)) for run in runs]
    most = max((count for one in counts for count in one.values()), default=1)
    return [
        Bar(
            named("stage", stage.value, say),
            tuple(100 * one.get(stage, 0) / most for one in counts),
            tuple(str(one.get(stage, 0)) for one in counts),
        )
        for stage in Stage
        if any(stage in one for one in counts)
    ]


def latencies(runs: Sequence[Run]) -> Histogram | None:
    """Of the cases of each run, over one scale. None where no run knows any."""
    times = [sorted(facts.latencies_ms(run).values()) for run in runs]
    known = [one for each in times for one in each]
    if not known:
        return None
    low, high = min(known), max(known)
    width = (high - low) / _BINS or 1.0
    counts = [_counted(each, low, width) for each in times]
    most = max(count for each in counts for count in each)
    bins = tuple(tuple(100 * count / most for count in each) for each in counts)
    medians = tuple(each[math.ceil(len(each) / 2) - 1] if each else None for each in times)
    return Histogram(bins, most, (low, high), medians)


def _counted(values: Sequence[float], low: float, width: float) -> list[int]:
    found = [0] * _BINS
    for one in values:
        found[min(_BINS - 1, int((one - low) / width))] += 1
    return found
