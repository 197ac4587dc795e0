"""What only the real ledger can get wrong: migrations, a full disk, a damaged file, two processes."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from rag.adapters.ledger import SqlLedger, schema
from rag.adapters.ledger.migrations import STEPS
from rag.adapters.ledger.remembering import Remembered
from rag.domain import Answer, AnswerStatus, Conversation, ConversationTurn, ReportFilter
from rag.errors import DiskFull, FolderLocked, FolderNotWritable, LedgerDamaged, LedgerTooNew
from tests.stored import EMBEDDING, FOREST, HARBOUR, named, staged

FIRST_SCHEMA = Path(__file__).parents[2] / "fixtures" / "ledger-schema-1.sql"


@pytest.fixture
def place(tmp_path) -> Path:
    return tmp_path / "ledger.sqlite"


def put_in(place: Path, *texts: str) -> None:
    with closing(SqlLedger(place)) as ledger:
        reports = [staged(text, name=f"{number}.txt") for number, text in enumerate(texts)]
        ledger.stage(reports, embedding=EMBEDDING)
        ledger.publish([named(one) for one in reports])


def test_a_ledger_of_the_first_schema_is_read_as_it_was_written(place) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.executescript(FIRST_SCHEMA.read_text(encoding="utf-8"))
    with closing(SqlLedger(place)) as ledger:
        harbour, forest = ledger.reports()
        assert (harbour.title, forest.year) == ("临海市港务局2023年工作情况报告", 2022)
        assert ledger.text(harbour.id) == HARBOUR
        assert len(ledger.chunks_of(forest.id)) == forest.chunks
        assert len(ledger.figures(harbour.id)) == harbour.figures
        assert sum(len(one.chunk_ids) for one in ledger.chunk_vectors()) == ledger.count_chunks()


def test_a_ledger_of_the_first_schema_takes_conversations(place) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.executescript(FIRST_SCHEMA.read_text(encoding="utf-8"))
    now = datetime(2031, 3, 1, tzinfo=UTC)
    answer = Answer(AnswerStatus.ANSWERED, "有3座。", "zh")
    with closing(SqlLedger(place)) as ledger:
        turn = ConversationTurn("新建水库几座？", "新建水库几座？", answer, now)
        ledger.conversations.add(Conversation("a", ReportFilter(), "新建水库几座？", now, now), turn)
    with closing(SqlLedger(place)) as ledger:
        assert ledger.conversations.turns("a") == [turn]
        assert len(ledger.reports()) == 2


def test_halves_of_characters_are_stored_as_marks(place) -> None:
    now = datetime(2031, 3, 1, tzinfo=UTC)
    half = "水库\ud800"
    with closing(SqlLedger(place)) as ledger:
        turn = ConversationTurn(half, half, Answer(AnswerStatus.REFUSED, half, "zh"), now)
        ledger.conversations.add(Conversation("a", ReportFilter(), half, now, now), turn)
        (stored,) = ledger.conversations.turns("a")
        assert (stored.question, stored.answer.text) == ("水库?", "水库?")


def test_migrations_make_every_table_and_column_that_queries_name(place) -> None:
    SqlLedger(place).close()
    engine = create_engine(f"sqlite:///{place}")
    for table in (schema.META, schema.REPORTS, schema.CONVERSATIONS, schema.EXCHANGES, *schema.OF_A_REPORT):
        made = {column["name"] for column in inspect(engine).get_columns(table.name)}
        assert made == {column.name for column in table.columns}, table.name
    engine.dispose()


def test_a_ledger_of_a_newer_version_is_left_alone(place) -> None:
    put_in(place, HARBOUR)
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    with pytest.raises(LedgerTooNew, match=f"99.*{len(STEPS)}"):
        SqlLedger(place)


def test_what_is_not_a_ledger_is_said_to_be_damaged(place) -> None:
    place.write_bytes(b"not a database at all" * 100)
    with pytest.raises(LedgerDamaged):
        SqlLedger(place)


def test_a_damaged_page_is_found_by_the_check(place) -> None:
    put_in(place, HARBOUR * 50)
    content = bytearray(place.read_bytes())
    assert len(content) > 40_000
    content[20_000:24_000] = b"\xff" * 4000
    place.write_bytes(content)
    with closing(SqlLedger(place)) as ledger, suppress(LedgerDamaged):
        assert ledger.verify()


def test_a_full_disk_is_said_and_nothing_is_lost(place) -> None:
    put_in(place, HARBOUR)
    with closing(SqlLedger(place)) as ledger:
        report = staged(FOREST * 2000, name="big.txt")
        with ledger._database.reading() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 80")
        with pytest.raises(DiskFull):
            ledger.stage([report], embedding=EMBEDDING)
        assert len(ledger.reports()) == 1 and ledger.unfinished() == {}


def test_a_folder_that_cannot_be_made_is_named(tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FolderNotWritable, match="file"):
        SqlLedger(tmp_path / "file" / "ledger.sqlite")


def test_two_ledgers_on_one_file_see_each_other(place) -> None:
    put_in(place, HARBOUR)
    with closing(SqlLedger(place)) as writer, closing(SqlLedger(place)) as reader:
        [report] = reader.reports()
        writer.retire(report.id)
        assert reader.reports() == []


def test_reading_goes_on_while_another_process_writes(place, monkeypatch) -> None:
    monkeypatch.setattr("rag.adapters.ledger.engine.BUSY_TIMEOUT_SECONDS", 0.05)
    put_in(place, HARBOUR)
    with closing(sqlite3.connect(place, isolation_level=None)) as other, closing(SqlLedger(place)) as ledger:
        other.execute("BEGIN IMMEDIATE")
        [report] = ledger.reports()
        assert ledger.text(report.id) == HARBOUR
        with pytest.raises(FolderLocked):
            ledger.retire(report.id)
        other.execute("ROLLBACK")


def test_it_is_written_safely(place) -> None:
    with closing(SqlLedger(place)) as ledger, ledger._database.writing() as connection:
        pragmas = {one: connection.exec_driver_sql(f"PRAGMA {one}").scalar() for one in ("journal_mode", "synchronous")}
        assert pragmas == {"journal_mode": "wal", "synchronous": 2}
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_url_names_any_database(tmp_path) -> None:
    with closing(SqlLedger(f"sqlite:///{tmp_path / 'ledger'}")) as ledger:
        report = staged(HARBOUR)
        ledger.stage([report], embedding=EMBEDDING)
        ledger.publish([named(report)])
        assert ledger.verify() == [] and ledger.text(report.report.id) == HARBOUR


def test_more_ids_than_one_statement_takes_are_asked_for_in_parts(place, monkeypatch) -> None:
    monkeypatch.setattr("rag.adapters.ledger._IDS_A_STATEMENT", 2)
    put_in(place, HARBOUR, FOREST)
    with closing(SqlLedger(place)) as ledger:
        ids = [one.chunk.id for report_id in ledger.report_ids() for one in ledger.chunks_of(report_id)]
        assert [one.chunk.id for one in ledger.chunks(ids[::-1])] == ids[::-1]


def test_what_is_remembered_stays_within_its_limit_the_last_read_kept() -> None:
    remembered = Remembered[str](10, len)
    for name, text in (("a", "港口建设"), ("b", "林业工作"), ("a", "港口建设"), ("c", "渔船")):
        remembered.put(name, text)
    assert remembered.get("a") and remembered.get("b") and remembered.get("c")
    remembered.get("b")
    remembered.put("d", "防火通道")
    assert [one for one in "abcd" if remembered.get(one)] == ["b", "c", "d"]
    remembered.put("e", "比限度还长的一份报告全文")
    assert [one for one in "abcde" if remembered.get(one)] == ["e"]


def test_what_is_forgotten_makes_room() -> None:
    remembered = Remembered[str](4, len)
    remembered.put("a", "港口建设")
    remembered.forget(["a", "never-there"])
    remembered.put("b", "林业工作")
    assert remembered.get("a") is None and remembered.get("b") == "林业工作"


def test_texts_and_reports_are_read_again_when_they_are_no_longer_remembered(place, monkeypatch) -> None:
    monkeypatch.setattr("rag.adapters.ledger._REMEMBERED_CHARACTERS", 10)
    monkeypatch.setattr("rag.adapters.ledger._REMEMBERED_TEXT_CHARACTERS", 10)
    put_in(place, HARBOUR, FOREST)
    with closing(SqlLedger(place)) as ledger:
        for _ in range(2):
            assert [ledger.text(one.id) for one in ledger.reports()] == [HARBOUR, FOREST]
            ids = [one.chunk.id for report in ledger.reports() for one in ledger.chunks_of(report.id)]
            assert all(one.chunk.text in HARBOUR + FOREST for one in ledger.chunks(ids))


def test_a_file_name_may_hold_what_urls_may_not(tmp_path) -> None:
    place = tmp_path / "50% 报告?#库" / "ledger.sqlite"
    put_in(place, HARBOUR)
    assert place.exists()
    with closing(SqlLedger(place)) as ledger:
        assert len(ledger.reports(ReportFilter(year=2023))) == 1
