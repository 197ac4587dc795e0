"""The rows of a comparison as they are judged: each figure read anew from its report, each change worked out anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from rag.domain import ComparedFigure, ComparisonRow, FigureChange
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.metrics.comparisons import is_right_growth, quantity
from rag.evaluation.metrics.stated import stated
from rag.evaluation.metrics.texts import holds
from rag.evaluation.runs import Cited
from rag.evaluation.scoring.quoted import is_verbatim, quoted_at
from rag.evaluation.suites.cases import ExpectedRow


@dataclass(frozen=True, slots=True)
class ReadCell:
    """`cited`: the figure at its place; `amount`: what the row gives for it, in plain units."""

    cited: Cited
    cell: ComparedFigure
    amount: Decimal | None
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
    amount = quantity(value, row.unit) if value is not None else None
    return ReadCell(quoted_at(cell.place, cell.figure.text, fixtures), cell, amount, row.unit)


def stands(cell: ReadCell, fixtures: Fixtures) -> bool:
    """The figure is the text at its place, lies in the sentence that is quoted, and what the row gives for it is what
    is written there: nothing for what is masked. (Words for numbers, `七成`, are taken as the product reads them.)"""
    if not is_verbatim(cell.cited, fixtures) or not _lies_in_quote(cell, fixtures):
        return False
    if cell.is_masked or cell.amount is None:
        return cell.is_masked and cell.amount is None
    written = stated(cell.cited.quote)
    return not written or any(abs(cell.amount) == value for one in written for value, _ in one.readings)


def _lies_in_quote(cell: ReadCell, fixtures: Fixtures) -> bool:
    text, quote = fixtures.named(cell.cited.report).text, cell.cell.quote
    first = text.find(quote, max(0, cell.cited.end - len(quote)))
    return bool(quote) and 0 <= first <= cell.cited.start and cell.cited.end <= first + len(quote)


def is_computed_right(change: FigureChange, row: ReadRow) -> bool:
    """Difference and growth, where they are given, follow from the two cells."""
    before, after = (_amount(row.cells[index]) for index in (change.before, change.after))
    if before is None or after is None:
        return change.difference is None and change.growth is None
    told = None if change.difference is None else quantity(change.difference, row.row.unit)
    return (told is None or told == after - before) and (
        change.growth is None or is_right_growth(change.growth, before, after)
    )


def _amount(cell: ReadCell | None) -> Decimal | None:
    return cell.amount if cell else None


# --- against what is expected --------------------------------------------------------------------------------


def is_called(row: ReadRow, wanted: ExpectedRow) -> bool:
    """Its indicator holds one of the names; it measures and tells (result or target) what is asked for."""
    measures = wanted.measure in {None, row.row.measure.value}
    return (
        measures
        and row.row.planned == wanted.planned
        and any(holds(row.row.indicator, one) for one in wanted.indicator)
    )


def has_values(row: ReadRow, wanted: ExpectedRow, order: tuple[int, ...]) -> bool:
    """`order[i]`: where the report of `wanted.values[i]` stands in the comparison."""
    return all(_is_value(row.cells[at], value, wanted.unit) for at, value in zip(order, wanted.values, strict=False))


def _is_value(cell: ReadCell | None, wanted: str | None, unit: str) -> bool:
    if wanted is None or cell is None:
        return wanted is None and cell is None
    if wanted == "*":
        return cell.is_masked and cell.amount is None
    return cell.amount is not None and cell.amount == quantity(wanted, unit) and _same_unit(cell.unit, wanted, unit)


def _same_unit(unit: str, wanted: str, wanted_unit: str) -> bool:
    told, asked = stated(f"1{unit}"), stated(f"{wanted.lstrip('-')}{wanted_unit}")
    return {name for one in told for _, name in one.readings} == {name for one in asked for _, name in one.readings}


def has_difference(row: ReadRow, wanted: ExpectedRow) -> bool:
    if wanted.difference is None:
        return True
    told = row.change.difference if row.change else None
    return told is not None and quantity(told, row.row.unit) == quantity(wanted.difference, wanted.unit)


def has_growth(row: ReadRow, wanted: ExpectedRow) -> bool:
    if wanted.growth is None:
        return True
    told = row.change.growth if row.change else None
    return told is not None and is_right_growth(told, Decimal(100), 100 + wanted.growth)


def has_agreement(row: ReadRow, wanted: ExpectedRow) -> bool:
    return wanted.agrees is None or (row.change is not None and row.change.agrees is wanted.agrees)
