"""Follow-ups that say nothing but that something is asked: `为什么`, `还有呢`, `具体是哪些`, `增长了多少`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from rag.lexicon import ROLE_WORDS
from rag.turns.asking import ARE_HEADS, ASK, Asked, head_and_tail, scope_of, take_apart
from rag.turns.naming import TIMES, about, thing_of
from rag.turns.said import Said, Unclear, without_particles
from rag.turns.shape import Slot, mentions, of_slot, says_little
from rag.turns.vocabulary import ASPECT_WORDS, ATTRIBUTES, DERIVED, INDEPENDENT, LEANING, MEASURES, ROLES, TOUCHES
from rag.words import content_words

_WHY = re.compile(
    "^(?:这是|是|这|那)?(?:因为)?(?:为什么|为何|为啥|什么原因|原因(?:是什么|在哪里?|何在|呢)?|怎么回事|怎么会这样|何以如此|"
    "为什么会?这样|为什么要这样做?|为何这样)$"
)
_MORE = re.compile(
    "^(?:还有|其他的?|别的|其余的?|更多的?|继续|接着说|剩下的|还有(?:别的|其他的?|其它的?|哪些|什么|没有|吗|更多)|除此之外|"
    "除此之外还有哪些|还有没有(?:其他的?|别的)?|没有了)$"
)
_DETAILS = re.compile(
    "^(?:具体|分别|都|各|到底)*(?:是|有|包括|指|为)?(?:哪些|哪几[个项种类条]|哪[一二两三四五六七八九十]+[个项种类条]|什么)$|"
    "^(?:具体|详细|展开|细)(?:的)?(?:内容|情况)?(?:一点|一些|点|地)?(?:说说|说|讲讲|讲|介绍|列一下|列出来?|谈谈)?"
    "(?:一下|吧|是什么|是怎样的|有哪些)?$|^(?:列出来|列一下|列举一下|逐一列出|请?逐条列出|一一列出)$"
)
_CONFIRMS = re.compile("^(?:是|真的?|真的假的|你?确定|确实|是真的|对|没错|是这样|可靠|准确)(?:吗|么)?$")
# A way of saying it, not a question: only a language model could.
_STYLE = re.compile(
    "^(?:请)?(?:用|换成|翻译成|翻成|译成|改用|以)(?:一下)?(?:英文|英语|中文|汉语|表格|列表|一句话|大白话|通俗的?话)[^？?]{0,8}$|"
    "^(?:再|更)?(?:简短|简单|精简|简洁|通俗|啰嗦|短|长)(?:一?[点些])?(?:说)?$|^再说一遍$|^重新(?:回答|说)$|^[什啥]么?意思$"
)
_BARE_ENGLISH = re.compile(
    r"^(?:why(?: not)?|how(?: so| come)?|who|whom|when|where|which(?: ones?)?|how (?:many|much)|really|more|"
    r"tell me more|what else|anything else|go on|are you sure|and|what)$",
    re.IGNORECASE,
)
_ENGLISH_PRONOUN = re.compile(
    r"^(?:(?:and|but|so)\s+)?(?:(?:what|which|who|when|where|why|how|is|are|was|were|did|does|do|has|have|can)\b[\w\s']{0,20}?\s)?"
    r"(?:it|its|they|them|their|he|she|his|her|this one|that one)\b",
    re.IGNORECASE,
)
_NTH = re.compile(
    "^(?:(?P<last>最后|倒数)第?|第)(?P<number>[一二两三四五六七八九十\\d]{1,2})?(?P<unit>[个条点项种类方面]{1,2})"
    "(?:问题|措施|方面|原因|成效|任务|项目|行动|工作)?(?P<rest>.*)$"
)
_NTH_REST = re.compile("(?:是|具体|的|详细|内容|情况|什么|怎么样|怎么说|说说|讲讲|说的|如何)*")
_ITEM_MARK = re.compile(
    "^\\s*(?:[（(]?[\\d一二三四五六七八九十]{1,2}[)）.．、]|[一二三四五六七八九十]是|第[一二三四五六七八九十][，,、是]|[-—•·]+)\\s*"
)
_LONGEST_ITEM = 30
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}
# Things, too, have these: `上述问题的责任单位`.
_OF_ANYTHING = ("单位", "负责人", "联系人", "牵头人")
_YES_OR_NO = ("是否", "有没有", "是不是", "能否", "可否", "吗")
_WHETHER = ("是否", "有没有", "是不是", "能否", "可否")
_TAG = re.compile("[，,](?:是|对|真的|没错|行|这样)$")
_KNOWN = LEANING | DERIVED | ATTRIBUTES
_LITTLE = frozenset(("总", "全年", "全国", "全省", "全市", "全县", "全区"))
_BY = re.compile("^(?:都|分别|又|是|具体|主要)*(?:由|是?谁|在哪|何时|什么时候|怎么|怎样|如何|哪年)")
_EMPTY_DEEDS = frozenset(("是", "为", "有", "达", "达到", "共", "一共", "分别是", "是由"))


def why(said: Said) -> str | None:
    if not _WHY.match(said.core):
        return None
    statement = _as_statement(said.asked_before)
    if not statement:
        raise Unclear
    return f"{statement}的原因是什么"


def _as_statement(asked: Asked) -> str:
    """What a question takes for given: `网办率下降了多少` → `网办率下降`; "" where that is not to be seen."""
    rest = asked.rest.strip("？?。 吗呢")
    if asked.confirms:
        return asked.scope + _TAG.sub("", asked.subject)
    if asked.ask.startswith(("为", "怎")):
        return asked.scope + rest if rest else ""
    if asked.ask in _WHETHER:
        return asked.scope + asked.subject + asked.link + rest if rest else ""
    deed = asked.link.strip("，, ").rstrip("了")
    deed = "" if deed in _EMPTY_DEEDS else deed
    if asked.counts:
        return asked.scope + asked.subject + deed if asked.subject else about(asked)
    if not asked.subject and not deed:
        return ""
    return asked.scope + asked.subject + deed + rest if deed else thing_of(asked)


def more(said: Said) -> str | None:
    if not _MORE.match(said.core):
        return None
    asked = said.asked_before
    if not asked.lists:
        raise Unclear
    deed = asked.link.removesuffix("了")
    still = deed if deed.startswith("还") else f"还{deed or '有'}".replace("还是", "还有")
    if not asked.link and not asked.subject:
        return asked.text
    return asked.scope + asked.subject + still + asked.ask + asked.rest.strip("？? ")


def details(said: Said) -> str | None:
    if not _DETAILS.match(said.core):
        return None
    asked = said.asked_before
    if asked.counts and asked.object:
        return asked.scope + asked.subject + asked.link + "哪些" + asked.object
    if asked.lists:
        return asked.text
    topic = about(asked)
    if not topic:
        raise Unclear
    return f"{topic}的具体情况是怎样的"


def confirms(said: Said) -> str | None:
    return said.asked_before.text if _CONFIRMS.match(said.core) else None


def style(said: Said) -> str | None:
    if _STYLE.match(said.core):
        raise Unclear
    return None


def bare_english(said: Said) -> str | None:
    """What words to put in front of a predicate no rule of ours knows in English."""
    if _BARE_ENGLISH.match(said.core) or (said.core.isascii() and _ENGLISH_PRONOUN.match(said.core)):
        raise Unclear
    return None


def nth(said: Said) -> str | None:
    """`第二个呢`: what stands in that line of the answer."""
    found = _NTH.match(said.core)
    if not found or not (found["last"] or found["number"]) or not _NTH_REST.fullmatch(found["rest"]):
        return None
    line = _line(said.lines, found["number"] or "", from_end=bool(found["last"]))
    if not line:
        raise Unclear
    return f"“{line}”的具体情况是怎样的"


def _line(lines: tuple[str, ...], number: str, *, from_end: bool) -> str:
    """The beginning of a line, as a name; "" where there is no such line, or only one."""
    wanted = int(number) if number.isdecimal() else _DIGITS.get(number, 1 if from_end else 0)
    if not 1 <= wanted <= len(lines) or len(lines) < 2:
        return ""
    line = re.sub(r"\[\d+\]", "", lines[-wanted] if from_end else lines[wanted - 1])
    return re.split("[，,。；;：:]", _ITEM_MARK.sub("", line))[0].strip('“”" ')[:_LONGEST_ITEM]


# --- a predicate without a subject: `增长了多少`, `由谁牵头` -----------------------------------------------------


def leans(said: Said) -> str | None:
    """A question all of whose words need to be told of what."""
    asking = ASK.search(said.text)
    if not asking or (said.is_brief and not ASK.search(without_particles(said.text))):
        return None  # `增速呢` is a subject of its own
    if not all(says_little(one) for one in mentions(said.core)) or re.search("[A-Za-z]{2}", said.core):
        return None
    words = _parts(content_words(ASK.sub("，", said.core))) - _LITTLE
    if not said.before and words <= LEANING and asking[0] not in _YES_OR_NO:
        raise Unclear
    if not said.before or not _needs_a_subject(said, words):
        return None
    topic = _topic_for(said, said.asked_before)
    if not topic:
        raise Unclear
    return f"{topic}{said.core}" if not said.text.rstrip("？?").endswith("吗") else f"{topic}{said.core}吗"


def _needs_a_subject(said: Said, words: set[str]) -> bool:
    """Whether none of the words is something that could be asked about by itself."""
    of_a_report = words & ASPECT_WORDS and not words <= DERIVED and not take_apart(said.core).counts
    of_its_own = words & INDEPENDENT and not (said.is_beside or words & TOUCHES)
    if of_a_report or of_its_own or _has_own(said.core):
        return False
    return words <= _KNOWN | ROLE_WORDS or bool(_BY.match(said.core) and _are_verbs(words))


def _parts(words: Sequence[str]) -> set[str]:
    """The dictionary has some pairs as one word: `达到目标`, `同比增加`."""
    parts: set[str] = set()
    for word in words:
        cuts = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
        parts.update(next((one for one in cuts if _KNOWN.issuperset(one)), (word,)))
    return parts


def _has_own(core: str) -> bool:
    """`签约了几个项目`, `最大的项目是哪个`: things of its own are asked for."""
    asked = take_apart(core)
    return asked.object in ARE_HEADS or any(asked.subject.endswith(f"的{one}") for one in ARE_HEADS)


def _are_verbs(words: set[str]) -> bool:
    return all(tag.startswith("v") for word in words - ROLES for _, tag in rjieba.tag(word)) and not words & ROLES


def _topic_for(said: Said, asked: Asked) -> str:
    """The thing; for what a thing has (`标准是多少`) without what was asked of it before."""
    keeps_year = not re.search("什么时候|何时|哪年|哪一年|什么时间", said.core)
    own = _parts(content_words(take_apart(said.core).subject)) - _LITTLE
    if not own or not own <= ATTRIBUTES or not asked.subject or asked.counted:
        thing = thing_of(asked, keeps_year=keeps_year)
        measure = next((one for one in MEASURES if thing.endswith(one)), "")
        return thing.removesuffix(measure) if _BY.match(said.core) else thing
    head, _ = head_and_tail(asked.subject)
    scope = scope_of(asked.text) if keeps_year else scope_of(asked.text, but=TIMES)
    return scope + (head or asked.subject)


def role(said: Said) -> str | None:
    """`局长是谁`: of the office that was spoken of."""
    who = take_apart(said.core)
    if not said.before or who.scope or who.subject not in ROLES or not re.match("谁|哪|什么|叫", who.ask):
        return None
    asked = said.asked_before
    last = next((one for one in sorted(ROLES, key=len, reverse=True) if asked.subject.endswith(one)), "")
    if last and asked.subject != last:
        return asked.scope + asked.subject.removesuffix(last) + said.core
    offices = of_slot(said.before, Slot.OFFICE)
    if len(offices) == 1 and not who.subject.endswith(_OF_ANYTHING):
        return f"{offices[0].text}{said.core}"
    thing = thing_of(asked) if who.subject.endswith(_OF_ANYTHING) else ""
    return f"{thing}的{said.core}" if thing else None
