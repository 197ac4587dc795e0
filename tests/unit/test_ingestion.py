"""Files in, reports whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from threading import Thread

import numpy as np
import pytest

from rag.domain import ReportFilter
from rag.errors import (
    DiskFull,
    DuplicateName,
    EmbeddingChanged,
    FileNotReadable,
    FolderLocked,
    IndexDamaged,
    ReadingError,
    UnknownReport,
    WriterBusy,
)
from rag.ingestion import MAX_REPORTS_A_BATCH, IngestStatus, SourceFile
from rag.testing import MemoryLock
from tests.stored import FOREST, HARBOUR, Folder, file


@pytest.fixture
def folder() -> Folder:
    return Folder.empty()


def statuses(results) -> list[str]:
    return [str(one.status) for one in results]


def test_new_files_are_added_and_can_be_searched(folder) -> None:
    results = folder.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    assert statuses(results) == ["added", "added"]
    assert [one.title for one in results] == ["临海市港务局2023年工作情况报告", "云岭县林业局2022年工作总结"]
    assert folder.found("引航员缺口")[0] == results[0].id
    assert folder.found("防火通道")[0] == results[1].id


def test_the_same_content_again_is_unchanged_and_prepares_nothing(folder, monkeypatch) -> None:
    [first] = folder.ingest(file("a.txt", HARBOUR))
    monkeypatch.setattr("rag.preparing.Preparation.prepare", None)
    revision = folder.ledger.state().revision
    [again] = folder.ingest(file("a.txt", HARBOUR))
    assert (again.status, again.id, again.title) == (IngestStatus.UNCHANGED, first.id, first.title)
    assert folder.ledger.state().revision == revision


def test_the_same_content_under_another_name_is_unchanged(folder) -> None:
    folder.ingest(file("a.txt", HARBOUR))
    assert statuses(folder.ingest(file("copy.txt", HARBOUR))) == ["unchanged"]
    assert len(folder.ledger.report_ids()) == 1


def test_the_same_text_in_another_encoding_is_unchanged(folder) -> None:
    folder.ingest(file("a.txt", HARBOUR))
    assert statuses(folder.ingest(file("b.txt", HARBOUR.encode("gb18030")))) == ["unchanged"]


def test_the_same_content_twice_in_one_run_goes_in_once(folder) -> None:
    assert statuses(folder.ingest(file("a.txt", HARBOUR), file("b.txt", HARBOUR))) == ["added", "unchanged"]


def test_another_library_is_another_place(folder) -> None:
    [here] = folder.ingest(file("a.txt", HARBOUR), library="甲")
    [there] = folder.ingest(file("a.txt", HARBOUR), library="乙")
    assert there.status is IngestStatus.ADDED and there.id != here.id
    assert folder.found("引航员", where=ReportFilter(library="乙")) == [there.id] * len(
        folder.found("引航员", where=ReportFilter(library="乙"))
    )


def test_changed_content_under_the_same_name_replaces_the_old_version(folder) -> None:
    [old] = folder.ingest(file("a.txt", HARBOUR))
    [new] = folder.ingest(file("a.txt", HARBOUR.replace("1.2亿吨", "1.3亿吨")))
    assert new.status is IngestStatus.REPLACED and new.id != old.id
    assert folder.ledger.report_ids() == [new.id]
    assert old.id not in folder.found("货物吞吐量")
    pair = folder.indexes.current()
    assert pair.vectors.count() == pair.keywords.count() == folder.ledger.count_chunks()


def test_a_name_that_comes_to_hold_a_known_text_gives_up_its_own(folder) -> None:
    folder.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    [result] = folder.ingest(file("a.txt", FOREST))
    assert result.status is IngestStatus.REPLACED
    assert folder.ledger.report_ids() == [result.id]


def test_two_files_can_change_places(folder) -> None:
    folder.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    folder.ingest(file("a.txt", FOREST), file("b.txt", HARBOUR))
    assert {one.file: one.title for one in folder.ledger.reports()} == {
        "a.txt": "云岭县林业局2022年工作总结",
        "b.txt": "临海市港务局2023年工作情况报告",
    }


def test_a_text_that_an_earlier_batch_of_the_run_retired_comes_in_again(folder, monkeypatch) -> None:
    folder.ingest(file("a.txt", HARBOUR))
    monkeypatch.setattr("rag.ingestion.MAX_REPORTS_A_BATCH", 1)
    monkeypatch.setattr("rag.preparing.PrepareHere.ahead", 10)
    results = folder.ingest(file("a.txt", FOREST), file("b.txt", HARBOUR))
    assert statuses(results) == ["replaced", "added"]
    assert len(folder.ledger.report_ids()) == 2


def test_a_bad_file_fails_alone_and_says_why(folder) -> None:
    def forbidden() -> bytes:
        raise PermissionError(13, "Permission denied")

    results = folder.ingest(
        file("empty.txt", ""),
        file("a.txt", HARBOUR),
        SourceFile("secret.txt", forbidden),
        file("broken.docx", b"PK\x03\x04 truncated"),
        file("b.txt", FOREST),
    )
    assert statuses(results) == ["failed", "added", "failed", "failed", "added"]
    assert all(isinstance(one.error, ReadingError) for one in results if one.status is IngestStatus.FAILED)
    assert isinstance(results[2].error, FileNotReadable)
    assert len(folder.ledger.report_ids()) == 2


def test_two_files_of_one_run_with_one_name_and_different_content_cannot_both_be_meant(folder) -> None:
    first, second = folder.ingest(file("a.txt", HARBOUR), file("a.txt", FOREST))
    assert first.status is IngestStatus.ADDED
    assert isinstance(second.error, DuplicateName)


def test_a_name_that_is_no_text_can_be_kept(folder) -> None:
    [result] = folder.ingest(file("报告\udcff.txt", HARBOUR))
    assert result.file == "报告?.txt" and result.status is IngestStatus.ADDED


def test_results_come_in_order_and_progress_after_each(folder) -> None:
    told: list[tuple[int, int, str]] = []
    files = [file(f"{number}.txt", f"报告{number}\n一、做法\n第{number}项完成。\n") for number in range(7)]
    results = list(folder.ingestion.ingest(files, on_progress=lambda *one: told.append(one)))
    assert [one.file for one in results] == [one.name for one in files]
    assert told == [(number + 1, 7, f"{number}.txt") for number in range(7)]


def test_many_files_are_published_batch_by_batch(folder) -> None:
    files = [file(f"{number}.txt", f"报告{number}\n一、做法\n第{number}项完成。\n") for number in range(120)]
    results = folder.ingestion.ingest(files)
    next(results)
    assert len(folder.ledger.report_ids()) == MAX_REPORTS_A_BATCH
    assert len(list(results)) == 119


def test_files_that_take_their_time_are_told_one_by_one(folder, monkeypatch) -> None:
    monkeypatch.setattr("rag.ingestion._MAX_SECONDS_A_BATCH", 0.0)
    results = folder.ingestion.ingest([file("a.txt", HARBOUR), file("b.txt", FOREST)])
    assert next(results).status is IngestStatus.ADDED
    assert [one.file for one in folder.ledger.reports()] == ["a.txt"]
    assert statuses(results) == ["added"]


def test_a_removal_waits_for_its_turn_and_says_so_when_it_does_not_come(folder, monkeypatch) -> None:
    monkeypatch.setattr("rag.ingestion._REMOVAL_WAITS_SECONDS", 0.01)
    [there] = folder.ingest(file("a.txt", HARBOUR))
    done: list[Exception] = []

    def remove() -> None:
        with suppress(WriterBusy):
            folder.ingestion.remove(there.id)
            return
        done.append(WriterBusy())

    with folder.maintenance.turn():
        other = Thread(target=remove)
        other.start()
        other.join()
    assert len(done) == 1
    assert folder.ledger.report_ids() == [there.id]
    folder.ingestion.remove(there.id)
    assert folder.ledger.report_ids() == []


def test_a_full_disk_loses_nothing_that_was_in(folder, monkeypatch) -> None:
    [before] = folder.ingest(file("a.txt", HARBOUR))

    def full(*_: object) -> None:
        raise DiskFull(folder="memory")

    with monkeypatch.context() as patched:
        patched.setattr("rag.testing.MemoryVectors.add", full)
        with pytest.raises(DiskFull):
            folder.ingest(file("a.txt", FOREST))
    assert folder.ledger.report_ids() == [before.id]
    assert statuses(folder.ingest(file("a.txt", FOREST))) == ["replaced"]
    assert folder.ledger.unfinished() == {}


def test_an_interruption_leaves_nothing_half_visible(folder, monkeypatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("testing.MemoryVectors.add", "testing.MemoryKeywords.commit", "testing.MemoryLedger.publish"):
        with monkeypatch.context() as patched:
            patched.setattr(f"rag.{step}", interrupted)
            with suppress(KeyboardInterrupt):
                folder.ingest(file("a.txt", HARBOUR))
        assert folder.ledger.report_ids() == [] and folder.found("引航员") == []
    assert statuses(folder.ingest(file("a.txt", HARBOUR))) == ["added"]
    pair = folder.indexes.current()
    assert pair.vectors.count() == pair.keywords.count() == folder.ledger.count_chunks()


def test_what_an_index_lost_on_the_way_is_noticed_before_anyone_can_ask(folder, monkeypatch) -> None:
    monkeypatch.setattr("rag.testing.MemoryVectors.add", lambda *_: None)
    with pytest.raises(IndexDamaged):
        folder.ingest(file("a.txt", HARBOUR))
    assert folder.ledger.report_ids() == []


def test_another_process_in_the_folder_is_named(folder) -> None:
    folder.lock = MemoryLock(held_by_other="4711")
    with pytest.raises(FolderLocked, match="4711"):
        folder.ingest(file("a.txt", HARBOUR))


def test_vectors_of_two_models_never_mix(folder) -> None:
    folder.ingest(file("a.txt", HARBOUR))
    with pytest.raises(EmbeddingChanged):
        folder.with_embedding("other").ingest(file("b.txt", FOREST))
    with pytest.raises(EmbeddingChanged):
        folder.with_embedding("other").found("引航员")


def test_an_empty_folder_takes_any_model(folder) -> None:
    [report] = folder.ingest(file("a.txt", HARBOUR))
    folder.ingestion.remove(report.id)
    other = folder.with_embedding("other")
    assert statuses(other.ingest(file("a.txt", HARBOUR))) == ["added"]
    assert other.found("引航员")


def test_a_removed_report_is_gone_everywhere(folder) -> None:
    harbour, forest = folder.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    folder.ingestion.remove(harbour.id)
    assert folder.ledger.report_ids() == [forest.id]
    assert harbour.id not in folder.found("引航员缺口")
    pair = folder.indexes.current()
    assert pair.vectors.count() == pair.keywords.count() == folder.ledger.count_chunks()
    with pytest.raises(UnknownReport):
        folder.ingestion.remove(harbour.id)


def test_vectors_in_the_ledger_are_those_of_title_path_and_text(folder) -> None:
    from rag.chunking import embedding_text

    [report] = folder.ingest(file("a.txt", HARBOUR))
    [vectors] = folder.ledger.chunk_vectors()
    texts = [embedding_text(report.title, one.chunk) for one in folder.ledger.chunks_of(report.id)]
    assert np.array_equal(vectors.matrix, folder.embedder.embed_passages(texts))
