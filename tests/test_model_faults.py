"""Every fault of a language model, against a real server on this machine: in time, and nothing is lost or made up."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from rag.adapters.chat_models import connect
from rag.adapters.extractive import ExtractiveModel
from rag.answering import Answering
from rag.domain import AnswerStatus, Claim, Usage
from rag.errors import Failure, GenerationFailed
from rag.generation import Generation, GenerationLimits
from rag.matching import Matcher
from rag.service import Cancellation, Service
from tests.conftest import Rag
from tests.model_server import (
    Cut,
    Drip,
    Finish,
    Forever,
    Raw,
    Reply,
    Stall,
    Status,
    Text,
    closed_port,
    serving,
    whole,
)
from tests.stored import HARBOUR, Folder, file

ASKED: list[BaseMessage] = [
    SystemMessage("只依据证据。"),
    HumanMessage("- 吞吐量1.2亿吨。[k3f7]\n\n问题：吞吐量是多少？"),
]
QUESTION = "临海市港务局2023年完成货物吞吐量多少吨？"
LINE = "2023年，临海市港务局完成货物吞吐量1.2亿吨。<吞吐量>"
OTHER = "新建泊位3个。<新建泊位3个>"

# Enough for anything that works, however busy the machine; what a test is about has its own.
PATIENT = GenerationLimits(
    seconds=20, first_token_seconds=20, between_tokens_seconds=20, attempts=3, backoff_seconds=0.02
)
# What a busy machine may add to a deadline.
SLACK_SECONDS = 1.5


@dataclass(frozen=True)
class Fault:
    """What the server does, what is made of it, how often it is asked, and the line that was finished before."""

    replies: tuple[Reply, ...]
    failure: Failure
    limits: dict[str, float] = field(default_factory=dict)
    requests: int = 1
    lines: int = 0

    @property
    def deadline(self) -> float:
        return min(self.limits.values(), default=1.0)


FAULTS = {
    "silent from the beginning": Fault(([Stall()],), Failure.SLOW_START, {"first_token_seconds": 0.2}),
    "silent after the headers": Fault(([Text(""), Stall()],), Failure.SLOW_START, {"first_token_seconds": 0.2}),
    "silent in mid-stream": Fault(
        ([Text(f"{LINE}\n新建"), Stall()],), Failure.STALLED, {"between_tokens_seconds": 0.3}, lines=1
    ),
    "drips without end": Fault(([Drip("字", 0.02)],), Failure.OVERDUE, {"seconds": 0.3}),
    "always 429": Fault(([Status(429)],), Failure.UNAVAILABLE, requests=3),
    "429, to come again much later": Fault(([Status(429, headers={"Retry-After": "3600"})],), Failure.UNAVAILABLE),
    "always 500": Fault(([Status(500)],), Failure.UNAVAILABLE, requests=3),
    "wrong key": Fault(([Status(401)],), Failure.REFUSED),
    "prompt too long": Fault(([Status(400, '{"error": {"message": "context length"}}')],), Failure.REFUSED),
    "a web page": Fault(([Status(200, "<html>欢迎</html>")],), Failure.MALFORMED),
    "bad JSON at once": Fault(([Raw('data: {"choices": [{')],), Failure.MALFORMED),
    "bad JSON in mid-stream": Fault(([Text(f"{LINE}\n新"), Raw('data: {"choic')],), Failure.MALFORMED, lines=1),
    "an error in the stream at once": Fault(
        ([Raw('data: {"error": {"message": "out of memory"}}')],), Failure.UNAVAILABLE, requests=3
    ),
    "an error in mid-stream": Fault(
        ([Text(f"{LINE}\n新"), Raw('data: {"error": {"message": "out of memory"}}')],), Failure.CUT_OFF, lines=1
    ),
    "the connection breaks": Fault(([Text(f"{LINE}\n新建"), Cut()],), Failure.CUT_OFF, lines=1),
    "the stream ends without an end": Fault(([Text(f"{LINE}\n新建泊位3")],), Failure.CUT_OFF, lines=1),
    "cut at its length": Fault(([Text(f"{LINE}\n新建泊位3"), Finish("length")],), Failure.CUT_OFF, lines=1),
    "an empty reply": Fault(([Finish()],), Failure.MALFORMED),
    "nothing but thoughts": Fault(([Text("<think>想一想"), Finish()],), Failure.MALFORMED),
    "the same words without end": Fault(([Text("总体来看，港口生产形势保持平稳，"), Forever()],), Failure.BABBLING),
    "the same line without end": Fault(([Text(f"{LINE}\n"), Forever()],), Failure.BABBLING, lines=2),
}


@pytest.fixture(params=FAULTS.values(), ids=FAULTS.keys())
def fault(request: pytest.FixtureRequest) -> Fault:
    found: Fault = request.param
    return found


def generation(url: str, *, clock: Callable[[], float] = time.monotonic, **limits: Any) -> Generation:
    model = connect("openai:scripted", base_url=url, api_key="sk-not-a-real-key", timeout_seconds=20)
    return Generation(model, name="openai:scripted", count_tokens=len, limits=replace(PATIENT, **limits), clock=clock)


def read(asked: Generation) -> tuple[list[str], GenerationFailed | None, Usage, float]:
    """Lines, failure, usage, and how long it took."""
    start = time.monotonic()
    lines: list[str] = []
    failure = None
    with asked.begin(ASKED) as reply:
        try:
            for line in reply.lines():
                lines.append(line)  # noqa: PERF402  # those before a failure count
        except GenerationFailed as error:
            failure = error
    return lines, failure, reply.usage, time.monotonic() - start


@pytest.fixture(scope="module")
def folder() -> Folder:
    made = Folder.empty()
    made.ingest(file("harbour.txt", HARBOUR))
    return made


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Connecting for the first time imports a library: that is not the model's fault."""
    with serving(whole("好。")) as server:
        read(generation(server.url))


