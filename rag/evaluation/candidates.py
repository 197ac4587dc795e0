"""Feedback that an answer did not help, as cases for a suite that nobody has reviewed yet.

A candidate says what the system says now. A person puts that right and takes `reviewed: false` away: from then on the
case demands what should have been said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag import messages
from rag.domain import Answer, AnswerStatus, Citation, Trace
from rag.errors import DataError, RagError
from rag.evaluation import storing
from rag.evaluation.complaints import Complaint, Key, key_of
from rag.evaluation.fixtures import Fixture, Fixtures
from rag.evaluation.jsonl import read_rows
from rag.evaluation.library import Library
from rag.evaluation.metrics.texts import without_marks
from rag.evaluation.suites.cases import AnswerCase, MustCite
from rag.evaluation.suites.clusters import NO_CLUSTER, WHOLE_REPORT
from rag.settings import Settings

FEEDBACK = "feedback"

_ID_CHARACTERS = 12
# An answer has 600 characters at most; what is called one over the API may have more.
_SHOWN_CHARACTERS = 600
_EXPORTED = "candidates.txt"
# As a reviewer reads a line: what was said of which question, then what is to be put right.
_FIRST = ("id", "reviewed", "note", "history", "question", "report", "year", "status", "answer", "must_cite", "cluster")


@dataclass(frozen=True, slots=True)
class Known:
    """What need not be told again: questions of suites, ids of candidates that were exported."""

    questions: Collection[Key] = ()
    ids: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Complaints that are to become candidates, and how many were left out as `Known` has them."""

    complaints: tuple[Complaint, ...]
    in_suites: int
    exported: int


def choose(complaints: Iterable[Complaint], known: Known, fixtures: Fixtures) -> Chosen:
    chosen: list[Complaint] = []
    in_suites = exported = 0
    for one in complaints:
        keys = one.keys(_file(one, fixtures))
        if _id(keys[0]) in known.ids:
            exported += 1
        elif any(key in known.questions for key in keys):
            in_suites += 1
        else:
            chosen.append(one)
    return Chosen(tuple(chosen), in_suites, exported)


def candidate_of(complaint: Complaint, library: Library, *, language: str) -> AnswerCase:
    """Its question asked anew, with the settings of the library; with the answer that was shown where it cannot be.
    `language`: of the note."""
    file = _file(complaint, library.fixtures)
    asked = _asked(complaint, library, file)
    notes = list(_notes(complaint, asked, language, is_report_gone=file is None and complaint.report is not None))
    return AnswerCase(
        id=_id(complaint.keys(file)[0]),
        type=FEEDBACK,
        tags=(FEEDBACK,),
        reviewed=False,
        note="\n".join(notes),
        question=complaint.question,
        history=complaint.history,
        report=file,
        year=complaint.year,
        **(_said(asked, library.fixtures) if isinstance(asked, Answer) else _shown(complaint)),
    )


def line_of(case: AnswerCase) -> str:
    """One line of a suite, without what asks for nothing."""
    values = case.model_dump(mode="json", exclude_defaults=True)
    names = [*(one for one in _FIRST if one in values), *(one for one in values if one not in _FIRST)]
    return json.dumps({name: values[name] for name in names}, ensure_ascii=False)


# --- what there is already -----------------------------------------------------------------------------------


def ids_in(file: Path) -> Iterator[str]:
    """Raises NoSuchPath, DataError."""
    for row in read_rows(file):
        yield row.identifier("id")


def questions_in(file: Path) -> Iterator[Key]:
    """Of every line that has a question, whatever else it has. Raises NoSuchPath, DataError."""
    for row in read_rows(file):
        question, history = row.values.get("question"), row.values.get("history") or ()
        if isinstance(question, str):
            earlier = [one for one in history if isinstance(one, str)] if isinstance(history, list) else ()
            year = row.values.get("year")
            yield key_of(question, earlier, row.text("report", default=""), year if isinstance(year, int) else None)


def exported(settings: Settings) -> set[str]:
    """Ids of the candidates that went into a file before. Raises DataError."""
    file = storing.folder(settings) / _EXPORTED
    try:
        return set(file.read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return set()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path=file, reason=error) from error


