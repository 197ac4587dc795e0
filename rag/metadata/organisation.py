"""Whose report it is, in the words of the report itself. `我局` alone names nobody."""

from __future__ import annotations

import re

from rag.domain import Fact, Origin, SourceText, Span
from rag.metadata.head import OPENING_SENTENCES, Head

# Hanzi but those that tie clauses together and so stand in no name.
_NAME = r"(?![的是在由了被等或并从我你他她这那您们])[\u4e00-\u9fff*＊×XＸx○□·]"
_ENDINGS = (
    r"(?:政府|委员会|(?:省|市|县|区|州|盟|旗|工|党|纪|监|政法|改|健|建|团|国资|科|经信|编|农|网信|会)委(?![员托任派])|"
    r"局(?![面部势限长])|厅(?!长)|(?<![全干内外一多大])部(?![门署分队位件长])|(?:法|检察|研究|医|卫生|养老|学|设计|科学|体)院(?!长)|"
    r"(?:总工|妇联|协|学|联合|商|红十字|基金|理事|常委)会|(?:图书|文化|博物|档案|美术|体育)馆|幼儿园|"
    r"集团|公司|银行|学校|大学|中学(?!生)|小学(?!生)|中心(?![城区任])|办公[厅室]|总队|支队|大队|管理处|服务处|办事处|开发区|供销社|合作社|联社|"
    r"税务所|派出所|事务所|研究所)"
)
# What a name goes on with after its first ending: 市委组织部, 水务集团有限公司, 公安局交警支队.
_EXTENSION = (
    r"(?:(?:组织|宣传|统战|社会工作|老干部)部|政法委(?:员会)?|党校|(?:政策)?研究室|办公[厅室]|"
    r"(?:控股)?(?:股份)?(?:有限)?(?:责任)?公司|[\u4e00-\u9fff]{2,6}(?:支队|大队|分局|分公司|分行|支行))?"
)
_ORGANISATION = re.compile(rf"(?:国务院|(?:{_NAME}){{1,24}}?{_ENDINGS}){_EXTENSION}")
_TOWN = re.compile(rf"(?:{_NAME}){{2,12}}?(?:镇|乡|街道|社区|村)(?=[0-9２关工党年二])")
_LEADING_TIME = re.compile(
    r"(?:关于)?(?:[0-9０-９〇○零一二三四五六七八九]{4}\s?年?[—\-至]?)*(?:年|年度|度)?(?:上半年|下半年|[一二三四前]+季度)?(?:以来)?\s?"
)
# What follows a name in a title. Without this `法治政府` of `法治政府建设情况` would be somebody.
_AFTER_NAME_IN_TITLE = re.compile(
    r"$|[\s（(“0-9２《]|[二一][〇○零九]|关于|党[组委的建]|工作|年度|上半年|下半年|领导班子|机关|述职|贯彻|落实|履行|推[进动]|开展|全面|深入|"
    r"[打交以]|召开|加强|强化|深化|组织|十[一二三四五]五"
)
_CLAUSE_START = re.compile(r"(?:^|[，。；：:、！\n\u00a0\u3000 ]|年以来|半年)(?:我(?:受|代表)|现在，我代表|代表)?")
# A clause that begins like this speaks of someone else, or of nobody in particular.
_NOT_A_NAME = re.compile(
    r"[在以按经由对为把将是与向据受各全我本该其这一从于自等使让到和及并]|根据|按照|广大|党中央|中央|上级|各级|有关|相关|围绕|通过|加强|认真|坚持|"
    r"我们|今年|去年|当前|习近平|贯彻|落实|关于|组织|开展|推动|推进|深入|加快|印发|召开|参加|配合|联合|协调|指导|先后|首先|同时|此外|其中|特别"
)
_NAMELESS = re.compile(
    r"(?:[我本全各该]|(?:县|省|市|区)级(?:以上)?(?:地方)?|地方|[省市县区州盟旗乡镇]|自治区|党)?(?:各级)?"
    r"(?:(?:省|市|县|区|州|盟|旗|党)?委|(?:人民)?政府|[局厅部院]|党组|办公[厅室]|委员会|(?:人民)?(?:法|检察)院|学校|公司|医院|集团|中心)+"
)
# What follows the subject of an opening. Without this, any clause that holds a department's name would do.
_WHAT_A_SUBJECT_DOES = re.compile(
    r"[，,]|的?委托|党[组委]|领导班子|系统|机关|始终|坚[持决]|认真|紧[紧扣]|积极|深入|全面|严格|切实|高度|围绕|上下|立足|聚焦|锚定|结合|多措|充分|主动|着力|"
    r"大力|持续|不断|扎实|加强|突出|强化|以|按|在|根据|现|就|将|把|向|作|[“0-9２]"
)
_SIGNATURE_CHARACTERS = 200
_DATE_LINE = re.compile(r"[0-9０-９*＊×X〇○零一二三四五六七八九]{1,4}年[^，。]{1,8}月[^，。]{0,6}日?")


