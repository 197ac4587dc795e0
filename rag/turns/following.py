"""A follow-up made to stand alone by rules, from the question before it. Pure.

Each rule either gives a question that says the same without the conversation, or leaves the text alone; a text that
leans on something that is not there is unclear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.lexicon import ROLE_WORDS
from rag.turns.asking import ASK, Asked, head_and_tail, is_person, scope_of, take_apart, without_lead
from rag.turns.replacing import about, confined, other_subject, replaced
from rag.turns.shape import Mention, Slot, mentions, of_slot
from rag.turns.vocabulary import ASPECT_WORDS, ATTRIBUTES, DERIVED, LEANING
from rag.words import content_words


class Unclear(Exception):
    """What is meant can't be told from what was said."""


@dataclass(frozen=True, slots=True)
class Said:
    """A follow-up as it is read. `text`: without what leads to it; `core`: without particles and signs at its end.

    `goes_on`: it began with `那`; `is_brief`: it ends with `呢`, or is too short to be a question of its own.
    `before`: the question before it, "" where there is none; `lines`: of the answer to that.
    """

    text: str
    core: str
    goes_on: bool
    is_brief: bool
    before: str
    lines: tuple[str, ...] = ()

    @property
    def asked_before(self) -> Asked:
        """Raises Unclear where nothing was asked."""
        if not self.before:
            raise Unclear
        return take_apart(self.before)


_LEAD = re.compile(
    "^(?:(?:那么?|然后|接着|再问一下|再问|另外|对了|不对|不是|不|嗯|还有|还想问|我还想知道|顺便问一下|顺便问|"
    "顺便|请问|而且|并且|以及|其次)(?=[，,\\s一-龥\\d《“A-Za-z])(?![些里边儿个样时位次年天种么])[，,\\s]*)+"
)
_CORRECTION = re.compile(
    "^(?:(?:不是|不对|错了|不)[，,。！!\\s]*)?(?:我(?:问的|指的|说的|想问的|要问的|想知道的)?是(?:说|指|问)?|"
    "换成|改成|要是|如果是|如果换成|换做|我指|我问的|改问)(?=\\S)"
)
_PARTICLES = re.compile("(?:呢|吗|啊|呀|吧|哈|嘛)*[?？。.!！~～…\\s]*$")
_ENDS_BRIEF = re.compile("(?:呢|如何|怎么样|怎样|什么情况|情况如何|情况怎么样)[?？。!！\\s]*$")
_ABOUT = re.compile("(?:的?(?:情况|数据|数字|报告|总结|那一?[份个]|那年|方面)?(?:如何|怎么样|怎样|是什么情况)?|的)$")
_FILLS = re.compile("[\\s的，,、年里中内在份个和与及]*")


def stand_alone(text: str, before: str, lines: tuple[str, ...] = ()) -> str:
    """`text` as it is where it stands alone, else what it says with `before`. Raises Unclear."""
    said = _read(text, before, lines)
    for rule in _RULES:
        found = rule(said)
        if found is not None:
            return found if found.endswith(("？", "?")) else f"{found}？"
    return text


def _read(text: str, before: str, lines: tuple[str, ...]) -> Said:
    plain = without_lead(text)
    without = _CORRECTION.sub("", plain)
    corrects = without != plain
    led = _LEAD.sub("", without)
    core = _PARTICLES.sub("", led)
    is_brief = (
        corrects or bool(_ENDS_BRIEF.search(led)) or (not ASK.search(core) and text.rstrip().endswith(("?", "？")))
    )
    goes_on = led != without or corrects
    return Said(led, core, goes_on, is_brief, before, lines)


# --- only what it is confined to: `那2022年呢` ------------------------------------------------------------------

_COMPARES = re.compile(
    "^(?:和|与|同|跟|比|较|相比|对比|相较于?|比起)(?P<other>[^，,？?]{1,16}?)(?:相比|比较|比起来|对比|比一比|"
    "比|相差)?(?:(?:增长|下降|变化|增加|减少|提高|上升|高|低|多|少|差)?了?(?:多少|几个百分点|什么变化|怎么样|"
    "如何|有什么变化|有何变化))?$"
)


