"""How many there are: the number that the report states, else the entries of the list counted and named. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.extraction.believing import asks_for_plans, is_planned
from rag.extraction.candidates import Candidate, Group, Pick
from rag.extraction.deciding import year_fits
from rag.extraction.enumerating import enumerated_pick
from rag.extraction.listing import FoundList, find_sections
from rag.extraction.signs import ITEM, is_heading, tidy
from rag.extraction.wording import shorten
from rag.matching import Matcher
from rag.questions import Kind, Question
from rag.sections import part_of
from rag.words import content_words

_NUMERAL = "[0-9一二两三四五六七八九十]{1,3}"
_COUNTER = "(?:大|个|项|条|点|种|类|件|步|场|次|方面)+"
_ASKED_COUNTER = re.compile("(?:几|多少)(个|项|条|点|种|类|件|步|场|次)")
# How often, how many people, how much: a figure of the report, not the entries of a list.
_MEASURED = re.compile(
    "(?:几|多少)(?:十|百|千|万|亿|余)*(?:次|场|人|名|位|元|块钱|天|年|户|家|批|亩|吨|公里|%|个百分点|钱)"
)
_DESCRIBING = re.compile("^(?:主要|突出|重点|存在|的)+")
_ASKED_SIDES = re.compile("(?:几|多少)个?方面")
_VERB = re.compile(
    "^(?:实施|开展|启动|推进|组织|制定|出台|落实|建立|举办|打造|推行|完善|深化|抓好|做好|建设|发布|以及)"
)
_MIN_COVER = 0.6
_MAX_ENTRY_CHARACTERS = 28


def count_picks(
    question: Question, groups: Sequence[Group], candidates: Sequence[Candidate], matcher: Matcher
) -> list[Pick]:
    """One claim that says how many; [] where nothing in the evidence does."""
    is_measured = bool(_MEASURED.search(question.text))
    named = None if is_measured or question.aspect else enumerated_pick(question, candidates, matcher)
    stated = named or next(_stated(question, candidates, matcher), None)
    if stated:
        return [stated]
    if is_measured:
        return []
    listed = find_sections(replace(question, kind=Kind.LIST), groups, matcher)
    if listed.is_whole and len(listed.entries) > 1 and _are_called(question, listed, groups):
        return [_counted(question, listed, groups)]
    return [pick for pick in [_coordinated(question, candidates, matcher)] if pick]


def _are_called(question: Question, listed: FoundList, groups: Sequence[Group]) -> bool:
    """Whether what is counted is what the section is called by, and its entries are marked as such: loose sentences
    under a heading of that subject are no `风险点`."""
    if question.aspect is not None:
        return True
    entry = listed.entries[0].handle
    group = next((one for one in groups for line in one.lines if line.handle == entry), None)
    if group is None:
        return False
    marked = {
        line.handle for one in groups for line in one.lines if ITEM.match(line.text) or is_heading(one, line.text)
    }
    return question.counted in "".join(group.path) and all(one.handle in marked for one in listed.entries)


def _stated(question: Question, candidates: Sequence[Candidate], matcher: Matcher) -> Iterator[Pick]:
    """`主要表现在以下四个方面`, `开展“甲”“乙”两个专项行动`: a number right before the word for what is counted."""
    noun = re.escape(_noun(question))
    said = re.compile(f"(?<![0-9.第]){_NUMERAL}{_COUNTER}(?:的|主要|突出|具体|重点|系列)*{noun}")
    in_part = re.compile(f"(?:以下|下列|如下|这|主要|突出)[^，。；、]{{0,8}}{_NUMERAL}{_COUNTER}(?:的)?(?:方面|{noun})")
    for one in _fitting(question, candidates, matcher):
        in_its_part = question.aspect is not None and part_of(one.group.path) is question.aspect
        if (question.aspect is None and said.search(one.line.text)) or (in_its_part and in_part.search(one.line.text)):
            yield Pick(one.line.handle, shorten(one.line.text, question, None, matcher))


def _fitting(question: Question, candidates: Sequence[Candidate], matcher: Matcher) -> Iterator[Candidate]:
    """Sentences about what is counted, of the year asked about; of plans only where plans are asked for."""
    for one in candidates:
        around = " ".join((*one.group.path, one.group.title, one.group.mentions))
        cover = matcher.coverage(question.terms, ((one.line.text, 1.0), (around, 0.8)))
        if cover < _MIN_COVER or (question.years and not year_fits(question, one)):
            continue
        if question.aspect is not None or asks_for_plans(question) or not is_planned(one):
            yield one


def _noun(question: Question) -> str:
    """The last word of what is counted: `行动` of `专项行动`."""
    words = content_words(question.counted)
    return words[-1] if words else question.counted


def _called(question: Question, listed: FoundList, groups: Sequence[Group]) -> str:
    """The word for what is counted, where the report calls its entries so: `共3个问题`, else `共3条`."""
    word = _DESCRIBING.sub("", question.counted)
    entry = listed.entries[0].handle
    paths = ("".join(one.path) for one in groups for line in one.lines if line.handle == entry)
    return word if word in next(paths, "") else ""


def _counted(question: Question, listed: FoundList, groups: Sequence[Group]) -> Pick:
    """`共3个问题：甲；乙；丙`, resting on every entry."""
    names = [name for one in listed.entries if (name := _name(one))]
    counted = "方面" if _ASKED_SIDES.search(question.text) else _called(question, listed, groups)
    text = f"共{len(names)}{_counter(question)}{counted}：{'；'.join(names)}"
    first, *others = listed.entries
    return Pick(first.handle, text, also=tuple(one.handle for one in others))


def _counter(question: Question) -> str:
    asked = _ASKED_COUNTER.search(question.text)
    return asked[1] if asked else "个"


def _name(entry: Pick) -> str:
    """An entry without its matter."""
    plain = tidy(entry.text).rstrip("。；;，, ：:")
    if entry.also:
        return plain.split("：")[0]
    return re.split("[。；;]", plain)[0] if len(plain) > _MAX_ENTRY_CHARACTERS else plain


def _coordinated(question: Question, candidates: Sequence[Candidate], matcher: Matcher) -> Pick | None:
    """`实施甲行动、乙行动和丙行动`: things listed in one sentence, each called by the word for what is counted."""
    noun = _noun(question)
    member = re.compile(f"[^、，。；：和及与]{{2,16}}{re.escape(noun)}")
    listed = re.compile(f"{member.pattern}(?:(?:、|以及|和|及|与){member.pattern})+")
    for one in _fitting(question, candidates, matcher):
        found = listed.search(one.line.text)
        if found:
            names = [_without_verb(name) for name in member.findall(found[0])]
            text = f"共{len(names)}{_counter(question)}{question.counted}：{'、'.join(names)}"
            return Pick(one.line.handle, text)
    return None


def _without_verb(name: str) -> str:
    return _VERB.sub("", name)
