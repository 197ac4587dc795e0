"""What can stand for a whole report: the territory's overall results of the year, else what its sections say. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.clauses import continues, split_clauses
from rag.domain import Figure, Span
from rag.figures import find_figures
from rag.standard_indicators import Indicator, indicator_of
from rag.statements import Statement
from rag.summarizing.headings import Headings
from rag.summarizing.points import SIDE_BY_SIDE, Point
from rag.summarizing.weighing import (
    POSITION_WEIGHT,
    PROCESS,
    SHORT_CHARACTERS,
    Candidate,
    Scored,
    candidate_of,
    stands_for,
)

# Read on the first part of the summaries of 24 government reports of twelve provinces and five department reports.
_OVERALL_WEIGHT = 0.8
_BESIDE_COST = 1.0  # of another sentence where the whole has its own
_OVERALL_FROM = 0.85  # of the best sentence the best overall one is worth, or others may stand beside it
_MANY_FIGURES = 4
_FIGURE_WEIGHT, _STANDARD_WEIGHT, _GROSS_WEIGHT, _GROWTH_WEIGHT = 0.2, 0.45, 2.5, 0.5
_LONG_PERIOD_COST = 0.8
_ANY_GROSS_WEIGHT = 1.2  # of an industry
_EARLY = 0.25  # the overall sentence of a report stands in its first quarter
# The standard indicators up to this one are what leaders ask for first.
_LAST_OF_FIRST = "粮食产量"
_GROSS = frozenset(("地区生产总值", "国内生产总值"))
_OVERALL = re.compile(
    r"生产总值|(?:经济|收入|财政)?总量|一般公共预算收入|全[市省区县州](?!第).{0,24}[\d*＊]|我[市省区县].{0,24}[\d*＊]|全年.{0,16}[\d*＊]"
)
_LONG_PERIOD = re.compile(
    r"十[三四五]五|五年|[三四]年|年均|(?<!今年)(?<!去年)以来|从[^，。]{1,16}(?:提高|增加|增长|提升|上升)(?:到|至)|累计|跨越\d个"
)
_WHOLE = re.compile(r"^(?:预计|初步核算|20\d\d年|全年|全[省市区县州国旗]|我[省市区县州国]|地方(?=一般))+")
_MASK = re.compile("[*＊×□]")
_TELLING = re.compile("[%％万亿]|成$")


def standard_of(figure: Figure) -> Indicator | None:
    """The standard indicator of the whole territory that a figure is of."""
    found = indicator_of(_WHOLE.sub("", figure.indicator))
    return found if found.known and not figure.masked and figure.value is not None else None


def for_headline(scored: Sequence[Scored], text: str, *, report_id: str, max_characters: int) -> list[Candidate]:
    """What could stand for the whole report: overall results with several figures, early in it. Where it states the
    gross product of the year, nothing but such results, and no sums of several years."""
    found = []
    for one in (run for each in scored for run in _runs(each, text, max_characters)):
        words = one.statement.words
        if len(words) > max_characters or (len(words) < SHORT_CHARACTERS and not re.search(r"\d", words)):
            continue
        score = one.score + _overall(one) + (POSITION_WEIGHT if one.place < _EARLY else 0.0)
        found.append((candidate_of((one,), score, one.block, report_id), one))
    if any(_is_gross(one) for _, one in found):
        return [candidate for candidate, one in found if _firsts(one) and not _is_long(one)]
    overall = [candidate for candidate, _ in found if _OVERALL.search(candidate.point.said)]
    best, best_overall = (max((one.score for one in of), default=0.0) for of in ([one for one, _ in found], overall))
    if best_overall < _OVERALL_FROM * best:
        return [candidate for candidate, _ in found]
    return [one if one in overall else replace(one, score=one.score - _BESIDE_COST) for one, _ in found]


def is_of_gross(candidate: Candidate) -> bool:
    return any(_of_gross(figure) for figure in find_figures(candidate.point.said))


def says_much(candidate: Candidate) -> bool:
    """Whether a headline of it tells a leader something: a figure that is disclosed and large, or a standard one."""
    words = candidate.point.said
    if PROCESS.search(words) and not _OVERALL.search(words):
        return False
    shown = [one for one in find_figures(words) if not one.masked and len(one.indicator) > 1]
    hidden = len(_MASK.findall(words))
    return any(_TELLING.search(one.text) or standard_of(one) for one in shown) and len(shown) >= hidden


def of_headings(headings: Headings, *, report_id: str, room: float) -> list[Point]:
    """One point of the headings of the results, as many as there is room for; none where these say nothing."""
    taken: list[Statement] = []
    left = room
    for heading in headings.of_results():
        if len(heading.words) < left:
            taken.append(heading)
            left -= len(heading.words) + 1
    return [Point(tuple(taken), report_id, joint=SIDE_BY_SIDE)] if len(taken) > 1 else []


def in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The gross product first, then as the report has it."""
    leading = [one for one in chosen if any(_of_gross(figure) for figure in find_figures(one.point.said)[:2])]
    first = max(leading, key=lambda one: one.score, default=None)
    rest = [one for one in chosen if one is not first]
    return [first, *rest] if first else rest


