"""Words beside a figure made a name: the clause before it, the noun and the predicate after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.figures.grammar import Quantity
from rag.figures.units import MEASURE, MONEY, TAKES_NOUN, UNIT
from rag.figures.words import (
    CARRIED,
    EMPTY_END,
    LEADING,
    LIGHT,
    MEASURE_END,
    NOT_A_NOUN,
    PREDICATE,
    QUALIFIER_AFTER,
    QUALIFIER_BEFORE,
    RELATIVE,
    RELATIVE_END,
    STOP,
    TIME,
    VERB_WITH_NOUN,
)

# The longest clause of 29 government reports between a delimiter and its figure has 46 characters.
REACH = 60
LONGEST = 26
_NOUN_REACH = 28
_SHORT = 4

CLAUSE_BREAK = re.compile(r"[，,。；;：:！!？?\n（(《—…】]")
# 由医保报销后的65%|提高到70%: what stands before 由 is what changes.
_CHANGED_FROM = re.compile(r"(?<![自理事缘])[由从](?![业事严优此教])[^，。；、]{0,14}$")
_FROM_BARE = re.compile(r"[由从](?:\d{4}年的?)?[\d.:：]+$")
_CHANGES_TO = re.compile(
    r"(?:余|多)?(?:以[上下内]|左右)?(?:，|、)?(?:大幅|逐步|进一步|统一|再|一次性)?(?:提高|提升|提标|增加|增长|扩大|上升|上调|上浮|扩容|扩围|扩展|延长|下降|下调|降低|减少|压缩|压减|缩短|缩减|精简|简化|调整|优化|跃升|攀升|增|降|减|缩|升|调|变|壮大|发展|增)?(?:到|至|为)"
)
_BRACKETED = re.compile(r"[\u4e00-\u9fff]{0,3}[县市区旗州村镇乡团院校园场所站厂局](?:（[^（）\d，。；]{1,6}）)")
_NOUN = re.compile(r"[“‘]?[\u4e00-\u9fffA-Za-z0-9“”‘’·*.+-]+")
_TIME_TAIL = re.compile(r"(?:以来|期间|[底末初来间起度内])")
_BENEFICIARY = re.compile(r"(?:为|向|给|对|使|让|组织|帮助|推动|促进|支持|带动|引导|吸引)$")
_PHRASE = re.compile(r"(?:以来|期间|[底末初来间起度内])?[，,]?([^，,。；;：:！!？?\n、（）()\d*]{2,24})")
_REST = re.compile(
    r"(?:及?以[上下内]|左右|余|多)?的?((?:[县市区旗村镇乡]（[^（）\d]{1,6}）)?[^，,。；;：:！!？?\n、（）()*]{2,60})"
)
_TRAILING = re.compile(
    r"(?:[、，,\s]|为|由|从|至|到|(?<![下表传])达|超|共|年均|月均|日均|已|也|(?<!平)均|又|预计|还|都|总|全年|累计|的|其中|[还仍只]?(?<![拥具享])有|首次|双双|接连|分别|今年要?|将|了|(?<![现存所实潜内])在|[三五十]年|(?:由|从)?(?:每[人户月年生亩吨天])+|(?:从|由|到|较|比)?\d{4}年[底末]?)$"
)
_COUNT = rf"[\d.]+万?(?:余|多)?(?:{'|'.join(sorted(TAKES_NOUN, key=len, reverse=True))})"
_COUNTED_AGAIN = re.compile(_COUNT)
_NEXT_LEVEL = re.compile(rf"[、和]{_COUNT}[\u4e00-\u9fff]{{1,5}}?级")
_OF_YEAR = re.compile(r"\d{4}年[底末]?的$")
_FOOTNOTE = re.compile(r"[［\[〔]\d{1,3}[］\]〕]|[①-⑳]")
_AFTER_FIGURE = re.compile(r"(?:余|多)?(?:及?以[上下内]|左右)(?:且|的)?")
_ENDED = re.compile(
    r"(?:建成投[产用运]|投[产用运]营?|竣工|通车|运[营行]|落地|开工|完[成工]|揭牌|启动|获批|达标|提升|加快|推进|突破|见效)$"
)
_COORDINATION = re.compile(r"[和与及](?=[\d*“一二两三四五六七八九十百千万]|其他)|以及")
_THRESHOLD = re.compile(r"(?:及?以[上下内]的?|级的?|的)(?=[\u4e00-\u9fffA-Za-z“])")
_TELLING_PREDICATE = re.compile(
    r"入选|荣获|获评|获得|获批|获|上榜|跻身|进入|纳入|达到(?!\d)|通过|实现|接入|用上|列入|荣膺|被|参加|参与|成为|位列|在"
)
_COUNTS_ANEW = re.compile(r"^[每各*一二两三四五六七八九十百千万]|\d")
_ALSO = re.compile(r"（[\u4e00-\u9fff]{1,2}）")
CAUSING = re.compile(r"(?:推动|支持|引导|鼓励|帮助|促进|组织|吸引|动员)$")
_DESCRIBED = re.compile(r"[在以对由从为与能向][^，,。；;：:！!？?\n、的]{2,16}的(?=[\u4e00-\u9fff“])")
_NOUN_END = re.compile(r"(?:等(?:一批)?|[.+的对将及和与-])$")
# What many reports count without saying what of it: the predicate says it.
_GENERIC = re.compile(
    r"(?:[市县乡村镇]|[县市区旗镇乡]{1,2}（[^（）]+）|企业|项目|个人|单位|地区|地方|学科|产品|品牌|团队|平台|机构|学校|医院|高校|院校|家庭|群众|人员|学生|居民|干部|基地|园区|景区|成果|案例"
    r"|工程|任务|事项|措施|举措|政策|问题|领域|活动|集体|作品|县区|城市|乡镇|社区|国家|省份|部门|指标|经验|做法|学者|专家|大学|公司|劳动者|老人|儿童|职工|农民|技术|集群)"
)


@dataclass(frozen=True, slots=True)
class Left:
    """The words of the clause before a figure from `start` on, and the words of degree cut from their end."""

    words: str
    qualifier: str
    start: int
    beneficiary: bool = False


def left_of(text: str, quantity: Quantity, since: int) -> Left:
    """From the clause's beginning (or `since`) to this figure; 增长, 约… cut from the end."""
    start = max(since, quantity.start - REACH)
    for match in CLAUSE_BREAK.finditer(text, start, quantity.start):
        if match[0] not in "（(" or not re.search("[）)]", text[match.end() : quantity.start]):
            start = match.end()
    tail = (_TIME_TAIL.match(text, start) or _AFTER_FIGURE.match(text, start)) if start == since else None
    start = tail.end() if tail else start
    words = _OF_YEAR.sub("", text[start : quantity.start].rstrip())
    if words.endswith("、"):
        words = ""  # another statement begins with the figure
    qualifier = ""
    degree = QUALIFIER_BEFORE.search(words)
    if degree:
        words, qualifier = words[: degree.start()].rstrip(), degree[0]
        words = "" if words.endswith("、") else words
    if _CHANGES_TO.match(text, quantity.end) and (changed := _CHANGED_FROM.search(words)):
        words = words[: changed.start()]
    if qualifier.endswith(("到", "至", "为")):
        words = _FROM_BARE.sub("", words)
    beneficiary = not qualifier.endswith("为") and bool(_BENEFICIARY.search(words))
    return Left(clean(words), qualifier.replace("分别", ""), start, beneficiary)


