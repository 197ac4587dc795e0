"""Two subjects of one question, `导演和编剧是谁`, `开始和结束时间`: each by its own best sentence. Pure.

Where one sentence has both, that one answers as it would anyway; where only one of them has an answer, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.extraction.believing import candidates_for, results_first
from rag.extraction.candidates import Candidate, Group, Pick
from rag.extraction.wording import pick_from
from rag.matching import Matcher
from rag.questions import Kind, Question, understand
from rag.words import content_words, cut, normalise

_ASKED_ONE_BY_ONE = (Kind.WHO, Kind.WHEN, Kind.WHERE, Kind.FIGURE)
_JOINT = re.compile("以及|[和与及、]")
# What is asked of both: `分别是谁`, `时间是哪天`, `各有多少人`.
_ASKED_OF_BOTH = re.compile(
    "(?P<shared>(?:的)?(?:时间|日期|地点|地址|人数|数量|总量|总数|金额|产量|产值|面积|姓名|名字))?"
    "(?:(?:分别|各自|各|都)?(?:是|为|有|在|叫|达到?|完成)?(?:了)?"
    "(?:谁|哪位|哪些人|什么人|什么名字|什么时候|何时|哪一?[年天月日]|几[月号日点]|哪里|哪儿|什么地方|何处|(?:多少|几)[^，,？?和与及、]{0,4})|"
    "(?<=时间|日期|地点|地址)(?:分别)?(?:是|为)?(?:什么)?)[？?呢]*$"
)
_EACH = re.compile("分别|各自|各")
_OFFICE_HELD = re.compile("(?:长|书记|主任|主席|经理|负责人|领导)$")
_LEAST, _LONGEST = 2, 10
_BOUNDARY = re.compile("[的，,、：:“”《》\\s]")


@dataclass(frozen=True, slots=True)
class _Side:
    name: str
    question: Question


def joined_picks(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Pick]:
    """One pick for each of two subjects; [] where the question has no two, or not each a sentence of its own."""
    sides = _sides(question)
    if not sides or any(_has(sides, one) for one in _answering(question, groups, matcher)[:1]):
        return []
    picks = []
    for side in sides:
        good = _answering(side.question, groups, matcher)
        if not good or not _has([side], good[0]):
            return []
        picks.append(pick_from(side.question, good[0], matcher))
    return picks if len({pick.handle for pick in picks}) == len(picks) else []


def _answering(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Candidate]:
    return results_first(question, candidates_for(question, groups, matcher))


def _has(sides: Sequence[_Side], one: Candidate) -> bool:
    """Whether the sentence speaks of all of them."""
    text = normalise(one.line.text)
    return all(any(word in text for word in _words(side.name)) for side in sides)


def _words(name: str) -> list[str]:
    return content_words(name) or [name]


def _sides(question: Question) -> list[_Side]:
    """The two questions of one: two nouns beside a joint, of which the same is asked. The second ends where the asking
    begins, so that the 和 of `普通和高级职称评审怎么办理` joins nothing."""
    if question.kind not in (*_ASKED_ONE_BY_ONE, Kind.LIST) or question.aspect or len(question.years) > 1:
        return []
    text = normalise(question.text).strip()
    asked = _ASKED_OF_BOTH.search(text)
    joints = list(_JOINT.finditer(text, 0, asked.start())) if asked else []
    if asked is None or len(joints) != 1:
        return []
    joint = joints[0]
    first, second = _last_noun(text[: joint.start()]), text[joint.end() : asked.start()]
    if not first or not _is_noun(second) or first == second or not _are_alike(first, second):
        return []
    front, rest = text[: joint.start() - len(first)], _EACH.sub("", asked[0])
    sides = [_Side(name, understand(front + name + rest)) for name in (first, second)]
    kinds = {side.question.kind for side in sides}
    if kinds == {Kind.FIGURE} and not (asked["shared"] or _EACH.search(asked[0])):
        return []  # 住房和城乡建设支出是多少 is one figure
    return sides if len(kinds) == 1 and kinds <= set(_ASKED_ONE_BY_ONE) else []


def _are_alike(first: str, second: str) -> bool:
    """`书记和局长`, `导演和编剧`, but not `人力资源和社会保障局局长`: who holds an office is one of them only."""
    return bool(_OFFICE_HELD.search(first)) is bool(_OFFICE_HELD.search(second))


def _last_noun(before: str) -> str:
    """The last word before the joint, from the last boundary on where that is not far."""
    words = cut(before)
    last = words[-1] if words else ""
    started = _BOUNDARY.split(before)[-1]
    name = started if _LEAST <= len(started) <= _LEAST * 2 else last
    return name if _is_noun(name) else ""


def _is_noun(text: str) -> bool:
    return _LEAST <= len(text) <= _LONGEST and not _BOUNDARY.search(text) and bool(content_words(text))
