"""Figures where they are stated: their sentence, the headings above, and whether these announce plans. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import Figure, ParsedReport, Place, Report, Span
from rag.figures import find_figures
from rag.intrusions import is_intruded
from rag.paragraph_labels import labelled_aspects, notes_of
from rag.questions import Aspect
from rag.sections import aspect_of


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure where it is stated: `sentence` (absolute, like the figure's span) of the report's `text`; `year` of the
    report; `planned`: its section or its sentence announces a plan or a goal; `path`: the headings above it.

    `noted`: it stands in a note, of which these headings announce nothing.
    """

    figure: Figure
    report_id: str
    text: str
    sentence: Span
    year: int | None
    planned: bool = False
    path: tuple[str, ...] = ()
    noted: bool = False


def stated_figures(report: Report, parsed: ParsedReport) -> Iterator[StatedFigure]:
    """Every figure of the report's sentences, in reading order."""
    paths = {placed.index: placed.path for placed in parsed.walk()}
    announced = {index: aspect_of(path) is Aspect.PLANS for index, path in paths.items()}
    labelled, notes = labelled_aspects(parsed), notes_of(parsed)
    for index, sentence in enumerate(parsed.sentences):
        path = paths.get(sentence.section, ())
        noted = index in notes
        ahead = not noted and (announced.get(sentence.section, False) or labelled.get(index) is Aspect.PLANS)
        for figure in find_figures(parsed.text, sentence.span):
            planned = ahead or _is_goal(parsed.text[sentence.span.start : figure.span.start], report.year)
            yield StatedFigure(figure, report.id, parsed.text, sentence.span, report.year, planned, path, noted)


# The words before a figure in its sentence that make it a goal. Read on the government reports of 12 provinces.
_GOAL = re.compile(
    r"(?:预期|主要|奋斗|总体|发展|年度|工作)目标[^，。；]{0,12}(?:是|为|[:：])|力争"
    r"|争取(?=[^，。；、]{0,12}(?:达|超|突破|完成|新增|实现|增长))"
    r"|(?:确保|努力)[^，。；]{0,24}(?:达到?|增长|稳定在|控制在|不低于|突破)$"
)
_BY_YEAR = re.compile(r"[到至](20\d\d)年[底末]?[^。；]{0,40}$")


def _is_goal(before: str, year: int | None) -> bool:
    """Whether the words before a figure in its sentence announce it: 力争, 预期目标是, by a year after the report's."""
    if _GOAL.search(before):
        return True
    target = _BY_YEAR.search(before) if year else None
    return bool(target and year and int(target[1]) > year)


def trusted_figures(report: Report, parsed: ParsedReport) -> tuple[StatedFigure, ...]:
    """All but those of sentences that speak to a model: what such a sentence says, the office has not said."""
    told = {span: is_intruded(parsed.text, span) for span in (one.span for one in parsed.sentences)}
    return tuple(one for one in stated_figures(report, parsed) if not told[one.sentence])


def place_of(stated: StatedFigure, report: Report) -> Place:
    return Place(report.id, report.title, stated.path, stated.figure.span)
