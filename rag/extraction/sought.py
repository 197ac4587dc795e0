"""What a question gives to look for, beside its words: the kind of thing that answers, names, pairs of characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.matching import Matcher
from rag.questions import YEAR, Kind, Question
from rag.words import normalise, tagged


class Thing(StrEnum):
    """What a sentence has to hold to answer."""

    PERSON = "person"
    TIME = "time"
    NUMBER = "number"
    PLACE = "place"
    REASON = "reason"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Sought:
    """`pairs`: neighbouring characters of the question in order, with their weights; `named`: names and numbers in it
    but for years, without which a sentence is about something else; `focus`: the word next to the one that asks
    (`导演` of `谁是导演`).
    """

    plain: str
    thing: Thing
    pairs: tuple[str, ...]
    pair_weights: tuple[float, ...]
    named: tuple[str, ...]
    focus: str


_THINGS = {
    Kind.WHO: Thing.PERSON,
    Kind.WHEN: Thing.TIME,
    Kind.FIGURE: Thing.NUMBER,
    Kind.WHERE: Thing.PLACE,
    Kind.WHY: Thing.REASON,
}
# Questions without a word that asks (`某某奖得主`, `某条例生效时间`): their last noun says what would answer.
_LAST_NOUNS = (
    (Thing.TIME, re.compile("(?:时间|日期|时候|期限)[?？]?$")),
    (Thing.NUMBER, re.compile("(?:数量?|比例|比分|金额|票房|价格|规模|总量|面积|排名|次数|[多长高远重]少?)[?？]?$")),
    (
        Thing.PERSON,
        re.compile(
            "(?:[冠亚季]军|得主|获得?者|导演|编剧|主演|演员|作者|歌手|主唱|教练|总理|总统|首相|主席|书记|主任|总裁|"
            "[市省部局院校会队]长|创始人|主持人|扮演者|负责人|代表人|成员|名单)(?:都?(?:是|有|为)?(?:哪|谁).*)?[?？]?$"
        ),
    ),
    (Thing.PLACE, re.compile("(?:地点|地址|地方|举办地|所在地)[?？]?$")),
    (Thing.REASON, re.compile("原因[?？]?$")),
)
_PAIR = re.compile("(?=([\u4e00-\u9fffa-z0-9]{2}))")
_QUOTED = re.compile('《([^《》]{1,30})》|[“"「]([^”"」“]{1,20})[”"」]')
_LATIN = re.compile("[a-z][a-z0-9.+-]+")
_NUMBER = re.compile("[0-9]+(?:\\.[0-9]+)?")
_PROPER = ("nr", "ns", "nt", "nz")
# Every pair counts for something, however common its characters.
_PAIR_FLOOR = 0.1


def seek(question: Question, matcher: Matcher) -> Sought:
    plain = normalise(question.text).strip()
    pairs = tuple(found[1] for found in _PAIR.finditer(plain))
    return Sought(
        plain=plain,
        thing=_thing(question, plain),
        pairs=pairs,
        pair_weights=tuple(weight + _PAIR_FLOOR for weight in matcher.weights(pairs)),
        named=_named(plain),
        focus=question.measured[-1] if question.measured else question.terms[-1] if question.terms else "",
    )


def _thing(question: Question, plain: str) -> Thing:
    if question.kind in _THINGS:
        return _THINGS[question.kind]
    return next((thing for thing, noun in _LAST_NOUNS if noun.search(plain)), Thing.NAME)


def _named(plain: str) -> tuple[str, ...]:
    found = [one[1] or one[2] for one in _QUOTED.finditer(plain)]
    found += [*_LATIN.findall(plain), *(one for one in _NUMBER.findall(plain) if not YEAR.fullmatch(one))]
    found += [word for word, tag in tagged(plain) if len(word) > 1 and tag.startswith(_PROPER)]
    return tuple(dict.fromkeys(found))


# --- things in a sentence that could be the answer ------------------------------------------------------------

Found = tuple[int, str]
"""Where it begins, and the words."""

_DATE = re.compile(
    "(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?|[0-9]{4}年|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
)
_COUNT = re.compile("[0-9]+(?:\\.[0-9]+)?|[一二三四五六七八九十百千万亿两]{1,6}(?=[个名位人次项年月日岁米元枚块座家])")
_FOREIGN = re.compile("[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8})+")
_MARKED = re.compile('《[^《》]{1,30}》|[“"「][^”"」“]{1,20}[”"」]')
_PATTERNS: dict[Thing, tuple[re.Pattern[str], ...]] = {
    Thing.TIME: (_DATE,),
    Thing.NUMBER: (_COUNT,),
    Thing.PERSON: (_FOREIGN,),
    Thing.PLACE: (),
    Thing.REASON: (),
    Thing.NAME: (_MARKED, _FOREIGN),
}
_TAGS: dict[Thing, tuple[str, ...]] = {
    Thing.PERSON: ("nr",),
    Thing.PLACE: ("ns", "nt"),
    Thing.REASON: ("nr", "ns", "nt", "nz", "eng"),
    Thing.NAME: ("nr", "ns", "nt", "nz", "eng"),
}


def things_in(text: str, thing: Thing, question: str) -> Sequence[Found]:
    """Things of the kind in a text that the question does not name itself; both normalised."""
    found = [(one.start(), one[0]) for pattern in _PATTERNS[thing] for one in pattern.finditer(text)]
    found += _tagged_things(text, _TAGS.get(thing, ()))
    return [(at, words) for at, words in found if words.strip('《》“”"「」') not in question]


def _tagged_things(text: str, wanted: tuple[str, ...]) -> list[Found]:
    if not wanted:
        return []
    found: list[Found] = []
    at = 0
    for word, tag in tagged(text):
        if len(word) > 1 and tag.startswith(wanted):
            found.append((at, word))
        at += len(word)
    return found
