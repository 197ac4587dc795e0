"""A question with another time, place or subject put in the place of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.turns.asking import Asked, head_and_tail, is_person, take_apart, without_lead
from rag.turns.naming import about, thing_of
from rag.turns.shape import YEAR, Mention, Slot, mentions, says_little
from rag.turns.vocabulary import ASPECT_QUESTIONS, ASPECT_WORDS, ATTRIBUTES, CONTRASTS, COUNTED, DEEDS, DERIVED, ROLES
from rag.words import content_words, cut

# What takes the place of what: a report that is named leaves nothing of the place and office before.
_PUSHES_OUT = {
    Slot.YEAR: frozenset({Slot.YEAR}),
    Slot.PART: frozenset({Slot.PART}),
    Slot.PLACE: frozenset({Slot.PLACE}),
    Slot.OFFICE: frozenset({Slot.OFFICE}),
    Slot.REPORT: frozenset({Slot.REPORT, Slot.PLACE, Slot.OFFICE, Slot.YEAR}),
}
_COMPARED_BEFORE = re.compile("(?:比|较|与|同|和|跟|至|到)$")
_INDICATOR = re.compile(
    "(?:率|额|量|数|值|入|出|速|幅|积|比重|比例|指数|规模|人口|投资|贷款|存款|标准|余额|成本|价格?|费|税|gdp|"
    "GDP|就业|工资|补贴|金额|人次|里程|产能|缺口|得分|评分|满意度|密度|进度|时长|寿命|线)$"
)
_PLACE_IN_NAME = re.compile(
    "(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,8}?(?:自治[区州县]|[省市县区州镇乡])(?:[\u4e00-\u9fff]{2,4}?[市县区])?(?=[\u4e00-\u9fff\\d]{2})"
)
_FOR_WHOM = re.compile(
    "(为|给|向|对|替|帮)([\u4e00-\u9fff]{1,8}?(?:人|户|者|员|生|家庭|企业|群体|群众|儿童|职工|居民))"
)
_PEOPLE = re.compile("(?:人|户|者|员|生|工|家庭|企业|群体|群众|儿童|职工|居民)$")
_COUNTER = re.compile("[家所名位人座栋辆艘头只台张本套]$")
_SHARE_OF = re.compile("占[\u4e00-\u9fff]{2,8}(?:比重|比例|多少)$")
_AVERAGE = ("平均", "平均水平", "平均值", "均值")
_LEFT = re.compile("^[的中里内，,\\s]+")
_END = re.compile("[?？。.!！\\s]+$")


def replaced(question: str, named: Sequence[Mention]) -> str:
    """The question with these times, places, offices and reports instead of its own, or put in front of it."""
    text = _END.sub("", without_lead(question))
    if _is_another_year(text, named):
        text = _without(text, [one for one in mentions(text) if one.slot is Slot.PART])
    for one in _ordered(named):
        text = _with(text, one)
    return text


def _is_another_year(text: str, named: Sequence[Mention]) -> bool:
    """A year by itself is the whole of it: `2022年上半年…问题`, `2023年的呢`. A figure is of the same months again."""
    slots = {one.slot for one in named}
    if take_apart(text).counts:
        return False
    return Slot.YEAR in slots and Slot.PART not in slots and any(one.slot is Slot.YEAR for one in mentions(text))


def _ordered(named: Sequence[Mention]) -> list[Mention]:
    """Widest first, so that what is put in front ends up as `青石县2022年上半年`."""
    order = (Slot.PART, Slot.YEAR, Slot.OFFICE, Slot.PLACE, Slot.REPORT)
    return sorted(named, key=lambda one: (order.index(one.slot), -one.start))


def _with(text: str, new: Mention) -> str:
    pushed = [one for one in mentions(text) if one.slot in _PUSHES_OUT[new.slot] and not _is_compared(text, one)]
    value = _valued(text, new)
    if not pushed:
        return _inside_name(text, new, value) or _in_front(text, new, value)
    if new.slot is Slot.REPORT and all(one.slot is not Slot.REPORT for one in pushed):
        return _in_front(_LEFT.sub("", _without(text, pushed)), new, value)
    first = next(one for one in pushed if one.slot is new.slot)
    return text[: first.start] + value + _without(text, [one for one in pushed if one is not first])[first.end :]


def _without(text: str, named: Sequence[Mention]) -> str:
    for one in reversed(named):
        text = text[: one.start] + text[one.end :]
    return text


def _inside_name(text: str, new: Mention, value: str) -> str:
    """The year or place in the name of the report or office that the question names; "" where none stands there."""
    pattern = {Slot.YEAR: YEAR, Slot.PLACE: _PLACE_IN_NAME}.get(new.slot)
    for one in mentions(text) if pattern else ():
        found = pattern.search(text, one.start, one.end) if pattern and one.slot in (Slot.REPORT, Slot.OFFICE) else None
        if found:
            return text[: found.start()] + value + text[found.end() :]
    return ""


def _is_compared(text: str, one: Mention) -> bool:
    return bool(_COMPARED_BEFORE.search(text[: one.start])) and one.start > 0


def _valued(text: str, new: Mention) -> str:
    """A bare `2022` becomes `2022年` in a Chinese question."""
    if new.slot is Slot.YEAR and new.text.isdigit() and re.search("[\u4e00-\u9fff]", text):
        return f"{new.text}年"
    return new.text


def _in_front(text: str, new: Mention, value: str) -> str:
    if new.slot is Slot.REPORT:
        return f"{value}中，{text}"
    if new.slot is Slot.PART:
        years = [one for one in mentions(text) if one.slot is Slot.YEAR]
        at = years[0].end if years else 0
        return text[:at] + value + text[at:]
    if not re.search("[\u4e00-\u9fff]", text):
        return f"{text} ({value})"
    return value + text


def confined(question: str, before: str) -> str | None:
    """The question within the times, place, office and report of the one before, where it names none of its own.

    None where there is nothing to add. `全市` and `全年` say nothing that is not understood.
    """
    own = {one.slot for one in mentions(question)}
    whose = {Slot.PLACE, Slot.OFFICE, Slot.REPORT}
    taken = own | (whose if own & whose else set()) | ({Slot.PART} if Slot.YEAR in own else set())
    kept = [
        one
        for one in mentions(before)
        if one.slot not in taken and not says_little(one) and not _is_compared(before, one)
    ]
    slots = [one.slot for one in kept]
    kept = [one for one in kept if slots.count(one.slot) == 1]
    if question.isascii():
        years = [one.text for one in kept if one.slot is Slot.YEAR]
        return f"{question.rstrip('?. ')} ({years[0]})?" if years else None
    front = "".join(f"{one.text}中，" if one.slot is Slot.REPORT else one.text for one in kept)
    return front + question if front else None


def other_subject(before: str, new: str) -> str:
    """The question before, asked of `new`; "" where that can't be done safely."""
    asked = take_apart(before)
    named = mentions(new)
    if named and named[0].start == 0:
        asked = take_apart(replaced(before, named[:1]))
        new = new[named[0].end :].lstrip("的，, ")
        if new in _AVERAGE and "平均" in asked.subject:
            return _END.sub("", asked.text)
    for way in (_aspect, _role, _contrast, _derived, _same_ending, _beneficiary, _indicator, _instead):
        found = way(asked, new)
        if found:
            return _END.sub("", found)
    return ""


