"""How well a sentence holds the kind of thing that is asked for."""

from __future__ import annotations

import re

from rag.domain import Figure
from rag.extraction.signs import CLAUSE, DATE, NAME, PERSON, PLACE, REASON, clause_around
from rag.figures import find_figures
from rag.matching import Matcher
from rag.questions import MONEY, PEOPLE, SHARE, Kind, Question

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
    "天": {"日", "工作日", "个工作日"},
}


def fit(question: Question, text: str, matcher: Matcher) -> tuple[Figure | None, float]:
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
    """The figure whose surroundings say most of what the question is about, in a unit that fits; of a masked one and a
    disclosed one of the same clause (`*个事项中可网办17个`) the latter."""
    fitting = [
        (_fit_of(figure, question, text, matcher), figure)
        for figure in find_figures(text)
        if fits_unit(question.units, figure)
    ]
    if not fitting:
        return None, -0.5
    best_fit, best = max(fitting, key=lambda pair: pair[0])
    if best.masked:
        beside = [pair for pair in fitting if not pair[1].masked and _in_one_clause(text, best, pair[1])]
        best_fit, best = max(beside, key=lambda pair: pair[0], default=(best_fit, best))
    return best, best_fit


def _in_one_clause(text: str, one: Figure, other: Figure) -> bool:
    first, second = sorted((one.span, other.span))
    return not CLAUSE.search(text, first.end, second.start)


def _fit_of(figure: Figure, question: Question, text: str, matcher: Matcher) -> float:
    before, after = clause_around(text, figure.span)
    near = matcher.coverage(
        question.terms, ((before, 1.0), (after, 0.9), (figure.indicator, 1.0), (text, _ELSEWHERE_CREDIT))
    )
    if question.measured:
        about = matcher.coverage(question.measured, ((before, 1.0), (after, 1.0), (figure.indicator, 1.0)))
        near = (near + about) / 2
    near += _SAME_UNIT * (figure.unit in question.units)
    distance = 0.02 * min(5, sum(before.count(mark) for mark in "，,、；;"))
    return 0.2 + 0.6 * near - distance


def fits_unit(units: frozenset[str], figure: Figure) -> bool:
    """Whether a figure's unit answers a question after `units` (empty = any)."""
    unit = _plain_unit(figure)
    return is_in_units(units, figure) or any(unit in _LOOSE_UNITS.get(asked, set()) for asked in units)


def is_in_units(units: frozenset[str], figure: Figure) -> bool:
    """As `fits_unit`, without the measure words that stand for one another."""
    if not units:
        return True
    unit = _plain_unit(figure)
    if units & SHARE:
        return unit in SHARE or unit in ("‰", "") or "分之" in figure.text
    if units & MONEY:
        return unit.endswith("元") or unit in MONEY
    if units & PEOPLE:
        return unit in PEOPLE
    return any(unit.startswith(asked) for asked in units)


def _plain_unit(figure: Figure) -> str:
    return figure.unit.removeprefix("万").removeprefix("亿")
