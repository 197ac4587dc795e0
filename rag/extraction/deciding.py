"""Whether the best sentence answers at all: what must hold, and how likely the rest makes it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from rag.domain import Figure
from rag.extraction.candidates import Candidate, Group
from rag.extraction.fitting import is_in_units
from rag.extraction.signs import (
    DATE,
    MASKED_NAME,
    NAME,
    PERSON,
    PLACE,
    YEAR,
    clause_around,
    is_heading,
    names_one,
    names_place,
)
from rag.extraction.sought import Thing, things_in
from rag.questions import Aspect, Kind, Question
from rag.sections import part_of
from rag.words import normalise, place_names, tagged

# `全国第3`, `居全国前列` and `全国人大` say nothing of the country.
_NATION = re.compile(
    "(?<![居列达占高低])(?:全国|我国|国内)(?!第|前|首|排|领先|平均|人大|政协|性|先进|文明|示范|试点|[一二三]等奖)"
)
_ELSEWHERE = re.compile("[邻外][省市县]|(?:兄弟|周边|其他|别的)(?:省份?|[市县]|城市|地区)")
_NATIONAL = re.compile(
    "国务院|全国|中国|国家|中华|[\u4e00-\u9fff]{2}部(?![门队分署位])|^[^\u4e00-\u9fff]*年?(?:国民经济|政府|国务院)"
)
PLACE_KINDS = frozenset("省市县区镇乡村") | {"街道", "社区"}
MIN_OWN = 0.05
# What an office is called is not what its rate is of.
_OFFICE = re.compile("[局厅委]")
# What stands before a rate: nouns, and verbs and adjectives used as such.
_MODIFIERS = ("n", "v", "l", "i", "a", "b")
# Says nothing of what the rate is of, or is called otherwise as often as not (群众满意率, 市民满意率). Places and
# offices are looked for by themselves.
_OF_NOTHING = re.compile(
    "[全本我该各].?|群众|居民|市民|公众|人民|社会|企业|对象|办事|服务|工作|任务|目标|项目|年度|总体|综合|平均|完成|达到|"
    "增长|提高|有关|相关|具体|实际|最新|目前|现在|.+[省市县区镇乡局厅委办]"
)
# A sentence that shares less of the question than this is not about it.
MIN_COVER = 0.3
MIN_FIGURE_COVER = 0.5
MIN_FIGURE_SCORE = 0.155
MIN_FIGURE_FIT = 0.36
MIN_MASKED_FIT = 0.42
# Of a sentence that says nearly all of the question, a figure further off may be the one.
LIKELY = 0.3
MIN_LIKELY_FIT = 0.25
MIN_MASKED_SCORE = 0.2
MIN_OTHER_UNIT_SCORE = 0.25
# Log odds from which the best sentence answers. The curve is in docs/decisions/0004-answering.md.
MIN_LOG_ODDS = -1.15
# A sentence's odds fall with the number of sentences, the odds that one of them answers do not.
_USUAL_SENTENCES = 18
# Log odds by which the second answer may be less likely than the first. Two texts in five of the refusal data, one in
# twenty of department reports, have such a one; the reference stands in the first alone in 69%, in both in 77%.
_ABOUT_AS_LIKELY = 1.0
_SAME = 0.6
_LOOKED_AT = 4


def accepted(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that can answer, best first; [] where the best of them is not believed to."""
    possible = [one for one in candidates if _is_about(question, one) and is_possible(question, one)]
    return possible if possible and belief(possible[0], len(candidates)) >= MIN_LOG_ODDS else []


def also(good: Sequence[Candidate]) -> Candidate | None:
    """The sentence that answers about as likely as the best of `good`, and says something else."""
    best = good[0]
    for one in good[1:_LOOKED_AT]:
        if log_odds(best) - log_odds(one) > _ABOUT_AS_LIKELY:
            return None
        if likeness(best.line.text, one.line.text) <= _SAME:
            return one
    return None


def likeness(one: str, other: str) -> float:
    """Share of the pairs of characters of the shorter that the longer has."""
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (normalise(one), normalise(other))]
    return len(pairs[0] & pairs[1]) / max(1, min(map(len, pairs)))


def belief(best: Candidate, sentences: int) -> float:
    """Log odds that the best of so many sentences answers."""
    return log_odds(best) + math.log(max(1.0, sentences / _USUAL_SENTENCES))


