"""A report in pieces that can be set against those of another: sentences and headings, where they stand. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rag.clauses import continues, leans_back, split_clauses, trim, waits, without_marker
from rag.comparing.sources import ComparedReport
from rag.comparing.stock import explains_words
from rag.domain import Citation, Place, Span
from rag.intrusions import is_intruded
from rag.questions import Aspect
from rag.sections import aspect_of

# Numbers of notes: “三道防线［21］”.
_NOTES = re.compile(r"[\[【〔]\d{1,3}[\]】〕]")
_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉「」『』（）()\[\]·•]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence (without its list marker) or a heading. `explains`: it stands in a glossary."""

    words: str
    span: Span
    sentence: Span
    path: tuple[str, ...]
    aspect: Aspect | None
    heading: bool
    explains: bool
    paragraph: int


def units_of(source: ComparedReport) -> list[Unit]:
    """In reading order; the title stands in no section and is none."""
    sections = {placed.index: placed for placed in source.parsed.walk()}
    found = []
    paragraph, end = 0, 0
    for sentence in source.parsed.sentences:
        if "\n" in source.parsed.text[end : sentence.span.start] or sentence.is_heading:
            paragraph += 1
        end = sentence.span.end
        placed = sections.get(sentence.section)
        if placed is None or is_intruded(source.parsed.text, sentence.span):
            continue
        span = without_marker(source.parsed.text, sentence.span)
        if not len(span):
            continue
        path = placed.path
        words = span.of(source.parsed.text)
        aspect, explains = aspect_of(path), explains_words(path)
        found.append(Unit(words, span, sentence.span, path, aspect, sentence.is_heading, explains, paragraph))
    return found


@lru_cache(maxsize=16_384)
def clauses_of(text: str, span: Span) -> tuple[Span, ...]:
    """The clauses of a unit; asked for again with every matter that it tells of."""
    return tuple(split_clauses(text, span))


def clause_at(text: str, unit: Unit, position: int) -> Span:
    """The clause of a unit that holds `position`."""
    clauses = clauses_of(text, unit.span)
    return next((one for one in clauses if position < one.end), clauses[-1])


def clause_around(text: str, unit: Unit, position: int) -> Span:
    """The clause of a unit that holds `position`, with those that it cannot do without."""
    clauses = clauses_of(text, unit.span)
    at = next((index for index, one in enumerate(clauses) if position < one.end), len(clauses) - 1)
    first = last = at
    while first and (continues(clauses[first].of(text)) or leans_back(clauses[first].of(text))):
        first -= 1
    while last + 1 < len(clauses) and waits(clauses[last].of(text)):
        last += 1
    return trim(text, Span(clauses[first].start, clauses[last].end))


def folded(text: str) -> str:
    """NFKC, lower case, no space, quotes or brackets: the same words are the same characters."""
    return _MARKS.sub("", _NOTES.sub("", unicodedata.normalize("NFKC", text).lower()))


def cited(source: ComparedReport, unit: Unit, number: int, span: Span | None = None) -> Citation:
    """The sentence of `unit`, or words of it at `span`."""
    span = span or unit.sentence
    place = Place(source.report.id, source.report.title, unit.path, span)
    return Citation(number, place, span.of(source.parsed.text))
