"""The time a report is about: its year and its period as written. Not just any year that it mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.domain import Fact, Origin, Span
from rag.metadata.head import OPENING_SENTENCES, Head

_DIGITS = str.maketrans("０１２３４５６７８９〇○零一二三四五六七八九", "0123456789000123456789")
_YEAR = r"(?:19|20|１９|２０)[0-9０-９]{2}|(?:二[〇○零]|一九)[〇○零一二三四五六七八九]{2}"
_PART = r"度?(?:上半年|下半年|前?[一二三四1-4]季度|前三季度|第[一二三四1-4]季度|[0-9]{1,2}[-—–~～至][0-9]{1,2}月)?"
_PERIOD = re.compile(
    rf"(?P<first>{_YEAR})(?:年?度?(?:[-—–~～至到]{{1,2}})(?P<last>{_YEAR}))?\s?年(?P<part>{_PART})"
    rf"(?P<day>[0-9０-９一二三四五六七八九十]{{1,3}}月(?:[0-9０-９一二三四五六七八九十]{{1,3}}日)?)?"
)
_PLAN = re.compile(r"[“\"]?十[一二三四五六七八九]五[”\"]?(?:时期|期间|规划)?")
_YEAR_IN_NAME = re.compile(rf"(?<![0-9])(?P<first>{_YEAR})(?![0-9])")
# `比2022年`, `自2021年以来`, `到2025年`, `〔2023〕`: a year to compare with, to start from or to reach.
_OTHER_TIME = ("比", "较", "自", "从", "到", "至", "于", "与", "和", "同", "截至", "〔", "《")
_EARLIEST, _LATEST = 1949, 2100


@dataclass(frozen=True, slots=True)
class Time:
    """Year and period of a report, each with its place."""

    year: Fact | None = None
    period: Fact | None = None


def find_time(text: str, head: Head, title: Fact) -> Time:
    """The year of the title; for a government report of the head's date; of the opening; else of the head's date."""
    in_title = _in_title(text, title)
    if in_title.year or in_title.period:
        return in_title
    dated = _in_head(text, head, title)
    if dated.year and "政府工作报告" in title.value:
        return dated
    opening = _in_opening(text, head)
    if opening.year:
        return opening
    return dated


def _in_title(text: str, title: Fact) -> Time:
    if title.origin is Origin.FIRST_LINE:
        return Time()
    if title.span is None or title.span.of(text) != title.value:
        return _unplaced(title)
    return _first(text, title.span, title.origin) or _plan(text, title.span, title.origin) or Time()


def _unplaced(title: Fact) -> Time:
    """A title from the file name, or joined from two lines: the year has no place of its own."""
    found = _PERIOD.search(title.value) or _YEAR_IN_NAME.search(title.value)
    year = _value(found["first"]) if found else None
    if found is None or year is None:
        return Time()
    period = Fact(found[0], title.origin) if "年" in found[0] else None
    return Time(Fact(year, title.origin), period)


def _first(text: str, span: Span, origin: Origin) -> Time | None:
    """The first year in the span; of a range its last year."""
    for found in _PERIOD.finditer(text, span.start, span.end):
        group = "last" if found["last"] else "first"
        year = _value(found[group])
        if year is None:
            continue
        place = Span(found.start(group), found.end(group))
        period = None if found["day"] else Fact(found[0], origin, Span(found.start(), found.end()))
        return Time(Fact(year, origin, place), period)
    return None


def _plan(text: str, span: Span, origin: Origin) -> Time | None:
    found = _PLAN.search(text, span.start, span.end)
    return Time(None, Fact(found[0], origin, Span(found.start(), found.end()))) if found else None


def _in_head(text: str, head: Head, title: Fact) -> Time:
    for line in head.lines:
        if title.span is None or not line.span.overlaps(title.span):
            found = _first(text, line.span, Origin.TEXT)
            if found:
                return Time(found.year, found.period)
    return Time()


def _in_opening(text: str, head: Head) -> Time:
    """The year that the first two sentences are about; none if they speak of several."""
    sentences = OPENING_SENTENCES.match(text, head.opening.start, head.opening.end)
    end = sentences.end() if sentences else head.opening.start
    own = [
        found
        for found in _PERIOD.finditer(text, head.opening.start, end)
        if not text[: found.start()].endswith(_OTHER_TIME) and not found["day"] and _value(found["first"])
    ]
    if not own or (len({_value(found["first"]) for found in own}) > 1 and not _begins(text, head.opening, own[0])):
        return Time()
    return _first(text, Span(own[0].start(), own[0].end()), Origin.TEXT) or Time()


def _begins(text: str, opening: Span, found: re.Match[str]) -> bool:
    return not text[opening.start : found.start()].strip(" \t\n\u00a0\u3000刚过去的")


def _value(written: str) -> str | None:
    year = written.translate(_DIGITS)
    return year if _EARLIEST <= int(year) <= _LATEST else None
