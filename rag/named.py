"""What a question names, so that it can be said to be missing: persons, bodies and indicators, whole. Pure.

A word of a question is none of them: people say otherwise what reports say (`吃一顿饭` for `助餐`), and a word cut out
of a question may be no word at all. What is not sure to be a name is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.lexicon import SURNAMES
from rag.matching import credit
from rag.words import content_words, cut, in_dictionary, normalise, place_names, tagged

_HAN = "\u4e00-\u9fff"
_IN_NAME = "(?:(?!的)[\u4e00-\u9fff])"
_HEAD = "(?:^|(?<=[，,、。；;？?年的]))"
_YEARS = re.compile("(?:(?:19|20)[0-9]{2}年?|[上下]半年|请问|目前|现在)")
_PERSON = re.compile(
    f"{_HEAD}(?P<name>[{SURNAMES}][{_HAN}]{{1,2}})(?=是谁|是什么人|是哪|是什么职务|是做什么|担任|任什么|的职务|同志|这个人)"
)
_BODY = re.compile(
    f"{_HEAD}(?P<name>{_IN_NAME}{{2,14}}?"
    "(?:(?<![大布格结开全])局|(?<![大客餐])厅|委员会|委|法院|检察院|海关))(?![长面部势限员托屏级里内机系])"
)
# `市局机关纪委` is a part of one, which reports call by its own name alone.
_WITHIN_A_BODY = re.compile("[局厅]|机关")
_BODY_END = re.compile("(?:局|厅|委员会|委|法院|检察院|海关)$")
_OF_A_BODY = re.compile(
    f"{_BODY_END.pattern.removesuffix('$')}|公司|集团|医院|学院|大学|银行|政府|[\u4e00-\u9fff]部(?![门署分])|办公室|党委|党组"
)
_INDICATOR = re.compile(
    f"{_HEAD}(?P<name>{_IN_NAME}{{2,12}}?"
    "(?:率|(?:增加|总产?|产|价)值|收入|支出|投资|"
    "贷款|余额|总额|金额|产量|销量|总量|面积|指数|"
    "人数|占比|比例|比重|工资|里程))"
    "(?:一?共|总共|大概|分别)?(?:是|为|有|达到?)?(?:多少|几|百分之几|多大)"
)
_COUNTED = re.compile(f"(?:多少|几)[个家所座条处辆台套部艘架](?P<name>[{_HAN}]{{3,8}})[？?]?$")
# Words that are in no name: what holds one has been cut at the wrong place.
_IN_NO_NAME = re.compile(
    "[来去向了是有在和与对把被让给的哪几多谁怎么啥吗呢吧到各每该这那我你咱们全本]|什么|如何|分别|一共"
)
_NOUNS = frozenset("n nz ns nt j l vn s".split())  # noqa: SIM905
# 市场监管局 for 市场监督管理局: how much a short form leaves out between two of its characters.
_LEFT_OUT = 6
# Half of the pairs of a longer word.
_FOUND = 0.5


class Sort(StrEnum):
    PERSON = "person"
    BODY = "body"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Thing:
    """`text`: as it stands in the question."""

    sort: Sort
    text: str


def things_named(question: str) -> list[Thing]:
    """In the order of their kinds; [] where nothing is named for sure."""
    return list(dict.fromkeys(_things(_YEARS.sub("，", normalise(question)))))


def _things(plain: str) -> Iterator[Thing]:
    for sort, pattern in ((Sort.PERSON, _PERSON), (Sort.BODY, _BODY), (Sort.INDICATOR, _INDICATOR)):
        for found in pattern.finditer(plain):
            is_two = sort is Sort.BODY and _WITHIN_A_BODY.search(found["name"][:-1])
            if not _IN_NO_NAME.search(found["name"]) and not is_two:
                yield Thing(sort, found["name"])
    for found in _COUNTED.finditer(plain):
        name = found["name"]
        if not _IN_NO_NAME.search(name) and all(_is_noun(word) for word in cut(name)):
            yield Thing(Sort.INDICATOR, name)


def _is_noun(word: str) -> bool:
    return in_dictionary(word) and all(tag in _NOUNS for _, tag in tagged(word))


def is_named_in(one: Thing, told: str) -> bool:
    """Whether a normalised text speaks of it, in whatever form: where that may be, it is not missing."""
    if one.text in told:
        return True
    if one.sort is Sort.PERSON:
        return False
    if one.sort is Sort.BODY:
        return bool(short_form(one.text).search(told))
    return all(credit(word, told) >= _FOUND for word in content_words(one.text))


def bodies_named(question: str) -> list[str]:
    return [one.text for one in things_named(question) if one.sort is Sort.BODY]


def may_tell_of(body: str, title: str, text: str) -> bool:
    """Whether a report of this title, with this text, may be of the body, or tell of it.

    It names it, in whatever form; or the title is of no body at all, and the text has at least what the body is for.
    """
    if short_form(body).search(f"{title}\n{text}"):
        return True
    own = next((body.removeprefix(one) for one in place_names(body) if body.startswith(one)), body)
    purpose = _BODY_END.sub("", re.sub("^[^省市县区]{2}[省市县区]|^[省市县区](?=.{2})", "", own))
    return not _OF_A_BODY.search(title) and purpose[:2] in title + text


def short_form(body: str) -> re.Pattern[str]:
    """Finds a body by its full name or a shorter one, with or without its 市, 省 or 县 in front."""
    core = re.sub("^[省市县区](?=.{2})", "", body)
    return re.compile(f"[^\\n，。；]{{0,{_LEFT_OUT}}}?".join(map(re.escape, core)))
