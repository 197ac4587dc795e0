"""Which year's results a report tells: its own, or the one before where it announces its own year's work. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import ParsedReport, Report
from rag.figures.numerals import fold
from rag.questions import Aspect
from rag.sections import aspect_of

_YEAR = re.compile(r"((?:19|20)\d\d)年")
_NUMERALS = "〇零○一二三四五六七八九"
_YEAR_IN_NUMERALS = re.compile(rf"[一二][{_NUMERALS}]{{3}}(?=年)")
_DIGITS = str.maketrans(_NUMERALS, "000123456789")
_PART = re.compile(r"(上半年|下半年|第?[一二三四1-4]季度|前[一二三]季度|1[-—至]\d{1,2}月|前\d{1,2}个?月)")
_LOOKS_BACK = re.compile(r"回顾|总结|成效|成绩|进展|工作情况|开展情况|完成情况|发展成就")
# At the end, where 深入实施三年行动计划 and 落实重点任务 speak of results.
_LOOKS_AHEAD = re.compile(r"(?:工作安排|打算|思路|目标任务|主要目标|总体要求)$|下一?步")
# The words with which a report that is given early in a year opens what it tells of the year before.
_GIVEN_TO_AN_ASSEMBLY = re.compile(r"(?:政府|法院|检察院|委员会|政协)[^，。]{0,6}工作(?:的)?报告")
_OPENS_PAST_YEAR = re.compile(r"刚刚过去的|过去的?一年|上年工作|去年工作")
_OPENING_CHARACTERS = 3_000


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """`year` None: the report does not say. `part`: of the year (上半年), "" for all of it."""

    year: int | None
    part: str = ""

    def __str__(self) -> str:
        """2022年上半年, 2024; "" where no year is said."""
        if self.year is None:
            return ""
        return f"{self.year}年{self.part}" if self.part else str(self.year)


def in_digits(words: str) -> str:
    """Years in digits (一九八五年, １９８５年 → 1985年), signs half-width; every offset stays."""
    return _YEAR_IN_NUMERALS.sub(lambda year: year[0].translate(_DIGITS), fold(words))


def reporting_period(report: Report, parsed: ParsedReport) -> ReportingPeriod:
    """By the headings that look back on a year, else by how the report opens."""
    period = report.facts.period
    part = _PART.search(period.value) if period else None
    if part or report.year is None:
        return ReportingPeriod(report.year, part[1] if part else "")
    past = [year for heading in _headings(parsed) for year in _years_told(heading) if year <= report.year]
    if past:
        return ReportingPeriod(max(past))
    return ReportingPeriod(report.year - 1 if _tells_last_year(report, parsed.text) else report.year)


def _tells_last_year(report: Report, text: str) -> bool:
    """A report that is given to an assembly early in a year; the year it speaks of first is the one before."""
    if not _GIVEN_TO_AN_ASSEMBLY.search(report.title):
        return False
    opening = in_digits(text[:_OPENING_CHARACTERS])
    return _OPENS_PAST_YEAR.search(opening) is not None or f"{(report.year or 0) - 1}年" in opening


def looks_back(heading: str) -> bool:
    return _LOOKS_BACK.search(heading) is not None


def looks_ahead(heading: str) -> bool:
    """It announces plans, and looks back on nothing."""
    if looks_back(heading):
        return False
    return _LOOKS_AHEAD.search(heading) is not None or aspect_of((heading,)) is Aspect.PLANS


def _headings(parsed: ParsedReport) -> Iterator[str]:
    """Of the outermost two levels."""
    for placed in parsed.walk():
        heading = placed.section.heading
        if heading and placed.section.level <= 2:
            yield in_digits(heading)


def _years_told(heading: str) -> list[int]:
    return [int(year) for year in _YEAR.findall(heading)] if looks_back(heading) else []
