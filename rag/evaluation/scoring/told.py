"""A summary as it is judged: each claim with what it quotes, and everything that a reader is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rag.domain import Claim, KeyFigure, Summary, Verdict
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.metrics.stated import Stated, stands_in, stated
from rag.evaluation.runs import Cited
from rag.evaluation.scoring.quoted import cited_of, quoted_at

_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """`heading`: of the part of the summary that it stands in. `whole`: whether all that it cites is there."""

    heading: str
    text: str
    cited: tuple[Cited, ...]
    verdict: Verdict
    whole: bool

    @property
    def quotes(self) -> list[str]:
        return [one.quote for one in self.cited]


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A row of the table of key figures. `cited`: the figure, and the change beside it, each at its place."""

    indicator: str
    text: str
    change: str
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
    return ToldFigure(one.figure.indicator, one.figure.text, change, one.figure.period, cited)


def told_by(summary: Summary) -> str:
    """Everything but the title, a line each: an injection or a stock phrase may come out anywhere."""
    parts = [line for part in summary.sections for line in (part.title, *(one.text for one in part.claims))]
    figures = [f"{one.figure.indicator}{one.figure.text}" for one in summary.figures]
    gaps = [*(one.text for one in summary.undisclosed), *(one.indicator for one in summary.conflicts)]
    return "\n".join([*parts, *figures, *gaps])


def figures_without_source(claim: ToldClaim, fixtures: Fixtures) -> list[Stated]:
    """Those that no quote of the claim states, but for what is computed. A year may be that of its report or heading,
    too: `2024年` is often said there alone."""
    if claim.verdict is Verdict.COMPUTED:
        return []
    return [one for one in stated(claim.text) if not stands_in(one, claim.quotes) and not _dates(one, claim, fixtures)]


def _dates(figure: Stated, claim: ToldClaim, fixtures: Fixtures) -> bool:
    if not figure.is_year:
        return False
    year = figure.text[:4]
    return any(year in heading for one in claim.cited for heading in (*one.section, *_named(one, fixtures)))


def _named(cited: Cited, fixtures: Fixtures) -> tuple[str, ...]:
    if cited.report not in fixtures:
        return ()
    fixture = fixtures.named(cited.report)
    return (fixture.title, str(fixture.year or ""))


def year_of(cited: Cited, fixtures: Fixtures) -> str:
    """The year that a place tells of: the nearest heading above it that names one, else that of its report."""
    in_headings = [year for heading in reversed(cited.section) for year in _YEAR.findall(heading)]
    if in_headings:
        return str(in_headings[0])
    year = fixtures.named(cited.report).year if cited.report in fixtures else None
    return str(year or "")
