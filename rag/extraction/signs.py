"""Signs in a sentence of what it is and what it holds: patterns of official prose, no lists of examples."""

from __future__ import annotations

import re

from rag.domain import Span
from rag.extraction.candidates import Group
from rag.lexicon import SURNAMES

DATE = re.compile(
    r"[0-9*＊×]{1,4}年|[0-9*＊×]{1,2}月(?:份)?|[0-9*＊×]{1,2}[日号]|[一二三四五六七八九十]+月|(?:上|下)半年|年[初中底末]|(?:第?[一二三四]|本)季度|"
    "今年|去年|明年|目前|日前|近期|春节|国庆"
)
REASON = re.compile(
    "因|由于|受.{1,30}影响|原因|为了|为[^了]{1,40}，|旨在|导致|造成|目的|源于|鉴于|缺乏|不足|不够|以便|从而|才能|只有|使得"
)
PERSON = re.compile(
    "(?:[\u4e00-\u9fff]{0,8}(?:书记|部长|局长|厅长|处长|科长|主任|组长|市长|省长|县长|区长|主席|院长|校长|会长|代表|同志|"
    "股长|所长|站长|秘书长|负责人|人员|干部|领导|党组|委员会|小组|办公室|单位|部门|政府))"
)
_TITLES = (
    "书记|[部局厅处科组市省县区院校会股所站队团镇乡村]长|秘书长|主任|主席|同志|代表|专员|教授|老师|经理|"
    "队员|选手|职工|医生|工程师|负责人"
)
_GIVEN = "[\u4e00-\u9fff·]"
NAME = re.compile(
    f"(?:{_TITLES})[ \u3000]{{0,2}}[{SURNAMES}]{_GIVEN}{{1,3}}|"
    f"[{SURNAMES}]{_GIVEN}{{1,2}}(?:{_TITLES}|[任获]|担任|牵头|负责|荣获|被评)"
)
MASKED_NAME = re.compile(
    "(?:书记|[部局厅处科组市省县区院校股所站]长|主任|主席|同志|代表|专员|教授)(?:[*＊×]+|某+)|(?:[*＊×]+|某+)(?:同志|书记|主任|[局厅部处科]长)"
)
PLACE = re.compile(
    "[\u4e00-\u9fff]{2,}(?:省|市|县|区|州|盟|旗|镇|乡|村|街道|社区|路|园区|基地|中心|大厅|馆|校|院)|(?:在|于|赴|到|位于)[\u4e00-\u9fff]{2,}"
)
# Years that a sentence is of: one it is compared with (`比2022年`) is another sentence's.
YEAR = re.compile(r"(?<![比较与同\d])(?<![由从](?=(?:19|20)\d\d年的))((?:19|20)\d{2})(?!\d)")
# Of one indicator, each has a figure of its own.
SCOPES = (
    ("全国", "全省", "全区", "全市", "全县", "本级"),
    ("城镇", "农村", "城乡"),
    ("企业", "机关事业", "城乡居民"),
    ("男", "女"),
    ("上半年", "下半年", "全年", "一季度", "前三季度"),
)
CLAUSE = re.compile("[，,；;：:。！？!?]")
ITEM = re.compile(
    "^(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,3}[，,、]|——|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[①-⑳]|"
    "第[一二三四五六七八九十百]{1,4}条|[0-9０-９]{1,2}[.．、](?![0-9])|[一二三四五六七八九十]{1,3}、)\\s*"
)
_CHAPTER = re.compile("^第[一二三四五六七八九十百0-9]{1,4}(?:章|节|条|编|篇|部分)[\\s、，：:]*")
_UNNAMED = re.compile("[各某该本此]|[一二三四五六七八九十0-9*]+[个家次所名支项批]")
_NOT_A_PLACE = "(?![份级内外场民委直属情域]|区市|政府)"
OFFICE = re.compile(".[局厅部委]$")
_LEAD_IN = re.compile(
    "^(?:(?:此外|同时|另外|其中|另一方面|一方面|并且|而且|因此|即|如|目前)[，,：:]?|"
    "(?:与此同时|基于(?:这种|这一|此|上述|以上)(?:情况|考虑|认识)?|在此(?:基础|期间|背景)[上下]?|为此|对此|据此|由此|总体来看|总的来看|具体来说)[，,：:])"
)


def is_heading(group: Group, text: str) -> bool:
    return bool(group.path) and bare(text) == group.path[-1]


def bare(text: str) -> str:
    return ITEM.sub("", _CHAPTER.sub("", text)).rstrip("。：:；;，, ")


def without_chapter(text: str) -> str:
    """`第一节 主要指标` → `主要指标`."""
    return _CHAPTER.sub("", text)


def tidy(text: str) -> str:
    return _LEAD_IN.sub("", ITEM.sub("", text.strip())).strip(" ，,；;、")


# How things of a kind are called, where their names do not end in its name.
_ENDINGS = {
    "学校": "学校|小学|中学|大学|学院|幼儿园|校",
    "企业": "企业|公司|集团|厂|合作社",
    "公司": "公司|集团",
    "医院": "医院|卫生院|保健院",
    "单位": "单位|[局厅委部院处所校]|中心|公司|集团",
    "部门": "部门|[局厅委部院处所]|中心",
    "机构": "机构|[院局所校]|中心|公司",
}


def names_one(kind: str, text: str, question: str) -> bool:
    """Whether a thing of the `kind` asked for is named: words before it that the question does not have, or a title."""
    ending = _ENDINGS.get(kind, re.escape(kind))
    for found in re.finditer(f"([\u4e00-\u9fff]{{2,12}}|[》”])(?=(?:{ending}){_NOT_A_PLACE})", text):
        before = found[1]
        if before in "》”" or any(
            before[at : at + 2] not in question for at in range(max(0, len(before) - 4), len(before) - 1)
        ):
            return not _UNNAMED.search(before)
    return False


def names_place(kind: str, text: str) -> bool:
    """Whether a place of the `kind` asked for is named where a place would be: after a preposition or a stop."""
    return bool(re.search(f"(?:^|[在于赴由至到户、，。；：])[\u4e00-\u9fff]{{1,4}}{kind}{_NOT_A_PLACE}", text))


def clause_around(text: str, span: Span) -> tuple[str, str]:
    """The words before the figure back to the last figure-free boundary, and those after it to the next clause mark."""
    start = max((found.end() for found in re.finditer("[；;。：:，,]", text[: span.start])), default=0)
    if span.start - start < 4 and start:
        start = max((found.end() for found in re.finditer("[；;。：:，,]", text[: start - 1])), default=0)
    found = re.compile("[、，,；;。：:]").search(text, span.end)
    return text[start : span.start], text[span.end : found.start() if found else len(text)]
