"""The same indicators of several reports, a row each: values in one unit, differences, growth. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from itertools import pairwise

from rag.comparing.amounts import ShownUnit, shown_unit
from rag.comparing.bounds import Bound, bound_of
from rag.comparing.matching import Key, comparable
from rag.comparing.measures import Measured
from rag.comparing.reading import ReadReport
from rag.comparing.sources import ComparedReport, by_office
from rag.domain import ComparedFigure, ComparisonRow, FigureChange, Measure
from rag.stated_figures import place_of

_HUNDRED = Decimal(100)
_PERCENT = "%"
# Per cent: further apart, but within what rounded values allow (8.8 and 9.2万元 against 4.1%), nothing is checked.
_AS_GOOD_AS_SAME = Decimal("0.5")
_SHOWS_NO_DECIMALS = Decimal(1)
_ORDER = {Measure.LEVEL: 0, Measure.CHANGE: 1, Measure.SHARE: 2}


def compare_figures(sources: Sequence[ReadReport]) -> list[ComparisonRow]:
    """Results that at least two of the reports state, the headline indicators first; then their targets likewise."""
    results = [source.results for source in sources]
    targets = [source.targets for source in sources]
    return [
        *_table(sources, results, partial(_result_row, results=results, sources=sources)),
        *_table(sources, targets, partial(_target_row, sources=sources)),
    ]


_Stated = Sequence[Mapping[Key, Measured]]
_Cells = Sequence[Measured | None]
_MakeRow = Callable[[Key, _Cells], ComparisonRow]


def _table(sources: Sequence[ReadReport], stated: _Stated, make: _MakeRow) -> list[ComparisonRow]:
    rows = []
    for key, reports in Counter(key for one in stated for key in one).items():
        if reports < 2:
            continue
        cells = comparable([one.get(key) for one in stated], sources)
        if sum(cell is not None for cell in cells) >= 2:
            rows.append((_rank(cells), make(key, cells)))
    rows.sort(key=lambda ranked: ranked[0])
    return [row for _, row in rows]


def _steps(cells: _Cells, sources: Sequence[ReadReport]) -> Iterator[tuple[Measured, Measured, int, int]]:
    """Each cell of an office with the one before it, of the nearest earlier year that has one."""
    for office in by_office(sources):
        filled = [(index, cell) for index in office if (cell := cells[index]) is not None]
        for (before, old), (after, new) in pairwise(filled):
            if sources[before].report.year != sources[after].report.year:
                yield old, new, before, after


def _result_row(key: Key, cells: _Cells, *, results: _Stated, sources: Sequence[ReadReport]) -> ComparisonRow:
    row = _row(key, cells, sources)
    unit = _unit(cells)
    changes = [
        _change(old, new, before, after, unit=unit, growth=_growth(old, new))
        for old, new, before, after in _steps(cells, sources)
        if _is_computable(old, new)
    ]
    if not changes and len(sources) == 2 and sources[0].period == sources[1].period:
        old, new = cells
        if old and new and _is_computable(old, new):
            changes = [_change(old, new, 0, 1, unit=unit, growth=None)]
    return replace(row, changes=tuple(_checked(change, cells, results, sources) for change in changes))


def _target_row(key: Key, cells: _Cells, *, sources: Sequence[ReadReport]) -> ComparisonRow:
    """Of targets only what is exact, or bounded alike, has a difference: 5%左右 and 5%以上 have none."""
    changes = [
        _change(old, new, before, after, unit=_unit(cells), growth=None)
        for old, new, before, after in _steps(cells, sources)
        if _has_values(old, new) and bound_of(old.stated) is bound_of(new.stated) is not Bound.RANGE
    ]
    return replace(_row(key, cells, sources), changes=tuple(changes), planned=True)


def _rank(cells: Sequence[Measured | None]) -> tuple[bool, int, int, str, int]:
    """Standard indicators first, in their order; then those of most reports, those said first."""
    filled = [cell for cell in cells if cell is not None]
    first = filled[0]
    place = min(cell.order for cell in filled)
    known = first.indicator.known
    return (
        not known,
        first.indicator.rank if known else -len(filled),
        0 if known else place,
        first.indicator.key,
        _ORDER[first.measure],
    )


def _row(key: Key, cells: _Cells, sources: Sequence[ReadReport]) -> ComparisonRow:
    unit = _unit(cells)
    shown = (_cell(cell, source) if cell is not None else None for cell, source in zip(cells, sources, strict=True))
    values = tuple(_value(cell, unit) for cell in cells)
    return ComparisonRow(indicator=_name(cells), measure=key[1], unit=unit.name, cells=tuple(shown), values=values)


def _name(cells: _Cells) -> str:
    return min((cell.indicator.name for cell in cells if cell is not None), key=len)


def _unit(cells: _Cells) -> ShownUnit:
    """That of the latest report which states a value."""
    filled = [cell for cell in cells if cell is not None]
    stated = [cell for cell in filled if cell.amount.value is not None] or list(filled)
    return shown_unit(stated[-1].stated.figure, stated[-1].amount.unit)


def _value(cell: Measured | None, unit: ShownUnit) -> Decimal | None:
    if cell is None or cell.amount.value is None:
        return None
    return _plain(cell.amount.value / unit.factor)


def _plain(value: Decimal) -> Decimal:
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def _cell(measured: Measured, source: ComparedReport) -> ComparedFigure:
    stated = measured.stated
    return ComparedFigure(place_of(stated, source.report), stated.figure, stated.sentence.of(stated.text))


def _has_values(old: Measured, new: Measured) -> bool:
    return old.amount.value is not None and new.amount.value is not None


def _is_computable(old: Measured, new: Measured) -> bool:
    """Not where one of the two is masked, or about so much."""
    return _has_values(old, new) and not old.loose and not new.loose


def _change(
    old: Measured, new: Measured, before: int, after: int, *, unit: ShownUnit, growth: Decimal | None
) -> FigureChange:
    assert old.amount.value is not None and new.amount.value is not None
    return FigureChange(before, after, _plain((new.amount.value - old.amount.value) / unit.factor), growth)


def _checked(change: FigureChange, cells: _Cells, results: _Stated, sources: Sequence[ReadReport]) -> FigureChange:
    """With the growth that the later report states, where it is growth over the earlier one's year."""
    old, new = cells[change.before], cells[change.after]
    period = sources[change.after].period
    if change.growth is None or old is None or new is None or period.year is None:
        return change
    if sources[change.before].period.year != period.year - 1:
        return change
    stated = results[change.after].get((new.indicator.key, Measure.CHANGE, _PERCENT, period.part))
    if stated is None:
        return change
    return replace(change, stated=_cell(stated, sources[change.after]), agrees=_agrees(old, new, stated))


