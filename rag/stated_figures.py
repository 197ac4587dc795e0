"""Figures where they are stated: their sentence, the headings above, and whether these announce plans. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import Figure, ParsedReport, Place, Report, Span
from rag.figures import find_figures
from rag.questions import Aspect
from rag.sections import aspect_of


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure where it is stated: `sentence` (absolute, like the figure's span) of the report's `text`; `year` of the
    report; `planned`: it stands in a section of plans; `path`: the headings above it."""

    figure: Figure
    report_id: str
    text: str
    sentence: Span
    year: int | None
    planned: bool = False
    path: tuple[str, ...] = ()


def stated_figures(report: Report, parsed: ParsedReport) -> Iterator[StatedFigure]:
    """Every figure of the report's sentences, in reading order."""
    sections = {placed.index: placed for placed in parsed.walk()}
    for sentence in parsed.sentences:
        placed = sections.get(sentence.section)
        path = placed.path if placed else ()
        planned = aspect_of(path) is Aspect.PLANS
        for figure in find_figures(parsed.text, sentence.span):
            yield StatedFigure(figure, report.id, parsed.text, sentence.span, report.year, planned, path)


def place_of(stated: StatedFigure, report: Report) -> Place:
    return Place(report.id, report.title, stated.path, stated.figure.span)
