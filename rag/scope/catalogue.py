"""What a query names of the reports that there are, and how well each report fits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from rag.questions import Aspect, understand
from rag.scope.facets import Degrees, DepartmentFacet, PlaceFacet, TitleFacet, YearFacet
from rag.scope.places import Divisions
from rag.scope.reading import READ_CHARACTERS, Reading, read, rest_of
from rag.scope.subjects import subjects_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag.domain import Report

# How much of a fit each thing makes up when a query begins with the name of a report, and in a library whose reports
# all say whose and of when they are; where few do (news, an encyclopedia) what a query names is mostly content.
_SHARES = MappingProxyType({"place": 0.35, "organisation": 0.35, "year": 0.25, "title": 0.35})
# What is left of a share when no report says whose or of when it is: fused scores plus 16 × fit on news questions.
_LEAST = 0.35


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
        aspect = understand(query[:READ_CHARACTERS]).aspect
        places = self._places.named(reading)
        departments = self._departments.named(reading, places.degrees)
        titles = self._titles.named(query[:READ_CHARACTERS])
        fits = self._fits(
            reading,
            {
                "place": places.degrees,
                "organisation": departments.degrees,
                "year": self._years.degrees(reading, plans=aspect is Aspect.PLANS),
                "title": titles.degrees,
            },
        )
        spans = [*places.spans, *departments.spans, *(reading.times.spans if self._years.known_share else ())]
        return Scope(
            years=reading.times.years,
            half=reading.times.half,
            quarter=reading.times.quarter,
            latest=reading.times.latest,
            places=places.names,
            organisations=tuple(dict.fromkeys([*departments.names, *reading.unknown])),
            titles=titles.names,
            aspect=aspect,
            rest=rest_of(query, spans, reading.label_end),
            fits=fits,
            is_label=reading.is_label,
        )

    def _fits(self, reading: Reading, facets: Mapping[str, Degrees | None]) -> Mapping[str, float]:
        """Only what tells reports apart counts. A report that fits all that is named after a label fits fully."""
        telling = {name: one for name, one in facets.items() if one is not None and one.max() > one.min()}
        if not telling:
            return {}
        known = {
            "place": self._places.known_share,
            "organisation": self._departments.known_share,
            "year": self._years.known_share,
            "title": 0.0,
        }
        total = np.zeros(len(self._ids))
        for name, degrees in telling.items():
            total += _SHARES[name] * (_LEAST + (1 - _LEAST) * known[name]) * degrees
        if reading.is_label:
            total /= total.max()
        chosen = np.flatnonzero(total > 0)
        return dict(zip(self._ids[chosen].tolist(), np.minimum(total[chosen], 1.0).tolist(), strict=True))
