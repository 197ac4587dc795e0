"""What a comparison owes its case, demand by demand: which are not met, and where what they ask for was lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.domain import ComparedText, Comparison
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.metrics.texts import holds, normalise
from rag.evaluation.runs import Cited
from rag.evaluation.scoring.compared import (
    ReadRow,
    has_agreement,
    has_difference,
    has_growth,
    has_values,
    is_as_written,
    is_called,
    is_computed_right,
    is_in_place,
    keeps_incomparable,
)
from rag.evaluation.scoring.findings import Finding
from rag.evaluation.scoring.quoted import (
    cited_of,
    misread,
    not_verbatim,
    overlaps,
)
from rag.evaluation.stages import Stage
from rag.evaluation.suites.cases import ComparisonCase, ExpectedPlan, ExpectedRow, MustCite


@dataclass(frozen=True, slots=True)
class JudgedComparison:
    """A comparison beside its case. `order[i]`: where `case.reports[i]` stands in it; empty where one is not there."""

    case: ComparisonCase
    comparison: Comparison
    fixtures: Fixtures
    rows: tuple[ReadRow, ...]
    order: tuple[int, ...]

    def called(self, wanted: ExpectedRow) -> list[ReadRow]:
        return [one for one in self.rows if is_called(one, wanted)]

    def right(self, wanted: ExpectedRow) -> ReadRow | None:
        """The row that has the values that are expected of it."""
        return next((one for one in self.called(wanted) if has_values(one, wanted, self.order)), None)

    @property
    def cited(self) -> tuple[Cited, ...]:
        """Every figure and every text at its place, each place once."""
        cells = [cell.cited for row in self.rows for cell in row.there()]
        texts = [cited_of(each, self.fixtures) for one in self.texts() for each in one.citations]
        return tuple(dict.fromkeys([*cells, *texts]))

    def texts(self) -> Iterator[ComparedText]:
        made = self.comparison
        yield from (*made.new, *made.gone, *made.repeated)
        for pair in (*made.problems, *made.plans):
            yield from (one for one in (pair.earlier, pair.later) if one is not None)

    @property
    def wanted(self) -> list[MustCite]:
        return [*self.case.must_cite, *(one for pair in self.case.apart for one in pair)]


def findings(judged: JudgedComparison) -> list[Finding]:
    if not judged.order:
        names = [one.title for one in judged.comparison.failed] or list(judged.case.reports)
        return [Finding("error", Stage.ERRORED, one) for one in names]
    return [
        *misread(judged.wanted, judged.cited, judged.case, judged.fixtures),
        *(one for wanted in judged.case.rows for one in _row(wanted, judged)),
        *_kept_apart(judged),
        *_texts(judged),
        *_plans(judged),
        *_cited(judged),
        *_figures(judged),
    ]


def is_among(words: str, texts: Iterable[ComparedText]) -> bool:
    return any(holds(one.text, words) for one in texts)


def is_merged(row: ReadRow, pair: tuple[MustCite, MustCite], fixtures: Fixtures) -> bool:
    """Whether it sets the figure of the one place against that of the other."""
    cited = [one.cited for one in row.there()]
    return all(any(overlaps(one, wanted, fixtures) for one in cited) for wanted in pair)


def has_plan(wanted: ExpectedPlan, judged: JudgedComparison) -> bool:
    about = [one for one in judged.comparison.plans if holds(one.earlier.text, wanted.words)]
    return any(wanted.met is None or one.met is wanted.met for one in about)


def may_be_there(row: ReadRow, case: ComparisonCase) -> bool:
    """Whether it may be there, for all that the case says."""
    return not any(normalise(one) == normalise(row.row.indicator) for one in case.absent)


# --- what is demanded ----------------------------------------------------------------------------------------


def _row(wanted: ExpectedRow, judged: JudgedComparison) -> Iterator[Finding]:
    name = wanted.indicator[0]
    right = judged.right(wanted)
    if right is None:
        there = judged.called(wanted)
        yield Finding("value", Stage.USED_WRONGLY, name) if there else Finding("row", Stage.NOT_USED, name)
        return
    checks = {
        "difference": has_difference,
        "growth": has_growth,
        "agrees": has_agreement,
        "incomparable": keeps_incomparable,
    }
    for code, is_right in checks.items():
        if not is_right(right, wanted):
            yield Finding(code, Stage.USED_WRONGLY, name)


def _kept_apart(judged: JudgedComparison) -> Iterator[Finding]:
    for row in judged.rows:
        if not may_be_there(row, judged.case):
            yield Finding("absent", Stage.USED_WRONGLY, row.row.indicator)
        for pair in judged.case.apart:
            if is_merged(row, pair, judged.fixtures):
                yield Finding("apart", Stage.USED_WRONGLY, f"{pair[0].quote} | {pair[1].quote}")


def _texts(judged: JudgedComparison) -> Iterator[Finding]:
    case, made = judged.case, judged.comparison
    carried = [one.later or one.earlier for one in made.problems] + [one.earlier for one in made.problems]
    wanted: dict[str, tuple[Sequence[str], Sequence[ComparedText]]] = {
        "new": (case.new, made.new),
        "gone": (case.gone, made.gone),
        "repeated": (case.repeated, made.repeated),
        "problems": (case.problems, carried),
    }
    for code, (words, texts) in wanted.items():
        for one in words:
            if not is_among(one, texts):
                yield Finding(code, Stage.NOT_USED, one)
    for code, words, texts in (("not_new", case.not_new, made.new), ("not_gone", case.not_gone, made.gone)):
        for one in words:
            if is_among(one, texts):
                yield Finding(code, Stage.USED_WRONGLY, one)


def _plans(judged: JudgedComparison) -> Iterator[Finding]:
    for one in judged.case.plans:
        if not has_plan(one, judged):
            there = has_plan(one.model_copy(update={"met": None}), judged)
            yield Finding("plans", Stage.USED_WRONGLY if there else Stage.NOT_USED, one.words)


def _cited(judged: JudgedComparison) -> Iterator[Finding]:
    for wanted in judged.case.must_cite:
        if not any(overlaps(one, wanted, judged.fixtures) for one in judged.cited):
            yield Finding("not_cited", Stage.NOT_USED, wanted.quote)
    yield from not_verbatim(judged.cited, judged.fixtures)


def _figures(judged: JudgedComparison) -> Iterator[Finding]:
    for row in judged.rows:
        for cell in row.there():
            about = f"{row.row.indicator} {cell.cited.quote}"
            if not is_in_place(cell, judged.fixtures):
                yield Finding("figure_not_in_quote", Stage.CITED_WRONGLY, about)
            elif not is_as_written(cell):
                yield Finding("figure_not_in_quote", Stage.USED_WRONGLY, about)
        for change in row.row.changes:
            if not is_computed_right(change, row):
                yield Finding("computed", Stage.USED_WRONGLY, row.row.indicator)
