"""A run of a suite: what came of each case, the metrics, and a manifest of what was measured.

The document of a run is the JSON of the contract. Whatever depends on clock, machine or path stands in the manifest
alone: all else is the same in every run of the same product over the same suite.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import DataError, NoSuchPath
from rag.evaluation.stages import Stage

DECIMALS = 6
_ID_CHARACTERS = 16

Document = dict[str, Any]
Scores = Mapping[str, float | None]
"""By the names of metrics; None where the case says nothing about one. Yes and no are 1 and 0."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as a run keeps it: `report` is the file name of a fixture."""

    report: str
    section: tuple[str, ...]
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came back once. `text`: the answer, or what else was made, as people read it. `problems`: codes of the
    demands that are not met. `details`: more that reports show, by name (claims, sentences dropped, rows).
    """

    passed: bool
    stage: Stage | None
    scores: Scores
    status: str = ""
    text: str = ""
    cited: tuple[Cited, ...] = ()
    problems: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case and what came of it, in each of its attempts (repeats). It has passed if most of them have; `stage` is
    that of the first that failed, `scores` are means. `asked`: the question, or what else was asked for, in words.
    `hash`: of the case as its suite has it, "" where it is not known."""

    id: str
    type: str
    cluster: str
    tags: tuple[str, ...]
    must_pass: bool
    asked: str
    attempts: tuple[Attempt, ...]
    hash: str = ""

    @property
    def passed(self) -> bool:
        return 2 * sum(one.passed for one in self.attempts) > len(self.attempts)

    @property
    def pass_rate(self) -> float:
        return sum(one.passed for one in self.attempts) / len(self.attempts) if self.attempts else 0.0

    @property
    def stage(self) -> Stage | None:
        if self.passed:
            return None
        return next((one.stage for one in self.attempts if not one.passed), Stage.ERRORED)

    @property
    def telling(self) -> Attempt:
        """The attempt that shows what came of the case: the first that went as most of them did."""
        return next((one for one in self.attempts if one.passed == self.passed), self.attempts[0])

    @property
    def scores(self) -> dict[str, float | None]:
        names = sorted({name for one in self.attempts for name in one.scores})
        return {name: mean([one.scores.get(name) for one in self.attempts]) for name in names}


@dataclass(frozen=True, slots=True)
class Run:
    """`suite`: its name. `metrics`: by name, None where no case says anything about one."""

    suite: str
    cases: tuple[CaseResult, ...]
    metrics: Mapping[str, float | None]
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Of its content: the same results over the same suite have the same, in whatever order they lie."""
        content = [self.suite, self.manifest.get("dataset"), self.manifest.get("mode"), dict(self.metrics)]
        cases = [of_case(one) for one in sorted(self.cases, key=lambda one: one.id)]
        text = json.dumps([*content, cases], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:_ID_CHARACTERS]

    @property
    def passed(self) -> int:
        return sum(one.passed for one in self.cases)

    @property
    def is_deterministic(self) -> bool:
        """Whether every difference to another such run is one of the product."""
        return self.manifest.get("mode") in {"stub", "replay"}


def mean(values: Sequence[float | None]) -> float | None:
    """Of those that say something; None where none does."""
    said = [one for one in values if one is not None]
    return rounded(sum(said) / len(said)) if said else None


def rounded(value: float) -> float:
    return round(value, DECIMALS) + 0.0  # no minus zero


# --- as JSON -------------------------------------------------------------------------------------------------


def of_run(run: Run) -> Document:
    return {
        "run": run.id,
        "suite": run.suite,
        "n": len(run.cases),
        "passed": run.passed,
        "failed": len(run.cases) - run.passed,
        "metrics": dict(run.metrics),
        "cases": [of_case(one) for one in run.cases],
        "manifest": dict(run.manifest),
    }


def of_case(case: CaseResult) -> Document:
    """With its first attempt told whole in the case itself, and all of them where there are several."""
    first = case.attempts[0]
    return {
        "id": case.id,
        "passed": case.passed,
        "scores": case.scores,
        "stage": case.stage.value if case.stage else None,
        "type": case.type,
        "cluster": case.cluster,
        "tags": list(case.tags),
        "must_pass": case.must_pass,
        "asked": case.asked,
        "hash": case.hash,
        **_of_attempt(first),
        "attempts": [attempt_document(one) for one in case.attempts] if len(case.attempts) > 1 else [],
    }


def _of_attempt(attempt: Attempt) -> Document:
    return {
        "status": attempt.status,
        "answer": attempt.text,
        "citations": [{**asdict(one), "section": list(one.section)} for one in attempt.cited],
        "problems": list(attempt.problems),
        "details": dict(attempt.details),
        "error": attempt.error,
    }


def attempt_document(attempt: Attempt) -> Document:
    """With its result: `attempt_of` takes it back."""
    stage = attempt.stage.value if attempt.stage else None
    return {"passed": attempt.passed, "stage": stage, "scores": dict(attempt.scores), **_of_attempt(attempt)}


def run_of(document: Mapping[str, Any], *, source: str | Path = "") -> Run:
    """The reverse of `of_run`. Raises DataError, which names `source`, where it is no document of a run."""
    try:
        return Run(
            suite=str(document["suite"]),
            cases=tuple(_case_of(one) for one in document["cases"]),
            metrics={str(name): _number(value) for name, value in document["metrics"].items()},
            manifest=dict(document["manifest"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(path=source, reason=f"{type(error).__name__}: {error}") from error


def read_run(file: Path) -> Run:
    """Raises NoSuchPath, DataError."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoSuchPath(path=file) from error
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(path=file, reason=error) from error
    if not isinstance(document, dict):
        raise DataError(path=file, reason="{…}")
    return run_of(document, source=file)


def _case_of(document: Mapping[str, Any]) -> CaseResult:
    several = document.get("attempts") or [document]
    return CaseResult(
        id=str(document["id"]),
        type=str(document.get("type", "")),
        cluster=str(document.get("cluster", "")),
        tags=tuple(document.get("tags", ())),
        must_pass=bool(document.get("must_pass", False)),
        asked=str(document.get("asked", "")),
        attempts=tuple(attempt_of(one) for one in several),
        hash=str(document.get("hash", "")),
    )


def attempt_of(document: Mapping[str, Any]) -> Attempt:
    return Attempt(
        passed=bool(document["passed"]),
        stage=Stage(document["stage"]) if document.get("stage") else None,
        scores={str(name): _number(value) for name, value in document["scores"].items()},
        status=str(document.get("status", "")),
        text=str(document.get("answer", "")),
        cited=tuple(Cited(**{**one, "section": tuple(one["section"])}) for one in document.get("citations", ())),
        problems=tuple(document.get("problems", ())),
        details=dict(document.get("details", {})),
        error=str(document.get("error", "")),
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