def service(folder: Folder, model: Generation) -> Service:
    builtin = Generation(
        ExtractiveModel(matcher=Matcher(lambda word: 0.6)), name="extractive", count_tokens=len, limits=None
    )
    answering = Answering(retriever=folder.retriever, ledger=folder.ledger, builtin=builtin, model=model)
    parts: Any = SimpleNamespace(ledger=folder.ledger, retriever=folder.retriever, answering=answering)
    return Service(parts, max_question_characters=2_000)


# --- the reply


def test_a_fault_is_named_in_time_and_the_lines_before_it_stand(fault: Fault) -> None:
    with serving(*fault.replies) as server:
        lines, failure, _, seconds = read(generation(server.url, **fault.limits))
    assert failure and failure.failure is fault.failure
    assert [line.partition("[")[0] for line in lines] == [LINE.partition("<")[0]] * fault.lines
    assert len(server.requests) == fault.requests
    assert seconds < fault.deadline + SLACK_SECONDS


def test_a_server_that_is_not_there_is_tried_again_and_given_up_in_time() -> None:
    lines, failure, usage, seconds = read(generation(closed_port(), seconds=0.3))
    assert (lines, usage) == ([], Usage())
    assert failure and failure.failure is Failure.UNAVAILABLE
    assert "refused" in str(failure).lower() or "connect" in str(failure).lower()
    assert seconds < 0.3 + SLACK_SECONDS


@pytest.mark.parametrize("first", [Status(500), Status(502), Status(503), Status(429)])
def test_what_passes_is_asked_again(first: Status) -> None:
    with serving([first], [first], whole("甲。[k3f7]", "乙。[k3f7]")) as server:
        lines, failure, usage, _ = read(generation(server.url))
    assert (lines, failure) == (["甲。[k3f7]", "乙。[k3f7]"], None)
    assert usage == Usage(100, 20)
    assert len(server.requests) == 3


def test_a_connection_that_breaks_before_the_first_word_is_made_again() -> None:
    with serving([Cut()], whole("甲。[k3f7]")) as server:
        assert read(generation(server.url))[0] == ["甲。[k3f7]"]


def test_a_server_that_says_when_to_come_again_is_left_alone_until_then() -> None:
    with serving([Status(429, headers={"Retry-After": "0.2"})], whole("甲。[k3f7]")) as server:
        lines, _, _, seconds = read(generation(server.url))
    assert lines == ["甲。[k3f7]"]
    assert seconds >= 0.2


def test_nothing_is_asked_again_once_a_word_has_come() -> None:
    with serving([Text("吞吐"), Cut()], whole("甲。[k3f7]")) as server:
        _, failure, _, _ = read(generation(server.url))
    assert failure and failure.failure is Failure.CUT_OFF
    assert len(server.requests) == 1


