"""A question taken apart: what it is confined to, its subject, the words that ask. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import rjieba

from rag.turns.shape import Slot, mentions, scope_end
from rag.turns.vocabulary import ATTRIBUTES, COUNTED, DERIVED
from rag.words import cut

_COUNTER = (
    "(?:万|亿|千|百)?(?:个百分点|个人|人次|户次|场次|件次|人|名|位|个|项|次|家|所|份|条|件|场|期|批|台|座|户|张|篇|起|宗|间|处|套|"
    "辆|亩|公里|公顷|平方米|平方公里|吨|天|年|种|类|部|册|门|只|支|届|块|岁|层|倍|成|元|%)?"
)
ASK = re.compile(
    f"(?:多少|"
    f"(?<![十余好])几(?=[万亿千百个人名位项次家所份条件场期批台座户张篇起宗间处套辆亩公吨天年种类部册门只支届块岁层倍成元月号点大]))(?:钱)?{_COUNTER}|"
    "哪[些里儿年天月日位个家所项种类几]+|哪(?=[一二两三四五六七八九十省市县区]|[?？。]*$)|百分之几|第几|什么(?:时候|时间|"
    "地方|人|原因|样)?|啥|谁|何时|何地|何人|为什么|为何|为啥|怎么样?|怎样|如何|"
    "是否|有没有|是不是|能否|可否|多[大高长久远快重深]|吗(?=[?？。]*$)|呢(?=[?？。]*$)"
)
_ENGLISH_ASK = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|did|does|do|has|have|can|could)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    "^(?:请问(?:一下)?|请(?:你|您)?(?:告诉我|说明|说说|介绍|列出|回答)?(?:一下|下)?|(?:我)?想(?:问|知道|了解|"
    "请教)(?:的是|一下|下|问)?|麻烦(?:问一下|问下|告诉我)?|问一下|告诉我|帮我(?:查|看)(?:一下|下)?|说说|查一下|"
    "查询)[，,：:\\s]*"
)
# Between a subject and the words that ask.
_CHANGES = "增长|下降|提高|增加|减少|上升|回落|降低|上涨|变化"
_LINK = re.compile(
    "(?:[，,\\s]|各|一共|总共|共计|合计|累计|共|分别|主要|具体|大约|大概|约|到底|究竟|现在|目前|已经|已|又|还|都|是|为|有|在|由|于|占|"
    "达到|达|至|到|存在|取得|采取|出台|做|的|了|(?:比(?![例重值率])|较|与|同|和|跟)[^，,？?]{1,10}?(?:相比|比较)[，,]?|"
    f"同比|环比|{_CHANGES})+$"
)
_COMPARED = re.compile(
    f"(?:同比|环比|(?:比(?![例重值率])|较)[^，,？?]{{1,10}}?|(?:与|同|和|跟)[^，,？?]{{1,10}}?相比)[，,]?(?:{_CHANGES})了?$"
)
_OBJECT = re.compile("^(?:的)?([\u4e00-\u9fffA-Za-z0-9“”·]{2,16})")
_END = re.compile("[?？。.!！；;，,\\s]+$")
_LISTS = re.compile("哪(?:些|几)|什么(?!时候|时间|地方|人|原因)|怎么?样?|如何|啥")
_COUNTS = re.compile("多少|几|百分之几|第几|多[大高长久远快重深]")
_WHO_IS = re.compile("^谁(?:是|担任|任)([^，,？?]{2,24}?)(?=[？?。]*$)")
# What is measured of something, and the words between the two: `人均纯收入`.
_MEASURE = re.compile("(?:率|额|量|值|收入|支出|里程|面积|人口|指数|规模|比重|人数|价格?|成本|余额|产能|工资)$")
_OF_A_HEAD = (
    ATTRIBUTES | COUNTED | DERIVED | {"人均", "户均", "年均", "月均", "平均", "总", "纯", "净", "年", "月", "的"}
)
ARE_HEADS = frozenset(("人口", "对象", "人员", "单位", "部门", "项目", "人群"))
_FOR = re.compile("(?:为|给|向|对|替|帮)(?=[\u4e00-\u9fff]{2})")
_FIELD = re.compile("(?:方面|领域|工作|情况)$")
_PERSON = re.compile("(?:[长记任员人理席]|院士|专家|代表|委员|牵头人|负责人|书记|主任)$")


@dataclass(frozen=True, slots=True)
class Asked:
    """`scope`: the words at the beginning that confine it (`2023年全市`), `subject`: what it is about, or "";
    `link` and `ask`: the verb that leads to the words that ask, and those; `rest`: what follows (`问题` of `哪些问题`).

    scope + subject + link + ask + rest is the question, without what it is led in with.
    """

    scope: str
    subject: str
    link: str
    ask: str
    rest: str

    @property
    def text(self) -> str:
        return self.scope + self.subject + self.link + self.ask + self.rest

    @property
    def counts(self) -> bool:
        """Whether a figure is asked for."""
        return bool(_COUNTS.match(self.ask))

    @property
    def confirms(self) -> bool:
        """Whether it asks if what it says is so, with nothing but `吗`."""
        return self.ask == "吗"

    @property
    def lists(self) -> bool:
        """Whether several things are asked for by what they are (`哪些问题`, `怎么解决`)."""
        return bool(_LISTS.match(self.ask))

    @property
    def asks_subject(self) -> bool:
        """Whether the answer alone says what it is about: `哪个项目投资最大`, `谁牵头`."""
        return self.ask.startswith(("哪", "谁", "什么")) and not self.subject and not self.link

    @property
    def counted(self) -> str:
        """`诉求` of `热线受理了多少件诉求`; "" where what is counted is the subject (`毕业生有多少人参加`)."""
        thing = self.object if self.counts else ""
        return thing if thing and _names_a_thing(cut(thing)[0]) else ""

    @property
    def object(self) -> str:
        """`专项行动` of `开展了哪些专项行动`."""
        if not (self.counts or self.lists):
            return ""
        found = _OBJECT.match(_END.sub("", self.rest))
        return found[1] if found else ""


def _names_a_thing(word: str) -> bool:
    return all(tag != "v" for _, tag in rjieba.tag(word))


def asks(text: str) -> bool:
    """Whether anything in it asks."""
    return bool(ASK.search(text) or _ENGLISH_ASK.search(text))


def without_lead(text: str) -> str:
    """Without `请问`, `我想知道`."""
    before = None
    while before != text:
        before, text = text, _LEAD.sub("", text.strip())
    return text


def take_apart(question: str) -> Asked:
    text = _WHO_IS.sub(r"\1是谁", without_lead(question))
    start = scope_end(text)
    scope, body = text[:start], text[start:]
    found = ASK.search(body)
    if not found:
        plain = _END.sub("", body)
        return Asked(scope, plain, "", "", body[len(plain) :])
    before = body[: found.start()]
    subject = _subject(before)
    if _FOR.match(subject):  # `为老年人发放了多少补贴`: for whom, not what
        subject = ""
    return Asked(scope, subject, before[len(subject) :], found[0], body[found.end() :])


def _subject(before: str) -> str:
    subject = before
    while True:
        shorter = _LINK.sub("", _without_deed(_COMPARED.sub("", subject)))
        if shorter == subject:
            return subject
        subject = shorter


def _without_deed(before: str) -> str:
    """`示范基地建了` → `示范基地`, `开展了` → nothing."""
    if not before.endswith(("了", "过")):
        return before
    left = "".join(cut(before[:-1])[:-1])
    return left if len(left) > 1 else ""


def head_and_tail(subject: str) -> tuple[str, str]:
    """`养老保险参保人数` → `养老保险`, `参保人数`: whose it is, and what of it."""
    if field := _FIELD.search(subject):
        return subject[: field.start()], field[0]
    words = cut(subject)
    index = len(words)
    while index and _is_of_a_head(words, index - 1):
        index -= 1
    return "".join(words[:index]).removesuffix("的"), "".join(words[index:])


def _is_of_a_head(words: Sequence[str], at: int) -> bool:
    is_last = at == len(words) - 1
    if words[at] in ARE_HEADS and not is_last:
        return False
    return words[at] in _OF_A_HEAD or (is_last and at > 0 and bool(_MEASURE.search(words[at])))


def is_person(subject: str) -> bool:
    return bool(_PERSON.search(subject))


def scope_of(question: str, *, but: frozenset[Slot] = frozenset()) -> str:
    """The words of the question's scope, without these slots: `2023年青石县`."""
    text = without_lead(question)
    scope = text[: scope_end(text)]
    if not but:
        return scope.rstrip("的，, ")
    return "".join(one.text for one in mentions(scope) if one.slot not in but)
