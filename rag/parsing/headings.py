"""Where a heading ends and its body begins, in a paragraph that may hold both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.parsing.brackets import Brackets
from rag.parsing.lines import BLANKS

LONGEST_HEADING = 64
"""Characters; the longest lead that authors set in bold on the development data has 50."""
_LONGEST_LABEL = 24
_WINDOW = 200

_STOP = re.compile(r"[。！？!?；;：:]|[，,](?=一[是要]|第一[，、,])")
_FRAME = re.compile(
    r"(?:在|对|就|针对|围绕|关于|从|按照)?[^，。；：！？\n]{2,40}?(?:方面|中|上|下|过程中|工作中|行动中|基础上)[，,]"
)
"""`在…行动中，出台…`: what comes before the comma names the paragraph."""
_ASPECT = re.compile(r"[^，。；：！？\n*＊\d]{2,30}方面[，,：:]")
"""`就业方面，扩大…`: the aspect is the heading, however short the sentence."""
_SAYS = re.compile(r"(?:指出|强调|认为|提出|表示|要求|说|规定|即|例如|如|包括|为|是)$")
_FINITE = re.compile(
    r"[*＊×]{1,4}\s*[万亿余多个名人次家项户件%％]|\d(?:[万亿千百]|\.\d)|\d[\d,.]*\s*[%％]|[0-9*＊]年[0-9*＊]+月|"
    r"截至|截止|累计|同比|比上年|比去年|共计|已经"
)
"""Signs of a sentence that reports something, so that it is body and no heading."""
_CLOSING = "。．.：:；;，,、！!？?…—-" + BLANKS
_TITLED = re.compile(r"[【\[（(〔](?P<words>[^】\]）)〕\n]{1,30})[】\]）)〕]")


@dataclass(frozen=True, slots=True)
class SplitHeading:
    """`[start, end)` are the words, without closing punctuation; the body begins after `body`."""

    start: int
    end: int
    body: int

    @property
    def is_empty(self) -> bool:
        return self.start >= self.end


def split_heading(text: str, start: int, end: int, *, marked: bool = False) -> SplitHeading:
    """Of the paragraph `[start, end)` after its marker. Empty where the paragraph is running text from the start."""
    if marked:
        return _trimmed(text, start, end)
    stop = _stop(text, start, end)
    if aspect := _ASPECT.match(text, start, end):
        return _trimmed(text, start, aspect.end())
    if stop is None or _FINITE.search(text, start, stop):
        framed = _frame(text, start, end)
        return SplitHeading(start, start, start) if framed is None else _trimmed(text, start, framed)
    return _trimmed(text, start, stop)


def split_article(text: str, start: int, end: int) -> SplitHeading:
    """Of `第…条`: a heading only where the law gives one in brackets, `第二条 【适用范围】…`."""
    titled = _TITLED.match(text, start, end)
    if titled:
        return SplitHeading(titled.start("words"), titled.end("words"), titled.end())
    words = _trimmed(text, start, end)
    if end - start <= _LONGEST_LABEL and words.end == end and "，" not in text[start:end]:
        return words
    return SplitHeading(start, start, start)


def has_lead(text: str, start: int, end: int) -> bool:
    """The paragraph begins with a heading and goes on after it."""
    found = split_heading(text, start, end)
    return not found.is_empty and found.body < end


def _stop(text: str, start: int, end: int) -> int | None:
    """Where the first sentence ends, its closing sign included; None if it is too long for a heading."""
    window = min(end, start + _WINDOW)
    brackets = Brackets(text, start, window)
    for found in _STOP.finditer(text, start, window):
        if found.start() - start > LONGEST_HEADING:
            return None
        if brackets.around(found.start()):
            continue
        if found.group() in "；;" or (found.group() in "：:" and not _is_label(text, start, found.start(), end)):
            return None
        return found.end()
    return end if end - start <= LONGEST_HEADING else None


def _is_label(text: str, start: int, colon: int, end: int) -> bool:
    if colon + 1 >= end:
        return True
    return colon - start <= _LONGEST_LABEL and not _SAYS.search(text, start, colon)


def _frame(text: str, start: int, end: int) -> int | None:
    found = _FRAME.match(text, start, end)
    return found.end() if found and not _FINITE.search(text, start, found.end()) else None


def _trimmed(text: str, start: int, end: int) -> SplitHeading:
    last = end
    while last > start and text[last - 1] in _CLOSING:
        last -= 1
    return SplitHeading(start, last, end) if last > start else SplitHeading(start, start, start)