def log_odds(one: Candidate) -> float:
    return math.log(one.score / (1 - one.score))


def _is_about(question: Question, one: Candidate) -> bool:
    """It shares enough of the question; a figure more, since a wrong one does more harm."""
    if question.kind is Kind.FIGURE and not _is_rate_of_what_is_asked(question.text, one):
        return False
    if question.kind is not Kind.FIGURE or one.score >= LIKELY:
        return one.cover >= MIN_COVER
    return one.cover >= MIN_FIGURE_COVER and one.score >= MIN_FIGURE_SCORE


def _is_rate_of_what_is_asked(question: str, one: Candidate) -> bool:
    """A rate is of something: `森林覆盖率` is not answered by a sentence of coverage that speaks of no forest."""
    told = normalise(" ".join((one.line.text, *one.group.path, one.group.title)))
    return all(any(word in told for word in words) for words in _rates_asked(question))


@lru_cache(maxsize=1_024)  # asked of every candidate of a question
def _rates_asked(question: str) -> tuple[tuple[str, ...], ...]:
    """For each rate in a question the words right before it that say what it is of; none where none does."""
    found: list[tuple[str, ...]] = []
    before: list[str] = []
    for word, tag in tagged(_OFFICE.split(normalise(question))[-1]):
        if word.endswith("率"):
            if len(word) == 1:
                del before[-1:]  # the dictionary has taken 入户率 apart
            found.append(tuple(one for one in before if not _OF_NOTHING.fullmatch(one)))
            before = []
        elif tag.startswith(_MODIFIERS) and len(word) > 1:
            before.append(word)
        elif word != "的":
            before = []
    return tuple(one for one in found if one)


def is_possible(question: Question, one: Candidate) -> bool:
    """Whether the sentence holds the kind of thing asked for, of the year, place and names asked about."""
    if one.own < MIN_OWN or not all(_about_place(place, one) for place in question.places):
        return False
    if _NATION.search(question.text) and not _about_nation(one):
        return False
    if (elsewhere := _ELSEWHERE.search(question.text)) and elsewhere[0] not in one.line.text:
        return False
    return (not question.years or year_fits(question, one)) and _holds_kind(question, one)


def _about_place(place: str, one: Candidate) -> bool:
    """The place stands in the sentence or above it, or the report is about it."""
    return any(place in words for words in (one.line.text, *one.group.path, one.group.title, one.group.mentions))


def _about_nation(one: Candidate) -> bool:
    """What is said of the whole country, but in a national report, says so before its figure."""
    if _NATIONAL.search(one.group.title):
        return True
    said = clause_around(one.line.text, one.figure.span)[0] if one.figure else one.line.text
    return bool(_NATION.search(said))


def _holds_kind(question: Question, one: Candidate) -> bool:
    text = one.line.text
    if question.kind is Kind.FIGURE:
        return one.figure is not None and _is_figure_asked(question, one.figure, one)
    if question.kind is Kind.WHO:
        return _holds_person(question, text)
    if question.which in PLACE_KINDS:
        return any(place.endswith(question.which) for place in place_names(text)) or names_place(question.which, text)
    if question.which:
        return names_one(question.which, text, question.text)
    signs = {Kind.WHEN: DATE, Kind.WHERE: PLACE}
    if question.kind in signs:
        return bool(signs[question.kind].search(text))
    return not is_heading(one.group, text)


def _is_figure_asked(question: Question, figure: Figure, one: Candidate) -> bool:
    """What is said to be undisclosed, or counted in another measure than was asked for, has to be likelier."""
    if figure.masked:
        return one.fit >= MIN_MASKED_FIT and one.score >= MIN_MASKED_SCORE
    if question.units and not is_in_units(question.units, figure) and one.score < MIN_OTHER_UNIT_SCORE:
        return False
    return one.fit >= (MIN_LIKELY_FIT if one.score >= LIKELY else MIN_FIGURE_FIT)


def _holds_person(question: Question, text: str) -> bool:
    """A name, known by its surname and title or by the dictionary; a role, unless a name is asked for."""
    signs = (NAME, MASKED_NAME, *([] if question.wants_name else [PERSON]))
    return any(sign.search(text) for sign in signs) or bool(
        things_in(normalise(text), Thing.PERSON, normalise(question.text))
    )


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