def _only_confines(said: Said) -> str | None:
    core = _ABOUT.sub("", said.core)
    named = mentions(core)
    if not named or not _FILLS.fullmatch(_outside(core, named)):
        return None
    if not said.is_brief and not said.goes_on and said.before == "":
        return None
    if not said.before:
        raise Unclear
    return replaced(said.before, named)


def _compares(said: Said) -> str | None:
    found = _COMPARES.match(said.core)
    if not found or not _is_scope(found["other"]):
        return None
    topic = about(said.asked_before)
    if not topic:
        raise Unclear
    return f"{topic}与{found['other']}相比变化了多少"


def _is_scope(text: str) -> bool:
    named = mentions(text)
    return (bool(named) and bool(_FILLS.fullmatch(_outside(text, named)))) or text in (
        "上年同期",
        "同期",
        "上年",
        "去年同期",
    )


def _outside(text: str, named: list[Mention]) -> str:
    for one in reversed(named):
        text = text[: one.start] + text[one.end :]
    return text


# --- nothing but a word of asking: `为什么`, `还有呢`, `具体是哪些` ------------------------------------------------

_WHY = re.compile(
    "^(?:这是|是|这)?(?:因为)?(?:为什么|为何|为啥|什么原因|原因(?:是什么|在哪里?|何在|呢)?|怎么回事|怎么会这样|"
    "何以如此|为什么会?这样)$"
)
_MORE = re.compile(
    "^(?:还有|还有别的|还有其他的?|还有其它的?|其他的?|别的|其余的?|更多的?|继续|接着说|剩下的|还有哪些|"
    "还有什么|还有没有|还有吗|没有了|除此之外|除此之外还有哪些|还有没有其他的?|还有更多)(?:还有)?$"
)
_DETAILS = re.compile(
    "^(?:具体|分别|都|各|到底)*(?:是|有|包括|指|为)?(?:哪些|哪几[个项种类条]|"
    "哪[一二两三四五六七八九十]+[个项种类条]|什么)$|^(?:具体|详细|展开|细)(?:的)?(?:内容|情况)?(?:一点|一些|点|"
    "地)?(?:说说|说|讲讲|讲|介绍|列一下|列出来?|谈谈)?(?:一下|吧|是什么|是怎样的|有哪些)?$|^(?:列出来|列一下|"
    "列举一下|逐一列出|请?逐条列出|一一列出)$"
)
_CONFIRMS = re.compile(
    "^(?:是吗|真的|真的吗|真的假的|确定|你确定|确实吗|确实|是真的|对吗|没错|是这样|是这样吗|可靠吗|准确)$"
)
_STYLE = re.compile(
    "^(?:请)?(?:用|换成|翻译成|翻成|译成|改用|以)(?:一下)?(?:英文|英语|中文|汉语|表格|列表|一句话|大白话|"
    "通俗的?话)[^？?]{0,8}$|^(?:再|更)?(?:简短|简单|精简|简洁|通俗|啰嗦|短|长)(?:一?[点些])?(?:说)?$|"
    "^再说一遍$|^重新(?:回答|说)$|^什么意思$|^啥意思$"
)
_NTH = re.compile(
    "^(?:那)?(?P<last>最后|"
    "倒数)?第?(?P<number>[一二两三四五六七八九十\\d]{1,2})?(?P<unit>[个条点项种类方面]{1,2})(?P<noun>问题|措施|"
    "方面|原因|成效|任务|项目|行动|工作)?(?P<rest>.*)$"
)
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _why(said: Said) -> str | None:
    if not _WHY.match(said.core):
        return None
    asked = said.asked_before
    statement = _as_statement(asked)
    if not statement:
        raise Unclear
    return f"{statement}的原因是什么"


