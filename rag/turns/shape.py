"""The parts of a question that another one may take over or replace: its times, place, office, report, its subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import rjieba

from rag.lexicon import TRADE_WORDS
from rag.turns.vocabulary import NOT_PLACES


class Slot(StrEnum):
    """What a question may be confined to."""

    YEAR = "year"
    PART = "part"
    PLACE = "place"
    OFFICE = "office"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that confines the question, `[start, end)` of it."""

    slot: Slot
    start: int
    end: int
    text: str


_YEAR_NUMBER = r"(?<!\d)(?:19|20)\d{2}(?!\d)|[二一][〇○零九][〇○零一二三四五六七八九]{2}(?=年)"
YEAR = re.compile(
    rf"(?:{_YEAR_NUMBER})(?:年?(?:[-—–~～至到]|到了){{1,2}}(?:{_YEAR_NUMBER}))?(?:年度|年(?!级|[龄轻幼老]))?|"
    r"“?十[一二三四五六七八九]五”?(?:时期|期间|规划期)?|(?:最近|近|过去)[两三四五六七八九十]年(?!级)|"
    r"(?<!\d)[0-9]{2}年(?=[^\d级]|$)|今年(?!龄)|去年|前年|明年|后年|上一?年度?(?!级)|本年度?|当年|下一?年度"
)
PART = re.compile(
    r"[上下前后]半年|第?[一二三四1-4]个?季度|前[一二三]个?季度|(?<!\d)1?\d(?:[-—–~～至到]1?\d)?月份?(?!\d)|"
    r"(?:前)?(?:十[一二]|[一二三四五六七八九十])个?月份?|全年|"
    "(?:元旦|春节|清明|五一|端午|中秋|国庆|暑假?|寒假?|汛期|春运)(?:节|假期?|黄金周|期间)+"
)
_HAN = "\u4e00-\u9fff"
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|"
    "四川|贵州|云南|陕西|甘肃|"
    "青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_DIVISION = "(?:(?:[回藏苗彝壮满土侗蒙古维吾尔朝鲜族]{1,6})?自治[区州县旗]|特别行政区|[省市县区镇乡州旗]|街道|新区)"
# What a name of a place neither begins nor goes on with: function words, and what makes `园区` or `地区` of `区`.
_NO_NAME = "的是在由了等为和与及对把向从以于被那这哪各全我本该某几多少有没呢吗其它他"
_KINDS_OF_AREA = (
    "社区|园区|城区|地区|市区|小区|景区|辖区|灾区|库区|矿区|校区|厂区|片区|山区|牧区|林区|老区|农区|保护区|开发区|示范区|"
    "功能区|试验区|超市|城市|县市|股市|楼市|夜市|上市|城镇|乡镇|集镇|村镇|都市|门市|省市|行政区"
)
_NAMED_PLACE = re.compile(
    rf"(?:{_PROVINCES}|(?:(?![{_NO_NAME}])[{_HAN}]){{2,5}}?|(?![{_NO_NAME}两外邻贫大小老新])[{_HAN}](?=县)){_DIVISION}(?![场值价域间块位别段长委府级直属容貌民])"
)
_PROVINCE = re.compile(
    rf"(?:{_PROVINCES})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)?(?![{_HAN}]{{0,2}}(?:路|街|大道|"
    rf"大学|银行|菜))"
)
_GENERAL_PLACE = re.compile("(?:全|我|本)(?:国|省|市|县|区|州|镇|乡|旗)(?![人民长委域门])")
_REPORT = re.compile("《[^《》]{1,80}》")
_OFFICE_ENDING = re.compile(
    "(?:委员会|办公[室厅]|管理局|人民政府|人民法院|检察院|[总支大]队|派出所|(?:档案|图书|博物|文化|美术|纪念)馆|(?:试验|开发|高新|保税|示范|合作|度假)区|[局厅](?![面势部限长级])|"
    "(?<=[健改革信教体建纪监法党工])委(?![员托任派]))"
)
_LONGEST_OFFICE = 16
# `青山水库`: what is named after a place.
_FACILITY = re.compile(
    "(?:大?水库|[大特]?桥|机场|港|车?站|公园|大学|学院|医院|[中小]学|路|大道|街|隧道|电站|煤?矿|银行|高速|铁路|高铁|公路|项目|工程|行动|计划|"
    "[江河湖山岛湾]|景区|集团|公司|药业|酒|茶|菜|模式|经验|精神|会议|论坛)"
)
_AREA = re.compile(f"(?:{_KINDS_OF_AREA})$")


