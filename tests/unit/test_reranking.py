"""A reranker may change the order and nothing else; whatever it does, there is an answer, and in time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Chunk, Passage, Span
from rag.errors import ExtraMissing, RerankerUnavailable
from rag.reranking import Reranking, by_score, complete, passage_text

LONG = 30.0
SOON = 0.01


class Scripted:
    """`rag.ports.Reranker` that does what it is told and counts how often it was asked."""

    def __init__(self, act: Callable[[Sequence[str]], Any]) -> None:
        self.act = act
        self.asked: list[tuple[str, list[str]]] = []
        self.closed = False

    def rank(self, query: str, passages: Sequence[str], *, until: float) -> Sequence[int]:
        self.asked.append((query, list(passages)))
        positions: Sequence[int] = self.act(passages)
        return positions

    def close(self) -> None:
        self.closed = True


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def passages(count: int) -> list[Passage]:
    return [
        Passage(
            report_id="r",
            report_title="青石镇2023年工作总结",
            chunk=Chunk(f"r:{number}", number, 0, ("道路",), Span(0, 4), f"第{number}条路", 4),
            score=1.0 - number / 1000,
        )
        for number in range(count)
    ]


def reranking(act: Callable[[Sequence[str]], Any], *, seconds: float = LONG, **options: Any) -> Reranking:
    return Reranking(lambda: Scripted(act), name="scripted", timeout_seconds=seconds, **options)


def ids(found: Sequence[Passage]) -> list[str]:
    return [one.chunk.id for one in found]


def numbers(found: Sequence[Passage]) -> list[int]:
    return [int(one.chunk.id[2:]) for one in found]


def test_passages_come_in_the_rerankers_order() -> None:
    found = reranking(lambda texts: [2, 0, 1]).rerank("修了哪些路", passages(3))
    assert numbers(found) == [2, 0, 1]
    assert all(one.reranked for one in found)


def test_scores_still_fall_from_first_to_last() -> None:
    given_passages = passages(4)
    found = reranking(lambda texts: [3, 2, 1, 0], depth=3).rerank("路", given_passages)
    assert [one.score for one in found] == [one.score for one in given_passages]


def test_it_reads_title_headings_and_text() -> None:
    scripted = Scripted(lambda texts: [1, 0])
    Reranking(lambda: scripted, name="s", timeout_seconds=LONG).rerank("修了哪些路", passages(2))
    assert scripted.asked == [("修了哪些路", [passage_text(one) for one in passages(2)])]
    assert passage_text(passages(1)[0]) == "青石镇2023年工作总结 › 道路\n第0条路"


def test_what_lies_deeper_than_it_reads_stays_below_in_its_order() -> None:
    scripted = Scripted(lambda texts: [1, 0])
    found = Reranking(lambda: scripted, name="s", timeout_seconds=LONG, depth=2).rerank("路", passages(5))
    assert numbers(found) == [1, 0, 2, 3, 4]
    assert [one.reranked for one in found] == [True, True, False, False, False]
    assert len(scripted.asked[0][1]) == 2


def test_those_it_does_not_name_follow_those_it_names_in_their_order() -> None:
    assert numbers(reranking(lambda texts: [3]).rerank("路", passages(5))) == [3, 0, 1, 2, 4]


@pytest.mark.parametrize("count", [0, 1])
def test_with_nothing_to_order_nobody_is_asked(count: int) -> None:
    def fail() -> Scripted:
        raise AssertionError("opened")

    assert len(Reranking(fail, name="s", timeout_seconds=LONG).rerank("路", passages(count))) == count


def test_it_is_opened_at_the_first_question_and_once() -> None:
    opened = []

    def open_it() -> Scripted:
        opened.append(1)
        return Scripted(lambda texts: [0])

    one = Reranking(open_it, name="s", timeout_seconds=LONG)
    assert opened == []
    for _ in range(3):
        one.rerank("路", passages(2))
    assert opened == [1]


@pytest.mark.parametrize(
    "given_positions",
    [[], None, [0, 0], [0, 7], [-1], [0.5], ["1"], [True, False], [[0]], "10", {}, [float("nan")], [None, 1], 3],
)
def test_what_is_no_order_of_the_passages_is_not_used(given_positions: Any, caplog) -> None:
    found = reranking(lambda texts: given_positions).rerank("路", passages(3))
    assert found == passages(3)
    assert [one.levelno for one in caplog.records] == [logging.WARNING]


def _raise(error: BaseException) -> Any:
    raise error


@pytest.mark.parametrize(
    "error",
    [
        RerankerUnavailable(reranker="scripted", reason="no such server"),
        ExtraMissing(feature="RAG_RERANKER", extra="transformers"),
        RuntimeError("out of memory\nmore"),
        KeyError(),
        SystemExit(3),
    ],
)
@pytest.mark.parametrize("at", ["opening", "ranking"])
def test_one_that_fails_changes_nothing_and_is_logged(error: BaseException, at: str, caplog) -> None:
    if at == "opening":
        one = Reranking(lambda: _raise(error), name="scripted", timeout_seconds=LONG, language="en")
    else:
        one = reranking(lambda texts: _raise(error), language="en")
    assert one.rerank("路", passages(3)) == passages(3)
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "\n" not in record.getMessage()


def test_the_log_says_what_happened_and_nothing_of_question_and_reports(caplog) -> None:
    reranking(lambda texts: _raise(RuntimeError("out of memory")), language="en").rerank("机密的路", passages(3))
    [message] = caplog.messages
    assert "scripted" in message and "out of memory" in message and "RAG_RERANKER" in message
    assert "路" not in message


def test_one_that_does_not_answer_is_not_waited_for(caplog) -> None:
    never = threading.Event()
    one = reranking(lambda texts: never.wait() and [1, 0], seconds=SOON, language="en")
    assert one.rerank("路", passages(3)) == passages(3)
    assert "0.01 s" in caplog.messages[0]
    never.set()


def test_one_that_hangs_while_it_is_opened_is_not_waited_for_either(monkeypatch, caplog) -> None:
    monkeypatch.setattr("rag.reranking.LOADING_SECONDS", SOON)
    ready = threading.Event()
    opened = threading.Event()

    def open_it() -> Scripted:
        assert ready.wait(LONG)
        opened.set()
        return Scripted(lambda texts: [1, 0])

    one = Reranking(open_it, name="scripted", timeout_seconds=LONG, language="en")
    assert one.rerank("路", passages(2)) == passages(2)
    assert "still being loaded" in caplog.messages[0]
    ready.set()
    assert opened.wait(LONG)
    assert _until(lambda: numbers(one.rerank("路", passages(2))) == [1, 0])  # it was loaded beside the questions


def _until(holds: Callable[[], bool]) -> bool:
    return any(holds() or threading.Event().wait(0.001) for _ in range(5000))


def test_after_failures_in_a_row_it_is_left_alone_for_a_while() -> None:
    clock = Clock()
    scripted = Scripted(lambda texts: _raise(RuntimeError("down")))
    one = Reranking(lambda: scripted, name="s", timeout_seconds=LONG, clock=clock)
    for _ in range(10):
        one.rerank("路", passages(2))
    assert len(scripted.asked) == 2
    scripted.act = lambda texts: [1, 0]
    assert numbers(one.rerank("路", passages(2))) == [0, 1]
    clock.now += 31
    assert numbers(one.rerank("路", passages(2))) == [1, 0]
    assert numbers(one.rerank("路", passages(2))) == [1, 0]


def test_one_failure_is_forgotten_by_a_success() -> None:
    turns = iter([False, True, False, True, False, True])
    scripted = Scripted(lambda texts: [1, 0] if next(turns) else _raise(RuntimeError("now and then")))
    one = Reranking(lambda: scripted, name="s", timeout_seconds=LONG)
    assert [numbers(one.rerank("路", passages(2)))[0] for _ in range(6)] == [0, 1, 0, 1, 0, 1]


def test_one_that_could_not_be_opened_is_tried_again() -> None:
    turns = iter([False, True])
    one = Reranking(
        lambda: Scripted(lambda texts: [1, 0]) if next(turns) else _raise(OSError("not yet")),  # type: ignore[no-any-return]
        name="s",
        timeout_seconds=LONG,
    )
    assert [numbers(one.rerank("路", passages(2)))[0] for _ in range(2)] == [0, 1]


def test_questions_at_the_same_time_are_all_answered() -> None:
    one = reranking(lambda texts: list(reversed(range(len(texts)))))
    found: list[list[int]] = []
    threads = [threading.Thread(target=lambda: found.append(numbers(one.rerank("路", passages(5))))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert found == [[4, 3, 2, 1, 0]] * 16


def test_closing_brings_it_to_an_end() -> None:
    scripted = Scripted(lambda texts: [1, 0])
    one = Reranking(lambda: scripted, name="s", timeout_seconds=LONG)
    one.close()
    assert not scripted.closed
    one.rerank("路", passages(2))
    one.close()
    assert scripted.closed


junk = st.one_of(
    st.lists(st.integers(-3, 30), max_size=30),
    st.lists(st.floats(), max_size=5),
    st.lists(st.text(max_size=2), max_size=5),
    st.none(),
    st.permutations(range(12)),
)


@given(count=st.integers(0, 30), depth=st.integers(1, 25), positions=junk)
def test_whatever_it_says_the_passages_are_the_same_ones(count: int, depth: int, positions: Any) -> None:
    before = passages(count)
    after = reranking(lambda texts: positions, depth=depth).rerank("路", before)
    assert sorted(ids(after)) == sorted(ids(before))
    assert ids(after[depth:]) == ids(before[depth:])
    assert [one.score for one in after] == [one.score for one in before]


@given(count=st.integers(1, 20), positions=st.lists(st.integers(-2, 25), max_size=25))
def test_an_order_is_completed_or_refused(count: int, positions: list[int]) -> None:
    order = complete(positions, count)
    sound = bool(positions) and len(set(positions)) == len(positions) and set(positions) <= set(range(count))
    assert (order is not None) == sound
    if order is not None:
        assert sorted(order) == list(range(count))
        assert order[: len(positions)] == positions


def test_scores_order_by_falling_value_ties_as_they_came() -> None:
    assert by_score([0.1, 0.9, 0.1, 0.9], 4) == [1, 3, 0, 2]


@pytest.mark.parametrize("scores", [[float("nan"), 1.0], [float("inf"), 1.0], [1.0], [1.0, 2.0, 3.0], []])
def test_scores_that_are_no_numbers_or_not_one_each_are_refused(scores: list[float]) -> None:
    assert by_score(scores, 2) is None