def _as_statement(asked: Asked) -> str:
    """What a question takes for given: `网办率下降了多少` → `网办率下降`."""
    if asked.ask.startswith(("为", "怎")):
        return asked.scope + asked.rest.strip("？?。 ")
    said = asked.link.strip("，, ")
    said = "" if said in ("是", "为", "有", "达", "达到", "是了", "共", "一共", "分别是") else said.rstrip("了")
    rest = asked.rest.strip("？?。 吗呢")
    if asked.counts:
        rest = ""
    elif rest and not asked.subject and not said:
        return ""
    if asked.ask.startswith("哪") and said:
        return asked.scope + asked.subject + said + rest
    return (
        asked.scope + asked.subject + ("" if asked.subject and not said and not rest else said + rest)
        if asked.subject or said
        else ""
    )


def _more(said: Said) -> str | None:
    if not _MORE.match(said.core):
        return None
    asked = said.asked_before
    if not re.match("哪|什么|怎|如何", asked.ask) or asked.ask.startswith(
        ("什么时候", "什么时间", "什么地方", "哪里", "哪年")
    ):
        raise Unclear
    link = asked.link if asked.link.startswith("还") else f"还{asked.link}" if asked.link.strip("是") else "还有"
    return asked.scope + asked.subject + link.removesuffix("了") + asked.ask + asked.rest.strip("？? ")


def _details(said: Said) -> str | None:
    if not _DETAILS.match(said.core):
        return None
    asked = said.asked_before
    if asked.counts and asked.object and not asked.ask.startswith(("多大", "多高")):
        return asked.scope + asked.subject + asked.link + "哪些" + asked.object
    if asked.counts and asked.link and asked.subject:
        return f"{asked.scope}{asked.subject}具体是哪些"
    if re.match("哪|什么|怎|如何", asked.ask):
        return asked.text
    topic = about(asked)
    if not topic:
        raise Unclear
    return f"{topic}的具体情况是怎样的"


def _confirms(said: Said) -> str | None:
    if not _CONFIRMS.match(said.core):
        return None
    return said.asked_before.text


def _style(said: Said) -> str | None:
    if _STYLE.match(said.core):
        raise Unclear  # a way of saying it, not a question: only a language model could
    return None


def _nth(said: Said) -> str | None:
    """`第二个呢`: what stands in that line of the answer."""
    found = _NTH.match(said.core)
    if not found or not (found["last"] or (found["number"] and said.core.startswith(("第", "那第")))):
        return None
    if found["rest"] and not re.fullmatch(
        "(?:是|具体|的|详细|内容|情况|什么|怎么样|怎么说|说说|讲讲|是什么|说的|如何)*", found["rest"]
    ):
        return None
    line = _line(said.lines, found["number"] or "", from_end=bool(found["last"]))
    if not line:
        raise Unclear
    return f"“{line}”的具体情况是怎样的"


_ITEM_MARK = re.compile(
    "^\\s*(?:[（(]?[\\d一二三四五六七八九十]{1,2}[)）.．、]|[一二三四五六七八九十]是|"
    "第[一二三四五六七八九十][，,、是]|[-—•·]+)\\s*"
)
_LONGEST_ITEM = 30


def _line(lines: tuple[str, ...], number: str, *, from_end: bool) -> str:
    wanted = int(number) if number.isdigit() else _DIGITS.get(number, 1 if from_end else 0)
    if not 1 <= wanted <= len(lines) or len(lines) < 2:
        return ""
    line = re.sub(r"\[\d+\]", "", lines[-wanted] if from_end else lines[wanted - 1])
    return re.split("[，,。；;：:]", _ITEM_MARK.sub("", line))[0].strip('“”"')[:_LONGEST_ITEM]


# --- pronouns: `它是什么时候成立的` -------------------------------------------------------------------------------

