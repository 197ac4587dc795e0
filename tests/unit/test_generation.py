"""Replies of models in this process and of those read on a thread: lines as they come; what is counted beforehand."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from rag.domain import Usage
from rag.errors import Failure, GenerationFailed, ModelUnavailable
from rag.generation import Generation, GenerationLimits
from rag.streams import is_asynchronous

ASKED: list[BaseMessage] = [SystemMessage("规则"), HumanMessage("问题")]
COUNTS = {"input_tokens": 5, "output_tokens": 3, "total_tokens": 8}


class Whole(BaseChatModel):
    """Gives its reply in one piece, on the thread that asks, which it remembers."""

    reply: str = "甲。[k3f7]\n乙。[a2b3]"
    error: Any = None
    threads: list[str] = []  # noqa: RUF012  # pydantic copies it

    @property
    def _llm_type(self) -> str:
        return "whole"

    def _generate(self, messages: list[BaseMessage], *given: Any, **named: Any) -> ChatResult:
        self.threads.append(threading.current_thread().name)
        if self.error:
            raise self.error
        message = AIMessage(self.reply, usage_metadata=COUNTS)
        return ChatResult(generations=[ChatGeneration(message=message)])


class Pieces(Whole):
    """Gives it piece by piece; after the first it waits for `go`."""

    go: Any = None
    ended: Any = None

    def _stream(self, messages: list[BaseMessage], *given: Any, **named: Any) -> Iterator[ChatGenerationChunk]:
        try:
            for line in self.reply.splitlines(keepends=True):
                yield ChatGenerationChunk(message=AIMessageChunk(line))
                if self.go:
                    self.go.wait(10)
            end = AIMessageChunk("", response_metadata={"finish_reason": "stop"}, usage_metadata=COUNTS)
            yield ChatGenerationChunk(message=end)
        finally:
            if self.ended:
                self.ended.set()


def generation(model: BaseChatModel, limits: GenerationLimits | None = None) -> Generation:
    return Generation(model, name="m", count_tokens=len, limits=limits)


@pytest.mark.parametrize("limits", [None, GenerationLimits()])
@pytest.mark.parametrize("kind", [Whole, Pieces])
def test_lines_text_and_usage_are_those_of_the_reply(kind: type[Whole], limits: GenerationLimits | None) -> None:
    with generation(kind(), limits).begin(ASKED) as reply:
        assert list(reply.lines()) == ["甲。[k3f7]", "乙。[a2b3]"]
    assert reply.text == "甲。[k3f7]\n乙。[a2b3]"
    assert reply.usage == Usage(5, 3)


def test_a_model_in_this_process_is_simply_called() -> None:
    model = Whole()
    before = threading.active_count()
    list(generation(model).begin(ASKED).lines())
    assert model.threads == [threading.current_thread().name]
    assert threading.active_count() == before


def test_a_model_in_this_process_costs_next_to_nothing_more_than_its_call() -> None:
    model, asked = Whole(), generation(Whole())

    def seconds(work: Any) -> float:
        start = time.perf_counter()
        for _ in range(20):
            work()
        return (time.perf_counter() - start) / 20

    called = min(seconds(lambda: model.invoke(ASKED)) for _ in range(5))
    begun = min(seconds(lambda: list(asked.begin(ASKED).lines())) for _ in range(5))
    assert begun - called < 0.002


def test_a_model_in_this_process_that_cannot_be_had_fails_as_any_other() -> None:
    broken = Whole(error=ModelUnavailable(model="m", reason="no memory"))
    with pytest.raises(GenerationFailed, match="no memory") as caught:
        list(generation(broken).begin(ASKED).lines())
    assert caught.value.failure is Failure.UNAVAILABLE


def test_a_fault_of_our_own_code_is_not_taken_for_one_of_the_model() -> None:
    for limits in (None, GenerationLimits()):
        with pytest.raises(ZeroDivisionError):
            list(generation(Whole(error=ZeroDivisionError()), limits).begin(ASKED).lines())


def test_a_library_that_cannot_wait_without_a_thread_gets_one_that_holds_nobody() -> None:
    go, ended = threading.Event(), threading.Event()
    model = Pieces(go=go, ended=ended)
    assert not is_asynchronous(model)
    reply = generation(model, GenerationLimits(between_tokens_seconds=0.05)).begin(ASKED)
    lines = reply.lines()
    assert next(lines) == "甲。[k3f7]"
    assert all(
        one.daemon for one in threading.enumerate() if one is not threading.main_thread() and "Thread-" in one.name
    )
    with pytest.raises(GenerationFailed) as caught:
        next(lines)
    assert caught.value.failure is Failure.STALLED
    go.set()
    assert ended.wait(5)


def test_the_lines_given_so_far_stand_after_a_failure() -> None:
    reply = generation(Pieces(reply="甲。[k3f7]\n乙", go=threading.Event()), GenerationLimits(seconds=0.1)).begin(ASKED)
    with pytest.raises(GenerationFailed):
        list(reply.lines())
    assert reply.text == "甲。[k3f7]"


# --- the budget


def test_what_is_left_for_evidence_is_what_the_model_reads_without_the_rest_and_the_reply() -> None:
    asked = generation(Whole(), GenerationLimits(context_tokens=2_000, reply_tokens=500))
    room = asked.room(ASKED)
    assert room is not None
    assert 1_450 < room < 1_500
    assert asked.room([ASKED[0], HumanMessage("问题" + "长" * 100)]) == room - 100
    assert asked.room([HumanMessage("长" * 5_000)]) == 0


@pytest.mark.parametrize("limits", [None, GenerationLimits(context_tokens=0)])
def test_where_no_limit_is_known_none_is_kept(limits: GenerationLimits | None) -> None:
    assert generation(Whole(), limits).room(ASKED) is None


def test_what_does_not_fit_is_not_sent() -> None:
    model = Whole()
    limits = GenerationLimits(context_tokens=1_000, reply_tokens=500)
    with pytest.raises(GenerationFailed) as caught:
        list(generation(model, limits).begin([HumanMessage("长" * 600)]).lines())
    assert caught.value.failure is Failure.OVER_BUDGET
    assert model.threads == []


# --- the words


@pytest.mark.parametrize("failure", list(Failure))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_failure_is_said_in_both_languages_with_the_model_and_what_is_known(
    failure: Failure, language: str
) -> None:
    plain = GenerationFailed(failure=failure, model="openai:x").in_language(language)
    assert "openai:x" in plain
    assert "errno 111" in GenerationFailed(failure=failure, model="m", reason="errno 111").in_language(language)
