"""How well each report of a library fits a place, an organisation, a year or a title that a query names: 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.domain import Report
from rag.questions import Aspect, Kind, Question
from rag.scope.departments import Departments, kind_of
from rag.scope.places import Divisions, Place, PlaceFinder, by_form
from rag.scope.reading import Reading, Spans
from rag.scope.subjects import ANY_DAY, Subject
from rag.scope.times import find_times
from rag.scope.titles import Titles

Degrees = NDArray[np.float64]

# A report of a place fits the places that its organisation is named within (某省 of 某省某市) less than its own, and a
# place that only its title mentions less still.
_WITHIN, _MENTIONED = 0.7, 0.5
# Reports of other years. Those of the year after tell a little of the year (a government's report of January tells much
# of it, and its figures), those of the year before what was planned; a report of several years is about each of them
# less than one of that year alone, and the other way round where a span of years is asked for.
_YEAR_AFTER, _YEAR_AFTER_LOOKING_BACK = 0.3, 0.5
_RESULTS_LOOKED_BACK_ON, _FIGURES_LOOKED_BACK_ON = 0.9, 1.0
_YEAR_BEFORE, _YEAR_BEFORE_PLANS, _YEAR_WITHIN, _YEAR_OF_SPAN = 0.1, 0.5, 0.7, 0.8
# Reports to an assembly: of the year in which they are given, about the year before and the plans for their own.
_LOOKS_BACK = re.compile("(?:政府|人大|代表大会|委员会|法院|检察院|政协)工作报告|执行情况")
_LOOKS_AHEAD = re.compile("目标|(?<!达到)(?<!好于)(?<!超)(?<!不及)预期|预计|计划|打算|安排|力争|将")
_WHOLE_YEAR, _OTHER_HALF = 0.7, 0.3
_OLDER = 0.5
_NEWEST_YEARS = 4
# Below this part of a title's words a query speaks of something else (news: below it there is nothing to gain).
_LEAST_COVERAGE = 0.6
_MOST_NAMES = 20
# The department of one place and that of another have the name in common; a report that does not say where may be it.
_ELSEWHERE = 0.3
_PLACE_KINDS = frozenset("省市县区州旗")


@dataclass(frozen=True, slots=True)
class Named:
    """What of one kind a query names. `degrees`: None where no report is about it; `spans`: where the query says it."""

    degrees: Degrees | None = None
    names: tuple[str, ...] = ()
    spans: Spans = ()


class PlaceFacet:
    """Reports by the places that they are about."""

    def __init__(self, subjects: Sequence[Subject], divisions: Divisions) -> None:
        self._count = len(subjects)
        self._subjects = subjects
        self._reports = _by_place(subjects)
        known = frozenset(self._reports)
        self.finder = PlaceFinder(_with_own(divisions, known), known)
        self.known_share = sum(bool(one.places) for one in subjects) / max(1, len(subjects))

    def named(self, reading: Reading) -> Named:
        degrees = np.zeros(self._count)
        names: list[str] = []
        spans: list[tuple[int, int]] = []
        for mention in reading.places:
            known = next((one for one in mention.places if one in self._reports), None)
            names.append((known or mention.places[0]).name)
            if known:
                spans.append((mention.start, mention.end))
                reports, fits = self._reports[known]
                degrees[reports] = np.maximum(degrees[reports], fits)
        if not names and reading.own in _PLACE_KINDS:
            return Named(self._of_kind(reading.own))
        return Named(degrees if spans else None, tuple(dict.fromkeys(names)), spans)

    def _of_kind(self, kind: str) -> Degrees:
        """`我省`: reports of provinces, whichever."""
        return np.array([float(bool(one.places) and _is_of_kind(one.places[-1], kind)) for one in self._subjects])


class DepartmentFacet:
    """Reports by the department whose they are; one that does not say fits as the others do on average."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = subjects
        self._distinct = list(dict.fromkeys(one.department for one in subjects))
        number = {name: place for place, name in enumerate(self._distinct)}
        self._of_report = np.array([number[one.department] for one in subjects], dtype=np.int64)
        self._known = np.array([bool(one.department) for one in subjects], dtype=bool)
        self.names = Departments(name for name in self._distinct if name)
        self.known_share = sum(bool(one.department) for one in subjects) / max(1, len(subjects))

    def named(self, reading: Reading, places: Degrees | None) -> Named:
        wanted = {name for one in reading.departments for name in one.departments}
        if not wanted and reading.own and reading.own not in _PLACE_KINDS:
            wanted = {name for name in self._distinct if kind_of(name) == reading.own}
            return Named(self._degrees(wanted)) if wanted else Named()
        if not wanted:
            return Named()
        degrees = self._degrees(wanted)
        if _is_elsewhere(reading, places):
            degrees *= _ELSEWHERE
        both = degrees * places if places is not None and np.any(degrees * places) else degrees
        names = self._organisations(np.flatnonzero(both == both.max(initial=0)))
        return Named(degrees, names, [(one.start, one.end) for one in reading.departments])

    def _degrees(self, wanted: AbstractSet[str]) -> Degrees:
        degrees = np.array([float(name in wanted) for name in self._distinct])[self._of_report]
        if self._known.any():
            degrees[~self._known] = degrees[self._known].mean()
        return degrees

    def _organisations(self, reports: NDArray[np.int64]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._subjects[one].organisation for one in reports.tolist()))[:_MOST_NAMES]


