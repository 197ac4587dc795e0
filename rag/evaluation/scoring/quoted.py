"""Citations held against the reports: whether a quote stands at its place, what it overlaps, under which heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.domain import Citation, Place, Span
from rag.evaluation.fixtures import Fixture, Fixtures
from rag.evaluation.runs import Cited
from rag.evaluation.scoring.findings import Finding
from rag.evaluation.stages import Stage
from rag.evaluation.suites.cases import Case, MustCite
from rag.evaluation.suites.clusters import heading_of


def cited_of(citation: Citation, fixtures: Fixtures) -> Cited:
    """As a run keeps it; by its id where it names a report that is not in."""
    return quoted_at(citation.place, citation.quote, fixtures)


def quoted_at(place: Place, quote: str, fixtures: Fixtures) -> Cited:
    fixture = fixtures.by_id.get(place.report_id)
    file = fixture.file if fixture else place.report_id
    return Cited(file, tuple(place.section), place.span.start, place.span.end, quote)


def is_verbatim(cited: Cited, fixtures: Fixtures) -> bool:
    """`text[start:end]` is the quote, and is something."""
    if cited.report not in fixtures or not cited.quote.strip():
        return False
    return cited.start >= 0 and fixtures.named(cited.report).text[cited.start : cited.end] == cited.quote


def places_of(wanted: MustCite, fixtures: Fixtures) -> list[Span]:
    """All places where the words stand in their report, which may hold them more than once."""
    return list(_places(wanted.quote, fixtures.named(wanted.report))) if wanted.report in fixtures else []


def _places(words: str, fixture: Fixture) -> Iterator[Span]:
    start = fixture.text.find(words)
    while start >= 0:
        yield Span(start, start + len(words))
        start = fixture.text.find(words, start + 1)


def overlaps(cited: Cited, wanted: MustCite, fixtures: Fixtures) -> bool:
    """Whether it quotes some of the words at a place where they stand."""
    if cited.report != wanted.report:
        return False
    here = Span(cited.start, cited.end)
    return any(here.overlaps(one) for one in places_of(wanted, fixtures))


def is_under(cited: Cited, heading: str) -> bool:
    """Whether the section that it is said to stand in lies under this top-level heading."""
    return bool(cited.section) and cited.section[0] == heading


def section_of(wanted: MustCite, case: Case) -> str:
    """The top-level heading that the words stand under: their own, or that of the cluster, where it is one of their
    report (`report/heading`); "" where nothing is said."""
    return wanted.section or heading_of(case.cluster, wanted.report)


def misread(wanted: Sequence[MustCite], cited: Sequence[Cited], case: Case, fixtures: Fixtures) -> Iterator[Finding]:
    """Words that do not stand in their report, whose report has not their section, or that are quoted from another."""
    for one in wanted:
        heading = section_of(one, case)
        if not places_of(one, fixtures):
            yield Finding("section", Stage.MISREAD, one.quote)
        elif heading:
            unknown = heading not in fixtures.named(one.report).top
            quoting = (other for other in cited if overlaps(other, one, fixtures))
            if unknown or any(not is_under(other, heading) for other in quoting):
                yield Finding("section", Stage.MISREAD, one.quote)


def not_verbatim(cited: Sequence[Cited], fixtures: Fixtures) -> Iterator[Finding]:
    for one in cited:
        if not is_verbatim(one, fixtures):
            yield Finding("quote_not_verbatim", Stage.CITED_WRONGLY, one.quote)