def note_exported(ids: Iterable[str], settings: Settings) -> None:
    """Raises OutputNotWritable, DataError."""
    all_of_them = sorted({*exported(settings), *ids})
    storing.write_whole(storing.folder(settings) / _EXPORTED, "".join(f"{one}\n" for one in all_of_them))


# --- a case --------------------------------------------------------------------------------------------------


def _id(key: Key) -> str:
    digest = hashlib.sha256(json.dumps(key, ensure_ascii=False).encode()).hexdigest()
    return f"{FEEDBACK}-{digest[:_ID_CHARACTERS]}"


def _file(complaint: Complaint, fixtures: Fixtures) -> str | None:
    found = fixtures.by_id.get(complaint.report or "")
    return found.file if found else None


def _asked(complaint: Complaint, library: Library, file: str | None) -> Answer | RagError:
    """Without a word of it kept. As the case will be asked: of the same report, year and library."""
    service = library.service
    try:
        where = service.narrow([file] if file else [], year=complaint.year, library=library.name)
        stream = service.stream(complaint.question, where=where, said=complaint.said, trace=Trace())
        with closing(stream) as events:
            return next(one for one in events if isinstance(one, Answer))
    except RagError as error:
        return error


def _said(answer: Answer, fixtures: Fixtures) -> Mapping[str, Any]:
    if answer.status is AnswerStatus.REFUSED:
        return {"status": "refused", "answer": answer.text, "cluster": f"{NO_CLUSTER}/{_near(answer, fixtures)}"}
    cited = list(dict.fromkeys(_places(answer.citations, fixtures)))
    first = cited[0] if cited else None
    return {
        "status": "answered",
        "answer": without_marks(answer.text),
        "cluster": f"{first.report}/{first.section}" if first else f"{NO_CLUSTER}/{FEEDBACK}",
        "must_cite": tuple(_beside(one, first) for one in cited if first),
        "undisclosed": bool(answer.undisclosed),
        "conflict": bool(answer.conflicts),
        "uncited": not cited,
    }


def _shown(complaint: Complaint) -> Mapping[str, Any]:
    """It names no section: whoever reviews it has to."""
    shown = without_marks(complaint.shown)[:_SHOWN_CHARACTERS]
    return {"status": "answered", "answer": shown, "cluster": f"{NO_CLUSTER}/{FEEDBACK}"}


def _near(answer: Answer, fixtures: Fixtures) -> str:
    """The section that it says is nearest, as the cluster of a case that finds its answer there names it."""
    for one in answer.nearest:
        if one.report_id in fixtures.by_id:
            fixture = fixtures.by_id[one.report_id]
            return f"{fixture.file}/{_top(one.section, fixture)}"
    return FEEDBACK


def _places(citations: Sequence[Citation], fixtures: Fixtures) -> Iterator[MustCite]:
    for one in citations:
        fixture = fixtures.by_id.get(one.place.report_id)
        if fixture is not None and one.quote.strip() and one.quote in fixture.text:
            yield MustCite(report=fixture.file, quote=one.quote.strip(), section=_top(one.place.section, fixture))


def _top(section: Sequence[str], fixture: Fixture) -> str:
    return section[0] if section and section[0] in fixture.top else WHOLE_REPORT


def _beside(cited: MustCite, first: MustCite) -> MustCite:
    """Its section is told where the cluster does not tell it."""
    is_told = (cited.report, cited.section) == (first.report, first.section)
    return cited.model_copy(update={"section": ""}) if is_told else cited


def _notes(complaint: Complaint, asked: Answer | RagError, language: str, *, is_report_gone: bool) -> Iterator[str]:
    """What people said, and what is to be known of the rest."""
    yield from complaint.comments
    if complaint.times > 1:
        yield messages.text("candidate_times", language, count=complaint.times)
    if isinstance(asked, RagError):
        yield messages.text("candidate_not_asked", language, reason=asked.in_language(language))
    elif without_marks(asked.text).strip() != without_marks(complaint.shown).strip():
        shown = " ".join(without_marks(complaint.shown)[:_SHOWN_CHARACTERS].split())
        yield messages.text("candidate_shown", language, answer=shown)
    if complaint.is_torn:
        yield messages.text("candidate_torn", language)
    if is_report_gone:
        yield messages.text("candidate_report_gone", language)