class YearFacet:
    """Reports by the years that they are about; one that does not say fits as the others do on average."""

    def __init__(self, reports: Sequence[Report]) -> None:
        periods = [_years_of(one) for one in reports]
        self._first = np.array([first for first, _ in periods], dtype=np.int64)
        self._last = np.array([last for _, last in periods], dtype=np.int64)
        self._known = self._first > 0
        self._looks_back = np.array([bool(_LOOKS_BACK.search(one.title)) for one in reports], dtype=bool)
        self._periods = [one.facts.period.value if one.facts.period else "" for one in reports]
        self.known_share = float(self._known.mean()) if len(reports) else 0.0

    def degrees(self, reading: Reading, *, asked: Question, others: Degrees | None = None) -> Degrees | None:
        """`asked`: whether the query looks ahead or back tells which reports of the years around are about it.

        `others`: how well reports fit what else the query names; the newest is meant among those.
        """
        times = reading.times
        if not self.known_share or not (times.years or times.latest):
            return None
        degrees = self._of_years(reading, asked) if times.years else self._newest(others) * times.latest_degree
        if times.is_relative and min(times.years) > int(self._last.max()):
            degrees = self._newest(others)  # `今年` where no report of this year has come in yet: the last ones
        if times.half:
            degrees *= np.array([_half_fits(times.half, one) for one in self._periods])
        degrees[~self._known] = degrees[self._known].mean()
        return degrees

    def _of_years(self, reading: Reading, asked: Question) -> Degrees:
        """A year that names the report itself (a label) leaves those of the years around it out."""
        degrees = np.zeros(len(self._first))
        single = self._first == self._last
        before, after, after_looking_back = 0.0, 0.0, 0.0
        if not reading.is_label:
            before = _YEAR_BEFORE_PLANS if asked.aspect is Aspect.PLANS else _YEAR_BEFORE
            after, after_looking_back = _YEAR_AFTER, _looked_back_on(asked)
        within_degree, single_degree = (1.0, _YEAR_OF_SPAN) if reading.times.is_range else (_YEAR_WITHIN, 1.0)
        for year in reading.times.years:
            within = (self._first <= year) & (year <= self._last)
            next_year = self._first == year + 1
            for reports, degree in (
                (self._last == year - 1, before),
                (next_year, after),
                (next_year & self._looks_back, after_looking_back),
                (within & ~single, within_degree),
                (within & single, single_degree),
            ):
                degrees[reports] = np.maximum(degrees[reports], degree)
        return degrees

    def _newest(self, others: Degrees | None) -> Degrees:
        degrees = np.zeros(len(self._first))
        among = self._known if others is None else self._known & (others >= others.max())
        years = sorted(set(self._last[among].tolist()), reverse=True)[:_NEWEST_YEARS]
        for step, year in enumerate(years):
            degrees[self._last == year] = _OLDER**step
        return degrees


