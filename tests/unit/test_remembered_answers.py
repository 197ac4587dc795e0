"""Answers shown again: the same but for the times, never what has changed or was asked by another, each made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rag.cancelling import Cancellation
from rag.domain import Answer, AnswerStatus, Claim, Exchange, ReportFilter, Step, Verdict
from rag.drafts import AnswerStream, answer_of
from rag.errors import EmptyLibrary
from rag.ports import LedgerState
from rag.remembered_answers import RememberedAnswers

STATE = LedgerState(revision=1, indexes=1, embedding=None)


class Counting:
    """Answers that say how often they were made."""

    def __init__(self, *, degraded: bool = False, before_answer: Callable[[], object] = lambda: None) -> None:
        self.made: list[str] = []
        self.closed = 0
        self._degraded = degraded
        self._before_answer = before_answer

    def stream(
        self,
        question: str,
        *,
        where: ReportFilter = ReportFilter(),
        language: str = "zh",
        history: Sequence[Exchange] = (),
        cancellation: Cancellation | None = None,
    ) -> AnswerStream:
        if where.library == "empty":
            raise EmptyLibrary
        return self._events(question, language)

    def _events(self, question: str, language: str) -> AnswerStream:
        try:
            self.made.append(question)
            yield Step("retrieve")
            claim = Claim(f"{question}：第{len(self.made)}次", (), Verdict.SUPPORTED)
            self._before_answer()
            yield claim
            yield Answer(
                AnswerStatus.ANSWERED,
                claim.text,
                language,
                claims=(claim,),
                degraded=self._degraded,
                timings_ms={"retrieve": 17.0},
            )
        finally:
            self.closed += 1


class Changing:
    """A ledger's state that a test changes."""

    def __init__(self) -> None:
        self.state = STATE

    def __call__(self) -> LedgerState:
        return self.state


def remembered(answers: Counting, state: Callable[[], LedgerState] = lambda: STATE, **more: Any) -> RememberedAnswers:
    return RememberedAnswers(answers, state=state, **more)


def test_what_was_asked_before_is_shown_again_and_only_the_times_say_so() -> None:
    answers = Counting()
    memory = remembered(answers)
    first, again = list(memory.stream("就业？")), list(memory.stream("就业？"))
    assert answers.made == ["就业？"]
    assert again[:-1] == first[:-1]
    assert isinstance(first[-1], Answer) and isinstance(again[-1], Answer)
    assert replace(again[-1], timings_ms={}) == replace(first[-1], timings_ms={})
    assert list(again[-1].timings_ms) == ["remembered"] and list(first[-1].timings_ms) == ["retrieve"]


@pytest.mark.parametrize(
    "other",
    [
        {"question": "就业呢？"},
        {"where": ReportFilter(year=2024)},
        {"where": ReportFilter(library="乙")},
        {"language": "en"},
        {"history": (Exchange("收入？", "增长"),)},
    ],
)
def test_another_question_filter_language_or_conversation_is_answered_by_itself(other: dict[str, Any]) -> None:
    answers = Counting()
    memory = remembered(answers)
    answer_of(memory.stream("就业？"))
    assert answer_of(memory.stream(**{"question": "就业？", **other})).text.endswith("第2次")


def test_a_turn_of_a_conversation_is_not_kept_for_others() -> None:
    answers = Counting()
    memory = remembered(answers)
    for _ in range(2):
        answer_of(memory.stream("就业？", history=(Exchange("收入？", "增长"),)))
    answer_of(memory.stream("就业？"))
    assert len(answers.made) == 3


def test_nothing_is_remembered_over_a_change_of_the_reports() -> None:
    answers, state = Counting(), Changing()
    memory = remembered(answers, state)
    answer_of(memory.stream("就业？"))
    state.state = replace(STATE, revision=2)
    assert answer_of(memory.stream("就业？")).text.endswith("第2次")


def test_an_answer_made_while_reports_came_in_is_not_kept() -> None:
    state = Changing()

    def publish() -> None:
        state.state = replace(state.state, revision=state.state.revision + 1)

    answers = Counting(before_answer=publish)
    memory = remembered(answers, state)
    answer_of(memory.stream("就业？"))
    state.state = STATE
    answer_of(memory.stream("就业？"))
    assert len(answers.made) == 2


def test_what_last_year_means_is_not_remembered_into_the_next() -> None:
    answers, days = Counting(), [date(2025, 12, 31), date(2025, 12, 31), date(2026, 1, 1)]
    memory = remembered(answers, today=lambda: days.pop(0))
    for _ in range(3):
        answer_of(memory.stream("去年就业？"))
    assert len(answers.made) == 2


def test_an_answer_that_another_model_should_have_given_is_not_kept() -> None:
    answers = Counting(degraded=True)
    memory = remembered(answers)
    for _ in range(2):
        answer_of(memory.stream("就业？"))
    assert len(answers.made) == 2


def test_an_answer_that_nobody_waited_for_is_not_kept() -> None:
    answers = Counting()
    memory = remembered(answers)
    stopped = memory.stream("就业？")
    next(stopped)
    stopped.close()
    assert answers.closed == 1
    assert answer_of(memory.stream("就业？")).text.endswith("第2次")


def test_what_cannot_be_asked_is_said_before_the_first_event() -> None:
    with pytest.raises(EmptyLibrary):
        remembered(Counting()).stream("就业？", where=ReportFilter(library="empty"))


def test_what_is_asked_by_many_at_once_is_made_once() -> None:
    answers = Counting()
    memory = remembered(answers)
    first, *others = [memory.stream("就业？") for _ in range(5)]
    next(first)
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(answer_of, one) for one in others]
        texts = {answer_of(first).text, *(one.result(timeout=10).text for one in asked)}
    assert texts == {"就业？：第1次"}
    assert answers.made == ["就业？"]


def test_who_waits_for_one_that_is_given_up_makes_it_himself() -> None:
    answers = Counting()
    memory = remembered(answers)
    first = memory.stream("就业？")
    next(first)
    with ThreadPoolExecutor(1) as threads:
        second = threads.submit(answer_of, memory.stream("就业？"))
        first.close()
        assert second.result(timeout=10).text.endswith("第2次")


def test_the_oldest_go_where_there_is_no_more_room() -> None:
    answers = Counting()
    memory = remembered(answers, limit_bytes=4_000)
    for number in range(9):
        answer_of(memory.stream(f"第{number}问"))
    answer_of(memory.stream("第8问"))
    assert len(answers.made) == 9
    answer_of(memory.stream("第0问"))
    assert len(answers.made) == 10
