"""Whether the best sentence answers at all: what must hold, and how likely the rest makes it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.extraction.candidates import Candidate, Group
from rag.extraction.signs import DATE, MASKED_NAME, NAME, PERSON, PLACE, YEAR, is_heading, names_one, names_place
from rag.questions import Aspect, Kind, Question
from rag.sections import part_of
from rag.words import place_names

PLACE_KINDS = frozenset("省市县区镇乡村") | {"街道", "社区"}
MIN_OWN = 0.05
MIN_FIGURE_FIT = 0.36
MIN_MASKED_FIT = 0.42
MIN_BELIEF = 0.62
_BELIEF_INTERCEPT = -1.7
_BELIEF_WEIGHTS = (0.86, 1.05, 2.06, -0.87, 2.31)


def accepted(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that can answer, best first; [] where the best of them is not believed to."""
    possible = [one for one in candidates if is_possible(question, one)]
    if not possible or belief(question, possible[0], shadow_of(possible[0], candidates)) < MIN_BELIEF:
        return []
    return possible


def shadow_of(best: Candidate, candidates: Sequence[Candidate]) -> float:
    """How much more of the question another sentence says, though it holds no answer: then neither does the best."""
    return max(one.cover for one in candidates) - best.cover


def readings(question: Question, best: Candidate, shadow: float) -> tuple[float, ...]:
    """What belief hangs on, each about 0 to 1."""
    return (
        best.cover,
        best.own,
        best.fit,
        shadow,
        min(len(question.terms), 10) / 10,
    )


def belief(question: Question, best: Candidate, shadow: float) -> float:
    """How likely the best candidate answers, 0 to 1: a logistic model of its readings, fitted by
    `benchmarks/answers.py --fit` (docs/decisions/0004-answering.md)."""
    weighed = zip(_BELIEF_WEIGHTS, readings(question, best, shadow), strict=True)
    return 1 / (1 + math.exp(-_BELIEF_INTERCEPT - sum(weight * one for weight, one in weighed)))


def is_possible(question: Question, one: Candidate) -> bool:
    """Whether the sentence holds the kind of thing asked for, of the year, place and names asked about."""
    if one.own < MIN_OWN or not all(_about_place(place, one) for place in question.places):
        return False
    return (not question.years or year_fits(question, one)) and _holds_kind(question, one)


def _about_place(place: str, one: Candidate) -> bool:
    """The place stands in the sentence or above it, or the report is about it."""
    return any(place in words for words in (one.line.text, *one.group.path, one.group.title, one.group.mentions))


def _holds_kind(question: Question, one: Candidate) -> bool:
    text = one.line.text
    if question.kind is Kind.FIGURE:
        return one.figure is not None and one.fit >= (MIN_MASKED_FIT if one.figure.masked else MIN_FIGURE_FIT)
    if question.kind is Kind.WHO:
        return any(sign.search(text) for sign in (NAME, MASKED_NAME, *([] if question.wants_name else [PERSON])))
    if question.which in PLACE_KINDS:
        return any(place.endswith(question.which) for place in place_names(text)) or names_place(question.which, text)
    if question.which:
        return names_one(question.which, text, question.text)
    signs = {Kind.WHEN: DATE, Kind.WHERE: PLACE}
    if question.kind in signs:
        return bool(signs[question.kind].search(text))
    return not is_heading(one.group, text)


def year_fits(question: Question, one: Candidate) -> bool:
    """The year asked for is the sentence's, else its section's, else the report's.

    A report of the year after tells of the year asked for, one of the year before plans it; a report whose year is not
    known must at least name it.
    """
    asked = set(question.years)
    for named in (YEAR.findall(one.line.text), YEAR.findall(" ".join(one.group.path))):
        if named:
            return bool(asked & set(named))
    if not one.group.year:
        return bool(asked & set(YEAR.findall(one.group.mentions)))
    return one.group.year in asked or neighbouring_year(asked, one.group)


def neighbouring_year(asked: set[str], group: Group) -> bool:
    neighbour = int(group.year) + (1 if part_of(group.path) is Aspect.PLANS else -1)
    return str(neighbour) in asked and str(neighbour) in f"{group.mentions}{group.title}"
