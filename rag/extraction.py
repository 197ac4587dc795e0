"""Choosing, among sentences of evidence, those that answer a question: the built-in model's judgement. Pure.

Words alone find sentences that resemble the question; what is asked for (a figure of the right thing in the right unit, a
date, a person, a reason, the whole of a list) decides whether one answers it, and none may.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.domain import Figure, Span
from rag.figures import find_figures
from rag.matching import Matcher
from rag.questions import MONEY, PEOPLE, SHARE, Aspect, Kind, Question
from rag.sections import part_of


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence shown under its handle."""

    handle: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences of one section, in order. `year` is the report's, if known; `mentions`: what it names elsewhere."""

    title: str
    year: str
    path: tuple[str, ...]
    lines: tuple[Line, ...]
    mentions: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """What goes into the answer: words that stand in the sentence under `handle`, or a masked place in it."""

    handle: str
    text: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence weighed against the question. `cover`: share of the question's weight found in and around it, 0 to 1."""

    group: Group
    index: int
    cover: float
    own: float
    score: float
    figure: Figure | None = None
    uncovered: float = 0.0
    report: str = ""
    mass: float = 0.0
    fit: float = 0.0

    @property
    def line(self) -> Line:
        return self.group.lines[self.index]


# Thresholds and weights: measured on the question sets named in docs/decisions/0004-answering.md.
MIN_COVER = 0.50
MIN_OWN = 0.05
MIN_FIGURE_FIT = 0.36
MIN_MASKED_FIT = 0.42
MIN_BELIEF = 0.55
_BELIEF_INTERCEPT = -3.45
_BELIEF_WEIGHTS = (2.6, 0.15, 2.67, 0.24, 3.3, 1.13)
_PATH_CREDIT = 0.65
_NEAR_CREDIT = 0.45
_ELSEWHERE_CREDIT = 0.4
_MAX_CLAIM_CHARACTERS = 140
_MAX_LIST_CHARACTERS = 560
_LIST_ITEM_CHARACTERS = 80
_SHORT_ENTRY_CHARACTERS = 8
_SHORT_LEAD_CHARACTERS = 24

