"""Which year's results a report tells: its own, or the one before where it announces its own year's work. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import ParsedReport, Report
from rag.questions import Aspect
from rag.sections import aspect_of

_YEAR = re.compile(r"(20\d\d|19\d\d)年")
_PART = re.compile(r"(上半年|下半年|第?[一二三四1-4]季度|前[一二三]季度|1[-—至]\d{1,2}月|前\d{1,2}个?月)")
_LOOKS_BACK = re.compile(r"回顾|总结|成效|成绩|进展|工作情况|开展情况|完成情况|发展成就")
_LOOKS_AHEAD = re.compile(r"安排|计划|任务|打算|思路|重点工作|主要工作|年工作$|目标|要求|实事")
# The words with which a report that is given early in a year opens what it tells of the year before.
_OPENS_PAST_YEAR = re.compile(r"刚刚过去的|过去的?一年|上年工作|去年工作")
_OPENING_CHARACTERS = 3_000


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """`year` None: the report does not say. `part`: of the year (上半年), "" for all of it."""

    year: int | None
    part: str = ""


def reporting_period(report: Report, parsed: ParsedReport) -> ReportingPeriod:
    """By the headings that look back on a year, else by what the year named in its title is announced for."""
    period = report.facts.period
    part = _PART.search(period.value) if period else None
    if part or report.year is None:
        return ReportingPeriod(report.year, part[1] if part else "")
    headings = list(_headings(parsed))
    past = [year for heading, planned in headings if not planned for year in _years_told(heading)]
    if past and max(past) <= report.year:
        return ReportingPeriod(max(past))
    announced = any(f"{report.year}年" in heading for heading, planned in headings if planned)
    opens = _OPENS_PAST_YEAR.search(parsed.text, 0, _OPENING_CHARACTERS) is not None
    return ReportingPeriod(report.year - 1 if announced or opens else report.year)


def _headings(parsed: ParsedReport) -> Iterator[tuple[str, bool]]:
    """The outermost two levels of headings, and whether each announces plans."""
    for placed in parsed.walk():
        heading = placed.section.heading
        if heading and placed.section.level <= 2:
            looks_ahead = _LOOKS_AHEAD.search(heading) is not None and not _LOOKS_BACK.search(heading)
            yield heading, looks_ahead or aspect_of((heading,)) is Aspect.PLANS


def _years_told(heading: str) -> list[int]:
    return [int(year) for year in _YEAR.findall(heading)] if _LOOKS_BACK.search(heading) else []
