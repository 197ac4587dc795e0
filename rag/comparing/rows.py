"""The same indicators of several reports, a row each: values in one unit, differences, growth. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from rag.comparing.amounts import ShownUnit, shown_unit
from rag.comparing.matching import Key, comparable, results_of
from rag.comparing.measures import Measured, measures_of
from rag.comparing.sources import ComparedReport, consecutive
from rag.domain import ComparedFigure, ComparisonRow, FigureChange, Measure
from rag.stated_figures import place_of

_HUNDRED = Decimal(100)
_PERCENT = "%"
_ORDER = {Measure.LEVEL: 0, Measure.CHANGE: 1, Measure.SHARE: 2}


def compare_figures(sources: Sequence[ComparedReport]) -> list[ComparisonRow]:
    """Rows that at least two of the reports fill, the headline indicators first."""
    results = [results_of(source, measures_of(source)) for source in sources]
    pairs = _pairs(sources)
    rows = []
    for key, reports in Counter(key for one in results for key in one).items():
        if reports < 2:
            continue
        cells = comparable([one.get(key) for one in results], sources)
        if sum(cell is not None for cell in cells) >= 2:
            rows.append((_rank(cells), _row(key, cells, results, sources, pairs)))
    rows.sort(key=lambda ranked: ranked[0])
    return [row for _, row in rows]


def _pairs(sources: Sequence[ComparedReport]) -> list[tuple[int, int, bool]]:
    """Neighbouring reports of one office, with growth; two offices in one period, without."""
    pairs = [(before, after, True) for before, after in consecutive(sources)]
    if not pairs and len(sources) == 2 and sources[0].period == sources[1].period:
        return [(0, 1, False)]
    return pairs


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


def _row(
    key: Key,
    cells: Sequence[Measured | None],
    results: Sequence[dict[Key, Measured]],
    sources: Sequence[ComparedReport],
    pairs: Sequence[tuple[int, int, bool]],
) -> ComparisonRow:
    filled = [cell for cell in cells if cell is not None]
    unit = _unit(filled)
    values = tuple(_value(cell, unit) for cell in cells)
    changes = [
        _change(cells, results, sources, before, after, grows=grows, unit=unit)
        for before, after, grows in pairs
        if cells[before] is not None and cells[after] is not None
    ]
    return ComparisonRow(
        indicator=_name(filled),
        measure=key[1],
        unit=unit.name,
        cells=tuple(
            _cell(cell, source) if cell is not None else None for cell, source in zip(cells, sources, strict=True)
        ),
        values=values,
        changes=tuple(change for change in changes if change is not None),
    )


def _name(filled: Sequence[Measured]) -> str:
    return min((cell.indicator.name for cell in filled), key=len)


def _unit(filled: Sequence[Measured]) -> ShownUnit:
    """That of the latest report which states a value."""
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


def _change(
    cells: Sequence[Measured | None],
    results: Sequence[dict[Key, Measured]],
    sources: Sequence[ComparedReport],
    before: int,
    after: int,
    *,
    grows: bool,
    unit: ShownUnit,
) -> FigureChange | None:
    """None where one of the two is masked, or about so much: then nothing can be computed."""
    old, new = cells[before], cells[after]
    if old is None or new is None or old.amount.value is None or new.amount.value is None:
        return None
    if old.loose or new.loose:
        return None
    difference = _plain((new.amount.value - old.amount.value) / unit.factor)
    growth = _growth(old, new) if grows and new.measure is Measure.LEVEL else None
    if growth is None:
        return FigureChange(before, after, difference, None)
    stated = results[after].get((new.indicator.key, Measure.CHANGE, _PERCENT, sources[after].period.part))
    shown = _cell(stated, sources[after]) if stated else None
    return FigureChange(before, after, difference, growth, shown, _agrees(old, new, stated))


def _growth(old: Measured, new: Measured) -> Decimal | None:
    """In per cent, with no more decimals than the digits of both can show."""
    a, b = old.amount.value, new.amount.value
    if a is None or b is None or a <= 0 or b < 0:
        return None
    places = Decimal("0.1") if _room(old, new) < 1 else Decimal(1)
    return _plain(((b - a) / a * _HUNDRED).quantize(places, ROUND_HALF_UP))


def _room(old: Measured, new: Measured) -> Decimal:
    """By how many per cent the growth may be off, because both values are rounded."""
    a, b = old.amount.value, new.amount.value
    assert a and b is not None
    return _HUNDRED * (b * old.amount.half_step / a + new.amount.half_step) / a


def _agrees(old: Measured, new: Measured, stated: Measured | None) -> bool | None:
    if stated is None or stated.amount.value is None or stated.loose or stated.real or new.indicator.constant:
        return None
    a, b = old.amount.value, new.amount.value
    assert a and b is not None
    computed = (b - a) / a * _HUNDRED
    return abs(computed - stated.amount.value) <= _room(old, new) + stated.amount.half_step
