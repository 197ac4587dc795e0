"""The rows of a comparison as they are judged: each figure read anew from its report, each change worked out anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rag.domain import ComparedFigure, ComparisonRow, FigureChange
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.metrics.comparisons import (
    GROWTH_TOLERANCE,
    Amount,
    amount,
    is_right_growth,
    is_stated_growth,
    written_amount,
)
from rag.evaluation.metrics.figures import figures_in
from rag.evaluation.metrics.texts import holds
from rag.evaluation.runs import Cited
from rag.evaluation.scoring.quoted import is_verbatim, quoted_at
from rag.evaluation.suites.cases import ExpectedRow


@dataclass(frozen=True, slots=True)
class ReadCell:
    """`cited`: the figure at its place; `told`: what the row gives for it."""

    cited: Cited
    cell: ComparedFigure
    told: Amount | None
    unit: str

    @property
    def is_masked(self) -> bool:
        return self.cell.figure.masked


@dataclass(frozen=True, slots=True)
class ReadRow:
    """`cells` in the order of the comparison's reports."""

    row: ComparisonRow
    cells: tuple[ReadCell | None, ...]

    def there(self) -> Iterator[ReadCell]:
        return (one for one in self.cells if one is not None)

    @property
    def change(self) -> FigureChange | None:
        """To the last report that states it."""
        return self.row.changes[-1] if self.row.changes else None


def read_row(row: ComparisonRow, fixtures: Fixtures) -> ReadRow:
    return ReadRow(row, tuple(_cell(index, row, fixtures) for index in range(len(row.cells))))


def _cell(index: int, row: ComparisonRow, fixtures: Fixtures) -> ReadCell | None:
    cell, value = row.cells[index], row.values[index]
    if cell is None:
        return None
    told = amount(value, row.unit) if value is not None else None
    return ReadCell(quoted_at(cell.place, cell.figure.text, fixtures), cell, told, row.unit)


def stands(cell: ReadCell, fixtures: Fixtures) -> bool:
    """Whether it is in its place, and what the row gives for it is what is written there."""
    return is_in_place(cell, fixtures) and is_as_written(cell)


def is_in_place(cell: ReadCell, fixtures: Fixtures) -> bool:
    """The figure is the text at its place, and lies in the sentence that is quoted."""
    return is_verbatim(cell.cited, fixtures) and _lies_in_quote(cell, fixtures)


def is_as_written(cell: ReadCell) -> bool:
    """What the row gives for it is what its words say: nothing for what is masked."""
    if cell.is_masked or cell.told is None:
        return cell.is_masked and cell.told is None
    written = figures_in(cell.cited.quote, units=(cell.unit,), articles=True)
    return any((one.value, one.unit) == (abs(cell.told[0]), cell.told[1]) for one in written)


def _lies_in_quote(cell: ReadCell, fixtures: Fixtures) -> bool:
    text, quote = fixtures.named(cell.cited.report).text, cell.cell.quote
    first = text.find(quote, max(0, cell.cited.end - len(quote)))
    return bool(quote) and 0 <= first <= cell.cited.start and cell.cited.end <= first + len(quote)


def is_computed_right(change: FigureChange, row: ReadRow) -> bool:
    """Difference and growth, where they are given, follow from the two cells."""
    before, after = (_told(row.cells[index]) for index in (change.before, change.after))
    if before is None or after is None:
        return change.difference is None and change.growth is None
    difference = None if change.difference is None else amount(change.difference, row.row.unit)
    return (
        difference in {None, (after[0] - before[0], after[1])}
        and (change.growth is None or is_right_growth(change.growth, before[0], after[0]))
        and _is_agreement_right(change, before[0], after[0])
    )


def _is_agreement_right(change: FigureChange, before: Decimal, after: Decimal) -> bool:
    """What is said to agree with the growth that a report states does, and is stated at all; what is said not to, does
    not. (Nothing may be said where it cannot be told.)"""
    if change.agrees is None:
        return True
    read = figures_in(change.stated.figure.text) if change.stated else []
    return bool(read) and is_stated_growth(read[0].written, before, after) is change.agrees


def _told(cell: ReadCell | None) -> Amount | None:
    return cell.told if cell else None


# --- against what is expected --------------------------------------------------------------------------------


def is_called(row: ReadRow, wanted: ExpectedRow) -> bool:
    """Its indicator holds one of the names; it measures and tells (result or target) what is asked for."""
    if row.row.planned != wanted.planned or wanted.measure not in {None, row.row.measure.value}:
        return False
    return any(holds(row.row.indicator, one) for one in wanted.indicator)


def has_values(row: ReadRow, wanted: ExpectedRow, order: tuple[int, ...]) -> bool:
    """`order[i]`: where the report of `wanted.values[i]` stands in the comparison."""
    return all(_is_value(row.cells[at], value, wanted.unit) for at, value in zip(order, wanted.values, strict=False))


def _is_value(cell: ReadCell | None, wanted: str | None, unit: str) -> bool:
    if wanted is None or cell is None:
        return wanted is None and cell is None
    if wanted == "*":
        return cell.is_masked and cell.told is None
    return cell.told is not None and cell.told == written_amount(wanted, unit)


def has_difference(row: ReadRow, wanted: ExpectedRow) -> bool:
    if wanted.difference is None:
        return True
    told = row.change.difference if row.change else None
    return told is not None and amount(told, row.row.unit) == amount(wanted.difference, wanted.unit)


def has_growth(row: ReadRow, wanted: ExpectedRow) -> bool:
    if wanted.growth is None:
        return True
    told = row.change.growth if row.change else None
    return told is not None and abs(told - wanted.growth) <= GROWTH_TOLERANCE


def has_agreement(row: ReadRow, wanted: ExpectedRow) -> bool:
    return wanted.agrees is None or (row.change is not None and row.change.agrees is wanted.agrees)


def keeps_incomparable(row: ReadRow, wanted: ExpectedRow) -> bool:
    """Nothing is worked out of what only stands side by side."""
    if wanted.comparable or row.change is None:
        return True
    return row.change.difference is None and row.change.growth is None
