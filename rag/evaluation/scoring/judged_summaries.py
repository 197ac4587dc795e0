"""A summary beside its case: what says each point, which figures no quote states, which years a figure is told for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.domain import Summary, Verdict
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.metrics.figures import ReadFigure, figure_of, figures_in, same_quantity, years_in
from rag.evaluation.metrics.summaries import characters, figures_without_source, says
from rag.evaluation.metrics.texts import normalise
from rag.evaluation.runs import Cited
from rag.evaluation.scoring.quoted import cited_of, overlaps
from rag.evaluation.scoring.seen import SummarySeen
from rag.evaluation.scoring.told import ToldClaim, ToldFigure, claims_of, figures_of, sources_of, told_by, years_of
from rag.evaluation.suites.cases import MustCite, Number, Point, SummaryCase


@dataclass(frozen=True, slots=True)
class JudgedPoint:
    """`told`: what says it, claims and rows of the table of key figures, which people read first. `is_cited`: whether
    any of them quotes the words that it stands in; a point that names none is taken for cited."""

    point: Point
    told: tuple[ToldClaim | ToldFigure, ...]
    is_cited: bool

    @property
    def words(self) -> str:
        return " ".join(group[0] for group in self.point.contains)


@dataclass(frozen=True, slots=True)
class JudgedSummary:
    """`cited`: all that it cites, used by a claim or not. `unfounded[i]`: figures of `claims[i]` that none of its
    quotes states. `told`: all that a reader is told."""

    case: SummaryCase
    summary: Summary
    fixtures: Fixtures
    claims: tuple[ToldClaim, ...]
    unfounded: tuple[tuple[ReadFigure, ...], ...]
    figures: tuple[ToldFigure, ...]
    points: tuple[JudgedPoint, ...]
    cited: tuple[Cited, ...]
    told: str

    @property
    def wanted(self) -> list[MustCite]:
        """All words that have to be cited, of points and of the case itself."""
        of_points = [one.must_cite for one in self.case.points if one.must_cite]
        return [*self.case.must_cite, *of_points]

    @property
    def length(self) -> int:
        return sum(characters(one.text) for one in self.claims)


def judged_summary(case: SummaryCase, seen: SummarySeen) -> JudgedSummary:
    summary, fixtures = seen.summary, seen.fixtures
    claims, figures = claims_of(summary, fixtures), figures_of(summary, fixtures)
    return JudgedSummary(
        case=case,
        summary=summary,
        fixtures=fixtures,
        claims=tuple(claims),
        unfounded=tuple(_unfounded(one, fixtures) for one in claims),
        figures=tuple(figures),
        points=_points(case.points, [*claims, *figures], fixtures),
        cited=tuple(cited_of(one, fixtures) for one in summary.citations),
        told=told_by(summary),
    )


def _points(
    points: Sequence[Point], told: Sequence[ToldClaim | ToldFigure], fixtures: Fixtures
) -> tuple[JudgedPoint, ...]:
    normalised = [(one, normalise(one.text)) for one in told]
    found: list[JudgedPoint] = []
    for point in points:
        said = tuple(one for one, text in normalised if says(text, point.contains))
        found.append(JudgedPoint(point, said, _is_cited(point, said, fixtures)))
    return tuple(found)


def _is_cited(point: Point, told: Sequence[ToldClaim | ToldFigure], fixtures: Fixtures) -> bool:
    wanted = point.must_cite
    return wanted is None or any(overlaps(cited, wanted, fixtures) for one in told for cited in one.cited)


def _unfounded(claim: ToldClaim, fixtures: Fixtures) -> tuple[ReadFigure, ...]:
    """What is computed stands in no quote."""
    if claim.verdict is Verdict.COMPUTED:
        return ()
    return tuple(figures_without_source(claim.text, sources_of(claim, fixtures)))


def is_told(number: Number, judged: JudgedSummary) -> bool:
    """The same quantity with its unit, for the period that is asked for."""
    wanted = years_in(number.period)
    return any(not wanted or bool(wanted & years) for years in years_told(number, judged))


def years_told(number: Number, judged: JudgedSummary) -> Iterator[frozenset[int]]:
    """The years of each place in the summary that states this quantity: its own, else those of what it cites."""
    wanted = figure_of(number.value, number.unit)
    units = (number.unit,)
    for claim in judged.claims:
        for figure in figures_in(claim.text, units=units):
            if same_quantity(figure, wanted):
                cited = (each for one in claim.cited for each in years_of(one, judged.fixtures))
                yield frozenset(years_in(figure.period)) or frozenset(cited)
    for row in judged.figures:
        if any(same_quantity(one, wanted) for one in figures_in(row.text, units=units)):
            yield frozenset(years_in(row.period)) or years_of(row.cited[0], judged.fixtures)
