"""A report while it is compared: what it is, what it says, which office it is of and which year's results it tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.domain import ParsedReport, Report
from rag.reporting_periods import ReportingPeriod
from rag.stated_figures import StatedFigure

# 海南省政府 and 海南省人民政府, 西藏政府 and 西藏自治区政府 are one office each.
_NOT_TELLING = re.compile(r"人民|自治[区州县旗]|[省市县区](?=(?:人民)?政府)|中华|共和国|[*＊×xX]+|\s")
_PROCLAIMED = re.compile(
    r"在([\u4e00-\u9fff]{2,9}?(?:省|自治区|市|县|区|州|盟|旗))第[一二三四五六七八九十]+届\s*人民代表大会"
)
_HEAD_CHARACTERS = 400
_OF_THE_NATION = re.compile(r"国务院|国家|全国|最高人民|[\u4e00-\u9fff]{2,12}部$")


@dataclass(frozen=True, slots=True)
class ComparedReport:
    """`figures`: all of the report, in reading order. `period`: the one whose results it tells, which for a report that
    a government gives in January is the year before its own. `office`: the same for all reports of one office, ""
    where the report does not say whose it is. `places`: names of the territory that it speaks of as a whole."""

    report: Report
    parsed: ParsedReport
    figures: tuple[StatedFigure, ...]
    period: ReportingPeriod
    office: str
    places: tuple[str, ...] = ()


def in_order(reports: Sequence[Report]) -> list[Report]:
    """By year, those without one last; within a year as given."""
    return sorted(reports, key=lambda report: (report.year is None, report.year or 0))


def office_of(report: Report, text: str) -> str:
    """The organisation without the words in which its forms differ; a government is known by its assembly too."""
    organisation = report.organisation
    if not organisation:
        proclaimed = _PROCLAIMED.search(text[:_HEAD_CHARACTERS])
        organisation = f"{proclaimed[1]}政府" if proclaimed else ""
    return _NOT_TELLING.sub("", organisation)


def places_of(office: str) -> tuple[str, ...]:
    """河北省, 河北 for the government of Hebei; departments name no territory of their own."""
    if _OF_THE_NATION.match(office):
        return ("全国", "我国")
    place = office.removesuffix("政府")
    if place == office or len(place) < 2:
        return ()
    return (*(f"{place}{kind}" for kind in ("自治区", "省", "市", "县", "区", "州", "")),)


def by_office(sources: Sequence[ComparedReport]) -> list[list[int]]:
    """Indexes of the reports of each office, in order of year. A report that does not say whose it is goes with the
    only office that the others name."""
    offices = {source.office for source in sources} - {""}
    alone = next(iter(offices)) if len(offices) == 1 else ""
    found: dict[str, list[int]] = {}
    for index, source in enumerate(sources):
        office = source.office or alone
        if source.report.year is not None and (office or not offices):
            found.setdefault(office, []).append(index)
    return list(found.values())


def consecutive(sources: Sequence[ComparedReport]) -> list[tuple[int, int]]:
    """Indexes of neighbouring reports of one office in different years, the earlier first."""
    pairs = (pair for office in by_office(sources) for pair in pairwise(office))
    different = ((one, two) for one, two in pairs if sources[one].report.year != sources[two].report.year)
    return sorted(different, key=lambda pair: pair[1])
