"""Questions after a list: the items of the section it is about, or what a sentence announces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from rag.extraction.candidates import Candidate, Group, Line, Pick
from rag.extraction.deciding import accepted, neighbouring_year
from rag.extraction.enumerating import enumerated_pick
from rag.extraction.readings import of_office, report_texts
from rag.extraction.signs import CLAUSE, ITEM, OFFICE, YEAR, bare, is_heading, tidy
from rag.extraction.weighing import weigh_all
from rag.extraction.wording import pick_from
from rag.figures import find_figures
from rag.figures.numerals import parse_number
from rag.matching import Matcher
from rag.questions import Aspect, Question
from rag.sections import OWNS_UP, heading_words, names_heading, part_of
from rag.words import normalise

MIN_COVER = 0.50
_MAX_LIST_CHARACTERS = 560
_TITLE_WEIGHT = 0.3
_MIN_REST = 0.35
_MIN_CREDIT = 0.6
# Words with which a question points at a list and says nothing of what is in it.
_FRAMING = re.compile(
    "发现|部署|指出|列出|查摆|梳理|面临|存在|突出|着力|重点|主要|评估|大力|准备|打算|计划|安排|"
    "[分块条件点写讲说干抓办提给]好?|做好?|推进|落实|工作|任务|内容|材料|方面|毛病|问题|建议|对策|大事|事情?|几件事|自己|承认|具体|具体情况|(?:工作)?(?:情况|汇报|报告|总结|通报)"
)
# 分几个方面 asks for the headings, 几个问题 for what stands below them.
_FRAMES = re.compile("方面|[大几]块|板块|部分|大类")
# 营商环境方面的做法 are not what is lacking there.
_OF_NO_ASPECT = (Aspect.RESULTS, Aspect.PLANS, None)
_LIST_ITEM_CHARACTERS = 80
_SHORT_ENTRY_CHARACTERS = 8
_SAME_BEGINNING = 4
_SHORT_LEAD_CHARACTERS = 24
_DEPENDENT = re.compile("^(?:这|该|其|此|上述|前者|后者|它们?)")
_ANNOUNCES = re.compile("[：:]\\s*$|[一二三四五六七八九十0-9]+[个项条方点字]{1,2}[^，。]{0,6}[：:]")
_LEADS_IN = re.compile(
    "(?:以下|下列|如下|几个?方面|[一二三四五六七八九十][个项条]?方面|主要[有是])[^。]{0,12}[：:。]?$|[：:]$"
)
_NUMBER_ANNOUNCED = re.compile("(?P<number>[一二两三四五六七八九十]|[2-9])(?:[个项条点字]|大)[^，。：:]{0,8}[：:]")
_ENDS_OPEN = re.compile("[：:]\\s*$")
_RUN_IN = re.compile("^[（(][一二三四五六七八九十]{1,3}[）)]")
_BARE_HEADING = re.compile("(?:方面|情况|工作|安排|打算|计划|建议|对策|任务|措施)$|^.{0,5}(?:问题|不足|困难)$")


@dataclass(frozen=True, slots=True)
class FoundList:
    """`heads`: a heading or sentence that says what is listed; `entries`: the list itself, in order; `within`: the same
    a level further down, where entries only frame what they hold (`在…方面`)."""

    heads: tuple[Pick, ...] = ()
    entries: tuple[Pick, ...] = ()
    is_whole: bool = True
    within: tuple[Pick, ...] = ()

    @property
    def picks(self) -> list[Pick]:
        return [*self.heads, *self.entries]


def find_list(
    question: Question, groups: Sequence[Group], candidates: Sequence[Candidate], matcher: Matcher
) -> FoundList:
    """A list asked for: the headings or items of the section that is about it, else the best sentence and what it leads
    in. Empty where no section or sentence is about it."""
    enumerated = None if question.aspect else enumerated_pick(question, candidates, matcher)
    if enumerated:
        return FoundList(entries=(enumerated,))
    sections = find_sections(question, groups, matcher)
    if question.aspect and question.count and len(sections.entries) != question.count:
        # 五方面问题有哪些: the five may be named in one sentence
        enumerated = enumerated_pick(question, weigh_all(question, groups, matcher), matcher)
        if enumerated:
            return FoundList(entries=(enumerated,))
    if sections.entries or question.aspect:
        return sections
    good = accepted(question, candidates)
    if not good:
        return FoundList()
    return FoundList((pick_from(question, good[0], matcher),), tuple(_led_in(question, good[0])))


def find_sections(question: Question, groups: Sequence[Group], matcher: Matcher) -> FoundList:
    """What the sections consist of that the question is about: by what they announce, or by their heading."""
    named = _named_section(question, groups, matcher)
    if question.aspect and not named.entries:
        named = _aspect_list(question, groups, matcher)
    return _within_list(_at_level(question, named))


def _at_level(question: Question, found: FoundList) -> FoundList:
    """The level that has as many entries as are asked for; where they are counted, what is called by the word asked."""
    if not found.within or len(found.entries) == question.count:
        return found
    is_counted = bool(question.counted) and not _FRAMES.search(question.text)
    if is_counted or len(found.within) == question.count:
        return replace(found, entries=found.within)
    return found


def _named_section(question: Question, groups: Sequence[Group], matcher: Matcher) -> FoundList:
    """The entries of the section whose heading the question names, where it asks for nothing else than that."""
    words = heading_words(question.text)
    aspects = (question.aspect,) if question.aspect else _OF_NO_ASPECT
    scored = [
        (names_heading(words, one.path[-1], years=question.years), one)
        for one in groups
        if one.path and (one.path[-1] in question.names or part_of(one.path) in aspects)
    ]
    best = max((score for score, _ in scored), default=0)
    for score, group in scored:
        if not best or score < best or not _fits_report(question, group):
            continue
        if _names_only_report(words, group):
            continue
        known = f"{group.path[-1]} {group.title} {opening_of(group.title, groups)}"
        credits = matcher.credits(question.terms, ((known, 1.0),))
        rest = _unknown(question.terms, credits)
        if sum(matcher.weights(rest)) <= _MIN_REST * sum(matcher.weights(question.terms)):
            found = _entries((), group, groups, matcher)
            if len(found.entries) > 1:
                return replace(found, entries=tuple(_with_matter(pick, group) for pick in found.entries))
    return FoundList()


def _names_only_report(words: frozenset[str], group: Group) -> bool:
    """Whether all by which a question names the heading stands in the title too, and more of it: 意识形态 of
    `党风廉政和意识形态工作汇报`."""
    beside = frozenset(word for word in words if word not in normalise(group.title))
    return not names_heading(beside, group.path[-1]) and (
        names_heading(words, group.title) > names_heading(words, group.path[-1])
    )


def _with_matter(pick: Pick, group: Group) -> Pick:
    """`保租房扩量。` says little without the sentence behind it."""
    lines = group.lines
    place = next((index for index, line in enumerate(lines) if line.handle == pick.handle), len(lines))
    behind = lines[place + 1] if place + 1 < len(lines) else None
    if behind is None or ITEM.match(behind.text) or is_heading(group, behind.text):
        return pick
    if len(pick.text) > _SHORT_ENTRY_CHARACTERS or not ITEM.match(lines[place].text):
        return pick
    text = f"{pick.text.rstrip('。')}：{_entry_text(behind.text).rstrip('。')}"
    return replace(pick, text=text, also=(*pick.also, behind.handle))


def _unknown(terms: Sequence[str], credits: Sequence[float]) -> list[str]:
    """What a question names beside the report and its section."""
    told = zip(terms, credits, strict=True)
    return [term for term, credit in told if credit < _MIN_CREDIT and not _FRAMING.fullmatch(term)]


def opening_of(title: str, groups: Sequence[Group]) -> str:
    """What a report says before its first heading: who speaks, of when."""
    return " ".join(line.text for one in groups if one.title == title and not one.path for line in one.lines)


def _led_in(question: Question, best: Candidate) -> list[Pick]:
    """What follows a sentence that announces it: the rest of an item behind its lead (`二是创新方式。…`), or the
    entries after `…如下：`, `提出四字要求：…`."""
    lines, text = best.group.lines, best.line.text
    announces = bool(_ANNOUNCES.search(text))
    if not announces and not (ITEM.match(text) and len(text) <= _SHORT_LEAD_CHARACTERS):
        return _parallel(question, best)
    picks: list[Pick] = []
    size = len(text)
    # 提出四字要求：学习突出“学”… is the first of the four as well.
    number = question.count or _announced(text)
    wanted = number - (0 if _ENDS_OPEN.search(text) else 1) if number else len(lines)
    for line in lines[best.index + 1 :]:
        entry = _entry_text(line.text)
        size += len(entry)
        if (
            len(picks) == wanted
            or size > _MAX_LIST_CHARACTERS
            or _DEPENDENT.match(line.text)
            or (ITEM.match(line.text) and not announces)
        ):
            break
        picks.append(Pick(line.handle, entry))
    return picks


def _announced(text: str) -> int:
    """4 of `提出四字要求：…`, 0 where no number is announced."""
    found = _NUMBER_ANNOUNCED.search(text)
    return int(parse_number(found["number"].replace("两", "二")) or 0) if found else 0


def _parallel(question: Question, best: Candidate) -> list[Pick]:
    """`必须坚持甲…；必须坚持乙…；必须坚持丙`: as many as are asked for, each begun with the same words."""
    picks: list[Pick] = []
    for line in best.group.lines[best.index + 1 :]:
        start = tidy(line.text)[:_SAME_BEGINNING]
        if len(picks) + 1 >= question.count or len(start) < _SAME_BEGINNING or start not in best.line.text:
            break
        picks.append(Pick(line.handle, _entry_text(line.text)))
    return picks


def _entry_text(text: str) -> str:
    """The first clauses of an entry, within its length."""
    plain = _before_mask(tidy(text))
    if len(plain) <= _LIST_ITEM_CHARACTERS:
        return plain
    cut = max((found.start() for found in CLAUSE.finditer(plain) if found.start() <= _LIST_ITEM_CHARACTERS), default=0)
    return plain[:cut] if cut >= _SHORT_ENTRY_CHARACTERS else plain[:_LIST_ITEM_CHARACTERS]


def _before_mask(text: str) -> str:
    """A list is not asked for the masked figures in it: what stands before them, where that is enough."""
    masked = next((figure for figure in find_figures(text) if figure.masked), None)
    ends = [found.start() for found in CLAUSE.finditer(text, 0, masked.span.start)] if masked else []
    return text[: ends[-1]] if ends and ends[-1] >= _SHORT_ENTRY_CHARACTERS else text


def _aspect_list(question: Question, groups: Sequence[Group], matcher: Matcher) -> FoundList:
    """Problems or plans: of the section about the question's topic its entries, of a whole report its headings."""
    fitting = [one for one in groups if part_of(one.path) is question.aspect and _fits_report(question, one)]
    if question.years:  # a report of no known year may be of any: only where none is of the year asked about
        fitting = [one for one in fitting if one.year or YEAR.search(" ".join(one.path))] or fitting
    terms = tuple(
        term
        for term in question.terms
        if term not in question.places and not OFFICE.search(term) and not _FRAMING.fullmatch(term)
    )
    named = _named_reports(question, groups, matcher)
    fitting.sort(key=lambda one: -named[one.title])
    headed = [(_heading_cover(terms, one, matcher) if terms else 0.0, one) for one in fitting]
    headed = [(cover + _TITLE_WEIGHT * named[one.title], one) for cover, one in headed if cover >= MIN_COVER]
    if headed:
        return _entries(terms, max(headed, key=lambda pair: pair[0])[1], groups, matcher)
    for title in dict.fromkeys(one.title for one in fitting):
        sections = [one for one in fitting if one.title == title]
        found = _of_report(terms, f"{title} {opening_of(title, groups)}", sections, matcher)
        if found.entries:
            return found
    return _owned_up(question, groups, named) if question.aspect is Aspect.PROBLEMS and not fitting else FoundList()


