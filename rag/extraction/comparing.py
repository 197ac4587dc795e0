"""Values of several years, or of several reports, side by side, and what lies between two of them. Pure.

Each side is answered by itself; a side without an answer is left out, and whoever shows the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.domain import Figure
from rag.extraction.believing import asks_for_plans, candidates_for, is_planned
from rag.extraction.candidates import Candidate, Group, Pick
from rag.extraction.deciding import accepted
from rag.extraction.listing import find_list
from rag.extraction.signs import SCOPES, YEAR, clause_around, tidy
from rag.extraction.wording import pick_from
from rag.figures import find_figures
from rag.figures.naming import indicator_key
from rag.matching import Matcher, credit
from rag.questions import SHARE, Kind, Question, units_of
from rag.words import normalise

_RANGE = re.compile("((?:19|20)[0-9]{2})年?(?:度)?(?:至|到|-+|—+|~|～)((?:19|20)[0-9]{2})年?")
_COUNT_OF_YEARS = re.compile("(?:近|这|最近|过去|前)([两二三四五六])年")
_LONGEST_RANGE = 6
# Words that say that there is something to compare, not what.
_COMPARING_WORDS = re.compile(
    ".*(?:变化|相比|对比|比较|趋势|走势|不同|差别|差异|区别|差距|历年|逐年|各年|每年|几年|[近这前][两三四五六]年).*|[两三四五六]年|"
    "[多少高低大小增减涨降比差]|增加到?|减少到?|提高到?|数字|数据|分别|相差|哪年|更[多高大少低]|说法|一致|各部门"
)
_ACCOUNTS = re.compile("哪些|什么(?!变化|不同|差别|区别)|怎么(?!变|样)|如何(?!变)|为什么|为何|谁")
_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)(.*)", re.DOTALL)
_TELLS = 0.85
# So much less of the question may stand in the clause than in the sentence.
_LITTLE = 0.1
_EACH_OF = re.compile("([^，,。？?：:]+)(?:分别|各自|各(?=有|是|多少|几))")
_AND = re.compile("、|以及|[和与及]")
# The change since the year before, said right behind the figure.
_CHANGED = re.compile("[，,](?:同比|比上年|较上年|比去年|较去年|环比)[^，,；;。]*")


_RISEN_FROM = re.compile("[由从](?:(?:19|20)[0-9]{2}年|上年|去年)?(?:底|末)?的?$")


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the things compared: the question put to it alone, and the evidence that may answer it."""

    question: Question
    groups: Sequence[Group]
    year: str = ""
    scope: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answered:
    side: _Side
    picks: tuple[Pick, ...]
    candidate: Candidate | None = None