def _aspect(asked: Asked, new: str) -> str:
    plain = re.sub("^(?:存在的?|主要的?|有关|面临的|取得的|的)+", "", new)
    question = next((question for words, question in ASPECT_QUESTIONS if plain in words), "")
    if not question:
        return ""
    return asked.scope + ("" if asked.counts else asked.subject) + question


def _role(asked: Asked, new: str) -> str:
    """`领导小组组长` with `成员`."""
    last = next((word for word in sorted(ROLES, key=len, reverse=True) if asked.subject.endswith(word)), "")
    if new not in ROLES or not last:
        return ""
    return asked.scope + asked.subject.removesuffix(last) + new + asked.link + asked.ask + asked.rest


def _contrast(asked: Asked, new: str) -> str:
    said = asked.subject + asked.link
    for row in CONTRASTS:
        other = max((word for word in row if word in said), key=len, default="")
        if new in row and other and other != new:
            return asked.scope + said.replace(other, new, 1) + asked.ask + asked.rest
    return ""


def _derived(asked: Asked, new: str) -> str:
    if new not in DERIVED and not _SHARE_OF.match(new):
        return ""
    topic = about(asked)
    if not topic:
        return ""
    if new in ("同比", "环比", "增长", "同比增长"):
        return f"{topic}{new}{'' if new.endswith('增长') else '增长'}多少"
    return f"{topic}的{new}是{'什么' if new == '原因' else '多少'}"


