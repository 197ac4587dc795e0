"""What an answer was asked for and what of it is there: each demand of a case, met or not.

The year of a figure is the nearest one before it in its claim; where the claim names none, what the quoted places are
about: the years of the headings above them and of their report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.domain import Answer, AnswerStatus, Citation, Claim, Verdict
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.metrics.citations import COUNTERS, Source, holds_figure
from rag.evaluation.metrics.derived import is_derived
from rag.evaluation.metrics.figures import ReadFigure, figure_of, figures_in, same_period, same_quantity, years_in
from rag.evaluation.metrics.retrieval import Need
from rag.evaluation.metrics.texts import are_in_order, holds, without_marks
from rag.evaluation.scoring.quoted import cited_of, is_under, is_verbatim
from rag.evaluation.scoring.seen import AnswerSeen
from rag.evaluation.scoring.wanted import Wanted, heading_above, is_cut, needs_of, wanted_of
from rag.evaluation.suites.cases import AnswerCase, Number

_BUILT_IN = "extractive"

# What a question says and an answer denies: `3.05万人，不是3.5万人`.
_DENIED = re.compile(r"(?:不是|并非|而非|不到|未达到?|没有|rather than|not) *$", re.IGNORECASE)
_PARTS = re.compile(r"[；;、\n]")

Alternatives = Sequence[str]


@dataclass(frozen=True, slots=True)
class ClaimFigure:
    """A figure of a claim, and whether a quote of the claim states it, or it was computed. `is_quoted`: whether a quote
    has it, of whatever year."""

    figure: ReadFigure
    text: str
    claim: str
    is_held_up: bool
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """`problems`: codes of the demands that are not met, in a fixed order. `sources`, `verbatim`: by the number of the
    citation. `sections_right`: of the citations that overlap what must be cited. `unmet`: as a report shows it."""

    status_right: bool
    said: str
    problems: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    needs: tuple[Need, ...]
    needs_cited: tuple[bool, ...]
    figures: tuple[ClaimFigure, ...]
    sources: Mapping[int, Source]
    verbatim: Mapping[int, bool]
    sections_right: tuple[bool, ...]
    missing_words: tuple[Alternatives, ...]
    missing_numbers: tuple[Number, ...]
    unmet: Mapping[str, list[Any]] = field(default_factory=dict)

    @property
    def lacks_words(self) -> bool:
        return bool({"contains", "computed", "order"} & set(self.problems))

    def is_row(self, citation: int) -> bool:
        """Whether a citation quotes cells of a table."""
        return citation in self.sources and "\t" in self.sources[citation].text

    @property
    def wanted_places(self) -> list[dict[str, Any]]:
        return [one.as_shown() for one in self.wanted]


def may_be_refused(case: AnswerCase, answer: Answer) -> bool:
    """Whether it needs a language model, and the built-in one has refused it."""
    return case.needs_model and answer.model == _BUILT_IN and answer.status is AnswerStatus.REFUSED


def findings_of(case: AnswerCase, seen: AnswerSeen) -> Findings:
    judged = _Judged(case, seen)
    unmet = {code: found for code, found in judged.unmet() if found}
    return Findings(
        status_right=judged.status_right,
        said=judged.said,
        problems=tuple(unmet),
        wanted=judged.wanted,
        needs=needs_of(case, judged.wanted),
        needs_cited=judged.needs_cited,
        figures=judged.figures,
        sources=judged.sources,
        verbatim=judged.verbatim,
        sections_right=tuple(right for _, right in judged.sections),
        missing_words=judged.missing(case.contains) + judged.missing(case.computed),
        missing_numbers=judged.missing_numbers,
        unmet=unmet,
    )


class _Judged:
    """One answer beside its case; what follows from the two is worked out once."""

    def __init__(self, case: AnswerCase, seen: AnswerSeen) -> None:
        self._case, self._answer, self._fixtures = case, seen.answer, seen.fixtures
        self.said = without_marks(self._answer.text)
        self.is_answered = self._answer.status is AnswerStatus.ANSWERED
        self.status_right = self._answer.status.value == case.status
        self.wanted = tuple(wanted_of(one, seen) for one in case.must_cite)
        self.sources = {one.id: _source(one, self._fixtures) for one in self._answer.citations}
        cited = {one.id: cited_of(one, self._fixtures) for one in self._answer.citations}
        self.verbatim = {id: is_verbatim(one, self._fixtures) for id, one in cited.items()}
        self._asked = figures_in(case.question, articles=True)
        self._computed = [figure for group in case.computed for one in group for figure in figures_in(one)]
        self.figures = tuple(self._claim_figures())
        self.sections = [
            (id, is_under(cited[id], heading))
            for one in self.wanted
            if (heading := heading_above(one, case))
            for id in one.cited_by
        ]
        self.missing_numbers = tuple(one for one in case.numbers if not self._states(one))
        met = [bool(one.cited_by) for one in self.wanted]
        self.needs_cited = tuple([any(met)] if met and case.cite == "any" else met)

    def missing(self, groups: Sequence[Alternatives]) -> tuple[Alternatives, ...]:
        return tuple(group for group in groups if not any(holds(self.said, one) for one in group))

    def unmet(self) -> Iterator[tuple[str, list[Any]]]:
        """Codes with what each is about, empty where the demand is met."""
        if may_be_refused(self._case, self._answer):
            return
        yield "status", [] if self.status_right else [self._case.status]
        yield "forbidden", [one for one in self._case.forbidden if holds(self.said, one)]
        if not self.status_right:
            return
        yield from self._words()
        if self.is_answered:
            yield from self._of_an_answer()

    def _words(self) -> Iterator[tuple[str, list[Any]]]:
        case = self._case
        lacking = self.missing(case.contains)
        yield "contains", [list(one) for one in lacking]
        yield "computed", [list(one) for one in self.missing(case.computed)]
        is_out_of_order = case.ordered and not lacking and not are_in_order(self.said, case.contains)
        yield "order", [list(one) for one in case.contains] if is_out_of_order else []

    def _of_an_answer(self) -> Iterator[tuple[str, list[Any]]]:
        case, answer = self._case, self._answer
        yield "number", [f"{one.period}{one.value}{one.unit}" for one in self.missing_numbers]
        yield "not_cited", [*self._uncited_needs(), *self._uncited_claims()]
        yield "quote_not_verbatim", [id for id, right in self.verbatim.items() if not right]
        yield "quote_cut", [one.id for one in answer.citations if self.verbatim[one.id] and self._is_cut(one)]
        yield "section", sorted({id for id, right in self.sections if not right})
        yield "figure_not_in_quote", [one.text for one in self.figures if not one.is_held_up]
        told = [one.citation for one in answer.undisclosed]
        yield (
            "undisclosed",
            [one.quote for one in case.must_cite] or [True] if self._lacks(case.undisclosed, told) else [],
        )
        told = [id for one in answer.conflicts for id in one.citations]
        yield "conflict", [one.quote for one in case.must_cite] or [True] if self._lacks(case.conflict, told) else []
        yield "uncited", [one.text for one in answer.claims] or [True] if self._cites_for_nothing() else []

    def _is_cut(self, citation: Citation) -> bool:
        text = self._fixtures.by_id[citation.place.report_id].text
        return is_cut(text, citation.place.span)

    def _lacks(self, is_demanded: bool, told: Sequence[int]) -> bool:
        """Nothing of the kind is told of what must be cited, or of anything where nothing must."""
        if not is_demanded:
            return False
        about = {id for one in self.wanted for id in one.cited_by} if self.wanted else set(told)
        return not about & set(told)

    def _cites_for_nothing(self) -> bool:
        answer = self._answer
        return self._case.uncited and bool(answer.claims or answer.citations or not answer.text.strip())

    def _uncited_needs(self) -> list[str]:
        if all(self.needs_cited):
            return []
        return [one.cite.quote for one in self.wanted if not one.cited_by]

    def _uncited_claims(self) -> list[str]:
        """Claims without any citation: nothing of an answer may be said without its place."""
        return [] if self._case.uncited else [one.text for one in self._answer.claims if not one.citations]

    # --- figures ---------------------------------------------------------------------------------------------

    def _claim_figures(self) -> Iterator[ClaimFigure]:
        for claim in self._answer.claims:
            sources = self._sources_of(claim)
            figures = figures_in(claim.text)
            for one in figures:
                is_held_up = (
                    any(holds_figure(one, source) for source in sources)
                    or any(same_quantity(one, other) for other in self._computed)
                    or self._is_denied(one, claim.text)
                    or (claim.verdict is Verdict.COMPUTED and self._is_right(one, claim, sources))
                )
                is_quoted = any(same_quantity(one, other) for source in sources for other in source.figures)
                yield ClaimFigure(one, one.span.of(claim.text), claim.text, is_held_up, is_quoted)

    def _is_right(self, figure: ReadFigure, claim: Claim, sources: Sequence[Source]) -> bool:
        """Whether what is said to be computed follows from what is cited: counted, a figure of the question that is
        compared with, or made of figures of the quotes."""
        count = figure.value if figure.unit in COUNTERS | {""} else None
        if count in (len(claim.citations), len(_PARTS.split(claim.text.strip("。；; ")))):
            return True
        if any(same_quantity(figure, one) for one in self._asked):
            return True
        return is_derived(figure, [one for source in sources for one in source.figures])

    def _is_denied(self, figure: ReadFigure, said: str) -> bool:
        return bool(_DENIED.search(said[: figure.span.start])) and any(
            same_quantity(figure, one) for one in self._asked
        )

    def _sources_of(self, claim: Claim) -> list[Source]:
        return [self.sources[id] for id in claim.citations if id in self.sources]

    def _states(self, number: Number) -> bool:
        """Whether a claim gives a figure: its value, its unit, and no other period."""
        wanted = figure_of(number.value, number.unit, number.period)
        for claim in self._answer.claims:
            years = frozenset[int]().union(*(one.years for one in self._sources_of(claim)))
            for one in figures_in(claim.text, units=(number.unit,), articles=True):
                if _is_quantity(one, wanted, number) and _is_of_period(one, wanted, years):
                    return True
        return False


def _is_quantity(one: ReadFigure, wanted: ReadFigure, number: Number) -> bool:
    return same_quantity(one, wanted) if number.unit else one.value == wanted.value


def _is_of_period(one: ReadFigure, wanted: ReadFigure, years: frozenset[int]) -> bool:
    if not wanted.period:
        return True
    if one.period:
        return same_period(one.period, wanted.period)
    return not years or bool(years_in(wanted.period) & years)


# --- places --------------------------------------------------------------------------------------------------


def _source(citation: Citation, fixtures: Fixtures) -> Source:
    fixture = fixtures.by_id.get(citation.place.report_id)
    above = years_in("\n".join(citation.place.section))
    report = {fixture.year} if fixture and fixture.year else set()
    if not above and not report and fixture:
        before = fixture.text[: max(citation.place.span.start, 0)]
        report = set(sorted(years_in(before))[-1:])
    return Source(citation.quote, frozenset(above | report))