def test_the_provider_s_library_does_not_ask_again_behind_our_back() -> None:
    with serving([Status(500)]) as server:
        read(generation(server.url, attempts=1))
    assert len(server.requests) == 1


def test_without_a_usage_tokens_are_counted_here() -> None:
    with serving([Text("甲。[k3f7]"), Finish()]) as server:
        _, failure, usage, _ = read(generation(server.url))
    assert failure is None
    assert usage == Usage(sum(len(one.text) for one in ASKED), len("甲。[k3f7]"))


def test_a_server_that_does_not_know_what_a_usage_is_answers_without() -> None:
    refused = Status(400, '{"error": {"message": "unknown field: stream_options"}}')
    with serving([refused], whole("甲。[k3f7]")) as server:
        asked = generation(server.url)
        assert read(asked)[0] == ["甲。[k3f7]"]
        read(asked)
    assert ["stream_options" in one for one in server.requests] == [True, False, False]


def test_a_line_comes_out_while_the_next_is_still_being_written() -> None:
    with serving([Text("甲。[k3f7]\n乙"), Stall()]) as server, generation(server.url).begin(ASKED) as reply:
        assert next(reply.lines()) == "甲。[k3f7]"
        assert not server.hung_up.is_set()


def test_the_last_line_comes_out_with_the_end_and_does_not_wait_for_the_connection() -> None:
    with serving([Text("甲。[k3f7]"), Finish(), Stall()]) as server:
        lines, failure, _, seconds = read(generation(server.url))
    assert (lines, failure) == (["甲。[k3f7]"], None)
    assert seconds < 0.5 + SLACK_SECONDS


def test_a_model_that_thinks_without_showing_it_is_not_taken_for_silent() -> None:
    with serving([Drip("", 0.02)]) as server:
        _, failure, _, seconds = read(generation(server.url, first_token_seconds=0.3, seconds=0.8))
    assert failure and failure.failure is Failure.OVERDUE
    assert seconds >= 0.8


def test_a_prompt_over_the_budget_is_not_sent() -> None:
    with serving(whole("甲。[k3f7]")) as server:
        _, failure, usage, _ = read(generation(server.url, context_tokens=1_050))
    assert failure and failure.failure is Failure.OVER_BUDGET
    assert (server.requests, usage) == ([], Usage())


def test_several_replies_of_one_answer_share_its_deadline() -> None:
    with serving([Drip("字", 0.02)]) as server:
        asked = generation(server.url, seconds=0.3)
        until = asked.until()
        start = time.monotonic()
        for _ in range(3):
            with pytest.raises(GenerationFailed), asked.begin(ASKED, until=until) as reply:
                list(reply.lines())
        assert time.monotonic() - start < 0.3 + SLACK_SECONDS
    assert len(server.requests) == 1


# --- cancelling


def test_closing_a_reply_reaches_the_server_within_a_second() -> None:
    with serving([Text("甲。[k3f7]\n乙"), Stall()]) as server:
        with generation(server.url).begin(ASKED) as reply:
            next(reply.lines())
        assert server.hung_up.wait(1)


@pytest.mark.parametrize(
    "replies", [[Stall()], [Text("甲"), Stall()], [Drip("字", 0.02)], [Text("甲乙丙丁"), Forever()]]
)
def test_another_thread_can_close_a_reply_at_any_moment(replies: Reply) -> None:
    with serving(replies) as server:
        reply = generation(server.url, reply_characters=10**9).begin(ASKED)
        failures = []

        def wait() -> None:
            try:
                list(reply.lines())
            except GenerationFailed as error:
                failures.append(error.failure)

        waiting = threading.Thread(target=wait)
        waiting.start()
        assert server.asked.wait(5)
        reply.close()
        waiting.join(1)
        assert not waiting.is_alive()
        assert server.hung_up.wait(1)
    assert failures in ([Failure.CANCELLED], [Failure.BABBLING])


def test_a_reply_that_was_closed_before_it_began_asks_nobody() -> None:
    with serving(whole("甲。[k3f7]")) as server:
        reply = generation(server.url).begin(ASKED)
        reply.close()
        reply.close()
        with pytest.raises(GenerationFailed) as caught:
            list(reply.lines())
    assert caught.value.failure is Failure.CANCELLED
    assert server.requests == []


