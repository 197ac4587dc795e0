"""What a run says of itself, taken apart for those who show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rag.evaluation.metrics.totals import PRIMARY
from rag.evaluation.reports.words import Say, named
from rag.evaluation.runs import CaseResult, Run
from rag.evaluation.stages import Stage

_SHOWN_HASH_CHARACTERS = 12
# Groups of metrics that are told in another way: by type, by stage.
_TOLD_ELSEWHERE = ("pass_rate/", "stage/")


@dataclass(frozen=True, slots=True)
class Fact:
    """Of what was measured. `value` is exact; `shown` is what fits a line."""

    name: str
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Share:
    """Of the cases of a type, how many have passed."""

    name: str
    passed: int
    n: int


def primary(run: Run) -> dict[str, float | None]:
    """The metrics that decide, of the kind of suite that has most of them."""
    kinds = {kind.value: names for kind, names in PRIMARY.items()}
    fitting = max(kinds.values(), key=lambda names: sum(one in run.metrics for one in names))
    names = kinds.get(str(run.manifest.get("kind")), fitting)
    return {one: run.metrics[one] for one in names if one in run.metrics}


def others(run: Run) -> dict[str, float | None]:
    """The metrics that explain, those that say something."""
    deciding = primary(run)
    return {
        name: value
        for name, value in run.metrics.items()
        if value is not None and name not in deciding and not name.startswith(_TOLD_ELSEWHERE)
    }


def errored(run: Run) -> int:
    """Cases of which an attempt gave nothing back."""
    return sum(any(attempt.error for attempt in one.attempts) for one in run.cases)


def failed(run: Run) -> list[CaseResult]:
    """Those that must pass first, then in the order of the suite."""
    return sorted((one for one in run.cases if not one.passed), key=lambda one: not one.must_pass)


def stages(cases: Sequence[CaseResult]) -> list[tuple[Stage, int]]:
    """Of those that failed, in the order of the pipeline."""
    counted = Counter(one.stage for one in cases if one.stage is not None)
    return [(stage, counted[stage]) for stage in Stage if counted[stage]]


def by_type(run: Run) -> list[Share]:
    """In the order in which the types first come."""
    found: dict[str, list[bool]] = {}
    for one in run.cases:
        found.setdefault(one.type, []).append(one.passed)
    return [Share(name, sum(results), len(results)) for name, results in found.items()]


def measured(run: Run, say: Say) -> list[Fact]:
    """Commit, model and what else tells one run from another; what the manifest does not say is left out."""
    manifest = run.manifest
    commit = _text(manifest.get("commit"))
    dirty = manifest.get("dirty")
    note = f" ({say('fact_dirty')})" if dirty else ""
    mode = _text(manifest.get("mode"))
    model = _text(manifest.get("model"))
    named_so = manifest.get("embedding")
    embedding = _text(named_so.get("name") if isinstance(named_so, Mapping) else named_so)
    given = [
        ("commit", commit + note if commit else "", _short(commit) + note),
        ("mode", mode, named("mode", mode, say)),
        ("model", model, model),
        ("embedding", embedding, embedding),
        ("dataset", dataset(run), _short(dataset(run))),
        ("repeats", *[_repeats(run)] * 2),
        ("started", _text(manifest.get("started")), _moment(_text(manifest.get("started")))),
    ]
    return [Fact(say(f"fact_{name}"), value, shown) for name, value, shown in given if value]


def side_by_side(a: Sequence[Fact], b: Sequence[Fact]) -> list[tuple[Fact | None, Fact | None]]:
    """What both runs say of themselves, by name, in the order of the first."""
    in_a, in_b = ({one.name: one for one in each} for each in (a, b))
    return [(in_a.get(name), in_b.get(name)) for name in dict.fromkeys([*in_a, *in_b])]


def dataset(run: Run) -> str:
    """The hash of what it was measured on."""
    return _text(run.manifest.get("dataset"))


def latencies_ms(run: Run) -> dict[str, float]:
    """By the id of the case, the mean of its repeats; of those that the manifest has."""
    given = run.manifest.get("case_ms")
    return {str(id): sum(each) / len(each) for id, each in given.items() if each} if isinstance(given, Mapping) else {}


def usage(run: Run, say: Say) -> list[tuple[str, str]]:
    """Tokens, cost and how long answers took: what is not known is said to be."""
    manifest = run.manifest
    tokens, cost, took = manifest.get("tokens"), manifest.get("cost"), manifest.get("latency_ms")
    given = {
        "tokens": " + ".join(f"{one:,}" for one in tokens.values()) if isinstance(tokens, Mapping) else None,
        "cost": None if cost is None else f"{cost:g}",
        "latency": " / ".join(f"{one:,.0f} ms" for one in took.values() if one) if isinstance(took, Mapping) else None,
    }
    return [(say(f"fact_{name}"), value or say("fact_unknown")) for name, value in given.items()]


def refusals(run: Run) -> list[tuple[str, float, float]]:
    """What should have been done (a word's key), how often it was answered, how often refused; nothing where no case
    says so."""
    counts = {name.removeprefix("refusals/"): value or 0.0 for name, value in run.metrics.items()}
    if "refused_when_should" not in counts:
        return []
    return [
        ("should_answer", counts["answered_when_should"], counts["refused_when_should_not"]),
        ("should_refuse", counts["answered_when_should_not"], counts["refused_when_should"]),
    ]


def everything(runs: Sequence[Run], say: Say) -> list[tuple[str, tuple[str, ...]]]:
    """The manifests, a line a value, but for the times of single cases."""
    told = [dict(_flat(run.manifest)) | dict(usage(run, say)) | {"run": run.id} for run in runs]
    names = dict.fromkeys(name for one in told for name in one)
    return [(name, tuple(one.get(name, "") for one in told)) for name in names]


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping) and name != "case_ms":
            yield from _flat(value, f"{before}{name}.")
        elif name != "case_ms":
            yield f"{before}{name}", "–" if value is None else _listed(value)


def _listed(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _repeats(run: Run) -> str:
    most = max((len(one.attempts) for one in run.cases), default=1)
    return str(most) if most > 1 else ""


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, Mapping | list) else str(value)


def _moment(written: str) -> str:
    """To the minute. As it is written, where that is no time."""
    try:
        return datetime.fromisoformat(written).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return written


def _short(hash: str) -> str:
    return hash.removeprefix("sha256:")[:_SHOWN_HASH_CHARACTERS]
