"""Questions after a list: the items of the section it is about, or what a sentence announces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.extraction.candidates import Candidate, Group, Line, Pick
from rag.extraction.deciding import accepted, neighbouring_year
from rag.extraction.signs import CLAUSE, ITEM, OFFICE, YEAR, bare, is_heading, tidy
from rag.extraction.weighing import of_office, report_texts
from rag.extraction.wording import pick_from
from rag.matching import Matcher
from rag.questions import Question
from rag.sections import part_of

MIN_COVER = 0.50
_MAX_LIST_CHARACTERS = 560
_TITLE_WEIGHT = 0.3
_MIN_REST = 0.35
_LIST_ITEM_CHARACTERS = 80
_SHORT_ENTRY_CHARACTERS = 8
_SHORT_LEAD_CHARACTERS = 24
_DEPENDENT = re.compile("^(?:这|该|其|此|上述|前者|后者|它们?)")
_ANNOUNCES = re.compile("[：:]\\s*$|[一二三四五六七八九十0-9]+[个项条方点字]{1,2}[^，。]{0,6}[：:]")
_BARE_HEADING = re.compile("(?:方面|问题|不足|困难|情况|工作|安排|打算|计划)$")


def list_picks(
    question: Question, groups: Sequence[Group], candidates: Sequence[Candidate], matcher: Matcher
) -> list[Pick]:
    """A list asked for: the headings or items of the section that is about it, else the best sentence and what it leads
    in. [] where no section or sentence is about it."""
    if question.aspect:
        return _aspect_list(question, groups, matcher)
    good = accepted(question, candidates)
    return [pick_from(question, good[0], matcher), *_led_in(good[0])] if good else []


def _led_in(best: Candidate) -> list[Pick]:
    """What follows a sentence that announces it: the rest of an item behind its lead (`二是创新方式。…`), or the
    entries after `…如下：`, `提出四字要求：…`."""
    lines, text = best.group.lines, best.line.text
    announces = bool(_ANNOUNCES.search(text))
    if not announces and not (ITEM.match(text) and len(text) <= _SHORT_LEAD_CHARACTERS):
        return []
    picks: list[Pick] = []
    size = len(text)
    for line in lines[best.index + 1 :]:
        entry = _entry_text(line.text)
        size += len(entry)
        if size > _MAX_LIST_CHARACTERS or _DEPENDENT.match(line.text) or (ITEM.match(line.text) and not announces):
            break
        picks.append(Pick(line.handle, entry))
    return picks


def _entry_text(text: str) -> str:
    """The first clauses of an entry, within its length."""
    plain = tidy(text)
    if len(plain) <= _LIST_ITEM_CHARACTERS:
        return plain
    cut = max((found.start() for found in CLAUSE.finditer(plain) if found.start() <= _LIST_ITEM_CHARACTERS), default=0)
    return plain[:cut] if cut >= _SHORT_ENTRY_CHARACTERS else plain[:_LIST_ITEM_CHARACTERS]


def _aspect_list(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """Problems or plans: of the section about the question's topic its entries, of a whole report its headings."""
    fitting = [one for one in groups if part_of(one.path) is question.aspect and _fits_report(question, one)]
    terms = tuple(term for term in question.terms if term not in question.places and not OFFICE.search(term))
    named = _named_reports(question, groups, matcher)
    fitting.sort(key=lambda one: -named[one.title])
    headed = [(matcher.coverage(terms, ((one.path[-1], 1.0),)) if terms else 0.0, one) for one in fitting]
    headed = [(cover + _TITLE_WEIGHT * named[one.title], one) for cover, one in headed if cover >= MIN_COVER]
    if headed:
        return _entries(terms, max(headed, key=lambda pair: pair[0])[1], matcher)
    for title in dict.fromkeys(one.title for one in fitting):
        sections = [one for one in fitting if one.title == title]
        known = " ".join(
            [title, *(line.text for one in groups if one.title == title and not one.path for line in one.lines)]
        )
        picks = _of_report(terms, known, sections, matcher)
        if picks:
            return picks
    return []


def _named_reports(question: Question, groups: Sequence[Group], matcher: Matcher) -> dict[str, float]:
    """By title, how much of the question names the report or the office that it speaks for."""
    texts = report_texts(groups)
    return {
        title: matcher.coverage(question.terms, ((title, 1.0),)) * bool(question.terms) + of_office(question, text)
        for title, text in texts.items()
    }


def _of_report(terms: Sequence[str], known: str, sections: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """All of the aspect where the question names no more than what the report is about (`known`: its title and
    opening), else the sentences about the rest of it."""
    depth = min(len(one.path) for one in sections)
    tops = [one for one in sections if len(one.path) == depth]
    opening = " ".join([known, *(line.text for line in tops[0].lines)])
    rest = [term for term, credit in zip(terms, matcher.credits(terms, ((opening, 1.0),)), strict=True) if credit < 0.6]
    if sum(matcher.weights(rest)) <= _MIN_REST * sum(matcher.weights(terms)):
        children = [one for one in sections if len(one.path) == depth + 1] if len(tops) == 1 else tops
        return _heads(children) if len(children) > 1 else _entries((), tops[0], matcher)
    bodies = [matcher.coverage(terms, ((" ".join(line.text for line in one.lines), 1.0),)) for one in sections]
    if max(bodies) < MIN_COVER:
        return []
    return _entries(terms, sections[bodies.index(max(bodies))], matcher)


def _fits_report(question: Question, group: Group) -> bool:
    if any(place not in f"{group.title}{group.mentions}" for place in question.places):
        return False
    named = set(YEAR.findall(" ".join(group.path))) or {group.year}
    asked = set(question.years)
    return not asked or named == {""} or bool(asked & named) or neighbouring_year(asked, group)


def _heads(children: Sequence[Group]) -> list[Pick]:
    """The headings of the sections; where one only frames what follows (`在…方面`), the items under it instead, or with
    it the first sentence below."""
    return _within_list([Pick(line.handle, _entry_text(line.text)) for one in children for line in _saying(one)])


def _saying(group: Group) -> Sequence[Line]:
    head = next((line for line in group.lines if is_heading(group, line.text)), group.lines[0])
    items = [line for line in group.lines if ITEM.match(line.text) and line is not head]
    if not _BARE_HEADING.search(bare(head.text)):
        return [head]
    return items or [head, *[line for line in group.lines if line is not head][:1]]


def _entries(terms: Sequence[str], group: Group, matcher: Matcher) -> list[Pick]:
    """The items of a section by their first clauses, or its sentences where it has none, under its heading if that says
    something; only those about the rest of `terms` where some are and others are not."""
    heads = [line for line in group.lines if is_heading(group, line.text) and not _BARE_HEADING.search(bare(line.text))]
    lines = [line for line in group.lines if not is_heading(group, line.text)]
    items = [line for line in lines if ITEM.match(line.text)]
    entries = items if len(items) > 1 else lines
    rest = [term for term in terms if matcher.credits([term], ((" ".join(group.path), 1.0),))[0] < 0.5]
    covers = [matcher.coverage(rest, ((line.text, 1.0),)) for line in lines] if rest else []
    telling = sum(matcher.weights(rest)) > _MIN_REST * sum(matcher.weights(terms))
    if telling and covers and max(covers) >= MIN_COVER:
        entries = [line for line, cover in zip(lines, covers, strict=True) if cover >= max(covers) / 2]
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