_REPORT_THINGS = "(?:报告|总结|汇报|材料|文件|文档|文章|系统|库)"
_PRONOUN = re.compile(
    f"(?P<thing>它们?的?|该(?=[是有在由共占]|什么|哪)|(?<![\u4e00-\u9fff])其(?=[是有在由占]|中|"
    f"[\u4e00-\u9fff]{{2,4}}(?:是|有|多少))|(?<![\u4e00-\u9fff])(?:这个?|那个|此)(?=是|有|数|怎|为|由|在|占|"
    f"具体)|这些(?=[是有在由都分]|怎|如何))|"
    "(?P<place>那里|那儿|当地|那边|这里(?!面)|该地|该[省市县区镇])|(?P<person>他们?|"
    "她们?)(?=[是的在有担何什哪怎曾还现]|什么|多)|(?P<time>那一?年|这一年|当年|同年|同一年|那时候?|当时)|"
    f"(?P<named>(?:该|这个?|那个|这[项些几种类次]|那[项些几种类次]|上述|以上|前述|"
    f"此[项类次]?)(?:[一二两三四五六七八九十\\d]+)?(?:[个项种类条次])?(?!{_REPORT_THINGS}|"
    f"[省市县区镇](?![\u4e00-\u9fff]{{2}}))(?P<noun>[\u4e00-\u9fff]{{2,6}}?)(?=的|是|有|在|由|怎|如何|为|什么|"
    f"多少|都|分别|哪|共|具体|占|何|达|了|，|,|$))"
)


def _pronouns(said: Said) -> str | None:
    found = _PRONOUN.search(said.text)
    if (
        not found
        or _ENCLOSED_BEFORE.search(said.text[: found.start()])
        or (found.start() > 0 and _names_before(said.text[: found.start()], found))
    ):
        return None
    kind = found.lastgroup if found.lastgroup != "noun" else "named"
    if found["named"]:
        kind = "named"
    meant = _meant(str(kind), found, said)
    if meant is None:
        return None
    if not meant:
        raise Unclear
    tail = "的" if found[0].endswith("的") else ""
    rest = said.text[found.end() :]
    joined = said.text[: found.start()] + meant + tail + rest
    return _PARTICLES.sub("", joined) if said.is_brief else joined.rstrip()


_ENCLOSED_BEFORE = re.compile("[“《「][^”》」]*$")


def _names_before(before: str, found: re.Match[str]) -> bool:
    """Whether the text itself says what the pronoun stands for: `养老保险和它的基金`."""
    return bool(content_words(_LEAD.sub("", before))) and not found["time"] and not found["named"]


def _meant(kind: str, found: re.Match[str], said: Said) -> str | None:
    """What a pronoun stands for; "" where that can't be told, None where it is none after all."""
    if kind == "time":
        return _time_meant(said)
    if kind == "place":
        places = of_slot(said.before, Slot.PLACE) + of_slot(said.before, Slot.OFFICE)
        if not places and found[0].startswith("该"):
            return None
        return places[-1].text if places else ""
    if kind == "named":
        return _named_meant(found["noun"], said)
    asked = said.asked_before
    topic = _thing(asked, keeps_year=not of_slot(said.text, Slot.YEAR))
    if kind == "person":
        return topic if is_person(asked.subject or asked.rest.strip("？?是 ")) else ""
    return topic


def _time_meant(said: Said) -> str | None:
    years = of_slot(said.before, Slot.YEAR) if said.before else []
    return years[0].text if len(years) == 1 else None


def _named_meant(noun: str, said: Said) -> str | None:
    """`这些问题`, `该项目`: what was asked about before must hold the noun, or nothing is meant by it."""
    if not said.before:
        return None
    asked = take_apart(said.before)
    if noun in asked.rest and asked.ask.startswith(("哪", "什么", "多少", "几")):
        deed = asked.link.strip("，, ").removesuffix("了")
        deed = "" if deed in ("是", "有", "为") else deed
        return f"{asked.scope}{asked.subject}{deed}的{noun}" if asked.subject or deed else f"{asked.scope}{noun}"
    if noun in asked.subject:
        return _thing(asked, keeps_year=not of_slot(said.text, Slot.YEAR))
    return None