def _growth(old: Measured, new: Measured) -> Decimal | None:
    """In per cent, with no more decimals than the digits of both can show."""
    a, b = old.amount.value, new.amount.value
    if new.measure is not Measure.LEVEL or a is None or b is None or a <= 0 or b < 0:
        return None
    places = Decimal("0.1") if _room(old, new) < _SHOWS_NO_DECIMALS else Decimal(1)
    return _plain(((b - a) / a * _HUNDRED).quantize(places, ROUND_HALF_UP))


def _room(old: Measured, new: Measured) -> Decimal:
    """By how many per cent the growth may be off, because both values are rounded."""
    a, b = old.amount.value, new.amount.value
    assert a and b is not None
    return _HUNDRED * (b * old.amount.half_step / a + new.amount.half_step) / a


def _agrees(old: Measured, new: Measured, stated: Measured) -> bool | None:
    """None where a value is about so much or reckoned before its year was over, or growth is in constant prices."""
    if stated.amount.value is None or stated.loose or stated.real or new.indicator.constant:
        return None
    if old.expected or new.expected or stated.expected:
        return None
    a, b = old.amount.value, new.amount.value
    assert a and b is not None
    computed = (b - a) / a * _HUNDRED
    apart, room = abs(computed - stated.amount.value), _room(old, new)
    if apart > room + stated.amount.half_step:
        return False
    return True if apart <= _AS_GOOD_AS_SAME and room < _SHOWS_NO_DECIMALS else None
