"""The manifest of a run: what is known before it begins, and what came to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rag.bootstrap import prompt_hashes
from rag.evaluation import manifest
from rag.evaluation.library import Library
from rag.evaluation.running.asking import Outcome
from rag.evaluation.running.journal import Key
from rag.evaluation.running.options import EXTRACTIVE, RunOptions
from rag.evaluation.running.reaching import Reach
from rag.evaluation.runs import CaseResult
from rag.evaluation.suites import Suite
from rag.settings import Settings

IDENTITY = ("suite", "dataset", "mode", "shard", "exchanges", "judging", "code", "lock", "prompts", "settings", "index")
"""What two runs have in common of which one may go on where the other stopped."""


def beforehand(suite: Suite, dataset: str, library: Library, reached: Reach, options: RunOptions) -> dict[str, Any]:
    settings = reached.settings
    return {
        "suite": suite.name,
        "kind": suite.kind.value,
        "dataset": dataset,
        "mode": options.mode.value,
        "repeats": reached.repeats,
        "shard": str(options.shard) if options.shard else None,
        "chosen": {
            "only": None if options.only is None else list(options.only),
            "types": list(options.types),
            "tags": list(options.tags),
        },
        "cases_in_suite": len(suite.cases),
        "positions": _positions(suite) if options.is_partial else None,
        "library": options.own,
        "exchanges": reached.exchanges,
        "judging": options.judge,
        "seed": options.seed,
        **manifest.of_code(),
        "prompts": prompt_hashes(settings),
        "settings": manifest.of_settings(settings),
        **manifest.of_models(settings),
        "index": manifest.index_hash(library.service),
        "reports": len(library.fixtures.by_id),
        **manifest.of_machine(),
    }


def _positions(suite: Suite) -> dict[str, int]:
    """Where each case stands, for whoever puts parts together."""
    return {case.id: place for place, case in enumerate(suite.cases)}


def afterwards(
    started: datetime, results: Sequence[CaseResult], outcomes: Mapping[Key, Outcome], settings: Settings
) -> dict[str, Any]:
    finished = datetime.now(UTC)
    return {
        "started": started.isoformat(timespec="milliseconds"),
        "finished": finished.isoformat(timespec="milliseconds"),
        "seconds": round((finished - started).total_seconds(), 3),
        "latency_ms": manifest.of_times([one.ms for one in outcomes.values()]),
        "case_ms": {one.id: _of(one.id, outcomes) for one in results},
        "tokens": _tokens(outcomes, settings),
        "cost": 0.0 if settings.model == EXTRACTIVE else None,
    }


def _of(id: str, outcomes: Mapping[Key, Outcome]) -> list[float]:
    return [outcome.ms for (case, _), outcome in sorted(outcomes.items()) if case == id]


def _tokens(outcomes: Mapping[Key, Outcome], settings: Settings) -> dict[str, int] | None:
    """None where a provider tells none."""
    used = [one.usage for one in outcomes.values() if one.usage]
    tokens = {"input": sum(one.input_tokens for one in used), "output": sum(one.output_tokens for one in used)}
    return tokens if any(tokens.values()) or settings.model == EXTRACTIVE else None