def _thing(asked: Asked, *, keeps_year: bool) -> str:
    """What a question was about, as a name: subject, else what was counted or listed, else whose it is."""
    if asked.subject:
        return (scope_of(asked.text) if keeps_year else scope_of(asked.text, but=_TIMES)) + asked.subject
    if asked.ask.startswith(("谁", "哪个", "哪家", "哪位", "哪里", "什么时候")) and not asked.scope:
        named = re.match("是(?P<name>[\u4e00-\u9fff]{2,16})", asked.rest)
        return named["name"] if named and asked.ask == "谁" else ""
    owners = [one for one in mentions(asked.scope) if one.slot in (Slot.OFFICE, Slot.REPORT, Slot.PLACE)]
    if asked.object and not asked.ask.startswith("谁"):
        deed = asked.link.strip("，, ").removesuffix("了")
        deed = "" if deed in ("是", "有", "为", "") else f"{deed}的"
        return scope_of(asked.text, but=frozenset() if keeps_year else _TIMES) + deed + asked.object
    return owners[-1].text if owners else ""


_TIMES = frozenset({Slot.YEAR, Slot.PART})


# --- a predicate without a subject: `增长了多少`, `由谁牵头` -----------------------------------------------------


def _leans(said: Said) -> str | None:
    """A question all of whose words need to be told of what."""
    if not ASK.search(said.core) and not said.is_brief:
        return None
    if mentions(said.core) or re.search("[A-Za-z]{2}", said.core):
        return None
    words = set(content_words(ASK.sub("，", said.core)))
    if words & ASPECT_WORDS and not words <= DERIVED:
        return None
    if not words <= (LEANING | DERIVED | ATTRIBUTES | ROLE_WORDS) or (not words and not ASK.search(said.core)):
        return None
    if said.is_brief and not ASK.search(_PARTICLES.sub("", said.text)):
        return None  # `增速呢` is a subject of its own
    asked = said.asked_before
    topic = _topic_for(said, asked, words)
    if not topic:
        raise Unclear
    core = re.sub("^(?:是|就)(?=什么时候|何时|在|由|谁)", "是", said.core)
    return f"{topic}{core}" if not core.startswith("其中") else f"{topic}中{core[2:]}"


def _topic_for(said: Said, asked: Asked, words: set[str]) -> str:
    keeps_year = not re.search("什么时候|何时|哪年|哪一年|什么时间", said.core)
    if not words & ATTRIBUTES or words & DERIVED or not asked.subject:
        return _thing(asked, keeps_year=keeps_year)
    head, _ = head_and_tail(asked.subject)
    scope = scope_of(asked.text) if keeps_year else scope_of(asked.text, but=_TIMES)
    return scope + (head or asked.subject)


# --- another subject: `城镇登记失业率呢` --------------------------------------------------------------------------


def _other_subject(said: Said) -> str | None:
    if not said.is_brief or not said.core:
        return None
    core = _ABOUT.sub("", said.core) or said.core
    if ASK.search(core):
        return None
    if not said.before:
        if set(content_words(core)) - DERIVED - ATTRIBUTES - ROLE_WORDS - LEANING:
            return None  # `城镇登记失业率呢`: says what it is about
        raise Unclear
    if core.startswith("其中"):
        topic = about(take_apart(said.before))
        return f"{topic}中{core[2:].lstrip('，,的')}有多少" if topic else None
    found = other_subject(said.before, core)
    if not found:
        raise Unclear
    return found


# --- a whole question ------------------------------------------------------------------------------------------


def _part_of_it(said: Said) -> str | None:
    """`其中企业多少`: of what was counted before."""
    found = re.match("^其中[，,的]?(?=.*\\S)", said.text)
    if not found:
        return None
    topic = about(said.asked_before)
    if not topic:
        raise Unclear
    return f"{topic}中{said.text[found.end() :]}".rstrip("？?。 ")


def _goes_on(said: Said) -> str | None:
    """`那失业率是多少`: within the same time and place."""
    if not said.goes_on or not said.before or not ASK.search(said.core):
        return None
    return confined(said.text.strip("？?。 "), said.before)


_RULES: tuple[Callable[[Said], str | None], ...] = (
    _only_confines,
    _compares,
    _why,
    _more,
    _details,
    _confirms,
    _style,
    _nth,
    _part_of_it,
    _pronouns,
    _leans,
    _other_subject,
    _goes_on,
)
