"""What else the evidence says of the figures that an answer cites: the same indicator with another value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.conflicts import FigureConflict, find_conflicts
from rag.domain import Place, Span
from rag.evidence import Evidence, EvidenceSet
from rag.figures import find_figures
from rag.figures.naming import indicator_key
from rag.ports import Ledger
from rag.questions import Aspect
from rag.sections import aspect_of
from rag.stated_figures import StatedFigure

_CLAUSE_END = re.compile("[，,；;。！？!?]")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A conflict, and for each of its figures the evidence and the clause that states it."""

    conflict: FigureConflict
    places: tuple[tuple[Evidence, str], ...]


def contradictions(cited: Sequence[Place], evidence: EvidenceSet, ledger: Ledger) -> list[Contradiction]:
    """The conflicts within `evidence` that a figure inside one of the `cited` places takes part in."""
    stated = list(_stated(_of_the_same(cited, evidence), ledger))
    found: list[Contradiction] = []
    for conflict in find_conflicts([figure for _, figure in stated]):
        members = [stated[index] for index in conflict.members]
        if any(_inside(figure, place) for place in cited for _, figure in members):
            places = tuple((one, _clause(one, figure)) for one, figure in members)
            found.append(Contradiction(conflict, places))
    return found


def _of_the_same(cited: Sequence[Place], evidence: EvidenceSet) -> list[Evidence]:
    """The sentences that can be about what a cited figure measures: the end of its name stands in them."""
    keys = {
        indicator_key(figure.indicator)
        for one in evidence.sentences
        if any(one.report_id == place.report_id and one.span.overlaps(place.span) for place in cited)
        for figure in find_figures(one.text)
    }
    ends = {key[-2:] for key in keys if key}
    return [one for one in evidence.sentences if any(end in one.text for end in ends)]


def _inside(stated: StatedFigure, place: Place) -> bool:
    return stated.report_id == place.report_id and place.span.contains(stated.figure.span)


def _stated(sentences: Sequence[Evidence], ledger: Ledger) -> Iterator[tuple[Evidence, StatedFigure]]:
    texts = {report_id: ledger.text(report_id) for report_id in {one.report_id for one in sentences}}
    for one in sentences:
        for figure in find_figures(one.text):
            span = Span(one.span.start + figure.span.start, one.span.start + figure.span.end)
            yield (
                one,
                StatedFigure(
                    figure=replace(figure, span=span),
                    report_id=one.report_id,
                    text=texts[one.report_id],
                    sentence=one.span,
                    year=one.year,
                    planned=aspect_of(one.path) is Aspect.PLANS,
                    path=one.path,
                ),
            )


def _clause(one: Evidence, stated: StatedFigure) -> str:
    """The clause of the sentence that states the figure."""
    start, end = stated.figure.span.start - one.span.start, stated.figure.span.end - one.span.start
    before = max((found.end() for found in _CLAUSE_END.finditer(one.text, 0, start)), default=0)
    after = _CLAUSE_END.search(one.text, end)
    return one.text[before : after.start() if after else len(one.text)].strip()
