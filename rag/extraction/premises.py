"""What a question takes for given: a figure, a direction, a person that the report says otherwise is corrected. Pure.

A premise is never confirmed by being passed over: where the report gives another value of the same indicator and year,
the answer begins with that value and says that it is not the one of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from rag.domain import Figure
from rag.extraction.believing import asks_for_plans, candidates_for, is_planned
from rag.extraction.belonging import is_of_scope
from rag.extraction.candidates import Candidate, Group, Pick
from rag.extraction.deciding import accepted, is_possible, year_fits
from rag.extraction.signs import NAME, clause_around, tidy
from rag.figures import find_figures, same_quantity
from rag.figures.units import base_unit
from rag.holders import names_holder, office_asked
from rag.lexicon import SURNAMES
from rag.matching import Matcher
from rag.questions import MONEY, PEOPLE, SHARE, Kind, Question
from rag.words import content_words, normalise

# A figure's clause must say this much of the question to be of the same indicator.
_SAME_INDICATOR = 0.7
_BORNE_OUT = 0.5
_TRUE = re.compile("[，,]?(?:对吗|对不对|是吗|是不是|是真的吗|属实吗|准确吗|没错吧|正确吗|是否属实|是否准确)[？?]?$")
# `是3.5万人吧`: said to be so, and to be confirmed.
_SURELY = re.compile("吧[？?。]?$")
_BOUND = re.compile(
    "达到|达标|超过|突破|不少于|不低于|不超过|低于|高于|以内|以上|以下|不到|不足|控制在|至少|至多|多于|少于|大于|小于|有没有到"
)
# `过九成了吗`, `破5000人`: said right before the number.
_BOUND_BEFORE = re.compile("(?<![经不通])[过超破满]了?$|上了?$|到了?$")
_UPPER = re.compile("以内|以下|低于|不超过|控制在|不到|少于|小于|不高于")
_LOOSE = re.compile("约|近|多|余|左右|大概|大约")
_RISES = re.compile("增长|上升|提高|增加|上涨|回升|变多")
_FALLS = re.compile("下降|减少|降低|回落|下滑|下跌|变少")
_CHANGING = re.compile(f"{_RISES.pattern}|{_FALLS.pattern}|大幅|快速|明显|持续|稳步|显著|原因")
# How much something changed, said right behind its figure.
_CHANGED = re.compile("[，,](?:同比|比|较|环比|增长|下降|增加|减少|提高|降低|上升|回落)[^，,；;。]*")
_ASK_OF_WHAT_WAS = (Kind.WHY, Kind.YES_NO)
# Unlike `REASON` of a sentence that is known to speak of the matter: `目标为3.1万人，` gives no reason.
_EXPLAINS = re.compile(
    "因(?!此|地制宜)|由于|受[^，。；]{1,30}影响|原因|为了|(?:^|[，。；])为[^了0-9近历全，]{3,40}，|旨在|导致|造成|致使|源于|鉴于|缺乏|"
    "不足|不够|以便|从而|才能|只有|使得|得益|有赖|归功|缘于|主要是|拉动|带动|支撑|防止|避免"
)
_PERSON = re.compile(
    "(?:^|[是由让叫为，,])(?:[\u4e00-\u9fff]{0,8}(?:长|主任|书记|主席|教师|经理|专员))?"
    f"(?P<name>[{SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=牵头|担任|负责|主持|带队|当选|荣?获|被评|任|讲|的?[吗？?])"
)


def corrections(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """What is to be put right before, or instead of, an answer; [] where nothing asserted is contradicted."""
    for asserted in _asserted(question):
        found = _corrected_figure(question, asserted, groups, matcher)
        if found:
            return [found]
    others = (_corrected_direction(question, groups, matcher), _corrected_person(question, groups, matcher))
    return [pick for pick in others if pick]


def bears_out(question: Question, one: Candidate, matcher: Matcher) -> bool:
    """Whether a sentence may answer: a yes-or-no question about a figure where it gives one, in that unit, of that
    thing; one after the holder of an office where it names the office and the person together; one after a reason not
    where it only gives a figure."""
    if question.kind is Kind.WHO:
        office = office_asked(question.text)
        return office is None or names_holder(office, one.line.text, one.group.title)
    if question.kind is Kind.WHY:
        return bool(_EXPLAINS.search(one.line.text)) or not find_figures(one.line.text)
    if question.kind is not Kind.YES_NO and not _SURELY.search(question.text):
        return True
    asked_of = [one for one in _asserted(question) if _is_what_is_asked(question, one)]
    return all(_gives(_about(question, asserted), asserted, one, matcher) for asserted in asked_of)


def _is_what_is_asked(question: Question, asserted: Figure) -> bool:
    """`…达到90%了吗`, `…是90%，对吗`; not the 12 of `有12个人不及格，后来补考了吗`."""
    behind = question.text[asserted.span.end :]
    return not re.search("[，,；;。]", _TRUE.sub("", behind))


def _gives(asked: Question, asserted: Figure, one: Candidate, matcher: Matcher) -> bool:
    around = ((one.group.title, 0.9), (" ".join(one.group.path), 0.5))
    words = [term for term in asked.terms if len(term) > 1] or asked.terms
    for figure in find_figures(one.line.text):
        before, after = clause_around(one.line.text, figure.span)
        told = matcher.coverage(words, ((f"{before} {after} {figure.indicator}", 1.0), *around))
        alike = _same_unit(figure, asserted) or {figure.unit, asserted.unit} <= PEOPLE
        if alike and told >= _BORNE_OUT and is_of_scope(asked, one, figure):
            return True
    return False


def _asserted(question: Question) -> Iterator[Figure]:
    """The figures that the question itself gives, but for how many entries or years it asks for."""
    if question.kind is Kind.LIST and question.count:
        return
    for figure in find_figures(question.text):
        if figure.value is not None and figure.upper is None and figure.unit and figure.unit not in ("年", "月", "日"):
            yield figure


def _corrected_figure(question: Question, asserted: Figure, groups: Sequence[Group], matcher: Matcher) -> Pick | None:
    asked = _about(question, asserted)
    if not asked.terms:
        return None
    candidates = candidates_for(asked, groups, matcher)
    possible = (_with_named_figure(asked, one, asserted, matcher) for one in candidates if is_possible(asked, one))
    stating = [one for one in possible if one.figure and _same_unit(one.figure, asserted)]
    if not asks_for_plans(question):
        stating = [one for one in stating if not is_planned(one)] or stating
    stating = [one for one in stating if _names_indicator(asked, one, matcher)]
    stating = [one for one in stating if one.figure and is_of_scope(question, one, one.figure)]
    if not stating or any(_states(question, one, asserted) for one in candidates):
        return None
    best = stating[0]
    if best.figure is None:
        return None
    if best.figure.masked:
        before, after = clause_around(best.line.text, best.figure.span)
        return Pick(best.line.handle, tidy(before + best.figure.text + after), masked=True)
    return Pick(best.line.handle, _said(best, question, asserted))


def _about(question: Question, asserted: Figure) -> Question:
    """The question as one after the figure: `网办率多少` of `网办率是不是95%`."""
    left = question.text[: asserted.span.start] + "，" + question.text[asserted.span.end :]
    number = set(content_words(asserted.text))
    terms = tuple(
        term
        for term in question.terms
        if term not in number and not _BOUND.search(term) and not term[0].isdigit() and term in normalise(left)
    )
    near = content_words(_BOUND.sub("", question.text[: asserted.span.start])[-12:])
    measured = tuple(term for term in terms if term in near)
    return replace(
        question, kind=Kind.FIGURE, aspect=None, terms=measured or terms, measured=measured, units=_units(asserted)
    )


def _units(asserted: Figure) -> frozenset[str]:
    unit = asserted.unit.removeprefix("万").removeprefix("亿")
    return next(
        (units for units in (PEOPLE, MONEY, SHARE) if unit in units or asserted.unit in units), frozenset({unit})
    )


def _same_unit(one: Figure, other: Figure) -> bool:
    return base_unit(one.unit)[0] == base_unit(other.unit)[0]


def _states(question: Question, one: Candidate, asserted: Figure) -> bool:
    """The sentence gives the very value, of the year asked about, and speaks of the same: no false premise then,
    whatever stands elsewhere."""
    if (question.years and not year_fits(question, one)) or (is_planned(one) and not asks_for_plans(question)):
        return False
    text = normalise(one.line.text)
    words = (term for term in question.terms if term not in question.places and not any(map(str.isdigit, term)))
    about = any(len(term) > 1 and term in text for term in words)
    return about and any(
        same_quantity(figure, asserted) and is_of_scope(question, one, figure) for figure in find_figures(one.line.text)
    )


def _names_indicator(asked: Question, one: Candidate, matcher: Matcher) -> bool:
    """The clause of the figure, with its heading a little, says what the question is about."""
    if one.figure is None:
        return False
    before, after = clause_around(one.line.text, one.figure.span)
    sources = (
        (f"{before} {after} {one.figure.indicator}", 1.0),
        (one.group.title, 0.9),
        (" ".join(one.group.path), 0.5),
    )
    return matcher.coverage(asked.terms, sources) >= _SAME_INDICATOR


def _with_named_figure(asked: Question, one: Candidate, asserted: Figure, matcher: Matcher) -> Candidate:
    """Of several figures of the unit in a sentence, the one whose clause says most of what the question is about."""
    alike = [figure for figure in find_figures(one.line.text) if _same_unit(figure, asserted)]
    if one.figure is None or len(alike) < 2:
        return one

    plain = normalise(asked.text)

    def told(figure: Figure) -> tuple[float, int]:
        before, after = clause_around(one.line.text, figure.span)
        said = normalise(f"{before} {after} {figure.indicator}")
        pairs = {plain[at : at + 2] for at in range(len(plain) - 1)}
        return matcher.coverage(asked.terms, ((said, 1.0),)), sum(pair in said for pair in pairs)

    best = max(alike, key=told)
    return replace(one, figure=best) if told(best) > told(one.figure) else one


def _said(best: Candidate, question: Question, asserted: Figure) -> str:
    """The clause with the right figure, set against that of the question."""
    figure = best.figure
    assert figure is not None
    before, after = clause_around(best.line.text, figure.span)
    clause = tidy(before + figure.text + after)
    relation = _relation(question, asserted, figure)
    return f"{clause}，{relation}{asserted.text}" if relation else clause


def _relation(question: Question, asserted: Figure, stated: Figure) -> str:
    """`不是`, or where the question asks about a bound whether it was reached; "" where either is not exact."""
    if _LOOSE.search(stated.qualifier) or stated.upper is not None or stated.value is None or asserted.value is None:
        return ""
    around = question.text[max(0, asserted.span.start - 6) : asserted.span.end + 4]
    bound_word = _BOUND.search(around) or _BOUND_BEFORE.search(question.text[: asserted.span.start])
    # `达到98%是怎么做到的` takes the value for given, `超过98%` a bound.
    if bound_word is None or (question.kind is not Kind.YES_NO and bound_word[0] in ("达到", "达标", "到")):
        return "不是"
    value, bound = _plain(stated), _plain(asserted)
    if _UPPER.search(around):
        return "低于" if value < bound else "高于"
    return "未达到" if value < bound else "超过"


def _plain(figure: Figure) -> Decimal:
    return (figure.value or Decimal(0)) * base_unit(figure.unit)[1]


def _corrected_direction(question: Question, groups: Sequence[Group], matcher: Matcher) -> Pick | None:
    """`利润下降5.1%，不是增长`: asked why something rose, where the report only says that it fell, or the other way."""
    asked = _direction(question.text)
    if question.kind not in _ASK_OF_WHAT_WAS or not asked or asks_for_plans(question):
        return None
    other = _FALLS if asked is _RISES else _RISES
    subject = tuple(term for term in question.terms if not _CHANGING.search(term) and term not in question.places)
    told = [
        (one, clause)
        for one in candidates_for(replace(question, kind=Kind.FIGURE, terms=subject), groups, matcher)
        if not is_planned(one) and (not question.years or year_fits(question, one))
        for clause in [_clause_told(one, subject, matcher)]
        if clause
    ]
    if not told or any(asked.search(clause) for _, clause in told):
        return None
    turned = next(((one, clause) for one, clause in told if other.search(clause)), None)
    word = asked.search(question.text)
    if turned is None or word is None:
        return None
    return Pick(turned[0].line.handle, f"{turned[1]}，不是{word[0]}")


def _direction(text: str) -> re.Pattern[str] | None:
    rises, falls = _RISES.search(text), _FALLS.search(text)
    return None if bool(rises) == bool(falls) else _RISES if rises else _FALLS


def _clause_told(one: Candidate, subject: Sequence[str], matcher: Matcher) -> str:
    """The clause with a figure that is about the subject, and the one behind it that says how much it changed."""
    sources = ((one.line.text, 1.0), (one.group.title, 0.9), (" ".join(one.group.path), 0.5))
    if not subject or matcher.coverage(subject, sources) < _SAME_INDICATOR:
        return ""
    for found in re.finditer("[^，,；;。]*[0-9*][^，,；;。]*", one.line.text):
        if any(term in normalise(found[0]) for term in subject):
            behind = _CHANGED.match(one.line.text, found.end())
            return tidy(found[0] + (behind[0] if behind else ""))
    return ""


def _corrected_person(question: Question, groups: Sequence[Group], matcher: Matcher) -> Pick | None:
    """`由副局长乙牵头，不是甲`: the question names a person for what the report says another did."""
    person = _person(question) if question.kind is Kind.YES_NO else ""
    if not person:
        return None
    others = tuple(term for term in question.terms if term not in person and person not in term)
    asked = replace(question, kind=Kind.WHO, terms=others)
    good = accepted(asked, candidates_for(asked, groups, matcher))
    if not good or person in good[0].line.text:
        return None
    clauses = [clause for clause in re.split("[，,；;。]", good[0].line.text) if NAME.search(clause)]
    return Pick(good[0].line.handle, f"{tidy(clauses[0])}，不是{person}") if len(clauses) == 1 else None


def _person(question: Question) -> str:
    """The name itself, without office and deed."""
    found = _PERSON.search(question.text)
    return found["name"] if found else ""
