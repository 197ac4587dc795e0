"""Choosing, among sentences of evidence, those that answer a question: the built-in model's judgement. Pure.

Words alone find sentences that resemble the question; what is asked for (a figure of the right thing in the right
unit, a date, a person, a reason, the whole of a list) decides whether one answers it, and none may.

    weigh_all     every sentence against the question                      weighing.py
    → accepted    what holds the thing asked for, and is believed to        deciding.py
    → pick_from   the words that answer                                     wording.py
      list_picks  or the entries of the section that is about it            listing.py

Thresholds and weights were measured as docs/decisions/0004-answering.md says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.extraction.candidates import Group, Line, Pick
from rag.extraction.deciding import accepted
from rag.extraction.listing import list_picks
from rag.extraction.overview import overview_picks
from rag.extraction.weighing import weigh_all
from rag.extraction.wording import pick_from, shorten
from rag.matching import Matcher
from rag.questions import Kind, Question
from rag.sections import part_of

__all__ = ["Group", "Line", "Pick", "choose", "shorten"]


def choose(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """The picks that answer, in the order to be read; [] = the evidence does not answer. Deterministic."""
    if question.whole:
        return overview_picks(question, groups)
    if len(question.years) > 1:
        return _year_by_year(question, groups, matcher)
    candidates = weigh_all(question, groups, matcher)
    if question.kind is Kind.LIST or question.aspect:
        picks = list_picks(question, groups, candidates, matcher)
        if picks:
            return picks
    if question.aspect:
        candidates = [one for one in candidates if part_of(one.group.path) is question.aspect]
    good = accepted(question, candidates)
    if not good:
        return []
    return [pick_from(question, good[0], matcher)]


def _year_by_year(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """Each year asked about answered by itself; [] unless there is an answer for every one."""
    answers = [choose(replace(question, years=(year,)), groups, matcher) for year in question.years]
    return [pick for picks in answers for pick in picks] if all(answers) else []