def _overall(one: Scored) -> float:
    words = one.statement.words
    shown = sum(not figure.masked for figure in find_figures(words))
    score = _FIGURE_WEIGHT * min(shown, _MANY_FIGURES)
    score += _OVERALL_WEIGHT if _OVERALL.search(words) else 0.0
    score += _ANY_GROSS_WEIGHT if "生产总值" in words and shown else 0.0
    if _is_long(one):
        return score - _LONG_PERIOD_COST
    score += _STANDARD_WEIGHT * min(len(_firsts(one)), _MANY_FIGURES)
    gross = [figure for figure in find_figures(words) if _of_gross(figure)]
    score += _GROSS_WEIGHT if gross else 0.0
    return score + (_GROWTH_WEIGHT if any("增长" in figure.qualifier for figure in gross) else 0.0)


def _firsts(one: Scored) -> set[str]:
    """The indicators that leaders ask for first, of the whole, with their values."""
    last = indicator_of(_LAST_OF_FIRST).rank
    named = (standard_of(figure) for figure in find_figures(one.statement.words))
    return {indicator.key for indicator in named if indicator and indicator.rank <= last}


def _of_gross(figure: Figure) -> bool:
    named = standard_of(figure)
    return named is not None and named.key in _GROSS


def _is_gross(one: Scored) -> bool:
    return not _is_long(one) and any(_of_gross(figure) for figure in find_figures(one.statement.words))


def _is_long(one: Scored) -> bool:
    return one.sums or bool(_LONG_PERIOD.search(one.statement.words))


def _runs(one: Scored, text: str, max_characters: int) -> Iterator[Scored]:
    """The statement from its first result on, and with more results behind it."""
    if one.statement.label or one.statement.aspect is not None:
        return
    trimmed = _from_its_results(one)
    yield trimmed
    longer = _with_more_results(trimmed, text, max_characters)
    if longer is not trimmed:
        yield longer


def _from_its_results(one: Scored) -> Scored:
    """Without the clauses before the first standard figure, where these hold none and it does not lean on them."""
    statement = one.statement
    words = statement.words
    if len(words) != len(statement.span):
        return one
    first = next((figure for figure in find_figures(words) if _of_gross(figure)), None)
    if first is None:
        return one
    clauses = split_clauses(words, Span(0, len(words)))
    start = next((clause.start for clause in clauses if clause.start <= first.span.start < clause.end), 0)
    before = words[:start]
    told = re.search(r"\d", before) and not _PAPERS.search(before)
    if not start or told or continues(words[start:]):
        return one
    span = Span(statement.span.start + start, statement.span.end)
    return stands_for(one, replace(statement, words=words[start:], span=span))


def _with_more_results(one: Scored, text: str, max_characters: int) -> Scored:
    """With the clauses behind it that hold standard figures too, where it holds the gross product."""
    statement = one.statement
    if len(statement.words) != len(statement.span) or not _is_gross(one):
        return one
    span = statement.span
    for clause in split_clauses(text, Span(statement.span.start, statement.sentence.end)):
        if clause.end <= span.end or text[span.end : clause.start].strip() not in ("，", ","):
            continue
        if clause.end - span.start > max_characters or not any(map(standard_of, find_figures(clause.of(text)))):
            break
        span = Span(span.start, clause.end)
    return stands_for(one, replace(statement, words=span.of(text), span=span)) if span != statement.span else one


# Measures named before what came of them: `出台12条措施，地区生产总值增长…`.
_PAPERS = re.compile(r"\d+(?:条|项|个)[^，]{0,8}(?:措施|政策|文件)")