def _heading_cover(terms: Sequence[str], group: Group, matcher: Matcher) -> float:
    """How much of the question the heading has; 0 where the title has more: then the report is what is named."""
    told, named = (matcher.coverage(terms, ((text, 1.0),)) for text in (group.path[-1], group.title))
    return told if told >= named else 0.0


def _owned_up(question: Question, groups: Sequence[Group], named: Mapping[str, float]) -> FoundList:
    """Problems told in passing: the sentence that owns up to them, and the items behind it."""
    owning = [
        (group, index)
        for group in sorted(groups, key=lambda one: -named[one.title])
        if _fits_report(question, group)
        for index, line in enumerate(group.lines)
        if OWNS_UP.search(line.text)
    ]
    if not owning:
        return FoundList()
    group, index = owning[0]
    behind = list(takewhile(lambda line: ITEM.match(line.text), group.lines[index + 1 :]))
    return FoundList((Pick(group.lines[index].handle, tidy(group.lines[index].text)),), tuple(map(_entry, behind)))


def _named_reports(question: Question, groups: Sequence[Group], matcher: Matcher) -> dict[str, float]:
    """By title, how much of the question names the report or the office that it speaks for."""
    texts = report_texts(groups)
    return {
        title: matcher.coverage(question.terms, ((title, 1.0),)) * bool(question.terms) + of_office(question, text)
        for title, text in texts.items()
    }


