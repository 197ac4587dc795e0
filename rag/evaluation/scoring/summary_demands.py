"""What a summary owes its case, demand by demand: which are not met, and where what they ask for was lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.evaluation.metrics.citations import Source, holds_figure, shared_pairs
from rag.evaluation.metrics.figures import ReadFigure, figure_of, figures_in, same_quantity
from rag.evaluation.metrics.summaries import LENGTH_TOLERANCE, says
from rag.evaluation.metrics.texts import holds, normalise
from rag.evaluation.scoring.findings import Finding
from rag.evaluation.scoring.judged_summaries import JudgedSummary, is_told, years_told
from rag.evaluation.scoring.quoted import is_verbatim, misread, not_verbatim, overlaps
from rag.evaluation.scoring.told import ToldClaim
from rag.evaluation.stages import Stage
from rag.evaluation.suites.cases import Number, Point

_CLAUSE_END = re.compile(r"[，。；、,;:：\n]")
_MASK = re.compile(r"[*＊×□○]|X{1,}|x{2,}|某")


def findings(judged: JudgedSummary) -> list[Finding]:
    """All that is wrong, in the order of the pipeline's stages as far as one can be told."""
    return [
        *_unread(judged),
        *_points(judged),
        *_citations(judged),
        *_numbers(judged),
        *_forbidden(judged),
        *_undisclosed(judged),
        *_conflicts(judged),
        *not_verbatim(judged.cited, judged.fixtures),
        *_figures(judged),
        *_length(judged),
    ]


# --- what is demanded ----------------------------------------------------------------------------------------


def _unread(judged: JudgedSummary) -> Iterator[Finding]:
    for failed in judged.summary.failed:
        yield Finding("error", Stage.ERRORED, failed.title)
    yield from misread(judged.wanted, judged.cited, judged.case, judged.fixtures)


def _points(judged: JudgedSummary) -> Iterator[Finding]:
    """Nothing is wrong while enough of them are said."""
    missing = [one for one in judged.points if not one.told]
    if len(judged.points) - len(missing) >= judged.case.least_covered * len(judged.points):
        return
    for one in missing:
        yield Finding("coverage", _where_lost(one.point, judged), one.words)


_LEAST_ALIKE = 0.6
"""Of the words of a point, those that a claim has which was made of it, be its figure wrong. In the summaries of the
samples 94% of 371 claims that say a point have as many, and 4% of 23 that cite its sentence for another clause."""


def _where_lost(point: Point, judged: JudgedSummary) -> Stage:
    if any(says(normalise(one.text), point.contains) for one in judged.summary.dropped):
        return Stage.DROPPED
    wanted = point.must_cite
    if wanted is None:
        return Stage.NOT_USED
    about = (one for one in judged.claims if any(overlaps(each, wanted, judged.fixtures) for each in one.cited))
    is_used = any(shared_pairs(one.text, wanted.quote) >= _LEAST_ALIKE for one in about)
    return Stage.USED_WRONGLY if is_used else Stage.NOT_USED


def _citations(judged: JudgedSummary) -> Iterator[Finding]:
    for one in judged.points:
        if one.told and not one.is_cited:
            yield Finding("not_cited", Stage.CITED_WRONGLY, one.words)
    for wanted in judged.case.must_cite:
        if not any(overlaps(one, wanted, judged.fixtures) for one in judged.cited):
            yield Finding("not_cited", Stage.NOT_USED, wanted.quote)
    for claim in judged.claims:
        if not claim.whole:
            yield Finding("not_cited", Stage.CITED_WRONGLY, claim.text)


def _numbers(judged: JudgedSummary) -> Iterator[Finding]:
    for one in judged.case.numbers:
        if not is_told(one, judged):
            written = f"{one.period}{one.value:f}{one.unit}"
            yield Finding("number", _lost_at(one, judged), written)


