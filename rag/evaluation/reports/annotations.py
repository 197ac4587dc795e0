"""A run as commands that GitHub reads from the output of a step: a case that failed is an error at its line.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rag.evaluation.jsonl import read_rows
from rag.evaluation.reports import facts, reasons
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import CaseResult, Run
from rag.messages import DEFAULT

if TYPE_CHECKING:
    from rag.evaluation.gate import RunComparison
    from rag.evaluation.pairs import Pair

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
    places = lines or _usual(run)
    return _limited([_Error(one.id, _case(one, places, say)) for one in facts.failed(run)], places, say)


def of_comparison(comparison: RunComparison, *, lines: Lines | None = None, language: str = DEFAULT) -> str:
    """What makes the later run a regression: metrics that are worse, and cases that are broken. "" where it is none."""
    say = speaking(language)
    places = lines or _usual(comparison.b)
    metrics = [
        _Error(name, _command("error", {"file": places.file, "title": named("metric", name, say)}, text))
        for name, text in reasons.of_metrics(comparison, language).items()
    ]
    cases = [_Error(one.id, _pair(one, places, say)) for one in comparison.breaking]
    return _limited([*metrics, *cases], places, say)


@dataclass(frozen=True, slots=True)
class _Error:
    id: str
    command: str


def _limited(errors: Sequence[_Error], lines: Lines, say: Say) -> str:
    if len(errors) <= _SHOWN:
        return "".join(f"{one.command}\n" for one in errors)
    shown, rest = errors[: _SHOWN - 1], errors[_SHOWN - 1 :]
    place = {"file": lines.file, "title": say("more", count=len(rest))}
    last = _command("error", place, ", ".join(one.id for one in rest))
    return "".join(f"{one}\n" for one in (*(one.command for one in shown), last))


def _case(case: CaseResult, lines: Lines, say: Say) -> str:
    return _at(case, " · ".join(_title(case, say)), "\n".join(_told(case, say)), lines)


def _pair(pair: Pair, lines: Lines, say: Say) -> str:
    if pair.b is None:
        return _at(pair.case, f"{pair.id} · {say('missing')}", say("missing"), lines)
    before = f"{say('answer_before')}: {_cut(pair.a.telling.text)}" if pair.a else ""
    text = "\n".join(one for one in (*_told(pair.b, say), before) if one)
    return _at(pair.b, " · ".join(_title(pair.b, say)), text, lines)


def _at(case: CaseResult, title: str, text: str, lines: Lines) -> str:
    line = lines.lines.get(case.id)
    return _command("error", {"file": lines.file, **({"line": str(line)} if line else {}), "title": title}, text)


def _title(case: CaseResult, say: Say) -> Iterator[str]:
    yield case.id
    if case.must_pass:
        yield say("must_pass")
    if case.stage is not None:
        yield named("stage", case.stage.value, say)


def _told(case: CaseResult, say: Say) -> Iterator[str]:
    attempt = case.telling
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
