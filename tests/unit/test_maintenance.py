"""Cleaning up, rebuilding, checking."""

from __future__ import annotations

import numpy as np
import pytest

from rag.errors import IndexDamaged
from rag.maintenance import Check
from rag.testing import MemoryLock
from tests.stored import EMBEDDING, FOREST, HARBOUR, Folder, file, prepared


@pytest.fixture
def folder() -> Folder:
    one = Folder.empty()
    one.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    return one


def checks(folder: Folder) -> dict[str, Check]:
    return {one.name: one for one in folder.maintenance.doctor()}


def failing(folder: Folder) -> set[str]:
    return {name for name, one in checks(folder).items() if not one.ok}


def test_a_folder_in_order_passes_every_check(folder) -> None:
    assert failing(folder) == set()


def test_every_check_can_be_said_in_both_languages(folder) -> None:
    for one in checks(folder).values():
        assert one.in_language("zh") and one.in_language("en")


def test_lost_vectors_are_found_although_the_count_is_right(folder) -> None:
    vectors = folder.indexes.current().vectors
    ids = [
        one.id for report in folder.ledger.report_ids() for one in (c.chunk for c in folder.ledger.chunks_of(report))
    ]
    vectors.add(ids, np.eye(len(ids), EMBEDDING.dimensions, dtype=np.float32))
    assert vectors.count() == folder.ledger.count_chunks()
    assert failing(folder) == {"vectors"}
    assert folder.maintenance.rebuild() == 2
    assert failing(folder) == set()


def test_lost_words_are_found_and_rebuilt(folder) -> None:
    keywords = folder.indexes.current().keywords
    keywords.remove(folder.ledger.report_ids()[:1])
    keywords.commit()
    assert failing(folder) == {"keywords"}
    with pytest.raises(IndexDamaged):
        folder.found("引航员")
    folder.maintenance.rebuild()
    assert failing(folder) == set() and folder.found("引航员")


def test_a_rebuild_embeds_nothing_and_finds_the_same(folder, monkeypatch) -> None:
    before = [(one.chunk.id, one.score) for one in folder.retriever.search("泊位建设")]
    with monkeypatch.context() as patched:
        patched.setattr("rag.testing.CharacterEmbedder.embed_passages", None)
        folder.maintenance.rebuild()
    assert [(one.chunk.id, one.score) for one in folder.retriever.search("泊位建设")] == before


def test_a_rebuild_with_another_model_makes_the_folder_usable_with_it(folder) -> None:
    other = folder.with_embedding("other")
    assert failing(other) == {"embedding"}
    assert other.maintenance.rebuild(embed=True) == 2
    assert failing(other) == set()
    assert other.found("引航员")


@pytest.mark.parametrize("step", ["MemoryLedger.switch", "MemoryKeywords.commit", "MemoryLedger.restage_vectors"])
def test_an_interrupted_rebuild_changes_nothing_and_leaves_nothing(folder, monkeypatch, step) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    other = folder.with_embedding("other")
    with monkeypatch.context() as patched:
        patched.setattr(f"rag.testing.{step}", interrupted)
        with pytest.raises(KeyboardInterrupt):
            other.maintenance.rebuild(embed=True)
    assert failing(folder) == set() and folder.found("引航员")
    folder.maintenance.open_for_writing()
    assert folder.ledger.state().stray is None
    assert list(folder.ledger.chunk_vectors(embedding=EMBEDDING)) and failing(folder) == set()


def test_the_indexes_that_were_in_use_are_kept_for_searches_under_way_until_the_next_opening(folder) -> None:
    before = folder.indexes.current()
    folder.maintenance.rebuild()
    assert folder.found("引航员") and folder.ledger.state().stray == 1
    assert before.vectors.count() == folder.indexes.at(1).vectors.count() == folder.ledger.count_chunks()
    folder.maintenance.open_for_writing()
    assert folder.ledger.state().stray is None and failing(folder) == set()


def test_staged_leftovers_are_removed_at_the_next_opening(folder) -> None:
    left = prepared("渔港镇简报\n一、概况\n渔船归港。\n", name="c.txt")
    folder.ledger.stage([left.staged], embedding=EMBEDDING)
    folder.indexes.current().add(left.documents, left.staged.vectors)
    assert left.staged.report.id not in folder.found("渔船归港")
    assert failing(folder) == set()
    folder.maintenance.open_for_writing()
    assert folder.ledger.unfinished() == {} and failing(folder) == set()


def test_deleted_indexes_are_made_again_before_the_next_report_goes_in(folder) -> None:
    folder.vectors.discard(1)
    folder.keywords.discard(1)
    folder.ingest(file("c.txt", "渔港镇简报\n一、概况\n渔船归港。\n"))
    assert failing(folder) == set() and folder.found("引航员")


def test_an_empty_folder_can_be_rebuilt_and_checked() -> None:
    empty = Folder.empty()
    assert empty.maintenance.rebuild() == 0
    assert empty.maintenance.rebuild(embed=True) == 0
    assert failing(empty) == set()


def test_who_holds_the_folder_is_told(folder) -> None:
    folder.lock = MemoryLock(held_by_other="4711")
    assert "4711" in checks(folder)["lock"].in_language("zh")
