"""Candidates from the command line: cases to a file or to stdout, all else to stderr."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rag import settings
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.bars import bar_a_step
from rag.entrypoints.cli.delivering import ensure_folder, save
from rag.entrypoints.cli.terminal import Terminal
from rag.errors import EmptyLibrary, InvalidOption, OutputNotWritable
from rag.evaluation import candidates, complaints
from rag.evaluation.candidates import Chosen, Known
from rag.evaluation.complaints import Key
from rag.evaluation.library import Library, open_own_library
from rag.evaluation.suites import AnswerCase, suite_file, suite_names
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options as they are given. `everything`: also what was exported before, or is in a suite."""

    output: str | None = None
    library: str | None = None
    since: str | None = None
    everything: bool = False


def export(terminal: Terminal, wanted: Wanted) -> int:
    """FILE is added to, and nothing that is in it is written again: it may hold what a person has made of it."""
    chosen = settings.load()
    since = _moment(wanted.since)
    before = _content(wanted.output)
    known = _known(wanted, chosen)
    with open_own_library(chosen, readable(wanted.library) if wanted.library else None) as library:
        if library.name and not library.fixtures.by_id:
            raise EmptyLibrary
        found = complaints.complaints(library.service, since=since, library=library.name)
        picked = candidates.choose(found, known, library.fixtures)
        cases = _cases(terminal, picked, library)
    if wanted.output and cases:
        save(wanted.output, before + _lines(cases).encode())
        candidates.note_exported([one.id for one in cases], chosen)
    _tell(terminal, wanted, cases, picked, len(found))
    return 0


def _moment(since: str | None) -> datetime | None:
    """A day begins where this machine is. Raises InvalidOption."""
    try:
        return datetime.fromisoformat(since).astimezone() if since else None
    except (ValueError, OverflowError) as error:
        raise InvalidOption(option=f"--since {readable(since or '')}", expected="2026-11-01") from error


def _content(output: str | None) -> bytes:
    """Of the file that is added to, with its last line ended. Raises OutputNotWritable: before the work."""
    if output is None:
        return b""
    ensure_folder(output)
    file = Path(output)
    try:
        content = file.read_bytes() if file.is_file() else b""
    except OSError as error:
        raise OutputNotWritable(path=readable(output), reason=error.strerror or str(error)) from error
    return content if not content or content.endswith(b"\n") else content + b"\n"


def _known(wanted: Wanted, chosen: Settings) -> Known:
    """What is in FILE is never written twice. Raises DataError where it is no file of cases."""
    ids, questions = _there(wanted.output)
    if wanted.everything:
        return Known(questions, ids)
    shipped = [key for name in suite_names() for key in candidates.questions_in(suite_file(name))]
    return Known({*questions, *shipped}, {*ids, *candidates.exported(chosen)})


def _there(output: str | None) -> tuple[set[str], set[Key]]:
    """Ids and questions of the file that is added to."""
    if output is None or not Path(output).is_file():
        return set(), set()
    return set(candidates.ids_in(Path(output))), set(candidates.questions_in(Path(output)))


def _cases(terminal: Terminal, picked: Chosen, library: Library) -> list[AnswerCase]:
    made: list[AnswerCase] = []
    with bar_a_step(terminal, prefix="eval_step_") as on_progress:
        for one in picked.complaints:
            on_progress("case", len(made), len(picked.complaints))
            made.append(candidates.candidate_of(one, library, language=terminal.language))
    return made


def _lines(cases: Sequence[AnswerCase]) -> str:
    return "".join(f"{candidates.line_of(one)}\n" for one in cases)


def _tell(terminal: Terminal, wanted: Wanted, cases: Sequence[AnswerCase], picked: Chosen, questions: int) -> None:
    if terminal.as_json:
        terminal.emit(
            {
                "candidates": [json.loads(candidates.line_of(one)) for one in cases],
                "questions": questions,
                "left_out": {"in_suites": picked.in_suites, "exported": picked.exported},
                "file": readable(wanted.output) if wanted.output and cases else None,
            }
        )
    elif cases and not wanted.output:
        terminal.write(_lines(cases))
    left_out = {"in_suites": picked.in_suites, "exported": picked.exported}
    terminal.note("candidates_found", count=len(cases), questions=questions, **left_out)
    if cases:
        if wanted.output:
            terminal.note("saved", path=readable(wanted.output))
        terminal.note("candidates_private")
        terminal.note("candidates_review", file=readable(wanted.output or "FILE"))
