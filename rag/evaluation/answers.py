"""Each question asked of its own documents alone; what came back, and how much of what was expected it holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag import messages
from rag.bootstrap import open_services_in_memory
from rag.domain import Answer, AnswerStatus, Citation
from rag.errors import EmptyLibrary
from rag.evaluation.cases import Case, Document, Expected, read_cases
from rag.evaluation.metrics.figures import figures_in, same_quantity
from rag.evaluation.metrics.texts import holds
from rag.evaluation.offsets import Offsets
from rag.evaluation.scratch import as_file, with_room_for
from rag.service import Service
from rag.settings import Settings

_DECIMALS = 6
# The characters that reading replaces one for one: no store takes them.
_NO_CHARACTER = re.compile("[\ud800-\udfff\0]")

# All of a number but its unit.
_UNIT_BEHIND = re.compile(r"^[^\d]*[\d.,]+ *[百千万亿]*")

Progress = Callable[[int, int], None]
"""How many cases are done, of how many."""


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A citation: `quote` is `text[start:end]` of the document with that number, as it was given."""

    id: int
    document: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Scores:
    """What of the expected is there; None where nothing of the kind is expected, or nothing is answered.

    `exact`: the words that every citation shows are those of the document at its place.
    """

    status: bool | None
    contains: bool | None
    numbers: bool | None
    quotes: bool | None
    exact: bool | None


@dataclass(frozen=True, slots=True)
class CaseResult:
    case: Case
    answer: Answer
    places: tuple[CitedPlace, ...]
    scores: Scores


@dataclass(frozen=True, slots=True)
class AnswersResult:
    """`metrics`: shares by the names of the contract, None where no case counts for one."""

    results: tuple[CaseResult, ...]
    metrics: Mapping[str, float | None]


def evaluate_answers(file: Path, settings: Settings, *, on_progress: Progress | None = None) -> AnswersResult:
    """Raises NoSuchPath, DataError and what the service raises."""
    cases = read_cases(file)
    roomy = with_room_for(settings, longest_question=max(len(one.question) for one in cases))
    results: list[CaseResult] = []
    with open_services_in_memory(roomy) as new_service:
        for number, case in enumerate(cases, 1):
            results.append(_ask(new_service(), case))
            if on_progress is not None:
                on_progress(number, len(cases))
    return AnswersResult(tuple(results), summarize(results))


def _ask(service: Service, case: Case) -> CaseResult:
    documents = _take_in(service, case.documents)
    try:
        answer = service.ask(case.question)
    except EmptyLibrary:  # no document has any text
        answer = Answer(AnswerStatus.REFUSED, messages.text("refusal", messages.DEFAULT), messages.DEFAULT)
    places = tuple(_place(one, documents, case) for one in answer.citations)
    return CaseResult(case, answer, places, _scores(case.expected, answer, places))


def _take_in(service: Service, documents: Sequence[Document]) -> dict[str, int]:
    """The document that each report is; of documents with the same title and text the first."""
    readable = {number: one for number, one in enumerate(documents) if one.text.strip()}
    files = [as_file(number, title=one.title, text=one.text) for number, one in readable.items()]
    found: dict[str, int] = {}
    for number, result in zip(readable, service.ingest(files), strict=True):
        if result.id is not None:
            found.setdefault(result.id, number)
    return found


def _place(citation: Citation, documents: Mapping[str, int], case: Case) -> CitedPlace:
    number = documents[citation.place.report_id]
    text = case.documents[number].text
    offsets = Offsets(text)
    start, end = offsets.given(citation.place.span.start), offsets.given(citation.place.span.end)
    return CitedPlace(citation.id, number, start, end, text[start:end])


# --- scores --------------------------------------------------------------------------------------------------


def _scores(expected: Expected, answer: Answer, places: Sequence[CitedPlace]) -> Scores:
    status = answer.status.value == expected.status if expected.status else None
    if answer.status is AnswerStatus.REFUSED:
        return Scores(status, None, None, None, None)
    said = "\n".join(claim.text for claim in answer.claims)
    return Scores(
        status=status,
        contains=contains(said, expected.contains) if expected.contains else None,
        numbers=all(states(said, one) for one in expected.numbers) if expected.numbers else None,
        quotes=_are_quoted(expected.quotes, places) if expected.quotes else None,
        exact=all(_is_exact(*pair) for pair in zip(answer.citations, places, strict=True)),
    )


def contains(said: str, groups: Iterable[Sequence[str]]) -> bool:
    """Whether one alternative of every group stands in what was said, after NFKC and without spaces."""
    squeezed = _squeezed(said)
    return all(any(_squeezed(one) in squeezed for one in group) for group in groups)


def states(said: str, number: str) -> bool:
    """Whether a text states the same quantity, with any unit where none is asked for; a year is a number here, too."""
    unit = _UNIT_BEHIND.sub("", unicodedata.normalize("NFKC", number)).strip()
    wanted = figures_in(number, units=(unit,), articles=True)
    there = figures_in(said, units=(unit,), articles=True)
    if not unit or not wanted:
        return holds(said, number) or (bool(wanted) and {one.value for one in wanted} <= {one.value for one in there})
    return all(any(same_quantity(one, other) for other in there) for one in wanted)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _are_quoted(wanted: Sequence[str], places: Sequence[CitedPlace]) -> bool:
    """Each lies inside a quote, or holds one."""
    quotes = [_squeezed(one.quote) for one in places]
    return all(any(_squeezed(one) in quote or quote in _squeezed(one) for quote in quotes) for one in wanted)


def _is_exact(citation: Citation, place: CitedPlace) -> bool:
    read = _NO_CHARACTER.sub("\ufffd", place.quote).replace("\r\n", "\n").replace("\r", "\n")
    return bool(read) and read == citation.quote


def summarize(results: Sequence[CaseResult]) -> dict[str, float | None]:
    """Shares of the cases that count for each."""
    answered = [one for one in results if one.case.expected.status == "answered"]
    refused = [one for one in results if one.case.expected.status == "refused"]
    right = [one for one in answered if one.scores.status]
    return {
        "answered_when_should": _share(one.scores.status for one in answered),
        "refused_when_should": _share(one.scores.status for one in refused),
        "contains_rate": _share(one.scores.contains for one in right),
        "numbers_rate": _share(one.scores.numbers for one in right),
        "quotes_rate": _share(one.scores.quotes for one in right),
        "citations_exact": _share(one.scores.exact for one in results),
    }


def _share(found: Iterable[bool | None]) -> float | None:
    counted = [one for one in found if one is not None]
    return round(sum(counted) / len(counted), _DECIMALS) if counted else None