def mentions(text: str) -> list[Mention]:
    """Times, places, offices and reports that `text` names, in order; none inside another."""
    found: list[Mention] = []
    covered = text
    for slot, spans_of in _FINDERS:
        for start, end in spans_of(covered):
            if not any(one.start < end and start < one.end for one in found):
                found.append(Mention(slot, start, end, text[start:end]))
        covered = _without(text, found)
    return sorted(found, key=lambda one: one.start)


def _without(text: str, found: Sequence[Mention]) -> str:
    """With a sign for each character that is spoken for: `2022年青石县` has no 年青 in it."""
    for one in found:
        text = text[: one.start] + "，" * (one.end - one.start) + text[one.end :]
    return text


def says_little(one: Mention) -> bool:
    """`全年`, `全市`: understood without being said."""
    return one.text == "全年" or (one.slot is Slot.PLACE and one.text[0] in "全我本" and len(one.text) == 2)


def of_slot(text: str, slot: Slot) -> list[Mention]:
    return [one for one in mentions(text) if one.slot is slot]


def scope_end(text: str) -> int:
    """Where the words end with which a question confines itself before it says anything: `2023年全市|新增就业…`."""
    position = 0
    named = mentions(text)
    while True:
        skipped = _BETWEEN.match(text, position)
        at = skipped.end() if skipped else position
        here = next((one for one in named if one.start in (position, at)), None)
        if here is None:
            return position
        position = here.end
        filling = _AFTER_SCOPE.match(text, position)
        position = filling.end() if filling else position


_BETWEEN = re.compile(r"[\s，,、的在和与及至到]*")
_AFTER_SCOPE = re.compile(
    r"(?:底|末|初|期间|以来)?(?:的|里|中|内)?(?:工作)?(?:报告|总结|汇报)?(?:里|中|内)?(?:的|，|,)?"
)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in pattern.finditer(text))


def _offices(text: str) -> Iterator[tuple[int, int]]:
    """`民政局`, `市发展和改革委员会`: from the last word border at which a name may begin."""
    for ending in _OFFICE_ENDING.finditer(text):
        start = _office_start(text, ending)
        if ending.end() - start >= 3:
            yield start, ending.end()


def _office_start(text: str, ending: re.Match[str]) -> int:
    known = next((one for one in TRADE_WORDS if text.endswith(one, 0, ending.end()) and one.endswith(ending[0])), "")
    start = ending.end() - len(known) if known else ending.start()
    for word, tag in reversed(rjieba.tag(text[max(0, start - _LONGEST_OFFICE) : start])):
        is_verb = tag == "v" and len(word) == 1
        if tag[0] not in "nvabjlzgs" or is_verb or any(sign in _NO_NAME for sign in word):
            break
        start -= len(word)
    return start


def _places(text: str) -> Iterator[tuple[int, int]]:
    yield from _spans(_GENERAL_PLACE, text)
    for found in _PROVINCE.finditer(text):
        after = re.compile(rf"(?:(?![{_NO_NAME}])[{_HAN}]){{2,5}}?[市县区州]").match(text, found.end())
        yield found.start(), after.end() if after and not _AREA.search(after[0]) else found.end()
    borders = _borders(text)
    for found in _NAMED_PLACE.finditer(text):
        if found.start() in borders and not _AREA.search(found[0]) and not YEAR.search(found[0]):
            yield found.span()
    for start, end, tag in _tagged(text):
        word = text[start:end]
        is_place = tag == "ns" and end - start > 1 and word not in NOT_PLACES and not _AREA.search(word)
        if is_place and not _FACILITY.match(text, end):
            yield start, end


def _borders(text: str) -> frozenset[int]:
    return frozenset(start for start, _, _ in _tagged(text))


def _tagged(text: str) -> Iterator[tuple[int, int, str]]:
    position = 0
    for word, tag in rjieba.tag(text):
        yield position, position + len(word), tag
        position += len(word)


_FINDERS: tuple[tuple[Slot, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    (Slot.REPORT, partial(_spans, _REPORT)),
    (Slot.YEAR, partial(_spans, YEAR)),
    (Slot.PART, partial(_spans, PART)),
    (Slot.OFFICE, _offices),
    (Slot.PLACE, _places),
)