class TitleFacet:
    """Reports by what their titles say beyond time, place and organisation."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._distinct = list(dict.fromkeys((one.title, one.topic) for one in subjects))
        number = {key: place for place, key in enumerate(self._distinct)}
        self._of_report = np.array([number[one.title, one.topic] for one in subjects], dtype=np.int64)
        self._titles = Titles([title for title, _ in self._distinct], [topic for _, topic in self._distinct])

    def covered(self, query: str) -> Degrees:
        """How much of each report's title stands in the query."""
        degrees = self._titles.coverage(query)
        degrees[degrees < _LEAST_COVERAGE] = 0.0
        return degrees[self._of_report]

    def named(self, query: str) -> Named:
        """Reports whose title stands between title marks; names of others are given as they stand."""
        degrees = np.zeros(len(self._distinct))
        names = []
        for name, titles in self._titles.marked(query):
            names.append(self._distinct[titles[0]][0] if len(titles) == 1 else name)
            degrees[titles] = 1.0
        return Named(degrees[self._of_report] if names else None, tuple(dict.fromkeys(names)))


def _is_elsewhere(reading: Reading, places: Degrees | None) -> bool:
    """Whether a department is named with its place (`某省人社厅`), and no report is of that place."""
    return places is None and any(
        place.start < department.start <= place.end for place in reading.places for department in reading.departments
    )


def _is_of_kind(place: Place, kind: str) -> bool:
    return place.name.endswith(kind)


def _by_place(subjects: Sequence[Subject]) -> dict[Place, tuple[NDArray[np.int64], Degrees]]:
    degrees: dict[Place, dict[int, float]] = {}
    for number, one in enumerate(subjects):
        for depth, place in enumerate(reversed(one.places)):
            degrees.setdefault(place, {})[number] = _WITHIN if depth else 1.0
        for place in one.mentioned:
            degrees.setdefault(place, {}).setdefault(number, _MENTIONED)
    return {place: (np.array(list(ones)), np.array(list(ones.values()))) for place, ones in degrees.items()}


def _with_own(divisions: Divisions, known: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    """The gazetteer's forms and those of places that only the library knows, the library's first."""
    forms = dict(divisions.forms)
    for form, places in by_form(one for one in known if not one.code).items():
        forms[form] = (*places, *forms.get(form, ()))
    return forms


def _years_of(report: Report) -> tuple[int, int]:
    """The first and last year a report is about, (0, 0) where nothing says."""
    period = report.facts.period.value if report.facts.period else ""
    years = _years_in(period) if period else ()
    if len(years) > 1:
        return min(years), max(years)
    year = report.year or (years[0] if years else 0)
    return year, year


@lru_cache(maxsize=1024)
def _years_in(period: str) -> tuple[int, ...]:
    return find_times(period, today=ANY_DAY).years


def _looked_back_on(asked: Question) -> float:
    """A report that looks back has the year's figures (its own year's are targets), and most of what was done."""
    if asked.aspect is Aspect.PLANS or _LOOKS_AHEAD.search(asked.text):
        return _YEAR_AFTER_LOOKING_BACK
    return _FIGURES_LOOKED_BACK_ON if asked.kind is Kind.FIGURE else _RESULTS_LOOKED_BACK_ON


def _half_fits(half: str, period: str) -> float:
    if half in period:
        return 1.0
    return _OTHER_HALF if "半年" in period else _WHOLE_YEAR