def _of_report(terms: Sequence[str], known: str, sections: Sequence[Group], matcher: Matcher) -> FoundList:
    """All of the aspect where the question names no more than what the report is about (`known`: its title and
    opening), else the sentences about the rest of it."""
    depth = min(len(one.path) for one in sections)
    tops = [one for one in sections if len(one.path) == depth]
    opening = " ".join([known, *(line.text for line in tops[0].lines)])
    credits = matcher.credits(terms, ((opening, 1.0),))
    rest = _unknown(terms, credits)
    if sum(matcher.weights(rest)) <= _MIN_REST * sum(matcher.weights(terms)):
        if len(tops) > 1:
            return _headings(tops)
        return _entries((), tops[0], sections, matcher)
    bodies = [matcher.coverage(terms, ((" ".join(line.text for line in one.lines), 1.0),)) for one in sections]
    if max(bodies) < MIN_COVER:
        return FoundList()
    return _entries(terms, sections[bodies.index(max(bodies))], sections, matcher)


def _fits_report(question: Question, group: Group) -> bool:
    if any(place not in f"{group.title}{group.mentions}" for place in question.places):
        return False
    named = set(YEAR.findall(" ".join(group.path))) or {group.year}
    asked = set(question.years)
    return not asked or named == {""} or bool(asked & named) or neighbouring_year(asked, group)