def _lost_at(number: Number, judged: JudgedSummary) -> Stage:
    told = list(years_told(number, judged))
    if told:  # of another year, or of one that no citation tells
        return Stage.USED_WRONGLY if all(told) else Stage.CITED_WRONGLY
    wanted = figure_of(number.value, number.unit)
    dropped = (figure for one in judged.summary.dropped for figure in figures_in(one.text, units=(number.unit,)))
    return Stage.DROPPED if any(same_quantity(one, wanted) for one in dropped) else Stage.NOT_USED


def _forbidden(judged: JudgedSummary) -> Iterator[Finding]:
    for words in judged.case.forbidden:
        if holds(judged.told, words):
            yield Finding("forbidden", Stage.USED_WRONGLY, words)


def _undisclosed(judged: JudgedSummary) -> Iterator[Finding]:
    named = "\n".join(one.text for one in judged.summary.undisclosed)
    for words in judged.case.undisclosed:
        if _is_given_a_number(words, judged.told):
            yield Finding("undisclosed", Stage.USED_WRONGLY, words)
        elif not holds(named, words):
            yield Finding("undisclosed", Stage.NOT_USED, words)


def _is_given_a_number(words: str, told: str) -> bool:
    """Whether a digit, and no mark of what is masked, follows the words in their clause."""
    for line in told.splitlines():
        for rest in line.split(words)[1:]:
            clause = _CLAUSE_END.split(rest, maxsplit=1)[0]
            if re.search(r"\d", clause) and not _MASK.search(clause):
                return True
    return False


def _conflicts(judged: JudgedSummary) -> Iterator[Finding]:
    case, conflicts = judged.case, judged.summary.conflicts
    if case.conflict and not conflicts:
        yield Finding("conflict", Stage.NOT_USED)
    quotes = {one.id: one.quote for one in judged.summary.citations}
    about = ["\n".join([one.indicator, *(quotes.get(each, "") for each in one.citations)]) for one in conflicts]
    for words in case.conflict_about:
        if not any(holds(one, words) for one in about):
            yield Finding("conflict", Stage.NOT_USED, words)
    if case.agrees:
        for one in conflicts:
            yield Finding("conflict", Stage.USED_WRONGLY, one.indicator)


def _figures(judged: JudgedSummary) -> Iterator[Finding]:
    """A figure that its quotes state of another year, or that no report states in this clause, was made up; one whose
    clause stands in a report just so is right and cited at the wrong place."""
    texts = normalise("".join(judged.fixtures.named(one).text for one in judged.case.reports if one in judged.fixtures))
    for claim, unfounded in zip(judged.claims, judged.unfounded, strict=True):
        for figure in unfounded:
            is_elsewhere = normalise(_clause_of(figure, claim.text)) in texts and not _is_quoted(figure, claim)
            stage = Stage.CITED_WRONGLY if is_elsewhere else Stage.USED_WRONGLY
            yield Finding("figure_not_in_quote", stage, claim.text[figure.span.start : figure.span.end])
    for row in judged.figures:
        if not row.is_read_right:
            yield Finding("figure_not_in_quote", Stage.USED_WRONGLY, row.text)
        for one in row.cited:
            if not is_verbatim(one, judged.fixtures):
                yield Finding("figure_not_in_quote", Stage.CITED_WRONGLY, f"{row.indicator} {one.quote}")


def _is_quoted(figure: ReadFigure, claim: ToldClaim) -> bool:
    """Whether a quote of the claim states it, of whatever year."""
    return any(holds_figure(replace(figure, period=""), Source(one.quote)) for one in claim.cited)


def _clause_of(figure: ReadFigure, claim: str) -> str:
    ends = [0, *(one.end() for one in _CLAUSE_END.finditer(claim)), len(claim)]
    start = max(one for one in ends if one <= figure.span.start)
    return claim[start : min(one for one in ends if one >= figure.span.end)].rstrip("，。；、,;:：")


def _length(judged: JudgedSummary) -> Iterator[Finding]:
    if judged.case.length and judged.length > judged.case.length * LENGTH_TOLERANCE:
        yield Finding("length", Stage.USED_WRONGLY, str(judged.length))
