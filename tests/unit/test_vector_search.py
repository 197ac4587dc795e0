"""Which chunks are nearest: all compared in memory, or asked of the index; always of what is ready."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag import vector_search
from rag.domain import ReportFilter
from rag.errors import EmbeddingChanged, FolderLocked
from rag.ports import EVERYTHING, Embedding
from rag.selections import Selections
from rag.vector_search import VectorSearch
from rag.vector_table import VectorTable, best, cosines, updated
from tests.stored import FOREST, HARBOUR, Folder, file


@pytest.fixture
def folder() -> Folder:
    one = Folder.empty()
    one.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    return one


def searching(folder: Folder) -> VectorSearch:
    return VectorSearch(ledger=folder.ledger, indexes=folder.indexes, selections=Selections(folder.ledger))


def nearest(search: VectorSearch, folder: Folder, query: str, where: ReportFilter = EVERYTHING) -> list[str]:
    asked = search.ask(folder.embedder.embed_query(query), state=folder.ledger.state())
    return [one for one, _ in asked.best(5, where)]


def test_the_nearest_come_first_with_the_scores_that_are_given_for_them(folder) -> None:
    asked = searching(folder).ask(folder.embedder.embed_query("引航员缺口较大"), state=folder.ledger.state())
    hits = asked.best(5, EVERYTHING)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    assert asked.scores([one for one, _ in reversed(hits)]) == [score for _, score in reversed(hits)]
    assert asked.scores(["never-there-00000"]) == [0]


def test_a_query_without_a_known_token_is_near_nothing(folder) -> None:
    asked = searching(folder).ask(np.zeros(64, dtype=np.float32), state=folder.ledger.state())
    assert asked.best(5, EVERYTHING) == [] and asked.scores(["a-00000"]) == [0]


def test_what_comes_and_goes_is_seen_and_what_stays_is_not_read_again(folder, monkeypatch) -> None:
    search = searching(folder)
    before = nearest(search, folder, "渔船")
    asked_for: list[ReportFilter] = []
    chunk_vectors = folder.ledger.chunk_vectors

    def noted(where: ReportFilter = EVERYTHING, **options):
        asked_for.append(where)
        return chunk_vectors(where, **options)

    [new] = folder.ingest(file("c.txt", "渔港镇简报\n一、概况\n渔船归港。\n"))
    monkeypatch.setattr(folder.ledger, "chunk_vectors", noted)
    after = nearest(search, folder, "渔船归港")
    assert after[0].startswith(new.id)
    assert asked_for == [ReportFilter(report_ids=(new.id,))]
    folder.ingestion.remove(new.id)
    assert nearest(search, folder, "渔船") == before


@pytest.mark.parametrize("where", [EVERYTHING, ReportFilter(year=2022), ReportFilter(year=1999)])
def test_the_index_finds_what_comparing_everything_finds(folder, monkeypatch, where) -> None:
    exact = nearest(searching(folder), folder, "泊位建设", where)
    monkeypatch.setattr(vector_search, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr(vector_search, "EXACT_UP_TO_CHUNKS", 0)
    assert nearest(searching(folder), folder, "泊位建设", where) == exact


def test_beyond_memory_a_narrow_filter_is_still_compared_without_the_index(folder, monkeypatch) -> None:
    exact = nearest(searching(folder), folder, "造林", ReportFilter(year=2022))
    monkeypatch.setattr(vector_search, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr(vector_search, "EXACT_UP_TO_CHUNKS", folder.ledger.count_chunks() - 1)
    monkeypatch.setattr("rag.testing.MemoryVectors.nearest", None)
    assert nearest(searching(folder), folder, "造林", ReportFilter(year=2022)) == exact


def test_beyond_memory_scores_of_given_chunks_are_the_same(folder, monkeypatch) -> None:
    vector, state = folder.embedder.embed_query("泊位建设"), folder.ledger.state()
    exact = searching(folder).ask(vector, state=state)
    ids = [one for one, _ in exact.best(5, EVERYTHING)]
    monkeypatch.setattr(vector_search, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr(vector_search, "EXACT_UP_TO_CHUNKS", 0)
    assert searching(folder).ask(vector, state=state).scores(ids) == exact.scores(ids)


def test_while_another_process_has_the_index_the_ledger_answers(folder, monkeypatch) -> None:
    exact = nearest(searching(folder), folder, "泊位建设")

    def locked(*_: object) -> None:
        raise FolderLocked(folder="memory", holder="4711")

    monkeypatch.setattr(vector_search, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr(vector_search, "EXACT_UP_TO_CHUNKS", 0)
    monkeypatch.setattr("rag.testing.MemoryVectors.count", locked)
    assert nearest(searching(folder), folder, "泊位建设") == exact


def test_a_query_of_an_embedding_that_went_out_of_use_is_refused(folder) -> None:
    state = replace(folder.ledger.state(), embedding=Embedding("before", 64), revision=-1)
    asked = searching(folder)
    with pytest.raises(EmbeddingChanged):
        asked.ask(folder.embedder.embed_query("泊位"), state=state).best(5, EVERYTHING)


def test_a_row_has_the_same_cosine_to_the_bit_in_any_company() -> None:
    draw = np.random.default_rng(3)
    matrix = draw.normal(size=(500, 100)).astype(np.float32)
    vector = matrix[7].copy()
    together = cosines(matrix, vector)
    for rows in (slice(7, 8), slice(3, 90), slice(None, None, 7)):
        assert np.array_equal(cosines(matrix[rows], vector), together[rows])


def test_ties_at_the_border_are_decided_by_the_id() -> None:
    ids = ["e", "d", "c", "b", "a"]
    assert best(ids, np.array([0.5, 0.5, 0.5, 0.9, 0.5], dtype=np.float32), 3) == [
        ("b", pytest.approx(0.9)),
        ("a", 0.5),
        ("c", 0.5),
    ]


def test_a_table_of_no_report_is_empty(folder) -> None:
    table = updated(None, [], folder.ledger, Embedding("characters", 64))
    assert isinstance(table, VectorTable) and table.matrix.shape == (0, 64)
    assert table.picked(table.cosines(np.ones(64, dtype=np.float32)), ["a-00000"]) == [0]
