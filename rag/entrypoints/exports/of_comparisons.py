"""A comparison as a paper: indicators, then what is new, gone, repeated, carried over, planned and done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from rag import messages
from rag.domain import (
    Citation,
    ComparedFigure,
    ComparedText,
    Comparison,
    ComparisonRow,
    FigureChange,
    FollowedUp,
    Measure,
    Place,
)
from rag.entrypoints.exports import amounts
from rag.entrypoints.exports.paper import (
    Block,
    Column,
    Heading,
    Note,
    Numbering,
    Paper,
    Points,
    Remark,
    Running,
    Table,
    Words,
    has_masks,
)

# Side by side on a page; more reports are listed below one another, indicator by indicator.
_SIDE_BY_SIDE = 2
_YEAR_DIGITS = 4
# What is new and gone is given with the most telling first; the rest stands in the JSON document.
_TEXTS_SHOWN = 15
_MEASURES = {Measure.CHANGE: "export_measure_change", Measure.SHARE: "export_measure_share"}
# Names that say themselves that they are a rate or a part.
_TOLD = re.compile(r"(?:率|增速|增幅|增长|降幅|比重|占比|比例|度|rate|growth|share)$", re.IGNORECASE)


class NamedReport(Protocol):
    """What the label of a report is made of."""

    @property
    def title(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def organisation(self) -> str | None: ...


class ComparedReports(Protocol):
    """Reports, and the time whose results each tells, as those of a `Comparison`."""

    @property
    def reports(self) -> Sequence[NamedReport]: ...
    @property
    def results_of(self) -> Sequence[str]: ...


def paper(comparison: Comparison, *, language: str) -> Paper:
    numbers = _Numbers()
    writing = _Writing(comparison, language, numbers)
    blocks = tuple(writing.blocks())
    masks = Remark(Words(messages.text("export_masks", language)))
    return Paper(
        title=title(comparison.reports, language),
        language=language,
        blocks=(*blocks, masks) if has_masks(blocks) else blocks,
        notes=tuple(numbers.notes),
        wide=len(comparison.reports) > _SIDE_BY_SIDE and bool(comparison.rows),
    )


def title(reports: Sequence[NamedReport], language: str) -> str:
    if len(reports) == _SIDE_BY_SIDE:
        first, second = (one.title for one in reports)
        return messages.text("export_comparison_of_two", language, first=first, second=second)
    return messages.text("export_comparison", language, number=len(reports))


def labels(reports: Sequence[NamedReport], language: str) -> list[str]:
    """What tells the reports apart in a column, in few words: the year, office and year, or else the title."""
    years = [messages.text("export_year", language, year=one.year) if one.year else "" for one in reports]
    offices = [one.organisation or "" for one in reports]
    if all(years) and len(set(years)) == len(years) and len(set(offices)) == 1:
        return years
    short = [f"{office}{year}" if office and year else "" for office, year in zip(offices, years, strict=True)]
    return [one if one and short.count(one) == 1 else report.title for one, report in zip(short, reports, strict=True)]


def result_labels(comparison: ComparedReports, language: str) -> list[str]:
    """`labels`, with the time whose results a report tells, where any of them tells those of another than its year."""
    named = labels(comparison.reports, language)
    told = [period if not period.isdecimal() else _year(period, language) for period in comparison.results_of]
    if len(told) != len(named) or not all(told) or all(map(_is_of_its_year, comparison.reports, comparison.results_of)):
        return named
    pairs = zip(named, told, strict=True)
    return [messages.text("export_results_of", language, label=label, period=period) for label, period in pairs]


def target_labels(comparison: ComparedReports, language: str) -> list[str]:
    """`labels`, with the year that a report sets targets for: the one after that whose results it tells."""
    named = labels(comparison.reports, language)
    if len(comparison.results_of) != len(named) or not all(comparison.results_of):
        return named
    years = (int(period[:_YEAR_DIGITS]) + 1 for period in comparison.results_of)
    pairs = zip(named, years, strict=True)
    return [messages.text("export_targets_of", language, label=label, year=year) for label, year in pairs]


def indicator_name(indicator: str, measure: Measure, language: str) -> str:
    """How much there is and by how much it grew are two rows of one name, and have to be told apart."""
    key = _MEASURES.get(measure)
    return messages.text(key, language, indicator=indicator) if key and not _TOLD.search(indicator) else indicator


def _year(year: object, language: str) -> str:
    return messages.text("export_year", language, year=year)


def _is_of_its_year(report: NamedReport, period: str) -> bool:
    return period == str(report.year)


class _Numbers:
    """Gives every place one number, in the order in which they come up."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._known: dict[tuple[str, int, int], int] = {}

    def of(self, place: Place, quote: str, page: int | None = None) -> int:
        key = (place.report_id, place.span.start, place.span.end)
        if key not in self._known:
            self._known[key] = len(self.notes) + 1
            self.notes.append(Note(self._known[key], place, quote, page))
        return self._known[key]

    def of_all(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self.of(one.place, one.quote, one.page) for one in citations))