def test_closing_while_a_retry_waits_ends_the_waiting() -> None:
    with serving([Status(500)]) as server:
        reply = generation(server.url, backoff_seconds=9).begin(ASKED)
        threading.Timer(0.1, reply.close).start()
        start = time.monotonic()
        with pytest.raises(GenerationFailed) as caught:
            list(reply.lines())
    assert caught.value.failure is Failure.CANCELLED
    assert time.monotonic() - start < 5


def test_a_process_ends_while_a_model_still_owes_its_reply() -> None:
    script = """
import sys
from langchain_core.messages import HumanMessage
from rag.adapters.chat_models import connect
from rag.generation import Generation, GenerationLimits
model = connect("openai:scripted", base_url=sys.argv[1], timeout_seconds=60)
reply = Generation(model, name="m", count_tokens=len, limits=GenerationLimits()).begin([HumanMessage("问")])
print(next(reply.lines()), flush=True)
"""
    with serving([Text("甲。[k3f7]\n乙"), Stall()]) as server:
        command = [sys.executable, "-c", script, server.url]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert server.hung_up.wait(1)
    assert (done.returncode, done.stdout, done.stderr) == (0, "甲。[k3f7]\n", "")


# --- a model that stays down


def test_a_model_that_is_down_costs_nothing_for_a_while_and_then_is_tried_once() -> None:
    now = [0.0]
    with serving([Status(500)], [Status(500)], whole("甲。[k3f7]")) as server:
        asked = generation(server.url, clock=lambda: now[0], attempts=1)
        for _ in range(5):
            failure = read(asked)[1]
            assert failure and failure.failure is Failure.UNAVAILABLE
        assert len(server.requests) == 2
        now[0] = 60.0
        assert read(asked)[0] == ["甲。[k3f7]"]
        assert read(asked)[0] == ["甲。[k3f7]"]


def test_a_reply_that_was_given_little_time_says_nothing_about_the_server() -> None:
    with serving([Stall()], [Stall()], [Stall()], whole("甲。[k3f7]")) as server:
        asked = generation(server.url)
        for _ in range(3):
            with pytest.raises(GenerationFailed) as caught, asked.begin(ASKED, until=time.monotonic() + 0.1) as reply:
                list(reply.lines())
            assert caught.value.failure is Failure.OVERDUE
        assert read(asked)[0] == ["甲。[k3f7]"]


def test_a_model_that_is_back_is_asked_again_even_if_only_its_first_line_was_wanted() -> None:
    now = [0.0]
    with serving([Status(500)], [Status(500)], whole("甲。[k3f7]", "乙。[k3f7]")) as server:
        asked = generation(server.url, clock=lambda: now[0], attempts=1)
        assert all(read(asked)[1] for _ in range(2))
        now[0] = 60.0
        with asked.begin(ASKED) as reply:
            next(reply.lines())
        assert read(asked)[0] == ["甲。[k3f7]", "乙。[k3f7]"]


@pytest.mark.parametrize("once", [[Status(400)], [Text("甲"), Finish("length")], [Text("总体平稳，"), Forever()]])
def test_a_fault_of_one_question_does_not_stop_the_next(once: Reply) -> None:
    with serving(once, once, once, whole("甲。[k3f7]")) as server:
        asked = generation(server.url)
        for _ in range(3):
            assert read(asked)[1]
        assert read(asked)[0] == ["甲。[k3f7]"]


# --- the answer


def test_whatever_the_model_does_an_answer_comes_in_time(fault: Fault, folder: Folder) -> None:
    with serving(*fault.replies) as server:
        asked = service(folder, generation(server.url, **fault.limits))
        start = time.monotonic()
        answer = asked.ask(QUESTION)
        seconds = time.monotonic() - start
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.degraded
    assert [claim.text for claim in answer.claims] == [LINE.partition("<")[0]]
    assert answer.model == ("openai:scripted" if fault.lines else "extractive")
    assert len(answer.notices) == 1 and "openai:scripted" in answer.notices[0]
    assert seconds < fault.deadline + 2 * SLACK_SECONDS


def test_without_a_server_the_reports_answer_and_the_next_question_does_not_wait(folder: Folder) -> None:
    asked = service(folder, generation(closed_port()))
    for _ in range(4):
        answer = asked.ask(QUESTION)
        assert (answer.degraded, answer.model) == (True, "extractive")
        assert "1.2亿吨" in answer.text
        assert len(answer.notices) == 1


