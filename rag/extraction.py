"""Choosing, among sentences of evidence, those that answer a question: the built-in model's judgement. Pure.

Words alone find sentences that resemble the question; what is asked for (a figure of the right thing in the right unit, a
date, a person, a reason, the whole of a list) decides whether one answers it, and none may.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.domain import Figure, Span
from rag.figures import find_figures
from rag.matching import Matcher
from rag.questions import MONEY, PEOPLE, SHARE, Aspect, Kind, Question
from rag.sections import aspect_of


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence shown under its handle."""

    handle: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences of one section, in order. `year` is the report's, if known."""

    title: str
    year: str
    path: tuple[str, ...]
    lines: tuple[Line, ...]


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

    @property
    def line(self) -> Line:
        return self.group.lines[self.index]


# Thresholds and weights: measured on the question sets named in docs/decisions/0004-answering.md.
MIN_COVER = 0.50
MIN_OWN = 0.20
MAX_UNCOVERED_TERM = 0.62
_PATH_CREDIT = 0.65
_NEAR_CREDIT = 0.45
_MAX_CLAIM_CHARACTERS = 140
_MAX_LIST_CHARACTERS = 560
_LIST_ITEM_CHARACTERS = 80

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
_CLAUSE = re.compile("[，,；;：:。！？!?]")
_LEAD_IN = re.compile("^(?:此外|同时|另外|其中|另一方面|一方面|并且|而且|因此|即|如|目前|与此同时)[，,：:]?")
_ITEM = re.compile(
    "^(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,3}[，,、]|——|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[①-⑳]|"
    "[0-9０-９]{1,2}[.．、](?![0-9])|[一二三四五六七八九十]{1,3}、)\\s*"
)
_SUBJECTLESS = re.compile("^(?:这|该|其|此|上述|前者|后者|它们?)")


