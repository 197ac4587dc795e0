"""What is visible is read again only after a write, and then at once, whoever wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.adapters.ledger import SqlLedger
from rag.adapters.ledger.engine import Database
from rag.adapters.ledger.visible import Reading, Visible
from rag.domain import Report, ReportFilter
from rag.ports import LedgerState
from tests.stored import EMBEDDING, FOREST, HARBOUR, named, staged


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(file: Path) -> Iterator[SqlLedger]:
    opened = SqlLedger(file)
    yield opened
    opened.close()


def publish(ledger: SqlLedger, text: str, name: str) -> str:
    report = staged(text, name=name)
    ledger.stage([report], embedding=EMBEDDING)
    ledger.publish([named(report)])
    return report.report.id


class Counted:
    """How often it was read."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._ledger = ledger
        self.states = self.listings = 0

    def state(self) -> LedgerState:
        self.states += 1
        return self._ledger._read_state()

    def reports(self) -> list[Report]:
        self.listings += 1
        return self._ledger._read_reports(ReportFilter())

    def visible(self, database: Database, *, most_reports: int = 100) -> Visible:
        reading = Reading(self.state, self._ledger._count_reports, self.reports)
        return Visible(database, reading, most_reports=most_reports)


def test_it_is_read_once_until_somebody_writes(file: Path, ledger: SqlLedger) -> None:
    counted, database = Counted(ledger), Database(file)
    visible = counted.visible(database)
    first = publish(ledger, HARBOUR, "a.txt")
    for _ in range(5):
        assert list(visible.reports() or ()) == [first]
    assert (counted.states, counted.listings) == (1, 1)
    second = publish(ledger, FOREST, "b.txt")
    assert set(visible.reports() or ()) == {first, second}
    assert (counted.states, counted.listings) == (2, 2)
    database.close()


def test_a_write_that_changes_nothing_visible_has_only_the_state_read_again(file: Path, ledger: SqlLedger) -> None:
    counted, database = Counted(ledger), Database(file)
    visible = counted.visible(database)
    publish(ledger, HARBOUR, "a.txt")
    visible.reports()
    ledger.mark_stray(7)
    assert visible.state().stray == 7
    visible.reports()
    assert (counted.states, counted.listings) == (2, 1)
    database.close()


def test_more_reports_than_are_kept_are_read_one_by_one(file: Path, ledger: SqlLedger) -> None:
    counted, database = Counted(ledger), Database(file)
    publish(ledger, HARBOUR, "a.txt")
    publish(ledger, FOREST, "b.txt")
    assert counted.visible(database, most_reports=1).reports() is None
    assert counted.listings == 0
    database.close()


def test_what_another_process_wrote_is_seen_at_once(file: Path, ledger: SqlLedger) -> None:
    other = SqlLedger(file)
    first = publish(ledger, HARBOUR, "a.txt")
    assert [one.id for one in other.reports()] == [first]
    second = publish(ledger, FOREST, "b.txt")
    assert {one.id for one in other.reports()} == {first, second}
    ledger.retire(first)
    assert [one.id for one in other.reports()] == [second]
    assert other.parsed_reports([first, second]).keys() == {second}
    assert other.count_chunks() == other.reports()[0].chunks
    other.close()


@pytest.mark.parametrize(
    "where",
    [
        ReportFilter(year=2022),
        ReportFilter(library="default"),
        ReportFilter(library="other"),
        ReportFilter(libraries=frozenset({"default"})),
        ReportFilter(libraries=frozenset()),
    ],
)
def test_a_filter_means_the_same_in_memory_as_in_the_database(ledger: SqlLedger, where: ReportFilter) -> None:
    publish(ledger, HARBOUR, "a.txt")
    publish(ledger, FOREST, "b.txt")
    assert ledger.reports(where) == ledger._read_reports(where)
    assert ledger.count_chunks(where) == sum(one.chunks for one in ledger._read_reports(where))
    assert {one.id for one in ledger.reports(where)} == set(ledger.report_ids(where))
