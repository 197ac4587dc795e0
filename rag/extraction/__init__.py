"""Choosing, among sentences of evidence, those that answer a question: the built-in model's judgement. Pure.

Words alone find sentences that resemble the question; what is asked for (a figure of the right thing in the right
unit, a date, a person, a reason, the whole of a list) decides whether one answers it, and none may.

    weigh_all     every sentence against the question                      weighing.py
    → accepted    what holds the thing asked for, and is believed to        deciding.py
    → pick_from   the words that answer                                     wording.py
      find_list   or the entries of the section that is about it            listing.py

Thresholds and weights were measured as docs/decisions/0004-answering.md says.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.extraction.believing import candidates_for, results_first
from rag.extraction.belonging import of_body
from rag.extraction.candidates import Group, Line, Pick
from rag.extraction.comparing import compare_picks
from rag.extraction.counting import count_picks
from rag.extraction.extremes import extreme_picks, says_which
from rag.extraction.joined import joined_picks
from rag.extraction.listing import find_list
from rag.extraction.overview import overview_picks
from rag.extraction.premises import bears_out, corrections
from rag.extraction.tables import table_picks
from rag.extraction.wording import answer_picks, shorten
from rag.matching import Matcher
from rag.questions import Kind, Question

__all__ = ["Group", "Line", "Pick", "choose", "shorten"]


def choose(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """The picks that answer, in the order to be read; [] = the evidence does not answer. Deterministic."""
    groups = of_body(question, groups)
    if question.whole:
        return overview_picks(question, groups)
    picks = corrections(question, groups, matcher)
    if not picks and question.compares:
        picks = compare_picks(question, groups, matcher)
    if not picks:
        picks = joined_picks(question, groups, matcher)
    return picks or table_picks(question, groups) or _of_one_matter(question, groups, matcher)


def _of_one_matter(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    candidates = candidates_for(question, groups, matcher)
    picks: list[Pick] = []
    if question.most:
        picks = extreme_picks(question, candidates, matcher)
    if not picks and question.counted:
        picks = count_picks(question, groups, candidates, matcher)
    if not picks and (question.kind is Kind.LIST or question.aspect):
        picks = find_list(question, groups, candidates, matcher).picks
    if picks:
        return picks
    good = results_first(question, candidates)
    fitting = [one for one in good if says_which(question, one) and bears_out(question, one, matcher)]
    # Where the best does not fit, the next best is no answer either.
    return answer_picks(question, fitting, matcher) if fitting[:1] == good[:1] and good else []