def clean(words: str) -> str:
    """Without times, connecting words and empty verbs at its beginning, commas and adverbs at its end."""
    words = _FOOTNOTE.sub("", words)
    while True:
        before = words
        words = words.strip(" \u3000\t、，,")
        time = TIME.match(words)
        for match in (time, LEADING.match(words), LIGHT.match(words)):
            if match and match.end():
                words = words[match.end() :]
                break
        words = _TRAILING.sub("", words)
        if words == before:
            return balanced(_shortened(_last_statement(words)))


def _last_statement(words: str) -> str:
    """打造先导区、力争产业规模 → 力争产业规模; 三期建成投产、总装机 → 三期总装机; 安全感、满意度 stays whole."""
    if "、" not in words:
        return words
    first, last = words.rsplit("、", 1)
    ended = _ENDED.search(first)
    if ended and RELATIVE.fullmatch(last) and "、" not in first:
        return first[: ended.start()] + last
    stated = ended or (CARRIED.match(first.rsplit("、", 1)[-1]) and CARRIED.match(last))
    return last if stated and len(last) > 1 else words


def _shortened(words: str) -> str:
    """The part after a verb where a clause is too long to be a name; of a long list its end."""
    if len(words) <= LONGEST:
        return words
    ends = [
        match.end()
        for match in re.finditer(
            r"(?:发放|减免|组织|开展|实现|完成|推动|促进|建成|投入|带动|惠及|为|对|的|使|让|、)", words
        )
    ]
    ends = [end for end in ends if 2 <= len(words) - end <= LONGEST]
    return words[ends[0] :] if ends else words[-LONGEST:]


