"""Answering in other processes: the same events and errors, stopped when nobody wants them, a dead process replaced."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rag.adapters.answerers import AnswersBeside
from rag.bootstrap import open_service
from rag.cancelling import Cancellation
from rag.domain import Answer, AnswerStatus, Exchange, ReportFilter, Step
from rag.drafts import AnswerStream, answer_of
from rag.errors import AnswererDied, EmptyLibrary, EmptyQuestion
from rag.remembered_answers import Answers
from rag.service import Service
from rag.settings import Settings

SAMPLES = Path(__file__).parents[3] / "rag" / "samples"


class Scripted:
    """Does what the question says, and tells which process did it."""

    def stream(
        self,
        question: str,
        *,
        where: ReportFilter = ReportFilter(),
        language: str = "zh",
        history: Sequence[Exchange] = (),
        cancellation: Cancellation | None = None,
    ) -> AnswerStream:
        if question == "nothing":
            raise EmptyQuestion
        return self._events(question, where, cancellation or Cancellation())

    def _events(self, question: str, where: ReportFilter, cancellation: Cancellation) -> AnswerStream:
        if question == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if question.startswith("die once ") and not (marker := Path(question.removeprefix("die once "))).exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield Step("retrieve")
        print("a library that prints")
        if question == "die later":
            os.kill(os.getpid(), signal.SIGKILL)
        if question == "empty":
            raise EmptyLibrary
        if question == "fault":
            raise ZeroDivisionError(threading.Lock())
        if question == "until stopped":
            stopped = threading.Event()
            with cancellation.stopping(stopped.set):
                stopped.wait(20)
            return
        yield Answer(AnswerStatus.REFUSED, f"{question} {where.year} {os.getpid()}", "zh")


@contextmanager
def open_scripted() -> Iterator[Answers]:
    yield Scripted()


@pytest.fixture(scope="module")
def beside() -> Iterator[AnswersBeside]:
    opened = AnswersBeside(open_scripted, here=Scripted, count=2)
    opened.begin()
    assert opened.await_ready(30)
    yield opened
    opened.close()


def test_another_process_answers_what_this_one_would(beside: AnswersBeside) -> None:
    step, answer = beside.stream("就业？", where=ReportFilter(year=2024))
    assert step == Step("retrieve")
    assert isinstance(answer, Answer)
    question, year, process = answer.text.split()
    assert (question, year) == ("就业？", "2024") and int(process) in beside.process_ids


def test_each_gets_his_own_answer(beside: AnswersBeside) -> None:
    questions = [f"第{number}问" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda one: answer_of(beside.stream(one)), questions))
    assert [one.text.split()[0] for one in answers] == questions


def test_what_cannot_be_asked_is_said_before_the_first_event(beside: AnswersBeside) -> None:
    with pytest.raises(EmptyQuestion):
        beside.stream("nothing")


@pytest.mark.parametrize(("question", "error"), [("empty", EmptyLibrary), ("fault", RuntimeError)])
def test_errors_come_back_as_they_were_raised(beside: AnswersBeside, question: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        list(beside.stream(question))
    assert answer_of(beside.stream("就业？")).text.startswith("就业？")


@pytest.mark.parametrize("way", ["cancelled", "closed"])
def test_what_nobody_wants_any_more_is_stopped_and_the_process_is_free_again(beside: AnswersBeside, way: str) -> None:
    started = time.monotonic()
    for _ in range(3):
        cancellation = Cancellation()
        events = beside.stream("until stopped", cancellation=cancellation)
        next(events)
        if way == "cancelled":
            threading.Timer(0.01, cancellation.cancel).start()
            assert list(events) == []
        else:
            events.close()
    assert answer_of(beside.stream("就业？")).text.startswith("就业？")
    assert time.monotonic() - started < 5


def test_a_question_whose_process_dies_is_asked_again(beside: AnswersBeside, tmp_path: Path) -> None:
    before = set(beside.process_ids)
    assert answer_of(beside.stream(f"die once {tmp_path / 'marker'}")).text.startswith("die once")
    assert len(set(beside.process_ids) - before) == 1


def test_what_was_begun_and_cannot_be_finished_is_said(beside: AnswersBeside) -> None:
    with pytest.raises(AnswererDied) as died:
        list(beside.stream("die later"))
    assert died.value.values["code"] == -signal.SIGKILL
    assert answer_of(beside.stream("就业？")).text.startswith("就业？")


def test_a_question_that_kills_every_process_is_given_up(beside: AnswersBeside) -> None:
    with pytest.raises(AnswererDied):
        list(beside.stream("die"))
    assert answer_of(beside.stream("就业？")).text.startswith("就业？")


def test_one_question_after_the_other_is_answered_here_two_at_a_time_start_the_processes() -> None:
    opened = AnswersBeside(open_scripted, here=Scripted, count=1)
    try:
        for _ in range(3):
            assert answer_of(opened.stream("就业？")).text.split()[-1] == str(os.getpid())
        assert opened.process_ids == []
        first, second = opened.stream("就业？"), opened.stream("收入？")
        next(first)
        assert [answer_of(one).text.split()[-1] for one in (second, first)] == [str(os.getpid())] * 2
        assert opened.await_ready(30)
        assert answer_of(opened.stream("就业？")).text.split()[-1] == str(opened.process_ids[0])
    finally:
        opened.close()


def test_no_process_is_left_when_they_are_closed() -> None:
    opened = AnswersBeside(open_scripted, here=Scripted, count=2)
    opened.begin()
    assert opened.await_ready(30)
    processes = opened.process_ids
    opened.close()
    for one in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(one, 0)


@pytest.fixture
def services(filled: Any, tmp_path: Path) -> Iterator[Callable[[int], Service]]:
    opened = []

    def over(processes: int) -> Service:
        block = open_service(Settings(home=tmp_path / "home"), answer_processes=processes)
        opened.append(block)
        service = block.__enter__()
        if service._parts.made_beside:
            service._parts.made_beside.begin()
            assert service._parts.made_beside.await_ready(60)
        return service

    yield over
    for one in opened:
        one.__exit__(None, None, None)


def test_the_service_answers_the_same_and_sees_what_came_in_meanwhile(
    services: Callable[[int], Service], filled: Any, tmp_path: Path
) -> None:
    here, there = services(1), services(2)
    for question in ("2023年城镇新增就业多少万人？", "存在哪些问题？", "地铁运送了多少乘客？"):
        one, other = here.ask(question), there.ask(question)
        assert (one.text, one.claims, one.citations, one.nearest) == (
            other.text,
            other.claims,
            other.citations,
            other.nearest,
        )
    asked = "养老机构有多少家？"
    before = there.ask(asked)
    assert filled("ingest", str(SAMPLES / "minzheng-2023.txt")).code == 0
    assert there.ask(asked).text == here.ask(asked).text != before.text
