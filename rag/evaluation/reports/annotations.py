"""A run as commands that GitHub reads from the output of a step: a case that failed is an error at its line.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.evaluation.jsonl import read_rows
from rag.evaluation.reports import facts
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import CaseResult, Run
from rag.messages import DEFAULT

# GitHub shows ten errors of a step: the last one tells of the rest.
_SHOWN = 10
_TEXT_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the cases of a suite stand. `file`: from the root of the repository; `lines`: by the id of the case."""

    file: str
    lines: Mapping[str, int] = field(default_factory=dict)


def lines_of(file: Path, *, root: Path) -> Lines:
    """Raises NoSuchPath, DataError."""
    inside = file.resolve().is_relative_to(root.resolve())
    path = file.resolve().relative_to(root.resolve()) if inside else file
    return Lines(path.as_posix(), {str(one.values.get("id")): one.line for one in read_rows(file)})


def of_run(run: Run, *, lines: Lines | None = None, language: str = DEFAULT) -> str:
    """A line a command, "" where all has passed. `lines`: where they are not known, the file of the suite in the
    repository is named."""
    say = speaking(language)
    return _commands(facts.failed(run), lines or _usual(run), say)


def _commands(failed: Sequence[CaseResult], lines: Lines, say: Say) -> str:
    all_fit = len(failed) <= _SHOWN
    shown = failed if all_fit else failed[: _SHOWN - 1]
    told = [_case(one, lines, say) for one in shown]
    if not all_fit:
        rest = failed[len(shown) :]
        ids = ", ".join(one.id for one in rest)
        told.append(_command("error", {"file": lines.file, "title": say("count_failed", count=len(rest))}, ids))
    return "".join(f"{one}\n" for one in told)


def _case(case: CaseResult, lines: Lines, say: Say) -> str:
    line = lines.lines.get(case.id)
    title = " · ".join(_title(case, say))
    place = {"file": lines.file, **({"line": str(line)} if line else {}), "title": title}
    return _command("error", place, "\n".join(_told(case, say)))


def _title(case: CaseResult, say: Say) -> Iterator[str]:
    yield case.id
    if case.must_pass:
        yield say("must_pass")
    if case.stage is not None:
        yield named("stage", case.stage.value, say)


def _told(case: CaseResult, say: Say) -> Iterator[str]:
    attempt = facts.telling(case)
    if attempt.problems:
        yield ", ".join(named("problem", one, say) for one in attempt.problems)
    yield f"{say('question')}: {_cut(case.asked)}"
    yield f"{say('answer')}: {_cut(attempt.error or attempt.text) or say('no_answer')}"


def _command(name: str, properties: Mapping[str, str], text: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_CHARACTERS else text[:_TEXT_CHARACTERS] + "…"


def _usual(run: Run) -> Lines:
    return Lines(f"eval/suites/{run.suite}.jsonl")