def choose(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """The picks that answer, in the order to be read; [] = the evidence does not answer. Deterministic."""
    candidates = _weigh_all(question, groups, matcher)
    if question.kind is Kind.LIST or question.aspect:
        picks = _list(question, groups, candidates, matcher)
        if picks:
            return picks
    good = [one for one in candidates if _answers(question, one)]
    if not good:
        return []
    if len(question.years) > 1:
        return _one_a_year(question, good)
    return _picks_of(question, good[0], matcher)


# --- weighing ------------------------------------------------------------------------------------------------


def _weigh_all(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Candidate]:
    """Best first; ties by order of the evidence."""
    candidates: list[Candidate] = []
    for rank, group in enumerate(groups):
        around = " ".join((*group.path, group.title))
        for index in range(len(group.lines)):
            candidates.append(_weigh(question, group, index, around, matcher, rank))
    order = {id(one): position for position, one in enumerate(candidates)}
    return sorted(candidates, key=lambda one: (-one.score, order[id(one)]))


def _weigh(question: Question, group: Group, index: int, around: str, matcher: Matcher, rank: int) -> Candidate:
    text = group.lines[index].text
    near = group.lines[index - 1].text if index else ""
    credits = matcher.credits(question.terms, ((text, 1.0), (around, _PATH_CREDIT), (near, _NEAR_CREDIT)))
    weights = matcher.weights(question.terms)
    total = sum(weights) or 1.0
    cover = sum(weight * credit for weight, credit in zip(weights, credits, strict=True)) / total
    own_credits = matcher.credits(question.terms, ((text, 1.0),))
    own = sum(weight * credit for weight, credit in zip(weights, own_credits, strict=True)) / total
    worst = max((weight * (1 - credit) for weight, credit in zip(weights, credits, strict=True)), default=0.0)
    figure, fit = _fit(question, text, matcher)
    score = cover + 0.5 * own + fit + _timely(question, group, text) - 0.01 * min(rank, 10)
    if question.aspect is None and aspect_of(group.path) is Aspect.PLANS and question.kind is Kind.FIGURE:
        score -= 0.1
    if _is_heading(group, text):
        score -= 0.25
    return Candidate(group, index, cover, own, score, figure, worst / max(total, 1e-9))


def _is_heading(group: Group, text: str) -> bool:
    return bool(group.path) and _bare(text) == group.path[-1]


def _bare(text: str) -> str:
    return _ITEM.sub("", text).rstrip("。：:；; ")


def _timely(question: Question, group: Group, text: str) -> float:
    """A bonus where a year or half-year asked for stands in the sentence or is the report's, a malus where another does."""
    bonus = 0.0
    if question.years:
        named = set(re.findall(r"(?<!\d)((?:19|20)\d{2})年", text))
        if named & set(question.years):
            bonus += 0.3
        elif named or group.year not in question.years:
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
        case _:
            return None, 0.0


def _figure_fit(question: Question, text: str, matcher: Matcher) -> tuple[Figure | None, float]:
    """The figure whose surroundings say most of what the question is about, in a unit that fits."""
    best: Figure | None = None
    best_fit = -0.5
    for figure in find_figures(text):
        if not fits_unit(question.units, figure):
            continue
        before, after = clause_around(text, figure.span)
        near = matcher.coverage(question.terms, ((before, 1.0), (after, 0.9), (figure.indicator, 1.0)))
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
    for family in (PEOPLE, MONEY, SHARE):
        if units & family:
            return unit in family or unit.endswith("元") and family is MONEY
    loose = {
        "个": {"家", "项", "名", "所", "处", "只", "支", "户", "次", "件", "类", "种", "条", "批"},
        "家": {"个", "户"},
        "项": {"个", "件", "条", "类"},
        "次": {"场", "批", "期", "届", "个", "批次", "轮"},
        "场": {"次"},
        "件": {"起", "宗", "项", "个"},
        "份": {"个", "件", "册"},
        "所": {"个", "家"},
        "人": {"名", "位", "人次"},
    }
    return any(unit == asked or unit in loose.get(asked, set()) for asked in units)


def clause_around(text: str, span: Span) -> tuple[str, str]:
    """The words before the figure back to the last figure-free boundary, and those after it to the next clause mark."""
    start = max((found.end() for found in re.finditer("[；;。：:，,]", text[: span.start])), default=0)
    if span.start - start < 4 and start:
        start = max((found.end() for found in re.finditer("[；;。：:，,]", text[: start - 1])), default=0)
    found = re.compile("[，,；;。：:]").search(text, span.end)
    return text[start : span.start], text[span.start : found.start() if found else len(text)]


# --- deciding ------------------------------------------------------------------------------------------------


def _answers(question: Question, one: Candidate) -> bool:
    if one.cover < MIN_COVER or one.own < MIN_OWN or one.uncovered > MAX_UNCOVERED_TERM:
        return False
    if question.years and not _year_fits(question, one):
        return False
    text = one.line.text
    match question.kind:
        case Kind.FIGURE:
            return one.figure is not None
        case Kind.WHEN:
            return bool(_DATE.search(text))
        case Kind.WHO:
            return bool(_NAME.search(text) or _PERSON.search(text))
        case Kind.WHERE:
            return bool(_PLACE.search(text))
        case _:
            return not _is_heading(one.group, text) or len(text) > 12


def _year_fits(question: Question, one: Candidate) -> bool:
    named = set(re.findall(r"(?<!\d)((?:19|20)\d{2})年", one.line.text))
    return bool(named & set(question.years)) or (not named and one.group.year in question.years)


def _one_a_year(question: Question, good: Sequence[Candidate]) -> list[Pick]:
    picks: list[Pick] = []
    for year in question.years:
        asked = replace(question, years=(year,))
        found = next((one for one in good if _year_fits(asked, one)), None)
        if found:
            picks.append(_pick(question, found))
    return picks


# --- wording -------------------------------------------------------------------------------------------------


def _picks_of(question: Question, best: Candidate, matcher: Matcher) -> list[Pick]:
    return [_pick(question, best, matcher)]


def _pick(question: Question, one: Candidate, matcher: Matcher | None = None) -> Pick:
    text = one.line.text
    if one.figure:
        before, after = clause_around(text, one.figure.span)
        if one.figure.masked:
            return Pick(one.line.handle, _tidy(before + after), masked=True)
    return Pick(one.line.handle, shorten(text, question, one.figure, matcher))


def shorten(text: str, question: Question, figure: Figure | None, matcher: Matcher | None) -> str:
    """The sentence, or where it is long the run of clauses that answers, as it stands in it."""
    if len(text) <= _MAX_CLAIM_CHARACTERS:
        return _tidy(text)
    bounds = [0, *(found.end() for found in _CLAUSE.finditer(text)), len(text)]
    clauses = [(a, b) for a, b in zip(bounds, bounds[1:], strict=False) if b > a]
    centre = _central_clause(clauses, text, question, figure, matcher)
    first = last = centre
    while first > 0 and clauses[last][1] - clauses[first - 1][0] <= _MAX_CLAIM_CHARACTERS // 2:
        first -= 1
    while last + 1 < len(clauses) and clauses[last + 1][1] - clauses[first][0] <= _MAX_CLAIM_CHARACTERS:
        last += 1
    return _tidy(text[clauses[first][0] : clauses[last][1]])


def _central_clause(
    clauses: Sequence[tuple[int, int]], text: str, question: Question, figure: Figure | None, matcher: Matcher | None
) -> int:
    if figure:
        return next(index for index, (_, end) in enumerate(clauses) if end > figure.span.start)
    if matcher is None:
        return 0
    covers = [matcher.coverage(question.terms, ((text[a:b], 1.0),)) for a, b in clauses]
    return covers.index(max(covers))


def _tidy(text: str) -> str:
    return _LEAD_IN.sub("", _ITEM.sub("", text.strip())).strip(" ，,；;、")


# --- lists ---------------------------------------------------------------------------------------------------


def _list(question: Question, groups: Sequence[Group], candidates: Sequence[Candidate], matcher: Matcher) -> list[Pick]:
    """A list asked for: the headings or items of the section that is about it, else the best sentence and what it leads
    in. [] where no section or sentence is about it."""
    if question.aspect:
        return _aspect_list(question, groups, matcher)
    best = next((one for one in candidates if _answers(question, one)), None)
    if best is None:
        return []
    following = _led_in(best)
    return [_pick(question, best, matcher), *following]


def _led_in(best: Candidate) -> list[Pick]:
    """Items after a sentence that announces them (`…如下：`, `提出四字要求：…`)."""
    lines = best.group.lines
    text = best.line.text
    announces = text.rstrip().endswith(("：", ":")) or re.search(
        "[一二三四五六七八九十0-9]+[个项条方字点]{1,2}[^，。]{0,6}[：:]", text
    )
    if not announces:
        return []
    picks: list[Pick] = []
    size = len(text)
    for line in lines[best.index + 1 :]:
        size += min(len(line.text), _LIST_ITEM_CHARACTERS)
        if size > _MAX_LIST_CHARACTERS or _SUBJECTLESS.match(line.text):
            break
        picks.append(Pick(line.handle, _lead_clause(line.text)))
    return picks


def _lead_clause(text: str) -> str:
    """The first sentence-like part of an item, within the length of a list entry."""
    plain = _tidy(text)
    if len(plain) <= _LIST_ITEM_CHARACTERS:
        return plain
    cut = max((found.start() for found in _CLAUSE.finditer(plain) if found.start() <= _LIST_ITEM_CHARACTERS), default=0)
    return plain[:cut] if cut >= 8 else plain[:_LIST_ITEM_CHARACTERS]


def _aspect_list(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    of_aspect = [
        group for group in groups if aspect_of(group.path) is question.aspect and _group_year_fits(question, group)
    ]
    if not of_aspect:
        return []
    best = max(of_aspect, key=lambda group: (_topic(question, group, matcher), -of_aspect.index(group)))
    topic = _topic(question, best, matcher)
    root = next(group for group in of_aspect if (group.title, group.path[:1]) == (best.title, best.path[:1]))
    root_topic = matcher.coverage(question.terms, ((root.title, 1.0), (" ".join(root.path), 1.0)))
    if topic < MIN_COVER and root_topic < MIN_COVER and question.terms:
        return []
    if best.path != root.path and topic > root_topic + 0.05:
        return _entries(best)
    children = [
        group
        for group in of_aspect
        if group.title == root.title
        and group.path[: len(root.path)] == root.path
        and len(group.path) == len(root.path) + 1
    ]
    return _heads(children) if len(children) > 1 else _entries(root)


def _group_year_fits(question: Question, group: Group) -> bool:
    return not question.years or not group.year or group.year in question.years


def _topic(question: Question, group: Group, matcher: Matcher) -> float:
    """How much of the question the section is about: its headings most, its sentences some."""
    body = " ".join(line.text for line in group.lines)
    return matcher.coverage(
        question.terms, ((group.path[-1], 1.0), (" ".join(group.path) + group.title, 0.8), (body, 0.6))
    )


def _heads(children: Sequence[Group]) -> list[Pick]:
    picks: list[Pick] = []
    size = 0
    for group in children:
        head = next((line for line in group.lines if _is_heading(group, line.text)), group.lines[0])
        text = _lead_clause(head.text)
        size += len(text)
        if size > _MAX_LIST_CHARACTERS:
            break
        picks.append(Pick(head.handle, text))
    return picks


def _entries(group: Group) -> list[Pick]:
    """The items of a section by their first clause; all its sentences where it has no items."""
    lines = [line for line in group.lines if not _is_heading(group, line.text)]
    items = [line for line in lines if _ITEM.match(line.text)]
    picks: list[Pick] = []
    size = 0
    for line in items if len(items) > 1 else lines:
        text = _lead_clause(line.text)
        size += len(text)
        if picks and size > _MAX_LIST_CHARACTERS:
            break
        picks.append(Pick(line.handle, text))
    return picks