def _same_ending(asked: Asked, new: str) -> str:
    """`养老保险参保人数` with `失业保险`, `领导小组组长` with `副组长`: the words that end alike."""
    in_object = _ending_run(cut(asked.object), new) if asked.object and not asked.subject else ""
    if in_object:
        return asked.scope + asked.link + asked.ask + asked.rest.replace(in_object, new, 1)
    words = cut(asked.subject)
    best: tuple[int, int, int] | None = None
    for end in range(1, len(words) + 1):
        for start in range(end - 1, -1, -1):
            run = "".join(words[start:end])
            if len(run) < 2 or run == new or run[-2:] != new[-2:] or len(run) > len(new) + 2:
                continue
            off = (abs(len(run) - len(new)), start, end)
            best = off if best is None or off < best else best
    if best is None:
        return ""
    _, start, end = best
    kept = "".join(words[end:])
    if kept and _INDICATOR.search(new):
        return ""
    return asked.scope + "".join(words[:start]) + new + kept + asked.link + asked.ask + asked.rest


def _ending_run(words: Sequence[str], new: str) -> str:
    """`5A级` of `5A级景区` for `4A级`: words from the first on that end as `new` does, but not all of them."""
    runs = ("".join(words[:end]) for end in range(1, len(words)))
    return next((run for run in runs if len(run) > 1 and run[-2:] == new[-2:] and run != new), "")


def _indicator(asked: Asked, new: str) -> str:
    if not asked.counts or not (_INDICATOR.search(new) or new in ATTRIBUTES):
        return ""
    head, _ = head_and_tail(asked.subject)
    words = [] if new in ATTRIBUTES else [word for word in cut(new) if word != "总"]
    if all(word in ATTRIBUTES or word in COUNTED for word in words):
        if not head and new not in ATTRIBUTES:
            return f"{asked.scope}{new}是多少"
        whose = asked.scope + head if head else thing_of(asked)
        return f"{whose}{new}是多少" if whose else ""
    owner = asked.subject if asked.counted else ""
    return f"{asked.scope}{owner}{new}是多少"


def _beneficiary(asked: Asked, new: str) -> str:
    """`为老年人发放了多少补贴` with `残疾人`."""
    found = _FOR_WHOM.match(asked.link)
    if not found or not _PEOPLE.search(new):
        return ""
    return asked.scope + found[1] + new + asked.link[found.end() :] + asked.ask + asked.rest


def _instead(asked: Asked, new: str) -> str:
    """`new` as whose it is: in the place of the head of the subject, or of what is listed."""
    if not content_words(new):
        return ""
    if asked.subject and not asked.counted:
        return _of_another(asked, new)
    asking = asked.link + asked.ask + asked.rest
    if asked.counts and asked.object:
        if cut(new)[0] in COUNTED:  # `新增学位` after `新建了几所幼儿园`: counted in another way
            return f"{asked.scope}{asked.subject}{new}有多少"
        how_many = asked.ask if asked.object[-1] == new[-1] or not _COUNTER.search(asked.ask) else "多少"
        return asked.scope + asked.subject + asked.link + how_many + asked.rest.replace(asked.object, new, 1)
    is_aspect = not asked.object or any(one in asked.object for one in ASPECT_WORDS)
    return asked.scope + new + asking if asked.ask and asked.rest and not asked.counts and is_aspect else ""


def _of_another(asked: Asked, new: str) -> str:
    _, tail = head_and_tail(asked.subject)
    if asked.ask == "谁" and not is_person(new) and new in ATTRIBUTES:
        return f"{asked.scope}{new}是什么"
    deed = next((word for word in cut(asked.subject)[:1] if word in DEEDS), "")
    if asked.counts and deed and not tail.startswith(deed):  # `修建农村公路多少公里`
        return asked.scope + deed + new + asked.link + asked.ask + asked.rest
    kept = "" if new.endswith(tail) else tail
    if asked.counts and not kept:  # `几家` is no measure of whatever else
        return f"{asked.scope}{new}有多少"
    return asked.scope + new + kept + asked.link + asked.ask + asked.rest
