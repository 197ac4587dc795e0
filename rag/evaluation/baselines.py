"""The run that others are held against: made so by someone, for a reason, and written so that its diff can be read.

In a checkout baselines lie in `eval/baselines/` and are committed. An installed wheel brings those along; what is
blessed there lies in the data folder, and is what counts there.
"""

from __future__ import annotations

import getpass
import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rag.errors import BlessingWithoutReason, DataError, NoBaseline, RunErrored, RunPartial
from rag.evaluation.gate import of_ids
from rag.evaluation.pairs import errors_in
from rag.evaluation.runs import CaseResult, Document, Run, of_run, read_run
from rag.evaluation.storing import FOLDER as EVALUATIONS
from rag.evaluation.storing import write_whole
from rag.evaluation.suites.places import data_folder, is_installed
from rag.settings import Settings

FOLDER = "baselines"
_GIT_SECONDS = 10

# What says what was measured with what. Clock, machine, paths and the code's own hash stay out: they would change with
# each blessing and tell nobody anything; the commit stands at the top.
_IDENTITIES = (
    "suite",
    "kind",
    "dataset",
    "mode",
    "repeats",
    "shard",
    "chosen",
    "cases_in_suite",
    "exchanges",
    "seed",
    "version",
    "prompts",
    "model",
    "embedding",
    "judge",
    "reranker",
    "index",
    "reports",
)


def bless(run: Run, *, reason: str, by: str, folder: Path, forced: bool = False, on: date | None = None) -> Path:
    """Makes `run` the baseline of its suite, in `folder`: the file that was written. `by`: a person's name. `forced`:
    also a run of a part of its suite, or with errors. `on`: today (UTC) where it is left out.

    Raises BlessingWithoutReason, RunPartial, RunErrored, OutputNotWritable.
    """
    why = " ".join(reason.split())
    if not why:
        raise BlessingWithoutReason(run=run.id)
    if not forced:
        _ensure_whole(run)
    day = (on or datetime.now(UTC).date()).isoformat()
    blessing = {"by": " ".join(by.split()), "reason": why, "when": day, "run": run.id}
    file = folder / f"{run.suite}.json"
    write_whole(file, as_text(run, blessing))
    return file


def as_text(run: Run, blessing: Mapping[str, Any]) -> str:
    """What is written: keys sorted, a score a line, cases by their ids, so that a diff shows what has changed."""
    commit = {name: run.manifest.get(name) for name in ("commit", "dirty")}
    document = {**_slim(run), "blessed": {**blessing, **commit}}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def read_baseline(suite: str, settings: Settings | None = None) -> Run:
    """`settings`: whose own blessings count, where the product is installed. Its manifest says who, why and when.

    Raises NoBaseline, DataError.
    """
    for folder in _folders(settings):
        file = folder / f"{suite}.json"
        if file.is_file():
            return _read(file)
    raise NoBaseline(suite=suite, folder=_folders(settings)[0])


def blessing_folder(settings: Settings) -> Path:
    """Where a blessing goes."""
    return _own(settings) if is_installed() else data_folder(FOLDER)


def person() -> str:
    """Who blesses where nothing else is said: whom git knows, else the name of the account."""
    try:
        command = ["git", "config", "--get", "user.name"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=_GIT_SECONDS, check=False)
        name = done.stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        name = ""
    return name or _account()


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name; which of them depends on Python's version
        return "?"


def _folders(settings: Settings | None) -> list[Path]:
    """The first that has it counts."""
    shipped = data_folder(FOLDER)
    return [_own(settings), shipped] if settings is not None and is_installed() else [shipped]


def _own(settings: Settings) -> Path:
    return settings.home / EVALUATIONS / FOLDER


def _ensure_whole(run: Run) -> None:
    if left_out := _left_out(run):
        raise RunPartial(run=run.id, what=left_out)
    if errored := [one.id for one in run.cases if errors_in(one)]:
        raise RunErrored(run=run.id, **of_ids(errored))


def _left_out(run: Run) -> str:
    """What made it a part of its suite: "shard 1/4", "tags follow_up"; "" where it is whole."""
    chosen = run.manifest.get("chosen") or {}
    parts = {"shard": run.manifest.get("shard"), **{name: ", ".join(values or ()) for name, values in chosen.items()}}
    named = " · ".join(f"{name} {value}" for name, value in parts.items() if value)
    in_suite = run.manifest.get("cases_in_suite")
    is_short = in_suite is not None and len(run.cases) < in_suite
    return f"{len(run.cases)} / {in_suite}" if is_short and not named else named


def _slim(run: Run) -> Document:
    manifest = {name: run.manifest[name] for name in _IDENTITIES if name in run.manifest}
    cases = tuple(_without_details(one) for one in sorted(run.cases, key=lambda one: one.id))
    document = of_run(replace(run, cases=cases, manifest=manifest))
    del document["run"]  # the id of what was blessed is another
    return {**document, "cases": [_without_blanks(one) for one in document["cases"]]}


def _without_details(case: CaseResult) -> CaseResult:
    """Nothing is decided by them, and they are as long as all else."""
    return replace(case, attempts=tuple(replace(one, details={}) for one in case.attempts))


def _without_blanks(document: Document) -> Document:
    """What is left out is read as empty."""
    return {name: value for name, value in document.items() if value not in ("", [], {}, None)}


def _read(file: Path) -> Run:
    run = read_run(file)
    try:
        blessed = json.loads(file.read_text(encoding="utf-8")).get("blessed") or {}
        known = {"blessed": blessed, "commit": blessed.get("commit"), "dirty": blessed.get("dirty")}
    except (OSError, ValueError, AttributeError) as error:
        raise DataError(path=file, reason=error) from error
    return replace(run, manifest={**run.manifest, **known})
