"""A follow-up made to stand alone by rules, from the question before it. Pure.

Each rule gives a question that says the same without the conversation, or leaves the text to the next; what leans on
something that is not there is unclear. A text that no rule knows stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.lexicon import ROLE_WORDS
from rag.turns.asking import ASK, take_apart
from rag.turns.bare import bare_english, confirms, details, leans, more, nth, role, style, why
from rag.turns.naming import about
from rag.turns.pronouns import pronouns
from rag.turns.replacing import confined, other_subject, replaced
from rag.turns.said import Said, Unclear, read_said
from rag.turns.shape import Mention, Slot, mentions, says_little, scope_end
from rag.turns.vocabulary import ATTRIBUTES, DERIVED, LEANING
from rag.words import content_words

_ABOUT = re.compile(
    "(?:的?(?:(?:是|有|为)?多少|情况|数据|数字|报告|总结|那一?[份个]|那年|方面)?(?:如何|怎么样|怎样|是什么情况)?|的)$"
)
_FILLS = re.compile("[\\s的，,、年里中内在份个和与及到至]*(?:同期)?|截[至止]到?")
_COMPARES = re.compile(
    "^(?:和|与|同|跟|比|较|相比|对比|相较于?|比起)(?P<other>[^，,？?]{1,16}?)(?P<told>相比|比较|比起来|对比|比一比|比|相差)?[，,]?"
    "(?P<deed>增长|下降|变化|增加|减少|提高|上升|高|低|多|少|差|涨|降)?"
    "(?P<ask>了?(?:多少|几个百分点|没有|吗)|有什么变化|有何变化|怎么样|如何)?$"
)
# Shorter questions that name their subject are rare: `失业率是多少` has 6 characters.
_SHORT = 6
_POINTS = re.compile(
    "[它他她]|这|那|该|此|其|上述|前者|后者|刚才|前面|之前|上面|同样|也是|\\b(?:it|its|they|them|their|he|she|that|this|those|these|"
    "there|same|the former|the latter|above)\\b",
    re.IGNORECASE,
)
_SAME_PERIOD = (
    "上年同期",
    "同期",
    "去年同期",
    "上月",
    "上季度",
    "前一年",
    "全国",
    "全省",
    "全国平均",
    "全省平均",
    "全国平均水平",
)


def stand_alone(text: str, before: str, lines: tuple[str, ...] = (), *, is_beside: bool = False) -> str:
    """`text` as it is where it stands alone, else what it says with `before`. Raises Unclear.

    `is_beside`: the two stand in one sentence, and are about one thing.
    """
    said = read_said(text, before, lines, is_beside=is_beside)
    for rule in _RULES:
        found = rule(said)
        if found is not None:
            return _asked(found)
    return text


def seems_to_lean(text: str) -> bool:
    """Whether a text that no rule knows as a follow-up may be one all the same: short, or with a pronoun in it."""
    said = read_said(text, "", ())
    return said.goes_on or said.is_brief or len(text) <= _SHORT or bool(_POINTS.search(text))


def _asked(question: str) -> str:
    """With a question mark of its language."""
    if question.endswith(("？", "?")):
        return question
    return question + ("?" if question.isascii() else "？")


def _only_confines(said: Said) -> str | None:
    """`那2022年呢`, `青石县的呢`."""
    core = _ABOUT.sub("", said.core)
    named = mentions(core)
    if not named or not _FILLS.fullmatch(_outside(core, named)):
        return None
    if said.before:
        if _is_ambiguous(said.before, named):
            raise Unclear
        return replaced(said.before, _together(core, named))
    if said.is_brief or said.goes_on or all(one.slot in (Slot.YEAR, Slot.PART) for one in named):
        raise Unclear
    return None


def _together(text: str, named: Sequence[Mention]) -> list[Mention]:
    """`2021年和2020年` is one thing to put in the place of another."""
    joined: list[Mention] = []
    for one in named:
        last = joined[-1] if joined else None
        if last and last.slot is one.slot:
            joined[-1] = Mention(one.slot, last.start, one.end, text[last.start : one.end])
        else:
            joined.append(one)
    return joined


def _confined_leaning(said: Said) -> str | None:
    """`今年的目标是多少`, `2022年增长了多少`: within another time, a question that leans on the one before."""
    end = scope_end(said.core)
    named = mentions(said.core[:end])
    if not said.before or not named or any(one.slot not in (Slot.YEAR, Slot.PART) for one in named):
        return None
    rest = said.core[end:].lstrip("的，, ")
    if not set(content_words(ASK.sub("，", rest))) <= LEANING | DERIVED or not ASK.search(rest):
        return None
    return leans(replace(said, text=rest, core=rest, before=replaced(said.before, _together(said.core, named))))


def _is_ambiguous(before: str, named: Sequence[Mention]) -> bool:
    """Whether the question names several years or places: which of them is meant?"""
    slots = [one.slot for one in mentions(before) if not says_little(one)]
    return any(slots.count(one.slot) > 1 for one in named)


def _outside(text: str, named: Sequence[Mention]) -> str:
    for one in reversed(named):
        text = text[: one.start] + text[one.end :]
    return text


def _compares(said: Said) -> str | None:
    """`和2022年相比呢`, `比上年增长多少`."""
    found = _COMPARES.match(said.core)
    if not found or not _is_compared_with(found["other"], is_told=bool(found["told"])):
        return None
    topic = about(said.asked_before)
    if not topic:
        raise Unclear
    if found["deed"]:
        return f"{topic}比{found['other']}{found['deed']}{found['ask'] or '多少'}"
    return f"{topic}与{found['other']}相比变化了多少"


def _is_compared_with(text: str, *, is_told: bool) -> bool:
    """`is_told`: `相比` or the like says that it is a comparison, whatever with."""
    named = mentions(text)
    if text in _SAME_PERIOD or (is_told and not ASK.search(text)):
        return True
    return bool(named) and bool(_FILLS.fullmatch(_outside(text, named)))


def _part_of_it(said: Said) -> str | None:
    """`其中企业多少`: of what was counted before."""
    found = re.match("^其中[，,的]?(?=.*\\S)", said.text)
    if not found:
        return None
    topic = about(said.asked_before)
    if not topic:
        raise Unclear
    rest = said.core[found.end() :].strip("？?。 ")
    return f"{topic}中{rest}" if ASK.search(rest) else f"{topic}中{rest}有多少"


def _other_subject(said: Said) -> str | None:
    """`城镇登记失业率呢`."""
    if not said.is_brief or not said.core:
        return None
    core = _ABOUT.sub("", said.core) or said.core
    if ASK.search(core):
        return None
    if said.before:
        found = other_subject(said.before, core)
        if not found:
            raise Unclear
        return found
    if set(content_words(core)) - DERIVED - ATTRIBUTES - ROLE_WORDS - LEANING:
        return None  # says what it is about
    raise Unclear


def _goes_on(said: Said) -> str | None:
    """`那失业率是多少`: within the same time and place."""
    if not said.goes_on or not said.before or not ASK.search(said.core):
        return None
    asked = take_apart(said.text)
    return confined(asked.text.strip("？?。 "), said.before)


_RULES: tuple[Callable[[Said], str | None], ...] = (
    _only_confines,
    _compares,
    why,
    more,
    details,
    confirms,
    style,
    bare_english,
    nth,
    _part_of_it,
    pronouns,
    role,
    leans,
    _confined_leaning,
    _other_subject,
    _goes_on,
)
