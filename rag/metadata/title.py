"""What a report is called: by its markup, its head, its own words, its file name, or else its first words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Fact, MarkKind, Origin, SourceText, Span
from rag.metadata.head import NUMBERED, SALUTATION, Head, Line, lines_of, trimmed
from rag.metadata.organisation import is_a_name

_KINDS = (
    "报告|总结|小结|汇报|要点|计划|讲话|方案|情况|通报|意见|规划|纲要|通知|公报|说明|发言|材料|致辞|综述|总结会?|述职|安排|思路|打算|简报|"
    "条例|办法|规定|细则|决定|决议|章程|清单|公告|白皮书|蓝皮书|提纲|体会|经验|做法|答复|函|请示|批复|纪要|倡议书?|承诺书|责任书"
)
_KIND_ENDING = re.compile(rf"(?:{_KINDS})(?:[（(《“][^）)》”]{{1,20}}[）)》”])?$")
# Lines of a head that are never its title: subtitle, date, place, source, byline, page controls, document number.
_NOT_A_TITLE = re.compile(
    r"[—–\-─]{2}|[（(【\[].*[）)】\]]?$|(?:来\s*源|时\s*间|日\s*期|作\s*者|编\s*辑|记\s*者|责任编辑|发布|信息来源|浏览|阅读|点击|字号|打印|"
    r"附件|目\s*录|秘密|机密|抄送|主送|签发)|.*(?:[〔\[【][0-9]{4}[〕\]】]\s*第?\s*[0-9]*号?|记者[^，]{0,12}摄?$|"
    r"作政府工作报告。?$)|(?:[0-9０-９]{4}|[一二〇○零九]{4})年[0-9０-９一二三四五六七八九十]{1,3}月([0-9０-９一二三四五六七八九十]{1,3}日)?[^总]{0,60}$"
)
_SENTENCE_END = "。！？；：，、:;,!?…"
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WRAPPED_START = re.compile(r".{0,30}关于|.*(?:工作|建设|发展|改革|管理|落实|贯彻|推进|开展)$")
_PHRASE = re.compile(
    r"(?:现(?:将|就)|(?:下面|现在|在此)[，,]?(?:我)?(?:代表[^，。]{2,20}[，,])?(?:将|就)|(?<=[，。\n])我?就|(?<=[，。\n])将)"
    r"(?P<subject>[^，。！？；：:\n]{4,60}?(?:情况|工作|有关事项|进展|成效))"
    r"(?P<kind>(?:的)?(?:报告|汇报|总结|通报|介绍|说明))?"
    r"(?:向[^，。]{1,20})?(?:简要|简单|具体|一并|分别|再)?(?:作|做|进行)?(?:简要|如下|一)?(?P<verb>报告|汇报|总结|通报|介绍|说明|述职)?"
    r"(?:如下|，请|[，。：:\n])"
)
_GENERIC_STEM = re.compile(
    r"(?:新建|未命名|无标题|文本|文档|下载|副本|复件|扫描|附件|正文|文件|材料|微信图片)+[\s\d()（）_-]*"
)
_STEM_NOISE = re.compile(r"^(?:[0-9]{1,3}[\s._、-]+)+|(?:[\s_-]*(?:[（(][0-9]+[）)]|副本|复件))+$")
_SHORTEST_TITLE = 4
_LONGEST_TITLE = 60
_LONGEST_STANDALONE = 40
_FIRST_WORDS = 30
_SHORTEST_FIRST_WORDS = 12


def find_title(source: SourceText, head: Head, *, name: str) -> Fact:
    """The title, from the surest place that has one."""
    return (
        _given(source)
        or _marked(source)
        or _in_head(head)
        or _announced(source.text, head)
        or _from_name(name)
        or _first_words(source.text)
    )


def _given(source: SourceText) -> Fact | None:
    return Fact(source.title, Origin.GIVEN) if source.title else None


def _marked(source: SourceText) -> Fact | None:
    titles = [mark for mark in source.marks if mark.kind is MarkKind.TITLE]
    headings = [mark for mark in source.marks if mark.kind is MarkKind.HEADING]
    if not titles and headings:
        first = headings[0]
        alone = all(mark.level > first.level for mark in headings[1:]) and len(headings) > 1
        if alone and not source.text[: first.span.start].strip():
            titles = [first]
    for mark in titles:
        line = trimmed(source.text, mark.span)
        if len(line.text) >= _SHORTEST_TITLE and not SALUTATION.fullmatch(line.text) and not NUMBERED.match(line.text):
            return Fact(line.text.replace("\n", ""), Origin.MARKUP, line.span)
    return None


def _in_head(head: Head) -> Fact | None:
    lines = [_without_subtitle(line) for line in head.lines]
    candidates = [(index, line) for index, line in enumerate(lines) if _could_be_title(line.text)]
    for index, line in candidates:
        if _KIND_ENDING.search(line.text):
            return _with_wrapped_start(lines, index)
    for index, line in candidates:
        stands_alone = index == 0 and len(line.text) <= _LONGEST_STANDALONE and len(head.opening)
        if stands_alone and not is_a_name(line.text):
            return Fact(line.text, Origin.TEXT, line.span)
    return None


def _without_subtitle(line: Line) -> Line:
    """`政府工作报告——某年某月在某会议上` on one line: the part before the dash, if that is a title."""
    title = line.text.split("——", 1)[0].rstrip()
    if title == line.text or not _KIND_ENDING.search(title):
        return line
    return Line(title, Span(line.span.start, line.span.start + len(title)))


def _could_be_title(line: str) -> bool:
    return (
        _SHORTEST_TITLE <= len(line) <= _LONGEST_TITLE
        and line[-1] not in _SENTENCE_END
        and not _NOT_A_TITLE.match(line)
        and _HAN.search(line) is not None
        and "\t" not in line
    )


def _with_wrapped_start(lines: Sequence[Line], index: int) -> Fact:
    """A title on two lines (`关于…建设` / `情况的报告`): its value is both without the line break."""
    line = lines[index]
    before = lines[index - 1] if index else None
    is_wrapped = line.text.startswith(("情况", "的", "工作情况", "报告", "汇报", "总结")) or (
        before is not None and before.text.startswith("关于")
    )
    if before and is_wrapped and _could_be_title(before.text) and _WRAPPED_START.match(before.text):
        return Fact(before.text + line.text, Origin.TEXT, Span(before.span.start, line.span.end))
    return Fact(line.text, Origin.TEXT, line.span)


def _announced(text: str, head: Head) -> Fact | None:
    """`现将…情况报告如下`: the report says itself what it is about."""
    start = head.lines[0].span.start if head.lines else head.opening.start
    found = _PHRASE.search(text, start, head.opening.end)
    if not found or not (found["kind"] or found["verb"]):
        return None
    direct = found["kind"] or (found["verb"] if found.end("subject") == found.start("verb") else None)
    end = found.end("kind") if found["kind"] else found.end("verb") if direct else found.end("subject")
    span = Span(found.start("subject"), end)
    return Fact(span.of(text), Origin.TEXT, span)


def _from_name(name: str) -> Fact | None:
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = base.rsplit(".", 1)[0] if "." in base[1:] else base
    stem = _STEM_NOISE.sub("", stem).strip()
    if len(_HAN.findall(stem)) < _SHORTEST_TITLE or _GENERIC_STEM.fullmatch(stem):
        return None
    return Fact(stem, Origin.FILE_NAME)


def _first_words(text: str) -> Fact:
    """The first line of running text, cut at its last comma within the length of a title."""
    lines = list(lines_of(text))
    line = next((line for line in lines if _says_something(line.text)), lines[0] if lines else Line("", Span(0, 0)))
    words = line.text
    if len(words) > _FIRST_WORDS:
        words = words[:_FIRST_WORDS]
        cut = max(words.rfind(sign) for sign in "，。；：、,")
        words = words[:cut] if cut >= _SHORTEST_FIRST_WORDS else words
    words = words.rstrip(_SENTENCE_END) or line.text[:_FIRST_WORDS]
    return Fact(words, Origin.FIRST_LINE, Span(line.span.start, line.span.start + len(words)))


def _says_something(line: str) -> bool:
    is_furniture = SALUTATION.fullmatch(line) or NUMBERED.match(line) or _NOT_A_TITLE.match(line)
    return len(line) >= _SHORTEST_TITLE and not is_furniture
