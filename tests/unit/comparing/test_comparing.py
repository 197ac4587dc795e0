"""Comparing reports of a ledger: order, progress, and one that cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.comparing import Comparing
from rag.comparing.measures import measures_of
from rag.comparing.rows import compare_figures
from rag.domain import ParsedReport, Report, ReportFilter, SummaryProgress
from rag.errors import NothingToCompare, UnableError, UnknownReport
from tests.unit.comparing.two_years import EARLIER, LATER, source, two_years


class Shelf:
    """A ledger of two reports and one that cannot be read."""

    def __init__(self) -> None:
        self._sources = {one.report.id: one for one in (*two_years(), source("养老床位达到9000张。", year=2033))}
        self.broken = ""

    @property
    def ids(self) -> list[str]:
        return list(self._sources)

    def reports(self, where: ReportFilter) -> list[Report]:
        return [one.report for one in self._sources.values() if one.report.id in where.report_ids]

    def parsed(self, report_id: str) -> ParsedReport:
        if report_id == self.broken:
            raise UnknownReport(report=report_id)
        return self._sources[report_id].parsed


def comparing(shelf: Shelf) -> Comparing:
    return Comparing(shelf)  # type: ignore[arg-type]


def test_reports_stand_in_order_of_year_however_they_are_named() -> None:
    shelf = Shelf()
    found = comparing(shelf).compare(list(reversed(shelf.ids)))
    assert [one.year for one in found.reports] == [2031, 2032, 2033]
    assert all(len(row.cells) == len(row.values) == 3 for row in found.rows)


@pytest.mark.parametrize("number", [0, 1])
def test_fewer_than_two_reports_are_nothing_to_compare(number: int) -> None:
    shelf = Shelf()
    with pytest.raises(NothingToCompare):
        comparing(shelf).compare(shelf.ids[:number] * 2)


def test_an_unknown_report_is_named() -> None:
    shelf = Shelf()
    with pytest.raises(UnknownReport):
        comparing(shelf).compare([shelf.ids[0], "nothing"])


def test_one_report_that_cannot_be_read_does_not_stop_the_others() -> None:
    shelf = Shelf()
    shelf.broken = shelf.ids[2]
    found = comparing(shelf).compare(shelf.ids)
    assert [one.report_id for one in found.failed] == [shelf.broken]
    assert [one.year for one in found.reports] == [2031, 2032]
    assert found.rows


def test_why_nothing_is_left_to_compare_is_said() -> None:
    shelf = Shelf()
    shelf.broken = shelf.ids[0]
    with pytest.raises(UnknownReport) as raised:
        comparing(shelf).compare(shelf.ids[:2])
    assert not isinstance(raised.value, UnableError)


def test_progress_is_told_report_by_report() -> None:
    shelf = Shelf()
    steps: list[SummaryProgress] = []
    comparing(shelf).compare(shelf.ids, on_progress=steps.append)
    assert [(one.done, one.total) for one in steps] == [(1, 3), (2, 3), (3, 3)]


def test_every_cell_quotes_the_sentence_that_its_figure_stands_in() -> None:
    sources = two_years()
    rows = compare_figures(sources)
    assert rows
    for row in rows:
        for cell, one in zip(row.cells, sources, strict=True):
            if cell is not None:
                assert cell.place.span.of(one.parsed.text) == cell.figure.text
                assert cell.figure.text in cell.quote


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet="增长达到新就业全市由至、，。；：（）()“”%万亿元人个家0123456789.*年月第分别其中累计", max_size=120
    )
)
def test_no_text_breaks_the_reading_of_its_figures(words: str) -> None:
    for one in measures_of(source(f"一、2031年工作情况\n{words}\n")):
        assert one.stated.figure.span.of(one.stated.text) == one.stated.figure.text
        assert one.stated.figure.masked == (one.amount.value is None)


def test_a_report_set_against_its_own_words_changes_nothing() -> None:
    rows = compare_figures([source(EARLIER, year=2031), source(EARLIER.replace("2031年", "2032年"), year=2032)])
    assert rows
    assert all(change.difference == 0 for row in rows for change in row.changes)
    assert LATER != EARLIER