def balanced(words: str) -> str:
    for opening, closing in ("“”", "《》", "（）", "()"):
        if words.count(closing) > words.count(opening):
            words = words[words.index(closing) + 1 :]
        if words.count(opening) > words.count(closing):
            words = words[words.rindex(opening) + 1 :]
    quotes = "、 " if "“" in words else "、 ”"
    return words.strip(quotes)


def substantial(words: str) -> bool:
    return len(words) > 1 and bool(re.search("[\u4e00-\u9fffA-Za-z]", words))


def noun_after(text: str, quantity: Quantity, limit: int) -> tuple[str, int]:
    """次|专题民主生活会, 个|基层党组织, 项|“打包办”: the counted noun after the counter, "" where none follows.

    `limit`: where the next figure begins.
    """
    start, unit = quantity.end, quantity.unit or ""
    if limit == start and (counted := _COUNTED_AGAIN.match(text, start)):
        start = limit = counted.end()  # 3批|18项|创新案例: both count the same
        words = noun_at(text, start, len(text))
        return "" if words[:1].isdigit() else words, quantity.end
    if also := _ALSO.match(text, start):
        start = also.end()  # 条（个）
    threshold = _THRESHOLD.match(text, start)
    degree = QUALIFIER_AFTER.match(text, start)
    if threshold:
        start = threshold.end()
    elif degree and unit in TAKES_NOUN and not text.startswith("余", degree.end()):
        start = degree.end() + text.startswith("的", degree.end())
    if (
        not threshold
        and unit
        and unit not in TAKES_NOUN
        and unit not in ("人", "人次")
        and not _is_size(text, quantity, limit)
    ):
        return "", start
    words = noun_at(text, start, limit)
    words = words if unit in _TECHNICAL else with_others(text, words, start)
    if words.endswith("级") and (level := _NEXT_LEVEL.match(text, start + len(words))):
        shared = noun_at(text, level.end(), len(text))  # 6个区级|、20个街道级|养老中心
        return words + shared, start + len(words)
    if not words or (unit in ("人", "人次") and start == quantity.end):
        return "", start
    return words, text.find(words, start) + len(words)


def with_others(text: str, noun: str, start: int) -> str:
    """机关、企事业单位附属空间: two nouns that share what follows them; 、 before a number or a verb begins anew."""
    end = start + len(noun)
    if not noun or len(noun) > _SHORT or not text.startswith("、", end) or CARRIED.match(text, end + 1):
        return noun
    other = noun_at(text, end + 1, len(text))
    begins_anew = not other or _COUNTS_ANEW.search(other) or LEADING.match(other)
    tail = text[end + 1 + len(other) : end + 2 + len(other)]
    whole = "" if begins_anew else f"{noun}、{other}"
    return noun if not whole or tail.isdigit() or QUALIFIER_BEFORE.search(other) else whole


def noun_at(text: str, start: int, limit: int) -> str:
    """The noun that begins there, up to a verb, a clause's end or the next figure."""
    if NOT_A_NOUN.match(text, start):
        described = _DESCRIBED.match(text, start, limit)
        if not described:
            return ""
        start = described.end()
    bracketed = _BRACKETED.match(text, start, limit)
    if bracketed:
        rest = noun_at(text, bracketed.end(), limit)
        return bracketed[0] + rest if bracketed.end() + len(rest) < limit else bracketed[0]
    match = _NOUN.match(text, start, min(len(text), start + _NOUN_REACH))
    if not match or NOT_A_NOUN.match(text, start):
        return ""
    words = match[0]
    quote = words.find("“", 1)
    if quote > 1 and "”" not in words[quote:]:
        words = words[:quote]
    for stop in (STOP.search(words, 2), _COORDINATION.search(words, 2)):
        words = words[: stop.start()] if stop and stop.start() < len(words) else words
    if start + len(words) >= limit:
        words = words[: limit - start]
        verb = PREDICATE.search(words, 2)  # a clause up to the next figure: 户|企业返还失业保险费3亿元
        words = words[: verb.start()] if verb else QUALIFIER_BEFORE.sub("", words)
    words = _NOUN_END.sub("", words)
    if len(words) < 2:
        return ""
    if words.count("“") > words.count("”") and text.startswith("”", start + len(words)):
        words += "”"
    return words if words.count("“") == words.count("”") else ""


