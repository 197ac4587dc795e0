"""The words of a chosen sentence that go into the answer: always words that stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Figure, Span
from rag.extraction.candidates import Candidate, Pick
from rag.extraction.deciding import also
from rag.extraction.fitting import list_fit
from rag.extraction.signs import CLAUSE, MASKED_NAME, NAME, clause_around, tidy
from rag.matching import Matcher
from rag.questions import Kind, Question
from rag.words import normalise

_MAX_CLAIM_CHARACTERS = 100
_MAX_TWO_CHARACTERS = 180
_ASK_FOR_THINGS = (Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.STATEMENT)
# A list within one sentence is given whole where an answer has room for it.
_MAX_LIST_CLAIM_CHARACTERS = 300


def answer_picks(question: Question, good: Sequence[Candidate], matcher: Matcher) -> list[Pick]:
    """The best of `good`, and beside it one that is about as likely to answer where there is room for both."""
    best = pick_from(question, good[0], matcher)
    other = also(good)
    if best.masked or other is None:
        return [best]
    beside = pick_from(question, other, matcher)
    fits = not beside.masked and len(best.text) + len(beside.text) <= _MAX_TWO_CHARACTERS
    return [best, beside] if fits else [best]


def pick_from(question: Question, one: Candidate, matcher: Matcher) -> Pick:
    text = one.line.text
    if one.figure:
        before, after = clause_around(text, one.figure.span)
        if one.figure.masked:
            return Pick(one.line.handle, tidy(before + one.figure.text + after), masked=True)
    if question.kind is Kind.WHO and (found := MASKED_NAME.search(text)) and not NAME.search(text):
        before, after = clause_around(text, Span(*found.span()))
        return Pick(one.line.handle, tidy(before + found[0] + after), masked=True)
    thing = one.thing if question.kind in _ASK_FOR_THINGS else ""
    return Pick(one.line.handle, shorten(text, question, one.figure, matcher, thing=thing))


def shorten(text: str, question: Question, figure: Figure | None, matcher: Matcher, *, thing: str = "") -> str:
    """The sentence, or where it is long the run of its clauses that answers best, as it stands in it: with the figure,
    and with the `thing` that could be the answer."""
    room = _MAX_LIST_CLAIM_CHARACTERS if question.kind is Kind.LIST else _MAX_CLAIM_CHARACTERS
    if len(text) <= room:
        return tidy(text)
    bounds = list(dict.fromkeys([0, *(found.end() for found in CLAUSE.finditer(text)), len(text)]))
    runs = [
        (start, end)
        for index, start in enumerate(bounds[:-1])
        for end in bounds[index + 1 :]
        if end - start <= room and (not figure or start <= figure.span.start < end)
    ]
    if thing and not figure:
        runs = [run for run in runs if thing in normalise(text[slice(*run)])] or runs
    if not runs:
        return tidy(text)
    return tidy(text[slice(*max(runs, key=lambda run: _telling(text[slice(*run)], question, matcher)))])


def _telling(run: str, question: Question, matcher: Matcher) -> float:
    """How much of the question a run of clauses says, by its words and by its pairs of characters, which have what it
    asks of its subject too; of two that say as much, the shorter."""
    told = matcher.coverage(question.terms, ((run, 1.0),)) + _share_of_pairs(run, question) - 0.001 * len(run)
    return told + (list_fit(question, run) if question.kind is Kind.LIST else 0.0)


def _share_of_pairs(run: str, question: Question) -> float:
    text, plain = normalise(run), normalise(question.text)
    pairs = {plain[at : at + 2] for at in range(len(plain) - 1)}
    return sum(pair in text for pair in pairs) / max(1, len(pairs))
