"""Retrieval with a reranker: it orders what the filter left, before it is cut, and nothing that has gone comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.domain import ReportFilter
from rag.errors import RerankerUnavailable
from rag.reranking import Reranking
from tests.stored import FOREST, HARBOUR, Folder, file


@dataclass
class Ordering:
    """`rag.ports.Reranker` by a function of the passages' texts."""

    order: Callable[[Sequence[str]], Sequence[int]]

    def rank(self, query: str, passages: Sequence[str], *, until: float) -> Sequence[int]:
        return self.order(passages)

    def close(self) -> None:
        pass


@pytest.fixture
def folder() -> Folder:
    one = Folder.empty()
    one.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    return one


def searched(
    folder: Folder, order: Callable[[Sequence[str]], Sequence[int]], *, k: int = 10, where: ReportFilter | None = None
) -> list[str]:
    retriever = folder.retriever
    retriever._reranking = Reranking(lambda: Ordering(order), name="ordering", timeout_seconds=30)
    return [one.chunk.id for one in retriever.search("工作", k=k, where=where or ReportFilter())]


def plain(folder: Folder, *, where: ReportFilter | None = None) -> list[str]:
    return [one.chunk.id for one in folder.retriever.search("工作", k=100, where=where or ReportFilter())]


def _backwards(passages: Sequence[str]) -> list[int]:
    return list(reversed(range(len(passages))))


def test_the_last_found_can_become_the_first_given(folder: Folder) -> None:
    assert searched(folder, _backwards, k=1) == plain(folder)[-1:]


def test_what_the_filter_leaves_out_is_not_shown_to_the_reranker(folder: Folder) -> None:
    seen: list[str] = []
    where = ReportFilter(year=2022)
    searched(folder, lambda passages: seen.extend(passages) or [0], where=where)
    assert len(seen) == len(plain(folder, where=where))
    assert all(one.startswith("云岭县林业局2022年工作总结") for one in seen)


def test_without_an_answer_the_search_is_as_it_was(folder: Folder) -> None:
    def fail(passages: Sequence[str]) -> list[int]:
        raise RerankerUnavailable(reranker="ordering", reason="down")

    assert searched(folder, fail) == plain(folder)[:10]


def test_a_report_that_goes_while_the_reranker_thinks_is_not_given(folder: Folder) -> None:
    gone = folder.ledger.report_ids(ReportFilter(year=2022))[0]

    def think(passages: Sequence[str]) -> list[int]:
        folder.ledger.retire(gone)
        return _backwards(passages)

    found = searched(folder, think)
    assert found
    assert not any(one.startswith(gone) for one in found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(data=st.data(), k=st.integers(0, 12), year=st.sampled_from([None, 2022, 2023]))
def test_whatever_the_order_the_first_k_of_the_same_passages_are_given(folder: Folder, data, k, year) -> None:
    where = ReportFilter(year=year)
    before = plain(folder, where=where)
    order = data.draw(st.permutations(range(len(before))))
    after = searched(folder, lambda passages: order, k=k, where=where)
    assert after == ([before[position] for position in order][:k] if len(before) > 1 else before[:k])