def compare_picks(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """One claim a side, in order, and their difference where two figures allow it; [] where fewer than one side that is
    named, or fewer than two that are not, has an answer."""
    sides = _sides(question, groups)
    if len(sides) < 2:
        return []
    answered = _latest(question, [found for side in sides for found in _answer(side, matcher)])
    if len(answered) < (1 if len(question.years) > 1 else 2 if question.trend else len(sides)):
        return []
    picks = list(dict.fromkeys(pick for one in answered for pick in _dated(one)))
    return [*picks, *_difference(answered), *_apart(answered)]


def _sides(question: Question, groups: Sequence[Group]) -> list[_Side]:
    alone = _put_alone(question)
    years = _years(question, groups)
    if len(years) > 1:
        return [_Side(replace(alone, years=(year,)), groups, year) for year in years]
    if len(question.places) > 1:
        return [_of_place(alone, place, groups) for place in question.places]
    if subjects := _subjects(question):
        return [_Side(replace(alone, terms=terms, measured=()), groups) for terms in subjects]
    if scopes := _scopes(question):
        return [_of_scope(alone, scope, scopes, groups) for scope in scopes]
    return [_Side(alone, part) for part in _named_apart(question, groups)]


def _put_alone(question: Question) -> Question:
    """The question without the comparison: `多少` of one thing."""
    terms = tuple(term for term in question.terms if not _COMPARING_WORDS.fullmatch(term))
    if _ACCOUNTS.search(question.text):
        return replace(question, terms=terms, trend=False, compares=False)
    # 提高了多少个百分点: of what is itself a share.
    units = SHARE if "百分点" in question.text else question.units or units_of(question.text)
    return replace(
        question,
        kind=Kind.FIGURE,
        aspect=None,
        terms=terms,
        units=units,
        measured=tuple(term for term in question.measured if term in terms),
        trend=False,
        compares=False,
    )


def _years(question: Question, groups: Sequence[Group]) -> list[str]:
    """The years asked about, with those between; where none is named, those of the reports found."""
    found = _RANGE.search(normalise(question.text))
    if found and 0 < int(found[2]) - int(found[1]) < _LONGEST_RANGE:
        return [str(year) for year in range(int(found[1]), int(found[2]) + 1)]
    if question.years or not question.trend:
        return sorted(question.years)
    return sorted({one.year for one in groups if one.year})


def _latest(question: Question, answered: Sequence[_Answered]) -> Sequence[_Answered]:
    """Of `近三年` the last three of which something is told."""
    counted = _COUNT_OF_YEARS.search(question.text)
    if not counted or question.years:
        return answered
    return answered[-"零一二三四五六".index(counted[1].replace("两", "二")) :]


def _of_place(question: Question, place: str, groups: Sequence[Group]) -> _Side:
    others = [one for one in question.places if one != place]
    terms = tuple(term for term in question.terms if term not in others)
    own = [one for one in groups if place in f"{one.title} {one.mentions}"]
    measured = tuple(term for term in question.measured if term in terms)
    return _Side(replace(question, places=(place,), terms=terms, measured=measured), own or groups)


def _scopes(question: Question) -> list[str]:
    """`全区` and `本级` of one indicator, in the order of the question; [] where it names fewer than two."""
    named = ([word for word in row if word in question.text] for row in SCOPES)
    found = next((words for words in named if len(words) > 1), [])
    return sorted(found, key=question.text.index)


def _of_scope(question: Question, scope: str, scopes: Sequence[str], groups: Sequence[Group]) -> _Side:
    terms = tuple(term for term in question.terms if not any(one in term or term in one for one in scopes))
    measured = tuple(term for term in question.measured if term in terms)
    alone = replace(question, terms=terms, measured=measured, places=())
    return _Side(alone, groups, scope=scope, others=tuple(one for one in scopes if one != scope))


def _says_scope(side: _Side, text: str) -> bool:
    """The sentence says that it is of this scope, and of none of the others."""
    return side.scope in text and not any(one in text for one in side.others)


def _subjects(question: Question) -> list[tuple[str, ...]]:
    """The words of each of `甲、乙和丙分别…`, with those that all have in common; [] where nothing is told apart so."""
    found = _EACH_OF.search(question.text)
    things = _AND.split(found[1]) if found else []
    own = [tuple(term for term in question.terms if term in thing) for thing in things]
    if len(things) < 2 or not all(own):
        return []
    common = tuple(term for term in question.terms if not any(term in thing for thing in things))
    return [(*words, *(term for term in common if not _COMPARING_WORDS.fullmatch(term))) for words in own]


def _of_year(year: str, groups: Sequence[Group]) -> list[Group]:
    """The evidence that may tell of a year: its own reports, plans of the year before, and whatever names it."""
    return [one for one in groups if one.year == year or year in _years_named(one)]


def _years_named(group: Group) -> str:
    """Where a report is of no known year, what it names elsewhere counts too."""
    return " ".join((*group.path, "" if group.year else group.mentions, *(line.text for line in group.lines)))


def _named_apart(question: Question, groups: Sequence[Group]) -> Iterator[list[Group]]:
    """The evidence of each report, or office, that the question names beside another one."""
    titles = {one.title: normalise(one.title) for one in groups}
    taken: set[str] = set()
    named = []
    for term in question.terms:
        holding = {title for title, plain in titles.items() if len(term) > 1 and credit(term, plain) >= _TELLS}
        if holding and len(holding) < len(titles) and not holding & taken:
            taken |= holding
            named.append(holding)
    if len(named) > 1:
        for holding in named:
            yield [one for one in groups if one.title in holding]


def _answer(side: _Side, matcher: Matcher) -> Iterator[_Answered]:
    asked = side.question
    if asked.kind is Kind.LIST or asked.aspect:
        groups = _of_year(side.year, side.groups) if side.year else side.groups
        found = find_list(asked, groups, candidates_for(asked, groups, matcher), matcher)
        if found.picks:
            yield _Answered(side, tuple(found.picks))
        return
    candidates = candidates_for(asked, side.groups, matcher)
    if asked.kind is Kind.FIGURE and not asks_for_plans(asked):
        candidates = [one for one in candidates if not is_planned(one)]
    # What is of another scope is no answer, yet is counted among what was read.
    candidates = [one if _says_scope(side, one.line.text) else replace(one, own=0.0) for one in candidates]
    if good := accepted(asked, candidates):
        yield _Answered(side, (_clause_of(asked, good[0], matcher),), good[0])


def _clause_of(question: Question, one: Candidate, matcher: Matcher) -> Pick:
    """The clause of the figure alone, where it says as much of the question as the sentence."""
    pick = pick_from(question, one, matcher)
    if one.figure is None or pick.masked:
        return pick
    before, after = clause_around(one.line.text, one.figure.span)
    changed = _CHANGED.match(one.line.text, one.figure.span.end + len(after))
    clause = tidy(before + one.figure.text + after + (changed[0] if changed else ""))
    told = [matcher.coverage(question.terms, ((text, 1.0),)) for text in (clause, pick.text)]
    return replace(pick, text=clause) if told[0] >= told[1] - _LITTLE else pick


def _dated(one: _Answered) -> list[Pick]:
    """The claim says its year where the sentence leaves it to the report or the heading."""
    year, first = one.side.year, one.picks[0]
    group = one.candidate.group if one.candidate else _group_of(first, one.side.groups)
    if not year or group is None or first.masked or YEAR.search(first.text) or not _stands_above(year, group):
        return list(one.picks)
    return [replace(first, text=f"{year}年，{first.text}"), *one.picks[1:]]


def _group_of(pick: Pick, groups: Sequence[Group]) -> Group | None:
    return next((one for one in groups for line in one.lines if line.handle == pick.handle), None)


def _stands_above(year: str, group: Group) -> bool:
    named = YEAR.findall(" ".join(group.path))
    return year in named if named else group.year == year


def _difference(answered: Sequence[_Answered]) -> Iterator[Pick]:
    """What the later value is more or less than the earlier, where both are exact and measured alike."""
    dated = [one for one in answered if one.side.year and one.candidate and one.candidate.figure]
    if len(dated) < 2:
        return
    first, last = dated[0], dated[-1]
    if first.candidate is None or last.candidate is None or first.candidate.line == last.candidate.line:
        return
    before, after = _reached(first.candidate), _reached(last.candidate)
    said = _said_difference(before, after) if before and after else ""
    if before and after and said and said[1:] not in normalise(last.candidate.line.text):
        key = indicator_key(after.indicator)
        text = f"{last.side.year}年{key}{after.text}，比{first.side.year}年的{before.text}{said}"
        yield Pick(last.picks[0].handle, text, also=(first.picks[0].handle,))


def _apart(answered: Sequence[_Answered]) -> Iterator[Pick]:
    """What lies between the values of two scopes, of which none is the later."""
    if len(answered) != 2 or not all(one.side.scope and one.candidate and one.candidate.figure for one in answered):
        return
    first, last = (one.candidate.figure for one in answered if one.candidate)
    said = _said_difference(first, last) if first and last else ""
    if first and last and said and indicator_key(first.indicator) == indicator_key(last.indicator):
        key = indicator_key(first.indicator)
        left, right = (f"{one.side.scope}{key}" for one in answered)
        text = f"{left}{first.text}，{right}{last.text}，相差{said[1:]}"
        yield Pick(answered[0].picks[0].handle, text, also=(answered[1].picks[0].handle,))


def _reached(one: Candidate) -> Figure | None:
    """`由2022年的86.7%提高到89.4%`: of the year of the sentence is what it rose to."""
    figure = one.figure
    if figure is None or not _RISEN_FROM.search(one.line.text[: figure.span.start]):
        return figure
    behind = (other for other in find_figures(one.line.text) if other.span.start >= figure.span.end)
    return next((other for other in behind if other.unit == figure.unit), None)


def _said_difference(before: Figure, after: Figure) -> str:
    """`多0.14万人`, `低0.3个百分点`; "" where the two cannot be taken from one another or are the same."""
    exact = all(
        not one.masked and one.value is not None and one.upper is None and not re.search("[约近超余多]", one.qualifier)
        for one in (before, after)
    )
    old, new = _NUMBER.fullmatch(normalise(before.text)), _NUMBER.fullmatch(normalise(after.text))
    if not exact or not old or not new or old[2] != new[2]:
        return ""
    change = Decimal(new[1]) - Decimal(old[1])
    if not change:
        return ""
    share = before.unit in SHARE
    words = ("高", "低") if share else ("多", "少")
    unit = "个百分点" if share and before.unit == "%" else new[2]
    return f"{words[0] if change > 0 else words[1]}{abs(change)}{unit}"