def _headings(children: Sequence[Group]) -> FoundList:
    """The headings of the sections; one that only frames what follows (`在…方面`) with the items under it, or the first
    sentence below."""
    told = [_saying(one) for one in children]
    entries = tuple(pick for picks, _ in told for pick in picks)
    within = tuple(pick for picks, items in told for pick in items or picks)
    return FoundList(entries=entries, within=within if len(within) > len(entries) else ())


def _saying(group: Group) -> tuple[list[Pick], list[Pick]]:
    """A section as an entry, and the entries in it where its heading only frames them."""
    head = next((line for line in group.lines if is_heading(group, line.text)), None)
    if head is None:  # 1. 就业方面，…: the heading is how the first sentence begins
        return [_entry(line) for line in group.lines[:1]], []
    rest = [line for line in group.lines if line is not head]
    items = [line for line in rest if ITEM.match(line.text)]
    if not _BARE_HEADING.search(bare(head.text)):
        # （一）…（二）… in one paragraph: the later ones stand under the first one's heading.
        run_in = [line for line in items if _RUN_IN.match(line.text) and _RUN_IN.match(head.text)]
        return [_entry(line) for line in (head, *run_in)], []
    if not rest:
        return [_entry(head)], []
    inside = [_entry(line) for line in items or rest[:1]]
    text = f"{bare(head.text)}：{'；'.join(one.text.rstrip('。') for one in inside)}"
    return [Pick(head.handle, text, also=tuple(one.handle for one in inside))], inside if items else []


