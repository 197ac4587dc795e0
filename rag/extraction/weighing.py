"""Every sentence of the evidence weighed against the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Figure
from rag.extraction.candidates import Candidate, Group
from rag.extraction.signs import DATE, NAME, OFFICE, PERSON, PLACE, REASON, YEAR, clause_around, is_heading
from rag.figures import find_figures
from rag.matching import Matcher
from rag.questions import MONEY, PEOPLE, SHARE, Aspect, Kind, Question
from rag.sections import part_of

_PATH_CREDIT = 0.65
_NEAR_CREDIT = 0.45
_ELSEWHERE_CREDIT = 0.4
_SAME_UNIT = 0.1


# By kind, the signs of what is asked for, first come first served, and how well one fits; None = no sign at all.
_SIGNS: dict[Kind, tuple[tuple[re.Pattern[str] | None, float], ...]] = {
    Kind.WHEN: ((DATE, 0.4), (None, -0.3)),
    Kind.WHO: ((NAME, 0.4), (PERSON, 0.2), (None, -0.3)),
    Kind.WHERE: ((PLACE, 0.3), (None, -0.2)),
    Kind.WHY: ((REASON, 0.35),),
}
# Measure words that people and reports use for one another.
_LOOSE_UNITS = {
    "个": {"家", "项", "名", "所", "处", "只", "支", "户", "次", "件", "类", "种", "条", "批"},
    "家": {"个", "户"},
    "项": {"个", "件", "条", "类"},
    "次": {"场", "批", "期", "届", "个", "批次", "轮"},
    "场": {"次"},
    "件": {"起", "宗", "项", "个"},
    "起": {"件", "宗", "例"},
    "份": {"个", "件", "册"},
    "所": {"个", "家"},
}


@dataclass(frozen=True, slots=True)
class _Report:
    """What is the same for all sentences of a report. `terms`: those that tell its sentences apart."""

    years: frozenset[str]
    terms: tuple[str, ...]
    weights: tuple[float, ...]
    of_office: bool


def weigh_all(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Candidate]:
    """Best first; ties by order of the evidence."""
    reports = {title: _read_report(question, text, matcher) for title, text in report_texts(groups).items()}
    candidates = [
        _weigh(question, group, index, matcher, report=reports[group.title], rank=rank)
        for rank, group in enumerate(groups)
        for index in range(len(group.lines))
    ]
    return sorted(candidates, key=lambda one: -one.score)


def _read_report(question: Question, text: str, matcher: Matcher) -> _Report:
    terms = tuple(term for term in question.terms if not _is_the_reports(term, question, text, matcher))
    weights = tuple(matcher.weights(terms))
    return _Report(frozenset(YEAR.findall(text)), terms, weights, of_office(question, text))


def report_texts(groups: Sequence[Group]) -> dict[str, str]:
    """By title, all that is shown of a report: what it is about, and of when."""
    texts: dict[str, str] = {}
    for group in groups:
        rows = " ".join(line.text for line in group.lines)
        shown = f"{' '.join(group.path)} {group.title} {group.year} {group.mentions} {rows}"
        texts[group.title] = f"{texts.get(group.title, '')} {shown}"
    return texts


def of_office(question: Question, report: str) -> bool:
    """Whether the report speaks for the kind of office (`厅`, `局`) that the question is put to."""
    return bool(question.office) and (f"我{question.office}" in report or f"{question.office}党组" in report)


def _weigh(question: Question, group: Group, index: int, matcher: Matcher, *, report: _Report, rank: int) -> Candidate:
    text = group.lines[index].text
    near = group.lines[index - 1].text if index else ""
    around = " ".join((*group.path, group.title))
    terms, weights = report.terms, report.weights
    total = sum(weights) or 1.0
    own_credits = matcher.credits(terms, ((text, 1.0),))
    around_credits = matcher.credits(terms, ((around, _PATH_CREDIT), (near, _NEAR_CREDIT)))
    credits = [max(pair) for pair in zip(own_credits, around_credits, strict=True)]
    cover = sum(weight * credit for weight, credit in zip(weights, credits, strict=True)) / total
    own = sum(weight * credit for weight, credit in zip(weights, own_credits, strict=True)) / total
    figure, fit = _fit(question, text, matcher)
    score = cover + 0.5 * own + fit + _timely(question, text, report.years) - 0.01 * min(rank, 10)
    score += 0.2 * any(place in text for place in question.places)
    score += 0.1 * report.of_office
    if question.kind is Kind.FIGURE and part_of(group.path) is Aspect.PLANS:
        score -= 0.1
    if is_heading(group, text):
        score -= 0.25
    return Candidate(group, index, cover=cover, own=own, fit=fit, score=score, figure=figure)


def _is_the_reports(term: str, question: Question, report: str, matcher: Matcher) -> bool:
    """Places, and offices that the report names, say which report is meant, not which sentence of it."""
    return term in question.places or (
        bool(OFFICE.search(term)) and matcher.credits((term,), ((report, 1.0),))[0] > 0.6
    )


def _timely(question: Question, text: str, years: frozenset[str]) -> float:
    """A bonus where a year or half-year asked for stands in the sentence or the report, a malus where another does."""
    bonus = 0.0
    if question.years:
        named = set(YEAR.findall(text))
        if named & set(question.years):
            bonus += 0.3
        elif named or not years & set(question.years):
            bonus -= 0.6
        else:
            bonus += 0.2
    if question.half:
        other = "下半年" if question.half == "上半年" else "上半年"
        bonus += 0.15 * (question.half in text) - 0.3 * (other in text and question.half not in text)
    return bonus


def _fit(question: Question, text: str, matcher: Matcher) -> tuple[Figure | None, float]:
    """How well the sentence holds the kind of thing asked for: 0 = it does not, up to about 1."""
    if question.kind is Kind.FIGURE:
        return _figure_fit(question, text, matcher)
    if question.kind is Kind.LIST:
        return None, list_fit(question, text)
    signs = _SIGNS.get(question.kind, ())
    return None, next((fit for sign, fit in signs if sign is None or sign.search(text)), 0.0)


def list_fit(question: Question, text: str) -> float:
    """An enumeration, best of as many as asked for, about the name asked about."""
    fit = 0.12 * (text.count("、") >= 2) + 0.15 * any(name in text for name in question.names)
    if question.count:
        numeral = "零一二三四五六七八九十"[question.count] if question.count <= 10 else "-"
        said = re.search(f"(?<![0-9])(?:{question.count}|{numeral})(?:大|个|项|条|种|类|点|方面|字)", text)
        fit += 0.2 * bool(said)
    return fit


def _figure_fit(question: Question, text: str, matcher: Matcher) -> tuple[Figure | None, float]:
    """The figure whose surroundings say most of what the question is about, in a unit that fits."""
    best: Figure | None = None
    best_fit = -0.5
    for figure in find_figures(text):
        if not fits_unit(question.units, figure):
            continue
        before, after = clause_around(text, figure.span)
        near = matcher.coverage(
            question.terms, ((before, 1.0), (after, 0.9), (figure.indicator, 1.0), (text, _ELSEWHERE_CREDIT))
        )
        if question.measured:
            about = matcher.coverage(question.measured, ((before, 1.0), (after, 1.0), (figure.indicator, 1.0)))
            near = (near + about) / 2
        near += _SAME_UNIT * (figure.unit in question.units)
        distance = 0.02 * min(5, sum(before.count(mark) for mark in "，,、；;"))
        fit = 0.2 + 0.6 * near - distance
        if fit > best_fit:
            best, best_fit = figure, fit
    return best, best_fit


def fits_unit(units: frozenset[str], figure: Figure) -> bool:
    """Whether a figure's unit answers a question after `units` (empty = any)."""
    if not units:
        return True
    unit = figure.unit.removeprefix("万").removeprefix("亿")
    if units & SHARE:
        return unit in SHARE or unit in ("‰", "") or "分之" in figure.text
    if units & MONEY:
        return unit.endswith("元") or unit in MONEY
    if units & PEOPLE:
        return unit in PEOPLE
    return any(unit.startswith(asked) or unit in _LOOSE_UNITS.get(asked, set()) for asked in units)
