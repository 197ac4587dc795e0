"""Clauses of a Chinese sentence, and which of them can stand without their neighbours. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.domain import Span
from rag.words import tagged

_OPENING = frozenset("“‘「『（(《〈【[{")
_CLOSING = frozenset("”’」』）)》〉】]}")
_PAUSES = frozenset("，；,;")
_STOPS = frozenset("。！？!?…；;，,、：: \t\n\u3000")

# `一是`, `第一，`, `——`, `（1）`, `1．`, `①` and `- ` say where a sentence stands, not what it says.
_MARKER = re.compile(
    r"^[\s\u3000]*(?:(?:(?:[一二三四五六七八九十]{1,3}(?:是|要)|第[一二三四五六七八九十]{1,3}[，,、]|其[一二三四五六][，,、是]"
    r"|首先[，,]|其次[，,]|再次[，,]|最后[，,]|—{1,2}|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳]|[-•·●▪])"
    r"[\s\u3000]*)+)"
)
# Connectives that can be cut off together with their comma; what follows stands as well without them.
_CONNECTIVE = re.compile(
    r"^(?:此外|同时|另外|与此同时|除此之外|总的来看|总体来看|总的来说|总体上看|近年来?|今年以来|[一两]年来|过去一年|一年多来|下一步|下一阶段"
    r"|下阶段|下步|接下来|今后|当前|目前|近期|在此基础上|另一方面|一方面|其中|需要说明的是|需要指出的是|据统计|据介绍|据悉|记者了解到)[，,]"
)
# A sentence that begins so leans on the one before it.
_LEANS_BACK = re.compile(
    r"^(?:[一-鿿]{2}[中前后](?:同步|还|又|，)|该(?![市省县区])|此(?![次轮])|这|那(?![曲坡])|其(?!他)|上述|以上|他们?(?![山乡])|她|它|前者|后者|两者|二者|为此|对此|因此|因而|所以|从而|进而|据此"
    r"|但|却|然而|不过|可是|而(?!立)|并(?![购网])|且|又|也|还(?!款|田|林|贷|原|清)|则|有的|即(?![使便将])|以及|使|让|如(?![期果何东皋])|例如|比如|特别是|尤其是|包括|否则|反之|于是"
    r"|之后|随后|以此|由此|借此|就此|主要(?:是|原因|在于|表现|体现)|同样|同期|相比|与上年|剩余|其余|改造前|改造后|需要说明|截至评估期末)"
)
_POINTS_BACK = re.compile(
    r"上述|以上问题|该项(?!目?[A-Z])|该(?:项目|公司|平台|机构|方案|行动|制度|办法|局|市|区|县|院|校|处)|这(?:一|些|个|项|类|种|段)|(?<![因为])此(?:项|举|类)"
)
# A clause that begins so continues the clause before it, within its sentence.
_CONTINUES = re.compile(
    r"^(?:同比|环比|比(?:上年|去年|前|20|年初|计划)|较(?:上年|去年|前|20|年初|上)|增长|下降|增加|减少|上升|提高(?!.{0,6}(?:能力|水平|质量))|降低\d|降至|升至|增至|达到|达|占|约占|超过|超额"
    r"|完成(?:年度|全年|年初|目标|计划|率|规划|进度)|控制在|居(?![民家住委])|位居|位列|排名|排|均|都|共|总|合计|累计达|总数|总计|总额|总面积|其|分别|惠及|涉及|覆盖率|有效(?!需求|投资|供给|灌溉|发明|专利|期)|进一步|不断|切实|真正"
    r"|实现了?(?!.{2,8}就业|.{0,8}产值)|带动|努力|推动形成|形成了?|为.{1,30}(?:提供|奠定|打下|作出)|以.{1,14}(?:姿态|精神|作风|行动)|做到|确保|力争|争取|参考率|结案率|办结率|调解成功率|满意率|满意度"
    r"|主要(?:是|原因|用于|表现)|原因是|由此|未|仍|每年|每月|每户|每人|平均|最高|最低|目标|预计|而|并|且|但|却|也|又|还|则|即|如|以及|从而|使|让|可|将|由|到|至)"
)
# A clause that begins or ends so waits for the one after it.
_WAITS = re.compile(
    r"^(?:由于|因为?(?!地制宜|材施教)|虽然?|尽管|即使|不仅|不但|不只|既|除|随着|为(?!.{1,12}(?:发放|追|挽回|提供|返还|减|办理))|为了|面对|针对|围绕|聚焦|按照|根据|依照|依托|通过|(?:认真|严格|逐一|逐条)?对照|经(?!济|营|费|办)|自|自从|在|从|当|以|受|对(?!接|标|外开)|关于"
    r"|其中|联合|会同|邀请|结合|立足|坚持以|紧扣|把|将(?!.{2,12}(?:纳入|提高|作为))|无论|只要|一旦|如果|若|据)"
)
_PERIOD_ALONE = re.compile(
    r"(?:截[至止]到?|到|自|从|于|在)?(?:(?:20)?[\d*＊]{2,4}年(?:度)?)?(?:[\d*＊]{1,2}月份?)?(?:[\d*＊]{1,2}[日号])?(?:初|底|末|内|上半年|下半年|全年|今年|去年|目前|年初|年底|年末|年内|第?[一二三四]季度)?(?:以来|前|起|期间)?"
)
_WAITS_END = re.compile(
    r"(?:^(?:紧密)?(?:结合|立足|依托|围绕|聚焦|针对|按照|根据)[^，]*|.*(?:紧密结合.{2,24}|^.{2,10}作为.{2,20})|时|后|前|中|下|方面|[会场]上|以来|期间|之际|的同时|为抓手|为主线|为契机|为重点|为主题|为目标|为导向|为基础|为统领|为引领|为牵引|为核心|为主攻方向|为根本|背景|基础上|过程中|介绍|表示|认为|感到|强调|指出|了解到|提出|获悉|相比|什么|怎样|通过[^，]{2,60}(?:活动|方式|形式|途径|渠道|手段|措施|载体|平台|等))$"
)
# `不仅…` without its `而且…`.
_HALF_SAID = re.compile(r"(?:不仅|不但|不只是?|既要)(?!.*(?:而且|还|也|更|又))|^只有(?!\d|.*才)")
_LEADING_PERIOD = re.compile(r"^(?:近期|近年|今年|长期|一直)以?来(?=[^，]{2})")
_CONTRAST = re.compile(r"^(?:但|却|而是|然而|不过|仍|距离|离|未|没有|低于|低出|与.{1,20}(?:差距|不相)|只有|仅)")


def split_clauses(text: str, span: Span) -> list[Span]:
    """The clauses of `text[span]`, without the pauses between them; pauses in brackets and quotes do not cut."""
    clauses: list[Span] = []
    depth, start = 0, span.start
    for position in range(span.start, span.end):
        character = text[position]
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(depth - 1, 0)
        elif character in _PAUSES and not depth and not _inside_number(text, position):
            clauses.append(Span(start, position))
            start = position + 1
    clauses.append(Span(start, span.end))
    return [trimmed for clause in clauses if (trimmed := trim(text, clause))]


def _inside_number(text: str, position: int) -> bool:
    around = text[position - 1 : position] + text[position + 1 : position + 2]
    return text[position] == "," and len(around) == 2 and around.isdigit()


def trim(text: str, span: Span) -> Span:
    """`span` without space, commas and stops at its ends."""
    start, end = span.start, span.end
    while start < end and text[start] in _STOPS:
        start += 1
    while end > start and text[end - 1] in _STOPS:
        end -= 1
    return Span(start, end)


def without_marker(text: str, span: Span) -> Span:
    """`span` without the list markers and the connectives at its start."""
    start = span.start
    for pattern in (_MARKER, _CONNECTIVE):
        if found := pattern.match(span.of(text)[start - span.start :]):
            start += found.end()
    return trim(text, Span(start, span.end))


def leans_back(sentence: str) -> bool:
    """Whether a sentence needs the one before it."""
    return bool(_LEANS_BACK.match(sentence) or _POINTS_BACK.search(sentence))


def continues(clause: str) -> bool:
    """Whether a clause needs the one before it in its sentence."""
    return bool(_LEANS_BACK.match(clause) or _CONTINUES.match(clause))


def waits(clause: str) -> bool:
    """Whether a clause needs the one after it: an adverbial of time, cause or circumstance."""
    clause = _LEADING_PERIOD.sub("", clause)
    if _HALF_SAID.search(clause):
        return True
    if _WAITS_END.search(clause) or _PERIOD_ALONE.fullmatch(clause):
        return True
    return bool(_WAITS.match(clause)) and not _has_predicate(clause)


@lru_cache(maxsize=20_000)
def is_subject_alone(clause: str) -> bool:
    """Whether a clause only names what the next one speaks of: `一些发展缓慢的边远地区`."""
    words = [(word, tag) for word, tag in tagged(clause) if tag not in _NO_WORDS]
    behind = next((place for place in range(len(words) - 1, -1, -1) if words[place][0] == "的"), -1)
    if behind < 0 and len(words) > _LONGEST_NAME:
        return False
    if behind >= 0 and words[0][1][:1] in _DOING_TAGS and "所" not in clause[:8]:
        return False
    if behind >= 0 and len(words) - behind <= _NAMED_DOING and words[-1][1][:1] != "a":
        return True
    return not any(tag[:1] in _DOING_TAGS or tag[:1] == "a" or word[:1].isdigit() for word, tag in words[behind + 1 :])


def contrasts(clause: str) -> bool:
    """Whether leaving the clause out would turn what is said before it."""
    return bool(_CONTRAST.match(clause))


# What a clause that begins like an adverbial says of itself: a verb of doing with an object, or a figure.
_PREDICATE = re.compile(
    r"(?:举办|召开|开展|建成|建立|完成|发放|印发|出台|制定|检查|查处|组织|新增|实施|推进|推动|启动|成立|获|达|提高|增长|下降|增加|减少|受理|解决|纳入|设立|举行|承办|落户|投入|改造|培训|提供|加快|加强|完善|扩大|优化|规范|办好|建设"
    r"|检验|抽检|竣工|通车|启用|上线|投用|录用|要|是|有|为\d|\d[万亿]?(?![\d年月日号.．、至到-]|个月|周年))"
)


def _has_predicate(clause: str) -> bool:
    return bool(_PREDICATE.search(clause[1:])) and not _CIRCUMSTANCE.match(clause)


# Reasons, concessions and aims wait for what follows, whatever verbs they hold.
_CIRCUMSTANCE = re.compile(
    r"(?:由于|因为|虽|尽管|即使|不仅|不但|既|随着|为了|面对|针对|围绕|聚焦|按照|根据|依照|无论|只要|一旦|如果|若|受|除|为)"
)


def is_whole(text: str, clauses: Sequence[Span], first: int, last: int) -> bool:
    """Whether `clauses[first..last]` can stand alone: nothing before them is needed, and nothing after them either."""
    words = [clause.of(text) for clause in clauses[first : last + 1]]
    if first and continues(words[0]):
        return False
    if _never_said(words) or (words[-1].startswith("其中") and last > first and last + 1 < len(clauses)):
        return False
    return not (last + 1 < len(clauses) and contrasts(clauses[last + 1].of(text)))


# `随着A的落实，B的举办，以及C的到来等`: names more of what the sentence waits for.
_NAMES_ONLY = re.compile(r"以及(?=.*(?:的[^，的]{2,6}|等)$)|.*的(?:[^，的\d]{2,6})等?$|[^，]{0,20}等$")


def _never_said(clauses: Sequence[str]) -> bool:
    """Whether the clauses wait for one that is not among them."""
    waiting = False
    for clause in clauses:
        waiting = waits(clause) or (waiting and _NAMES_ONLY.match(clause) is not None)
    return waiting


_NO_WORDS = frozenset("wx")  # tags of punctuation
_DOING_TAGS = frozenset("vd")
_LONGEST_NAME = 6  # words
_NAMED_DOING = 2  # `活动的举办`: 的 and one word
_PAIRS = {"”": "“", "’": "‘", "」": "「", "）": "（", "》": "《", "】": "【"}


def is_balanced(words: str) -> bool:
    """Whether every quote and bracket that opens also closes (half-width brackets count as full-width ones)."""
    words = words.replace("(", "（").replace(")", "）")
    return all(words.count(opening) == words.count(closing) for closing, opening in _PAIRS.items())
