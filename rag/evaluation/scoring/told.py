"""A summary as it is judged: each claim with what it quotes, and everything that a reader is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.domain import Claim, Figure, KeyFigure, Summary, Verdict
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.metrics.citations import Source
from rag.evaluation.metrics.figures import ReadFigure, figure_of, figures_in, same_quantity, years_in
from rag.evaluation.metrics.texts import normalise
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
    place. `is_read_right`: whether the values that go with them are what is written."""

    indicator: str
    text: str
    period: str
    cited: tuple[Cited, ...]
    is_read_right: bool


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
    is_right = all(_is_read_right(each) for each in written)
    return ToldFigure(one.figure.indicator, text, one.figure.period, cited, is_right)


def _is_read_right(figure: Figure) -> bool:
    """What is masked has no value; what cannot be read here (百家) is taken as it is told. Of the 1,170 figures of all
    fixtures none is read otherwise."""
    read = figures_in(normalise(figure.text), units=(figure.unit,), articles=True)
    if figure.masked or figure.value is None:
        return figure.value is None and (figure.masked or not read)
    told = figure_of(figure.value, figure.unit)
    return not read or any(same_quantity(one, told) or _fraction(one) == figure.value for one in read)


def _fraction(figure: ReadFigure) -> Decimal | None:
    """`四分之一` is read with the unit `/4`."""
    whole = figure.unit.removeprefix("/")
    return figure.value / Decimal(whole) if whole.isdecimal() else None


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
