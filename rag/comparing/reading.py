"""A report as it is read for a comparison: what is needed of it in more than one place is worked out once. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rag.comparing.matching import Key, results_of, targets_of
from rag.comparing.measures import Measured, measures_of
from rag.comparing.mentions import Mentions
from rag.comparing.sources import ComparedReport, office_of, places_of
from rag.comparing.units import Unit, units_of
from rag.domain import ParsedReport, Report
from rag.reporting_periods import reporting_period
from rag.stated_figures import trusted_figures


@dataclass(frozen=True)
class ReadReport(ComparedReport):
    """A report whose sentences, figures and words are looked at when they are first asked for."""

    @property
    def text(self) -> str:
        return self.parsed.text

    @cached_property
    def units(self) -> list[Unit]:
        return units_of(self)

    @cached_property
    def measures(self) -> list[Measured]:
        return measures_of(self)

    @cached_property
    def results(self) -> dict[Key, Measured]:
        return results_of(self, self.measures)

    @cached_property
    def targets(self) -> dict[Key, Measured]:
        return targets_of(self, self.measures)

    @cached_property
    def mentions(self) -> Mentions:
        """Of all that it says, explanations of words included."""
        return Mentions(self.text, self.units)


def compared_report(report: Report, parsed: ParsedReport) -> ReadReport:
    figures = trusted_figures(report, parsed)
    office = office_of(report, parsed.text)
    return ReadReport(report, parsed, figures, reporting_period(report, parsed), office, places_of(office))