class _Writing:
    def __init__(self, comparison: Comparison, language: str, numbers: _Numbers) -> None:
        self._comparison = comparison
        self._language = language
        self._numbers = numbers
        self._numbering = Numbering(language)
        self._labels = labels(comparison.reports, language)

    def blocks(self) -> Iterator[Block]:
        comparison = self._comparison
        yield Running((Words(self._say("export_compared", reports=self._titles())),))
        if comparison.results:
            yield self._heading("export_rows", 1)
            yield self._table(comparison.results, result_labels(comparison, self._language), self._change_columns())
            yield Remark(Words(self._say("export_computed")))
        else:
            yield Remark(Words(self._say("export_no_rows")))
        if comparison.targets:
            yield self._heading("export_targets", 1)
            yield self._table(comparison.targets, target_labels(comparison, self._language), self._apart_column())
            yield Remark(Words(self._say("export_targets_note")))
        yield from self._texts("export_new", comparison.new)
        yield from self._texts("export_gone", comparison.gone)
        yield from self._repeated(comparison.repeated)
        yield from self._followed("export_problems", comparison.problems)
        yield from self._followed("export_plans", comparison.plans, results=True)
        for one in comparison.failed:
            why = one.error.in_language(self._language)
            yield Remark(Words(self._say("export_failed", title=one.title, why=why)))

    def _say(self, key: str, **values: object) -> str:
        return messages.text(key, self._language, **values)

    def _heading(self, key: str, level: int, **values: object) -> Heading:
        return Heading(self._say(key, **values), level, self._numbering.next(level))

    def _titles(self) -> str:
        if self._language == "zh":
            return "、".join(f"《{one.title}》" for one in self._comparison.reports)
        return ", ".join(one.title for one in self._comparison.reports)

    # --- indicators

    def _table(self, rows: Sequence[ComparisonRow], labels: Sequence[str], changes: Sequence[Column]) -> Table:
        if len(self._comparison.reports) <= _SIDE_BY_SIDE:
            return self._beside(rows, labels, changes)
        return self._below(rows, labels, changes)

    def _beside(self, rows: Sequence[ComparisonRow], labels: Sequence[str], changes: Sequence[Column]) -> Table:
        """A line an indicator, a column a report."""
        named = (Column(self._say("column_indicator"), 19), *(Column(one, 18, numeric=True) for one in labels))
        lines = tuple(self._line(row)[: len(named) + len(changes)] for row in rows)
        return Table(columns=(*named, *changes), rows=lines, notes_apart=True)

    def _line(self, row: ComparisonRow) -> tuple[Words, ...]:
        change = row.changes[-1] if row.changes else None
        cells = (self._value(one) if one else Words("—") for one in row.cells)
        return (Words(self._name(row)), *cells, *self._change(change, row.unit))

    def _below(self, rows: Sequence[ComparisonRow], labels: Sequence[str], changes: Sequence[Column]) -> Table:
        """A group of lines an indicator, a line a report that states it, with what it is set against."""
        columns = (
            Column(self._say("column_indicator"), 24),
            Column(self._say("export_report"), 22),
            Column(self._say("column_value"), 20, numeric=True),
            Column(self._say("export_against"), 22),
            *changes,
        )
        lines = tuple(line[: len(columns)] for row in rows for line in self._lines(row, labels))
        return Table(columns=columns, rows=lines, grouped=True, notes_apart=True)

    def _lines(self, row: ComparisonRow, labels: Sequence[str]) -> Iterator[tuple[Words, ...]]:
        for index, cell in enumerate(row.cells):
            changes: list[FigureChange | None] = [one for one in row.changes if one.after == index]
            for change in (changes or [None]) if cell else ():
                against = Words(self._labels[change.before] if change else "")
                value = self._value(cell) if cell else Words("")
                report = Words(labels[index])
                yield (Words(self._name(row)), report, value, against, *self._change(change, row.unit))

    def _name(self, row: ComparisonRow) -> str:
        return indicator_name(row.indicator, row.measure, self._language)

    def _change_columns(self) -> tuple[Column, ...]:
        columns = (("export_growth", 18), ("export_stated", 15))
        numeric = (Column(self._say(key), weight, numeric=True) for key, weight in columns)
        return (*self._apart_column(), *numeric, Column(self._say("export_agrees"), 8))

    def _apart_column(self) -> tuple[Column, ...]:
        return (Column(self._say("export_difference"), 18, numeric=True),)

    def _value(self, cell: ComparedFigure) -> Words:
        return Words(amounts.written(cell.figure, self._language), (self._numbers.of(cell.place, cell.quote),))

    def _change(self, change: FigureChange | None, unit: str) -> tuple[Words, ...]:
        if change is None:
            return (Words(""),) * 4
        apart = amounts.difference(change.difference, unit, self._language) if change.difference is not None else ""
        grown = amounts.growth(change.growth) if change.growth is not None else ""
        agrees = "" if change.agrees is None else self._say("export_agreed" if change.agrees else "export_disagreed")
        return (Words(apart), Words(grown), self._value(change.stated) if change.stated else Words(""), Words(agrees))

    # --- texts

    def _texts(self, key: str, texts: Sequence[ComparedText]) -> Iterator[Block]:
        """Report by report, where they are of more than one."""
        if not texts:
            return
        yield self._heading(key, 1)
        several = len({_report_of(one) for one in texts}) > 1
        for title, found in groupby(sorted(texts, key=self._position), key=_report_title_of):
            if several:
                yield Heading(title, 2, self._numbering.next(2))
            shown = list(found)
            yield from self._points([self._text(one) for one in shown[:_TEXTS_SHOWN]], level=2 if several else 1)
            yield from self._left_out(len(shown) - _TEXTS_SHOWN)

    def _left_out(self, number: int) -> Iterator[Block]:
        if number > 0:
            yield Remark(Words(self._say("comparison_more", number=number)))

    def _repeated(self, texts: Sequence[ComparedText]) -> Iterator[Block]:
        if texts:
            yield self._heading("export_repeated", 1)
            yield from self._points([self._text(one) for one in texts], level=1)
            percent = f"{100 * self._comparison.repeated_share:.1f}"
            yield Remark(Words(self._say("comparison_repeated_share", percent=percent)))

    def _points(self, points: Sequence[Words], *, level: int) -> Iterator[Block]:
        yield Points(tuple(points), self._numbering.points(level, len(points)))

    def _text(self, one: ComparedText) -> Words:
        return Words(one.text, self._numbers.of_all(one.citations))

    def _position(self, one: ComparedText) -> int:
        ids = [report.id for report in self._comparison.reports]
        return ids.index(_report_of(one)) if _report_of(one) in ids else len(ids)

    def _followed(self, key: str, followed: Sequence[FollowedUp], *, results: bool = False) -> Iterator[Block]:
        if not followed:
            return
        yield self._heading(key, 1)
        columns = [Column(self._say("export_earlier"), 40), Column(self._say("export_later"), 40)]
        if results:
            columns.append(Column(self._say("export_met"), 12))
        yield Table(tuple(columns), tuple(self._pair(one, results=results) for one in followed))

    def _pair(self, one: FollowedUp, *, results: bool) -> tuple[Words, ...]:
        earlier = self._text(one.earlier)
        later = self._text(one.later) if one.later else Words(self._say("export_nothing_found"))
        met = "" if one.met is None else self._say("export_reached" if one.met else "export_missed")
        return (earlier, later, *((Words(met),) if results else ()))


def _report_of(one: ComparedText) -> str:
    return one.citations[-1].place.report_id if one.citations else ""


def _report_title_of(one: ComparedText) -> str:
    return one.citations[-1].place.report_title if one.citations else ""