def find_organisation(source: SourceText, head: Head, title: Fact) -> Fact | None:
    """From the title, the head, the signature or the opening's subject, in this order."""
    text = source.text
    return _in_title(text, title) or _own_line(text, head) or _signature(text) or _subject(text, head)


def is_a_name(line: str) -> bool:
    """Whether a line is an organisation's name and nothing else."""
    found = _name_at(line, 0)
    return found is not None and found.end() == len(line)


def _in_title(text: str, title: Fact) -> Fact | None:
    if title.origin is Origin.FIRST_LINE:
        return None
    start = _LEADING_TIME.match(title.value)
    offset = start.end() if start else 0
    found = _name_at(title.value, offset) or _TOWN.match(title.value, offset)
    if not found or not _AFTER_NAME_IN_TITLE.match(title.value, found.end()):
        return None
    placed = title.span is not None and title.span.of(text) == title.value
    span = Span(title.span.start + found.start(), title.span.start + found.end()) if placed and title.span else None
    return Fact(found[0], title.origin, span)


def _name_at(text: str, position: int, end: int | None = None) -> re.Match[str] | None:
    found = _ORGANISATION.match(text, position, len(text) if end is None else end)
    if not found or _NOT_A_NAME.match(found[0]) or _NAMELESS.fullmatch(found[0]):
        return None
    return found


def _own_line(text: str, head: Head) -> Fact | None:
    """A line of the head that is a name and nothing else."""
    for line in head.lines:
        found = _name_at(text, line.span.start, line.span.end)
        if found and found.end() == line.span.end:
            return Fact(found[0], Origin.TEXT, line.span)
    return None


def _signature(text: str) -> Fact | None:
    """A name on the last line, or on the last but one above a date."""
    end = len(text.rstrip())
    start = max(0, end - _SIGNATURE_CHARACTERS)
    lines = [line for line in re.finditer(r"[^\n]+", text[start:end]) if line[0].strip()]
    if lines and _DATE_LINE.fullmatch(lines[-1][0].strip()):
        lines.pop()
    if not lines or not start + lines[-1].start():
        return None
    line = lines[-1]
    indent = len(line[0]) - len(line[0].lstrip())
    found = _name_at(text, start + line.start() + indent, start + line.end())
    if not found or found.end() != start + line.start() + len(line[0].rstrip()):
        return None
    return Fact(found[0], Origin.TEXT, Span(found.start(), found.end()))


def _subject(text: str, head: Head) -> Fact | None:
    """The name that a clause of the first two sentences begins with: `2022年上半年，某市人社局坚持…`."""
    sentences = OPENING_SENTENCES.match(text, head.opening.start, head.opening.end)
    end = sentences.end() if sentences else head.opening.start
    for clause in _CLAUSE_START.finditer(text, head.opening.start, end):
        found = _name_at(text, clause.end(), end)
        if found and _WHAT_A_SUBJECT_DOES.match(text, found.end()):
            return Fact(found[0], Origin.TEXT, Span(found.start(), found.end()))
    return None