def test_several_questions_in_one_share_the_time_of_one_answer(folder: Folder) -> None:
    with serving([Drip("字", 0.02)]) as server:
        start = time.monotonic()
        answer = service(folder, generation(server.url, seconds=0.4)).ask(
            "临海市港务局完成货物吞吐量多少吨？新建泊位多少个？改造泊位多少个？"
        )
        seconds = time.monotonic() - start
    assert answer.degraded
    assert len(answer.claims) > 1
    assert len(server.requests) == 1
    assert seconds < 0.4 + 2 * SLACK_SECONDS


def test_a_model_that_works_answers(folder: Folder) -> None:
    with serving(whole(LINE, OTHER)) as server:
        answer = service(folder, generation(server.url)).ask(QUESTION)
    assert (answer.degraded, answer.model, answer.notices) == (False, "openai:scripted", ())
    assert answer.usage == Usage(100, 20)
    assert "1.2亿吨" in answer.text


@pytest.mark.parametrize(
    "reply",
    [
        "Le port a traité 1,2 milliard de tonnes. <吞吐量>",
        "貨物の取扱量は3億トンでした。<吞吐量>",
        "The port handled 300 million tonnes of cargo. <吞吐量>",
        "The port handled 120 million tonnes of cargo in 2023. <吞吐量>",
        "哈哈哈，今天天气不错。",
    ],
)
def test_where_nothing_can_be_used_of_a_reply_the_reports_answer(folder: Folder, reply: str) -> None:
    with serving(whole(reply)) as server:
        answer = service(folder, generation(server.url)).ask(QUESTION)
    assert [claim.text for claim in answer.claims] == [LINE.partition("<")[0]]
    assert (answer.degraded, answer.model) == (True, "extractive")
    assert len(answer.notices) == 1
    assert reply.partition("<")[0].strip() in [one.text for one in answer.dropped]


def test_a_reader_who_leaves_stops_the_model(folder: Folder) -> None:
    with serving([Text(f"{LINE}\n新"), Stall()]) as server:
        events = service(folder, generation(server.url)).stream(QUESTION)
        for event in events:
            if isinstance(event, Claim):
                break
        events.close()
        assert server.hung_up.wait(1)


def test_a_reader_who_leaves_while_the_model_thinks_stops_it_from_another_thread(folder: Folder) -> None:
    with serving([Text("<think>"), Stall()]) as server:
        cancellation = Cancellation()
        events = service(folder, generation(server.url)).stream(QUESTION, cancellation=cancellation)
        seen = []
        listening = threading.Thread(target=lambda: seen.extend(events))
        listening.start()
        assert server.asked.wait(5)
        cancellation.cancel()
        listening.join(1)
        assert not listening.is_alive()
        assert server.hung_up.wait(1)
    assert not any(isinstance(event, Claim) for event in seen)


# --- as it is set up


def test_a_model_that_is_set_answers_at_the_command_line(filled: Rag, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(whole("全市城镇新增就业<城镇新增就业>")) as server:
        monkeypatch.setenv("RAG_MODEL", "openai:scripted")
        monkeypatch.setenv("RAG_MODEL_BASE_URL", server.url)
        answer = filled("ask", "2023年城镇新增就业多少人？", "--json").document
    assert (answer["model"], answer["degraded"]) == ("openai:scripted", False)
    assert answer["usage"] == {"input_tokens": 100 * len(server.requests), "output_tokens": 20 * len(server.requests)}


def test_a_model_that_is_set_and_silent_is_waited_for_as_long_as_is_set(
    filled: Rag, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving([Stall()]) as server:
        monkeypatch.setenv("RAG_MODEL", "openai:scripted")
        monkeypatch.setenv("RAG_MODEL_BASE_URL", server.url)
        monkeypatch.setenv("RAG_MODEL_FIRST_TOKEN_SECONDS", "0.2")
        outcome = filled("ask", "2023年城镇新增就业多少人？", "--json")
        assert server.hung_up.wait(1)
    assert outcome.code == 0
    assert (outcome.document["model"], outcome.document["degraded"]) == ("extractive", True)
    assert outcome.document["timings_ms"]["generate"] < 200 + 1_000 * SLACK_SECONDS
    assert "RAG_MODEL_FIRST_TOKEN_SECONDS" in outcome.document["notices"][0]
