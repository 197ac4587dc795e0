"""The sentences that are believed to answer a question of one matter, best first: what all kinds of questions go by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rag.extraction.candidates import Candidate, Group
from rag.extraction.deciding import accepted
from rag.extraction.signs import clause_around
from rag.extraction.weighing import weigh_all
from rag.figures import find_figures
from rag.matching import Matcher, credit
from rag.questions import Aspect, Kind, Question
from rag.sections import part_of
from rag.words import normalise

# 养老院 for 养老机构: half of the pairs of a longer word.
_NAMED = 0.3
# People call things otherwise than reports do: a mask whose clause lacks the word asked about is believed from here on.
# Of 40 masked figures among the best two sentences for questions over department reports, all but one of other things
# that lack the word are below, seven of nine of the very thing above.
MIN_UNNAMED_SCORE = 0.3
_HAN_BEFORE = re.compile("([\u4e00-\u9fff]{2})$")
_NO_FIT = -0.5
_TURN = re.compile("(?:第(?P<number>[一二三四五六七八九十]{1,3}|[0-9]{1,3})|首)(?P<counter>届|次|批|期|轮)")
_ONE_FORM = {str(number): sign for number, sign in enumerate("零一二三四五六七八九十")}
_PLANNED = re.compile("目标|计划|力争|预期|任务")
_SAYS_PART = {
    Aspect.PLANS: re.compile("下一?步|下一?阶段|今后|接下来|将(?:持续|继续|进一步|重点|着力|全面|加快)|[明来]年将"),
    Aspect.PROBLEMS: re.compile("问题|不足|短板|困难|差距|薄弱|不到位|不够|滞后"),
}
_CARRIED_OUT = re.compile("(?:完成|超过?|达到|占|为|是)[^，,；;。]{0,6}(?:目标|计划|任务)")
_ASKS_FOR_PLANS = re.compile("计划|打算|目标|预期|力争|安排|预计|将要|准备|任务")
# Words before a noun that do not say which one it is.
_PLAIN_BEFORE = re.compile(
    "发放|发了|拨付|领取|享受|给予|安排|落实|投入|使用|各类|各项|有关|相关|全部|全市|全省|全县|累计|新增|共计|完成|开展|组织|举办|实施|补发|兑现|筹集|追回"
)


def believed(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Candidate]:
    """[] where no sentence is believed to answer."""
    return results_first(question, candidates_for(question, groups, matcher))


def results_first(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that are believed to answer; a figure that was reached comes before one that was planned, unless the
    question is after plans."""
    good = accepted(question, candidates)
    if question.kind is not Kind.FIGURE or not good or asks_for_plans(question) or not is_planned(good[0]):
        return good
    return accepted(question, [one for one in candidates if not is_planned(one)]) or good


def is_planned(one: Candidate) -> bool:
    return part_of(one.group.path) is Aspect.PLANS or bool(one.figure and _speaks_of_plan(_before(one)))


def _speaks_of_plan(clause: str) -> bool:
    """`目标为3.1万人`, but not `完成年度目标的104%`."""
    return bool(_PLANNED.search(_CARRIED_OUT.sub("", clause)))


def asks_for_plans(question: Question) -> bool:
    return question.aspect is Aspect.PLANS or bool(_ASKS_FOR_PLANS.search(question.text))


def _before(one: Candidate) -> str:
    return clause_around(one.line.text, one.figure.span)[0] if one.figure else ""


def candidates_for(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Candidate]:
    """All sentences weighed; of questions about a part of a report those of that part. A masked figure of something
    else is no figure: it may stand beside the answer, it is none."""
    if not groups:
        return []
    weighed = [one for one in weigh_all(question, groups, matcher) if not _of_another_turn(question, one.line.text)]
    if question.aspect:
        weighed = [one for one in weighed if _is_of_part(question.aspect, one)]
    reached = [_with_reached(question, one, matcher) for one in weighed]
    return [replace(one, figure=None, fit=_NO_FIT) if _masks_another(question, one) else one for one in reached]


def _is_of_part(aspect: Aspect, one: Candidate) -> bool:
    """It stands in that part of its report, or itself says that it is of it."""
    says = _SAYS_PART.get(aspect)
    return part_of(one.group.path) is aspect or bool(says and says.search(one.line.text))


def _with_reached(question: Question, one: Candidate, matcher: Matcher) -> Candidate:
    """`目标为3.1万人，实际完成3.26万人`: of a target and what was reached, beside the same words, the latter."""
    if one.figure is None or asks_for_plans(question) or not _speaks_of_plan(_before(one)):
        return one
    told = matcher.coverage(question.terms, ((_before(one), 1.0),))
    for figure in find_figures(one.line.text):
        before = clause_around(one.line.text, figure.span)[0]
        if figure.masked or figure.unit != one.figure.unit or _speaks_of_plan(before):
            continue
        if matcher.coverage(question.terms, ((before, 1.0),)) >= told:
            return replace(one, figure=figure)
    return one


def _of_another_turn(question: Question, text: str) -> bool:
    """`第二届` is asked about and the sentence has `首届`: another one of the same name."""
    asked = _turns(question.text)
    told = _turns(text)
    return any(counter in told and not told[counter] & turns for counter, turns in asked.items())


def _turns(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in _TURN.finditer(text):
        found[one["counter"]].add("一" if one["number"] is None else _ONE_FORM.get(one["number"], one["number"]))
    return found


def _masks_another(question: Question, one: Candidate) -> bool:
    """The best figure of the sentence is masked, and is of another thing than the question asks about."""
    if one.figure is None or not one.figure.masked or "\t" in one.line.text:
        return False
    before, after = clause_around(one.line.text, one.figure.span)
    clause = normalise(f"{before} {after} {one.figure.indicator} {one.figure.text}")
    head = _head(question)
    if one.score < MIN_UNNAMED_SCORE and (not head or credit(head, clause) < _NAMED):
        return True
    return any(_otherwise_named(term, question, clause) for term in question.terms)


def _head(question: Question) -> str:
    """What the figure is of: `培训` of `补贴性培训多少人次`; the last word before or behind `多少`."""
    words = [term for term in question.measured or question.terms if len(term) > 1 and term not in question.places]
    return words[-1] if words else ""


def _otherwise_named(term: str, question: Question, clause: str) -> bool:
    """`养老补贴` is asked for and the clause has `创业补贴`: the same noun behind another word."""
    plain = normalise(question.text)
    if len(term) < 2 or term not in clause or term not in plain:
        return False
    asked = _HAN_BEFORE.search(plain[: plain.index(term)])
    told = _HAN_BEFORE.search(clause[: clause.index(term)])
    if not asked or not told or asked[1] not in question.terms or _PLAIN_BEFORE.search(asked[1]):
        return False
    return asked[1] not in clause and told[1] not in plain and not _PLAIN_BEFORE.search(told[1])
