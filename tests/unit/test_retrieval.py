"""Searching: all three ways, added up, and only what is visible."""

from __future__ import annotations

import pytest

from rag import retrieval, vector_search
from rag.domain import ReportFilter
from rag.errors import FolderLocked
from tests.stored import FOREST, HARBOUR, Folder, file


@pytest.fixture
def folder() -> Folder:
    one = Folder.empty()
    one.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    return one


def ids(folder: Folder, query: str, **options) -> list[str]:
    return [one.chunk.id for one in folder.retriever.search(query, **options)]


def test_the_passage_that_says_it_comes_first(folder) -> None:
    [first, *_] = folder.retriever.search("引航员缺口大不大")
    assert "引航员缺口较大" in first.chunk.text
    assert first.report_title == "临海市港务局2023年工作情况报告"


def test_headings_and_titles_are_searched_too(folder) -> None:
    assert folder.retriever.search("林业局打算")[0].chunk.path == ("下一步打算",)


def test_at_most_k_come_best_first(folder) -> None:
    found = folder.retriever.search("工作", k=2)
    assert len(found) == 2
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_fewer_asked_for_are_the_first_of_more(folder) -> None:
    assert ids(folder, "建设", k=2) == ids(folder, "建设", k=5)[:2]


def test_filters_leave_only_what_they_name(folder) -> None:
    by_year = folder.retriever.search("工作", where=ReportFilter(year=2022))
    assert by_year and {one.report_title for one in by_year} == {"云岭县林业局2022年工作总结"}
    assert folder.retriever.search("工作", where=ReportFilter(library="无")) == []


@pytest.mark.parametrize("query", ["", "？！……", "\0", "x" * 5000, "(AND", "港" * 2000])
def test_any_query_is_answered(folder, query) -> None:
    assert len(folder.retriever.search(query, k=3)) <= 3


def test_nothing_in_means_nothing_found() -> None:
    assert Folder.empty().retriever.search("引航员") == []


def test_what_came_in_or_went_since_the_last_search_is_seen(folder) -> None:
    retriever = folder.retriever
    retriever.search("渔船")
    [new] = folder.ingest(file("c.txt", "渔港镇简报\n一、概况\n渔船归港。\n"))
    assert retriever.search("渔船归港")[0].report_id == new.id
    folder.ingestion.remove(new.id)
    assert new.id not in [one.report_id for one in retriever.search("渔船归港")]


def test_the_index_finds_what_comparing_everything_finds(folder, monkeypatch) -> None:
    exact = ids(folder, "泊位建设")
    monkeypatch.setattr(vector_search, "EXACT_UP_TO_CHUNKS", 0)
    monkeypatch.setattr(vector_search, "IN_MEMORY_BYTES", 0)
    assert ids(folder, "泊位建设") == exact


def test_a_filter_over_the_index_still_finds_all_it_should(folder, monkeypatch) -> None:
    exact = ids(folder, "港口泊位", where=ReportFilter(year=2022))
    monkeypatch.setattr(vector_search, "EXACT_UP_TO_CHUNKS", 0)
    monkeypatch.setattr(vector_search, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr(retrieval, "_DEPTH", 1)
    assert ids(folder, "港口泊位", k=1, where=ReportFilter(year=2022)) == exact[:1]


def test_while_another_process_has_the_index_the_ledger_answers(folder, monkeypatch) -> None:
    exact = ids(folder, "泊位建设")

    def locked(*_: object) -> None:
        raise FolderLocked(folder="memory", holder="4711")

    monkeypatch.setattr(vector_search, "EXACT_UP_TO_CHUNKS", 0)
    monkeypatch.setattr(vector_search, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr("rag.testing.MemoryVectors.count", locked)
    assert ids(folder, "泊位建设") == exact
