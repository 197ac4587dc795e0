"""What a query names of the reports that there are, and how well each report fits it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from rag.questions import Aspect, understand
from rag.scope.facets import Degrees, DepartmentFacet, Named, PlaceFacet, TitleFacet, YearFacet
from rag.scope.places import Divisions
from rag.scope.reading import READ_CHARACTERS, Reading, read, rest_of
from rag.scope.subjects import subjects_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag.domain import Report

# What each thing that a query names makes up of a fit, where all reports say whose and of when they are.
_SHARES = MappingProxyType({"place": 0.35, "organisation": 0.35, "year": 0.25, "title": 0.35})
# What is left of a share where none does: there names in queries are mostly content. MRR@10 of fusion plus 4 × fit on
# news questions, .8520 without fits: places .853, years .852 at 0.1; organisations and titles .850, .852 at 0.
_LEAST = MappingProxyType({"place": 0.03, "organisation": 0.0, "year": 0.03, "title": 0.0})
_KNOWN_POWER = 1.5
# Named alone, a year (or a place, an office) may be what a passage is about; together they name a report.
_NAMES_A_REPORT = 0.5
# How much a report that is all that is named is ahead of one that is part of it.
_SHARPNESS = 2
# From this share of reports on that say whose (of when) they are, a query that names it is not searched for the name:
# taken out everywhere, news questions lose (.852 → .845) and sections of government reports win (.527 → .598).
_ORGANISED = 0.5
# Below this a fit changes no ranking.
_NEGLIGIBLE = 0.005
# A report whose title stands between title marks.
_CALLED_SO = 0.8


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query is about. Places and organisations in full, also those that no report is about.

    `latest`: it asks for the newest. `rest`: the query without the words that only name the scope, "" where nothing
    would be left or gone: then search with the query itself. `fits`: how well a report (by id) fits what is named,
    above 0 to 1, absent = 0; empty = the query names nothing that tells the reports apart. `is_label`: the query
    begins with the name of a report (`2025年某省：…`), so that others are hardly meant.
    """

    years: tuple[int, ...] = ()
    half: str = ""
    quarter: int = 0
    latest: bool = False
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    aspect: Aspect | None = None
    rest: str = ""
    fits: Mapping[str, float] = field(default_factory=dict)
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """How well each report fits one kind of thing. `known`: the share of reports that say what they are in this."""

    name: str
    degrees: Degrees | None
    known: float
    is_named: bool = False

    @property
    def strength(self) -> float:
        return _LEAST[self.name] + (1 - _LEAST[self.name]) * math.pow(self.known, _KNOWN_POWER)

    @property
    def weight(self) -> float:
        return _SHARES[self.name] * self.strength

    @property
    def is_missing(self) -> bool:
        """Something is named that no report is about: no report is then all that the query names."""
        return self.is_named and (self.degrees is None or not self.degrees.any())


class Catalogue:
    """The ready reports as far as queries can name them. Built once for each revision of the ledger."""

    def __init__(self, reports: Sequence[Report], *, divisions: Divisions) -> None:
        self._ids = np.array([one.id for one in reports], dtype=object)
        subjects = subjects_of(reports, divisions)
        self._places = PlaceFacet(subjects, divisions)
        self._departments = DepartmentFacet(subjects)
        self._years = YearFacet(reports)
        self._titles = TitleFacet(subjects)

    def scope(self, query: str, *, today: date) -> Scope:
        """Never raises; a query that names nothing has empty `fits`."""
        reading = read(query, finder=self._places.finder, departments=self._departments.names, today=today)
        asked = understand(query[:READ_CHARACTERS])
        places = self._places.named(reading)
        departments = self._departments.named(reading, places.degrees)
        titles = self._titles.named(query[:READ_CHARACTERS])
        others = [one.degrees for one in (places, departments) if one.degrees is not None]
        years = self._years.degrees(reading, asked=asked, others=np.prod(others, axis=0) if others else None)
        facets = (
            Facet("place", places.degrees, self._places.known_share, is_named=bool(reading.places)),
            Facet("organisation", departments.degrees, self._departments.known_share),
            Facet("year", years, self._years.known_share, is_named=bool(reading.times.years)),
            Facet("title", self._titles.covered(query[:READ_CHARACTERS]), self._known_share),
        )
        return Scope(
            years=reading.times.years,
            half=reading.times.half,
            quarter=reading.times.quarter,
            latest=reading.times.latest,
            places=places.names,
            organisations=tuple(dict.fromkeys([*departments.names, *reading.unknown])),
            titles=titles.names,
            aspect=asked.aspect,
            rest=rest_of(query, self._spans(reading, places, departments), reading.label_end),
            fits=self._by_id(_fits(facets, titles.degrees, is_label=reading.is_label)),
            is_label=reading.is_label,
        )

    @property
    def _known_share(self) -> float:
        return max(self._places.known_share, self._departments.known_share, self._years.known_share)

    def _spans(self, reading: Reading, places: Named, departments: Named) -> list[tuple[int, int]]:
        """Where the query names what the library is organised by."""
        named = (
            (self._places, places.spans),
            (self._departments, departments.spans),
            (self._years, reading.times.spans),
        )
        return [span for facet, spans in named if facet.known_share >= _ORGANISED for span in spans]

    def _by_id(self, fits: Degrees | None) -> dict[str, float]:
        if fits is None:
            return {}
        chosen = np.flatnonzero(fits >= _NEGLIGIBLE)
        return dict(zip(self._ids[chosen].tolist(), np.minimum(fits[chosen], 1.0).tolist(), strict=True))


def _fits(facets: Sequence[Facet], called_so: Degrees | None, *, is_label: bool) -> Degrees | None:
    """Only what tells reports apart counts. A report that is all that the query names fits fully, where reports say."""
    telling = [(one, one.degrees) for one in facets if one.degrees is not None and _tells(one.degrees)]
    total: Degrees | None = None
    if telling:
        weights = [one.weight for one, _ in telling]
        together: Degrees = np.sum([one.weight * degrees for one, degrees in telling], axis=0)
        missing = sum(one.weight for one in facets if one.is_missing)
        if is_label and not missing:
            total = max(one.strength for one, _ in telling) * (together / together.max()) ** _SHARPNESS
        else:
            shares = sum(_SHARES[one.name] for one, _ in telling)
            strength = sum(weights) / shares * min(1.0, shares / _NAMES_A_REPORT)
            total = strength * (together / (sum(weights) + missing)) ** _SHARPNESS
    if called_so is None or not _tells(called_so):
        return total
    return np.maximum(_CALLED_SO * called_so, total) if total is not None else _CALLED_SO * called_so


def _tells(degrees: Degrees) -> bool:
    return bool(len(degrees)) and float(degrees.max()) > float(degrees.min())