_DATE = re.compile(
    r"[0-9*＊×]{1,4}年|[0-9*＊×]{1,2}月(?:份)?|[0-9*＊×]{1,2}[日号]|[一二三四五六七八九十]+月|(?:上|下)半年|年[初中底末]|(?:第?[一二三四]|本)季度|"
    "今年|去年|明年|目前|日前|近期|春节|国庆"
)
_REASON = re.compile(
    "因|由于|受.{1,30}影响|原因|为了|为[^了]{1,40}，|旨在|导致|造成|目的|源于|鉴于|缺乏|不足|不够|以便|从而|才能|只有|使得"
)
_PERSON = re.compile(
    "(?:[\u4e00-\u9fff]{0,8}(?:书记|部长|局长|厅长|处长|科长|主任|组长|市长|省长|县长|区长|主席|院长|校长|会长|代表|同志|"
    "股长|所长|站长|秘书长|负责人|人员|干部|领导|党组|委员会|小组|办公室|单位|部门|政府))"
)
_NAME = re.compile(
    "(?:书记|部长|局长|厅长|处长|科长|主任|组长|市长|省长|县长|区长|主席|院长|校长|股长|所长|站长|秘书长|同志|代表|专员|教授)"
    "[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff]{2,4}(?:同志|主任|局长|厅长|部长|任|担任|牵头|负责)"
)
_PLACE = re.compile(
    "[\u4e00-\u9fff]{2,}(?:省|市|县|区|州|盟|旗|镇|乡|村|街道|社区|路|园区|基地|中心|大厅|馆|校|院)|(?:在|于|赴|到|位于)[\u4e00-\u9fff]{2,}"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_MASKED_NAME = re.compile(
    "(?:书记|[部局厅处科组市省县区院校股所站]长|主任|主席|同志|代表|专员|教授)(?:[*＊×]+|某+)|(?:[*＊×]+|某+)(?:同志|书记|主任|[局厅部处科]长)"
)
_CLAUSE = re.compile("[，,；;：:。！？!?]")
_LEAD_IN = re.compile("^(?:此外|同时|另外|其中|另一方面|一方面|并且|而且|因此|即|如|目前|与此同时)[，,：:]?")
_ITEM = re.compile(
    "^(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,3}[，,、]|——|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[①-⑳]|"
    "[0-9０-９]{1,2}[.．、](?![0-9])|[一二三四五六七八九十]{1,3}、)\\s*"
)
_DEPENDENT = re.compile("^(?:这|该|其|此|上述|前者|后者|它们?)")
_ANNOUNCES = re.compile("[：:]\\s*$|[一二三四五六七八九十0-9]+[个项条方点字]{1,2}[^，。]{0,6}[：:]")
_OFFICE = re.compile(".[局厅部委]$")
_BARE_HEADING = re.compile("(?:方面|问题|不足|困难|情况|工作|安排|打算|计划)$")


def choose(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """The picks that answer, in the order to be read; [] = the evidence does not answer. Deterministic."""
    if len(question.years) > 1:
        return _year_by_year(question, groups, matcher)
    candidates = _weigh_all(question, groups, matcher)
    if question.kind is Kind.LIST or question.aspect:
        picks = _list(question, groups, candidates, matcher)
        if picks:
            return picks
    good = _accepted(question, candidates)
    if not good:
        return []
    return [_pick(question, good[0], matcher)]


# --- weighing ------------------------------------------------------------------------------------------------


def _weigh_all(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Candidate]:
    """Best first; ties by order of the evidence."""
    reports = _report_texts(groups)
    candidates = [
        _weigh(question, group, index, matcher, report=reports[group.title], rank=rank)
        for rank, group in enumerate(groups)
        for index in range(len(group.lines))
    ]
    order = {id(one): position for position, one in enumerate(candidates)}
    return sorted(candidates, key=lambda one: (-one.score, order[id(one)]))


def _report_texts(groups: Sequence[Group]) -> dict[str, str]:
    """By title, all that is shown of a report: what it is about, and of when."""
    texts: dict[str, str] = {}
    for group in groups:
        rows = " ".join(line.text for line in group.lines)
        shown = f"{' '.join(group.path)} {group.title} {group.year} {group.mentions} {rows}"
        texts[group.title] = f"{texts.get(group.title, '')} {shown}"
    return texts


def _of_office(question: Question, report: str) -> bool:
    """Whether the report speaks for the kind of office (`厅`, `局`) that the question is put to."""
    return bool(question.office) and (f"我{question.office}" in report or f"{question.office}党组" in report)


def _weigh(question: Question, group: Group, index: int, matcher: Matcher, *, report: str, rank: int) -> Candidate:
    text = group.lines[index].text
    near = group.lines[index - 1].text if index else ""
    around = " ".join((*group.path, group.title))
    terms = tuple(term for term in question.terms if term not in question.places)
    weights = matcher.weights(terms)
    total = sum(weights) or 1.0
    own_credits = matcher.credits(terms, ((text, 1.0),))
    around_credits = matcher.credits(terms, ((around, _PATH_CREDIT), (near, _NEAR_CREDIT)))
    credits = [max(pair) for pair in zip(own_credits, around_credits, strict=True)]
    cover = sum(weight * credit for weight, credit in zip(weights, credits, strict=True)) / total
    own = sum(weight * credit for weight, credit in zip(weights, own_credits, strict=True)) / total
    worst = max((weight * (1 - credit) for weight, credit in zip(weights, credits, strict=True)), default=0.0)
    figure, fit = _fit(question, text, matcher)
    score = cover + 0.5 * own + fit + _timely(question, text, report) - 0.01 * min(rank, 10)
    score += 0.2 * any(place in text for place in question.places)
    score += 0.1 * _of_office(question, report)
    if question.kind is Kind.FIGURE and part_of(group.path) is Aspect.PLANS:
        score -= 0.1
    if _is_heading(group, text):
        score -= 0.25
    return Candidate(group, index, cover, own, score, figure, worst / total, report, own * total, fit)


def _is_heading(group: Group, text: str) -> bool:
    return bool(group.path) and _bare(text) == group.path[-1]


def _bare(text: str) -> str:
    return _ITEM.sub("", text).rstrip("。：:；;，, ")


def _timely(question: Question, text: str, report: str) -> float:
    """A bonus where a year or half-year asked for stands in the sentence or the report, a malus where another does."""
    bonus = 0.0
    if question.years:
        named = set(_YEAR.findall(text))
        if named & set(question.years):
            bonus += 0.3
        elif named or not set(_YEAR.findall(report)) & set(question.years):
            bonus -= 0.6
        else:
            bonus += 0.2
    if question.half:
        other = "下半年" if question.half == "上半年" else "上半年"
        bonus += 0.15 * (question.half in text) - 0.3 * (other in text and question.half not in text)
    return bonus


def _fit(question: Question, text: str, matcher: Matcher) -> tuple[Figure | None, float]:
    """How well the sentence holds the kind of thing asked for: 0 = it does not, up to about 1."""
    match question.kind:
        case Kind.FIGURE:
            return _figure_fit(question, text, matcher)
        case Kind.WHEN:
            return None, 0.4 if _DATE.search(text) else -0.3
        case Kind.WHO:
            return None, 0.4 if _NAME.search(text) else (0.2 if _PERSON.search(text) else -0.3)
        case Kind.WHERE:
            return None, 0.3 if _PLACE.search(text) else -0.2
        case Kind.WHY:
            return None, 0.35 if _REASON.search(text) else 0.0
        case Kind.LIST:
            return None, _list_fit(question, text)
        case _:
            return None, 0.0


def _list_fit(question: Question, text: str) -> float:
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
    loose = {
        "个": {"家", "项", "名", "所", "处", "只", "支", "户", "次", "件", "类", "种", "条", "批"},
        "家": {"个", "户"},
        "项": {"个", "件", "条", "类"},
        "次": {"场", "批", "期", "届", "个", "批次", "轮"},
        "场": {"次"},
        "件": {"起", "宗", "项", "个"},
        "起": {"件", "宗", "例"},
        "份": {"个", "件", "册"},
        "所": {"个", "家"},
        "人": {"名", "位", "人次"},
    }
    return any(unit.startswith(asked) or unit in loose.get(asked, set()) for asked in units)


def clause_around(text: str, span: Span) -> tuple[str, str]:
    """The words before the figure back to the last figure-free boundary, and those after it to the next clause mark."""
    start = max((found.end() for found in re.finditer("[；;。：:，,]", text[: span.start])), default=0)
    if span.start - start < 4 and start:
        start = max((found.end() for found in re.finditer("[；;。：:，,]", text[: start - 1])), default=0)
    found = re.compile("[、，,；;。：:]").search(text, span.end)
    return text[start : span.start], text[span.end : found.start() if found else len(text)]


# --- deciding ------------------------------------------------------------------------------------------------


def _accepted(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that can answer, best first; [] where the best of them is not believed to."""
    possible = [one for one in candidates if _possible(question, one)]
    if not possible:
        return []
    lead = possible[0].score - (possible[1].score if len(possible) > 1 else 0.0)
    return possible if belief(question, possible[0], lead) >= MIN_BELIEF else []


def belief(question: Question, best: Candidate, lead: float) -> float:
    """How likely the best candidate answers, 0 to 1: a logistic model of six readings, fitted by
    `benchmarks/answerability.py` (docs/decisions/0004-answering.md)."""
    readings = (
        best.cover,
        best.own,
        best.fit,
        min(lead, 1.0),
        min(len(question.terms), 10) / 10,
        min(best.mass, 3.0) / 3,
    )
    total = _BELIEF_INTERCEPT + sum(weight * one for weight, one in zip(_BELIEF_WEIGHTS, readings, strict=True))
    return 1 / (1 + math.exp(-total))


def _possible(question: Question, one: Candidate) -> bool:
    """Whether the sentence holds the kind of thing asked for, of the year, place and names asked about."""
    if question.years and not _year_fits(question, one):
        return False
    if any(place not in one.report for place in question.places) or one.own < MIN_OWN:
        return False
    text = one.line.text
    match question.kind:
        case Kind.FIGURE:
            return one.figure is not None and one.fit >= (MIN_MASKED_FIT if one.figure.masked else MIN_FIGURE_FIT)
        case Kind.WHEN:
            return bool(_DATE.search(text))
        case Kind.WHO:
            named = _NAME.search(text) or (_MASKED_NAME if question.wants_name else _PERSON).search(text)
            return bool(named)
        case Kind.WHERE:
            return bool(_PLACE.search(text))
        case _:
            return not _is_heading(one.group, text)


def _year_fits(question: Question, one: Candidate) -> bool:
    """The year asked for is the sentence's, else its section's, else the report's.

    A report of the year after tells of the year asked for, one of the year before plans it; a report whose year is not
    known must at least name it.
    """
    asked = set(question.years)
    for named in (_YEAR.findall(one.line.text), _YEAR.findall(" ".join(one.group.path))):
        if named:
            return bool(asked & set(named))
    if not one.group.year:
        return bool(asked & set(_YEAR.findall(one.report)))
    return one.group.year in asked or _neighbouring(asked, one.group)


def _neighbouring(asked: set[str], group: Group) -> bool:
    neighbour = int(group.year) + (1 if part_of(group.path) is Aspect.PLANS else -1)
    return str(neighbour) in asked and str(neighbour) in f"{group.mentions}{group.title}"


def _year_by_year(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """Each year asked about answered by itself; [] unless there is an answer for every one."""
    answers = [choose(replace(question, years=(year,)), groups, matcher) for year in question.years]
    return [pick for picks in answers for pick in picks] if all(answers) else []


# --- wording -------------------------------------------------------------------------------------------------


def _pick(question: Question, one: Candidate, matcher: Matcher) -> Pick:
    text = one.line.text
    if one.figure:
        before, after = clause_around(text, one.figure.span)
        if one.figure.masked:
            return Pick(one.line.handle, _tidy(before + one.figure.text + after), masked=True)
    if question.wants_name and (found := _MASKED_NAME.search(text)) and not _NAME.search(text):
        before, after = clause_around(text, Span(*found.span()))
        return Pick(one.line.handle, _tidy(before + found[0] + after), masked=True)
    return Pick(one.line.handle, shorten(text, question, one.figure, matcher))


def shorten(text: str, question: Question, figure: Figure | None, matcher: Matcher) -> str:
    """The sentence, or where it is long the run of its clauses that answers best, as it stands in it."""
    if len(text) <= _MAX_CLAIM_CHARACTERS:
        return _tidy(text)
    bounds = list(dict.fromkeys([0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]))
    runs = [
        (start, end)
        for index, start in enumerate(bounds[:-1])
        for end in bounds[index + 1 :]
        if end - start <= _MAX_CLAIM_CHARACTERS and (not figure or start <= figure.span.start < end)
    ]
    if not runs:
        return _tidy(text)
    return _tidy(text[slice(*max(runs, key=lambda run: _telling(text[slice(*run)], question, matcher)))])


def _telling(run: str, question: Question, matcher: Matcher) -> float:
    """How much of the question a run of clauses says; of two that say as much, the shorter."""
    told = matcher.coverage(question.terms, ((run, 1.0),)) - 0.001 * len(run)
    return told + (_list_fit(question, run) if question.kind is Kind.LIST else 0.0)


def _tidy(text: str) -> str:
    return _LEAD_IN.sub("", _ITEM.sub("", text.strip())).strip(" ，,；;、")


# --- lists ---------------------------------------------------------------------------------------------------


def _list(question: Question, groups: Sequence[Group], candidates: Sequence[Candidate], matcher: Matcher) -> list[Pick]:
    """A list asked for: the headings or items of the section that is about it, else the best sentence and what it leads
    in. [] where no section or sentence is about it."""
    if question.aspect:
        return _aspect_list(question, groups, matcher)
    good = _accepted(question, candidates)
    return [_pick(question, good[0], matcher), *_led_in(good[0])] if good else []


def _led_in(best: Candidate) -> list[Pick]:
    """What follows a sentence that announces it: the rest of an item behind its lead (`二是创新方式。…`), or the entries
    after `…如下：`, `提出四字要求：…`."""
    lines, text = best.group.lines, best.line.text
    announces = bool(_ANNOUNCES.search(text))
    if not announces and not (_ITEM.match(text) and len(text) <= _SHORT_LEAD_CHARACTERS):
        return []
    picks: list[Pick] = []
    size = len(text)
    for line in lines[best.index + 1 :]:
        entry = _entry_text(line.text)
        size += len(entry)
        if size > _MAX_LIST_CHARACTERS or _DEPENDENT.match(line.text) or (_ITEM.match(line.text) and not announces):
            break
        picks.append(Pick(line.handle, entry))
    return picks


def _entry_text(text: str) -> str:
    """The first clauses of an entry, within its length."""
    plain = _tidy(text)
    if len(plain) <= _LIST_ITEM_CHARACTERS:
        return plain
    cut = max((found.start() for found in _CLAUSE.finditer(plain) if found.start() <= _LIST_ITEM_CHARACTERS), default=0)
    return plain[:cut] if cut >= _SHORT_ENTRY_CHARACTERS else plain[:_LIST_ITEM_CHARACTERS]


def _aspect_list(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """Problems or plans: of the section about the question's topic its entries, of a whole report its headings."""
    fitting = [one for one in groups if part_of(one.path) is question.aspect and _fits_report(question, one)]
    terms = tuple(term for term in question.terms if term not in question.places and not _OFFICE.search(term))
    reports = _report_texts(groups)
    fitting.sort(key=lambda one: not _of_office(question, reports[one.title]))
    headed = [matcher.coverage(terms, ((one.path[-1], 1.0),)) for one in fitting]
    if fitting and terms and max(headed) >= MIN_COVER:
        return _entries(terms, fitting[headed.index(max(headed))], matcher)
    for title in dict.fromkeys(one.title for one in fitting):
        sections = [one for one in fitting if one.title == title]
        known = " ".join(
            [title, *(line.text for one in groups if one.title == title and not one.path for line in one.lines)]
        )
        picks = _of_report(terms, known, sections, matcher)
        if picks:
            return picks
    return []


def _of_report(terms: Sequence[str], known: str, sections: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """All of the aspect where the question names no more than what the report is about (`known`: its title and opening),
    else the sentences about the rest of it."""
    depth = min(len(one.path) for one in sections)
    tops = [one for one in sections if len(one.path) == depth]
    opening = " ".join([known, *(line.text for line in tops[0].lines)])
    rest = [term for term, credit in zip(terms, matcher.credits(terms, ((opening, 1.0),)), strict=True) if credit < 0.6]
    if sum(matcher.weights(rest)) <= 0.35 * sum(matcher.weights(terms)):
        children = [one for one in sections if len(one.path) == depth + 1] if len(tops) == 1 else tops
        return _heads(children) if len(children) > 1 else _entries((), tops[0], matcher)
    bodies = [matcher.coverage(terms, ((" ".join(line.text for line in one.lines), 1.0),)) for one in sections]
    if max(bodies) < MIN_COVER:
        return []
    return _entries(terms, sections[bodies.index(max(bodies))], matcher)


def _fits_report(question: Question, group: Group) -> bool:
    if any(place not in f"{group.title}{group.mentions}" for place in question.places):
        return False
    named = set(_YEAR.findall(" ".join(group.path))) or {group.year}
    asked = set(question.years)
    return not asked or named == {""} or bool(asked & named) or _neighbouring(asked, group)


def _heads(children: Sequence[Group]) -> list[Pick]:
    heads = [next((line for line in one.lines if _is_heading(one, line.text)), one.lines[0]) for one in children]
    return _within_list([Pick(line.handle, _entry_text(line.text)) for line in heads])


def _entries(terms: Sequence[str], group: Group, matcher: Matcher) -> list[Pick]:
    """The items of a section by their first clauses, or its sentences where it has none, under its heading if that says
    something; only those about the rest of `terms` where some are and others are not."""
    heads = [
        line for line in group.lines if _is_heading(group, line.text) and not _BARE_HEADING.search(_bare(line.text))
    ]
    lines = [line for line in group.lines if not _is_heading(group, line.text)]
    items = [line for line in lines if _ITEM.match(line.text)]
    entries = items if len(items) > 1 else lines
    rest = [term for term in terms if matcher.credits([term], ((" ".join(group.path), 1.0),))[0] < 0.5]
    covers = [matcher.coverage(rest, ((line.text, 1.0),)) for line in entries] if rest else []
    if covers and max(covers) >= MIN_COVER:
        entries = [line for line, cover in zip(entries, covers, strict=True) if cover >= max(covers) / 2]
        heads = []
    return _within_list([Pick(line.handle, _entry_text(line.text)) for line in [*heads, *entries]])


def _within_list(picks: Sequence[Pick]) -> list[Pick]:
    """As many as fit the length of a list, at least one."""
    kept: list[Pick] = []
    for pick in picks:
        if kept and sum(len(one.text) + 1 for one in kept) + len(pick.text) > _MAX_LIST_CHARACTERS:
            break
        kept.append(pick)
    return kept
