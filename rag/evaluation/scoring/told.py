"""A summary as it is judged: each claim with what it quotes, and everything that a reader is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rag.domain import Claim, KeyFigure, Summary, Verdict
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.metrics.citations import Source
from rag.evaluation.metrics.figures import years_in
from rag.evaluation.runs import Cited
from rag.evaluation.scoring.quoted import cited_of, quoted_at


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """`heading`: of the part of the summary that it stands in. `whole`: whether all that it cites is there."""

    heading: str
    text: str
    cited: tuple[Cited, ...]
    verdict: Verdict
    whole: bool


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A row of the table of key figures: indicator, figure and change. `cited`: the figure and the change, each at its
    place."""

    indicator: str
    text: str
    period: str
    cited: tuple[Cited, ...]


def claims_of(summary: Summary, fixtures: Fixtures) -> list[ToldClaim]:
    by_id = {one.id: cited_of(one, fixtures) for one in summary.citations}
    return [_claim(one, part.title, by_id) for part in summary.sections for one in part.claims]


def _claim(claim: Claim, heading: str, by_id: Mapping[int, Cited]) -> ToldClaim:
    cited = tuple(by_id[one] for one in claim.citations if one in by_id)
    whole = bool(claim.citations) and len(cited) == len(claim.citations)
    return ToldClaim(heading, claim.text, cited, claim.verdict, whole)


def figures_of(summary: Summary, fixtures: Fixtures) -> list[ToldFigure]:
    return [_figure(one, fixtures) for one in summary.figures]


def _figure(one: KeyFigure, fixtures: Fixtures) -> ToldFigure:
    written = (one.figure, one.change) if one.change else (one.figure,)
    cited = tuple(quoted_at(replace(one.place, span=each.span), each.text, fixtures) for each in written)
    change = f"{one.change.qualifier}{one.change.text}" if one.change else ""
    text = f"{one.figure.indicator}：{one.figure.text} {change}".strip()
    return ToldFigure(one.figure.indicator, text, one.figure.period, cited)


def told_by(summary: Summary) -> str:
    """Everything but the title, a line each: an injection or a stock phrase may come out anywhere."""
    parts = [line for part in summary.sections for line in (part.title, *(one.text for one in part.claims))]
    figures = [f"{one.figure.indicator}{one.figure.text}" for one in summary.figures]
    gaps = [*(one.text for one in summary.undisclosed), *(one.indicator for one in summary.conflicts)]
    return "\n".join([*parts, *figures, *gaps])


def sources_of(claim: ToldClaim, fixtures: Fixtures) -> list[Source]:
    return [Source(one.quote, years_of(one, fixtures)) for one in claim.cited]


def years_of(cited: Cited, fixtures: Fixtures) -> frozenset[int]:
    """What a place tells of: the years of the nearest heading that names any, else those of its report."""
    for heading in reversed(cited.section):
        if years := years_in(heading):
            return frozenset(years)
    if cited.report not in fixtures:
        return frozenset()
    fixture = fixtures.named(cited.report)
    return frozenset(years_in(fixture.title) | ({fixture.year} if fixture.year else set()))