def _entries(terms: Sequence[str], group: Group, groups: Sequence[Group], matcher: Matcher) -> FoundList:
    """What a section consists of, under its heading if that says something: the sections in it, else its items by their
    first clauses, or its sentences where it has none; only those about the rest of `terms` where some are and others
    are not."""
    heads = [line for line in group.lines if is_heading(group, line.text) and not _BARE_HEADING.search(bare(line.text))]
    lines = [line for line in group.lines if not is_heading(group, line.text)]
    items = [line for line in lines if ITEM.match(line.text)]
    children = [one for one in groups if one.title == group.title and one.path[:-1] == group.path and one.path]
    rest = [term for term in terms if matcher.credits([term], ((" ".join(group.path), 1.0),))[0] < 0.5]
    covers = [matcher.coverage(rest, ((line.text, 1.0),)) for line in lines] if rest else []
    telling = sum(matcher.weights(rest)) > _MIN_REST * sum(matcher.weights(terms))
    if telling and covers and max(covers) >= MIN_COVER:
        about = [line for line, cover in zip(lines, covers, strict=True) if cover >= max(covers) / 2]
        return FoundList(entries=tuple(map(_entry, about)))
    if children:
        return _headings(children)
    listed = items if len(items) > 1 else [line for line in lines if not _announces(line, lines)]
    return FoundList(tuple(Pick(one.handle, bare(one.text)) for one in heads), tuple(map(_entry, listed)))


def _announces(line: Line, lines: Sequence[Line]) -> bool:
    """`主要做好以下工作：` before the sentences that it announces."""
    return len(lines) > 1 and line is lines[0] and bool(_LEADS_IN.search(line.text))


def _entry(line: Line) -> Pick:
    return Pick(line.handle, _entry_text(line.text))


def _within_list(found: FoundList) -> FoundList:
    """All entries that say something, where they fit the length of a list, by their first clauses if need be; else as
    many as do."""
    found = replace(found, entries=tuple(one for one in found.entries if re.search("\\w", one.text)))
    size = sum(len(one.text) + 1 for one in found.picks)
    if size <= _MAX_LIST_CHARACTERS:
        return found
    short = tuple(replace(one, text=_first_clause(one.text)) for one in found.entries)
    room = _MAX_LIST_CHARACTERS - sum(len(one.text) + 1 for one in found.heads)
    kept: list[Pick] = []
    for pick in short:
        room -= len(pick.text) + 1
        if kept and room < 0:
            break
        kept.append(pick)
    return FoundList(found.heads, tuple(kept), is_whole=len(kept) == len(short))


def _first_clause(text: str) -> str:
    """Of an entry that frames others the first clause of each."""
    head, colon, inside = text.partition("：")
    if colon and "；" in inside:
        return head + colon + "；".join(map(_first_clause, inside.split("；")))
    cut = next(
        (found.start() for found in CLAUSE.finditer(text) if found.start() >= _SHORT_ENTRY_CHARACTERS), len(text)
    )
    return text[:cut]
