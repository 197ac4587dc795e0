"""A report as a summary needs it: its tree, its figures, and what it says piece by piece. Values."""

from __future__ import annotations

from dataclasses import dataclass

from rag.domain import ParsedReport, Report
from rag.stated_figures import StatedFigure
from rag.statements import Statement


@dataclass(frozen=True, slots=True)
class Source:
    """`statements`: what may become claims, in reading order: the report's own words, or those of a model, verified."""

    report: Report
    parsed: ParsedReport
    figures: tuple[StatedFigure, ...]
    statements: tuple[Statement, ...] = ()
