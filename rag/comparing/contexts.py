"""Of when each sentence of a report speaks: the reporting period, several years together, or plans. Pure.

A marker at the head of a sentence (`过去一年，`, `五年来，`) holds until the next one, or the next outermost section.
Read on the reports of 12 provinces of two years, one of which ends a five-year plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.domain import ParsedReport, Span
from rag.reporting_periods import ReportingPeriod, in_digits, looks_ahead, looks_back


class Time(StrEnum):
    """`YEARS`: several years together; `OTHER`: a glossary, a caption, whatever reports nothing."""

    PERIOD = "period"
    YEARS = "years"
    PLAN = "plan"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Context:
    """`opening`: the sentence stands among the first words that the report says of its period. `years`: a plan of
    several years (“十五五”时期, 到2030年), not of the one ahead."""

    time: Time
    opening: bool = False
    years: bool = False


_LEAD = r"(?:[—\-－\s]|各位代表[！，!,]|同志们[！，!,]|回[首顾望]|经过|总结|纵观|可以说[，,]?)*"
_YEARS_AT_HEAD = re.compile(
    rf"^{_LEAD}(?:(?:这|过去的?|近|刚刚过去的)?[二两三四五]年(?:来|以来|间|，|历程|发展|里|的|是|接续)|这是[^，。]{{2,30}}的五年"
    r"|(?:这|过去的?|刚刚过去的)[二两三四五]年|“?十[二三四五六七]五”?(?:时期|期间|以来|规划|是|顺利|，)|本届(?:政府|班子)|党的[十二]+[一二三四五六七八九十]*大以来)"
)
_PERIOD_AT_HEAD = re.compile(
    rf"^{_LEAD}(?:(?:刚刚)?过去的?一年|(?:刚刚)?过去的(?:19|20)\d\d年|一年[来间]|一年以来|去年以来|年初以来|今年以来|(?:19|20)\d\d年(?=[，,是极，以]|，|我|全|在))"
)
_YEAR_AT_HEAD = re.compile(rf"^{_LEAD}(?:刚刚过去的)?((?:19|20)\d\d)年")
_PLANNED_YEARS = re.compile(r"“?十([二三四五六七八九])五”?")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_AHEAD_AT_HEAD = re.compile(
    rf"^{_LEAD}(?:今后|未来|下一?步|明年|来年|展望|到(?:19|20)\d\d年|[^，。]{{0,16}}(?:预期|奋斗|主要|发展|工作)目标[是：:为]|[^，。]{{0,12}}总体要求[是：:])"
)
# What is to be in several years, until a sentence or a section speaks of the year ahead.
_YEARS_AHEAD = re.compile(
    r"“?十(?P<plan>[二三四五六七八九])五”?(?:时期|期间|末|发展|目标|主要|[，,]|是|$)|(?:未来|今后|这|下一?个?)[几二两三四五]年|五年规划|到?(?P<year>20\d\d)年"
)
_HEAD_CHARACTERS = 30
_OF_THE_YEAR_AHEAD = re.compile(r"今年|明年|(?:今后|未来)一年|新的一年|年度|当年")
_GLOSSARY = re.compile(r"名词(?:解释|注释)|有关内容|注释|附[件表录注]|说明$")
_FIRST_YEARS = {"二": 2011, "三": 2016, "四": 2021, "五": 2026, "六": 2031, "七": 2036, "八": 2041, "九": 2046}
# The retrospect opens with the figures of the whole territory, within this many characters.
_OPENING_CHARACTERS = 900


def contexts_of(parsed: ParsedReport, period: ReportingPeriod) -> dict[Span, Context]:
    """The context of every sentence, by its span."""
    return dict(_contexts(parsed, period))


def _contexts(parsed: ParsedReport, period: ReportingPeriod) -> Iterator[tuple[Span, Context]]:
    paths = {placed.index: tuple(map(in_digits, placed.path)) for placed in parsed.walk()}
    outermost, time, begun, planning = "", Time.PERIOD, 0, False
    inside: tuple[str, ...] = ()
    years = False
    for sentence in parsed.sentences:
        path = paths.get(sentence.section, ())
        words = in_digits(sentence.span.of(parsed.text))
        head = path[0] if path else ""
        if head != outermost:
            outermost = head
            time = _of_heading(head, period) or (Time.PLAN if planning else Time.PERIOD)
            planning = planning or time is Time.PLAN
            begun = sentence.span.start
        before, time = time, _after(words, time, period)
        if time is Time.PERIOD is not before:
            begun = sentence.span.start
        if path != inside:
            inside, years = path, any(_is_of_years(heading, period) for heading in path)
        years = _is_of_years(words, period, before=years)
        local = Time.PLAN if time is not Time.OTHER and _is_ahead(path, words, period) else time
        opening = local is Time.PERIOD and sentence.span.start - begun < _OPENING_CHARACTERS
        yield sentence.span, Context(local, opening, years)


def _is_of_years(words: str, period: ReportingPeriod, *, before: bool = False) -> bool:
    """Whether from these words on it is of several years ahead; `before`: whether it was so up to them."""
    head = re.split("[，。；：]", words)[0][:_HEAD_CHARACTERS]
    ahead = (period.year or 0) + 1
    if _OF_THE_YEAR_AHEAD.search(head) or f"{ahead}年" in head:
        return False
    ends = [
        _FIRST_YEARS[one["plan"]] + 4 if one["plan"] else int(one["year"] or 9999)
        for one in _YEARS_AHEAD.finditer(head)
    ]
    return any(end > ahead for end in ends) or before


def _of_heading(heading: str, period: ReportingPeriod) -> Time | None:
    if _GLOSSARY.search(heading) and not looks_back(heading):
        return Time.OTHER
    if _names_future(heading, period) or looks_ahead(heading):
        return Time.PLAN
    if not looks_back(heading):
        return None
    year, years = _YEAR.search(heading), _PLANNED_YEARS.search(heading) or re.search(r"[过这][去]?五年", heading)
    if years and (not year or years.start() < year.start()):
        return Time.YEARS
    return Time.PERIOD


def _names_future(heading: str, period: ReportingPeriod) -> bool:
    """2026年重点工作 of a report on 2025; “十五五”时期主要目标."""
    if period.year is None:
        return False
    named = [int(year) for year in _YEAR.findall(heading)]
    starts = [_FIRST_YEARS[numeral] for numeral in _PLANNED_YEARS.findall(heading)]
    past = [year for year in (*named, *starts) if year <= period.year]
    return bool(named or starts) and (not past or (looks_ahead(heading) and not looks_back(heading)))


def _after(words: str, time: Time, period: ReportingPeriod) -> Time:
    """The time that holds from this sentence on."""
    if time in (Time.PLAN, Time.OTHER):
        return time
    if _YEARS_AT_HEAD.search(words):
        return Time.YEARS
    year = _YEAR_AT_HEAD.search(words)
    if year and period.year is not None and int(year[1]) != period.year:
        return time
    return Time.PERIOD if _PERIOD_AT_HEAD.search(words) else time


def _is_ahead(path: tuple[str, ...], words: str, period: ReportingPeriod) -> bool:
    inner = any(_names_future(heading, period) or looks_ahead(heading) for heading in path[1:])
    return inner or _AHEAD_AT_HEAD.search(words) is not None