def joined(left: Left, noun: str) -> str:
    """改善某地等|12个|街区 → 改善某地等街区: the clause without its number; a verb that says nothing is left out."""
    words = left.words
    if not substantial(words) or EMPTY_END.search(words):
        return noun
    together = words + noun
    if len(together) <= LONGEST:
        return together
    verb = VERB_WITH_NOUN.search(words)
    return verb[0] + noun if verb else noun


def with_predicate(text: str, noun: str, end: int, limit: int, *, always: bool = False) -> str:
    """家|企业|上榜… → 企业上榜…: a noun that says nothing alone, with what is said of it."""
    if not (always or _GENERIC.fullmatch(noun) or _TELLING_PREDICATE.match(text, end)):
        return noun
    match = _REST.match(text, end)
    if not match or match.start(1) != end:
        return noun
    told = match[1]
    if match.end() > limit and _AMOUNT_ONLY.fullmatch(text, limit, match.end()):
        told = QUALIFIER_BEFORE.sub("", text[end:limit])  # 名|农民工追讨工资|5100万元
    return noun + told if len(told) + len(noun) <= LONGEST else noun


def without_measure(noun: str) -> str:
    """7条|重点产业链产值: counted are the chains."""
    measure = RELATIVE_END.search(noun)
    return noun[: measure.start()] if measure and measure.start() > 1 else noun


def phrase_after(text: str, quantity: Quantity) -> str:
    """为*万人|发放失业补助金, 连续四年|荣获…: what the figure is about; after a date behind a comma too."""
    match = _PHRASE.match(text, quantity.end)
    if match and text[match.start(1) - 1] in "，," and not quantity.masked:
        return ""
    if not match:
        return ""
    goes_on = text[match.end() : match.end() + 1].isdigit()  # 连续3年|稳定在5亿斤
    return balanced(QUALIFIER_BEFORE.sub("", match[1]) if goes_on else match[1])


def rest_of_clause(text: str, quantity: Quantity, limit: int) -> str:
    """人次|接受技能培训, 公里|架空线入地: what follows a figure at the beginning of its clause."""
    if _NO_PREDICATE.match(text, quantity.end):
        return ""
    match = _REST.match(text, quantity.end, limit)
    if not match or (match.end() == limit and limit < len(text)):
        return ""
    return balanced(match[1][:LONGEST])


_NO_PREDICATE = re.compile(
    r"(?:(?:及?以[上下内]|左右)?[，。；、]|增加|减少|提高|降低|精简|压缩|缩短|扩大|增长|下降|提升|同比|环比|比|较|至|到|升|降|是|为|的$|目标)"
)


def _is_size(text: str, quantity: Quantity, following: int) -> bool:
    """12英寸|晶圆产线|2条, 500千伏|变电站|1座: the measure is part of the name of what is counted."""
    if quantity.unit in _TECHNICAL:
        return True
    between = text[quantity.end : following]
    return (
        quantity.unit in MEASURE
        and 1 < len(between) <= 14
        and _HAN_ONLY.fullmatch(between) is not None
        and _COUNTED_AGAIN.match(text, following) is not None
        and not PREDICATE.search(between)
        and not NOT_A_NOUN.match(between)
        and not STOP.search(between)
        and not QUALIFIER_BEFORE.search(between)
    )


_TECHNICAL = frozenset({"英寸", "千伏", "纳米", "微米"})
_AMOUNT_ONLY = re.compile(rf"[\d.,，]+[十百千万亿]*(?:余|多)?{UNIT}(?:以[上下])?")
_HAN_ONLY = re.compile("[\u4e00-\u9fff]+")


def is_threshold(text: str, quantity: Quantity, following: int) -> bool:
    """2亿元以上|重大项目12个, 20个|集群产值突破3亿元: the figure is part of the name of the next one."""
    between = text[quantity.end : following]
    if not between or len(between) > LONGEST or re.search(r"[，,。；;：:！!？?\n、（）()]", between):
        return False
    unit = quantity.unit or ""
    if _is_size(text, quantity, following) and _COUNTED_AGAIN.match(text, following):
        return True
    if unit == "分" and _THRESHOLD.match(text, quantity.end):
        return not PREDICATE.search(between) and not QUALIFIER_BEFORE.search(between[2:])
    if unit in TAKES_NOUN:
        words = QUALIFIER_BEFORE.sub("", between)
        return words != between and bool(MEASURE_END.search(words)) and not PREDICATE.search(words)
    return bool(_THRESHOLD.match(text, quantity.end)) and (unit not in MONEY or not between.startswith("的，"))
