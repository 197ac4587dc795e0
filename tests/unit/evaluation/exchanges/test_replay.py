"""A model that was really asked, and its exchanges given back: the product does the same, and asks nobody."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from rag.adapters.chat_models import connect
from rag.bootstrap import open_reading_service, open_service
from rag.domain import Answer, Usage
from rag.errors import DataLineNotJson, ExchangeMissing, Failure, GenerationFailed, NoSuchPath
from rag.evaluation.exchanges import Recording, Replaying, attempt, unhurried
from rag.generation import Generation, GenerationLimits
from rag.service import Service, SourceFile
from rag.settings import Settings
from tests.model_server import (
    Cut,
    Drip,
    Finish,
    Forever,
    ModelServer,
    Reply,
    Stall,
    Status,
    Text,
    closed_port,
    serving,
    whole,
)

REPORT = """清溪县2024年农业工作总结

一、粮食生产
全年种植水稻三万二千亩，比上年增长一成。
发放良种补贴***万元。
二、畜牧业
年末生猪存栏5.6万头。
"""
RICE = "清溪县种了多少水稻？"
PIGS = "清溪县年末生猪存栏多少？"
RIGHT = whole("全年种植水稻三万二千亩。<水稻三万二千亩>")
WRONG = whole("全年种植水稻九万亩。<水稻三万二千亩>")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with open_service(Settings(home=home)) as service:
        assert all(one.error is None for one in service.ingest([SourceFile("农业.txt", REPORT.encode)]))
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "exchanges.jsonl"


def settings_at(home: Path, url: str, **more: Any) -> Settings:
    return Settings(home=home, model="openai:small", model_base_url=url, **more)


@contextmanager
def live(home: Path, file: Path, *replies: Reply, **more: Any) -> Iterator[tuple[Service, ModelServer]]:
    with serving(*replies) as server:
        settings = settings_at(home, server.url, **more)
        with open_reading_service(settings, connecting=Recording(file, settings)) as service:
            yield service, server


@contextmanager
def replay(home: Path, file: Path, **more: Any) -> Iterator[Service]:
    """Where nobody could be asked."""
    settings = settings_at(home, closed_port(), **more)
    with open_reading_service(unhurried(settings), connecting=Replaying(file, settings)) as service:
        yield service


def asked(service: Service, *questions: str, repeat: int = 0) -> list[Answer]:
    answers = []
    for question in questions:
        with attempt(question, repeat):
            answers.append(replace(service.ask(question), timings_ms={}))
    return answers


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def same(home: Path, file: Path, *replies: Reply, **more: Any) -> Answer:
    """What the product makes of `replies`, live and in the replay."""
    with live(home, file, *replies, **more) as (service, _):
        [before] = asked(service, RICE)
    with replay(home, file, **more) as service:
        [after] = asked(service, RICE)
    assert after == before
    return before


@dataclass(frozen=True)
class Came:
    """What one reply comes to."""

    lines: tuple[str, ...]
    usage: Usage
    error: str


def came(model: BaseChatModel, *, most: int | None = None, **limits: float) -> Came:
    """`most`: lines after which no more is wanted."""
    limited = replace(GenerationLimits(backoff_seconds=0.01), **limits)  # type: ignore[arg-type]  # seconds
    generation = Generation(model, name="openai:small", count_tokens=len, limits=limited)
    lines: list[str] = []
    error = ""
    with attempt("case", 0), generation.begin([HumanMessage(RICE)]) as reply:
        try:
            lines.extend(islice(reply.lines(), most))
        except GenerationFailed as failure:
            error = f"{failure.failure} {failure}"
        return Came(tuple(lines), reply.usage, error)


def came_twice(file: Path, *replies: Reply, most: int | None = None, **limits: float) -> Came:
    """From the model, and from the recording of it, without any waiting."""
    with serving(*replies) as server:
        settings = Settings(model_base_url=server.url)
        recording = Recording(file, settings)("openai:small", lambda: reached(server))
        before = came(recording, most=most, **limits)
    begun = time.monotonic()
    replayed = Replaying(file, Settings())("openai:small", not_to_be_called)
    assert came(replayed, most=most) == before
    assert time.monotonic() - begun < 1
    return before


def reached(server: ModelServer) -> BaseChatModel:
    return connect("openai:small", base_url=server.url, api_key="none", timeout_seconds=5)


def not_to_be_called() -> BaseChatModel:
    raise AssertionError


def test_a_reply_is_the_same_without_its_model(home: Path, file: Path) -> None:
    answer = same(home, file, RIGHT)
    assert [one.text for one in answer.claims] == ["全年种植水稻三万二千亩。"]
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (100, 20)


def test_a_correction_is_recorded_as_an_exchange_of_its_own(home: Path, file: Path) -> None:
    answer = same(home, file, WRONG, RIGHT)
    assert [one.text for one in answer.claims] == ["全年种植水稻三万二千亩。"]
    assert len({one["key"] for one in lines(file)}) == 2


@pytest.mark.parametrize(
    "replies",
    [
        [[Status(401, '{"error": {"message": "no such key"}}')]],
        [[Status(500)]],
        [[Status(429, headers={"retry-after": "0.01"})], RIGHT],
        [[Status(429, headers={"retry-after": "600"})], RIGHT],
        [[Status(503)], [Status(503)], RIGHT],
        [[Text("全年种植水稻。\n年末"), Cut()]],
        [[Text("全年种植水稻三万"), Cut()]],
        [[Text("全年种植水稻三万二千亩。"), Finish("length")]],
        [[Text("好的\n"), Forever()]],
        [[Status(200, "<html>")]],
    ],
    ids=["refused", "fails", "busy", "busy long", "twice", "cut", "cut early", "length", "babble", "no model"],
)
def test_what_went_wrong_goes_wrong_again(file: Path, replies: list[Reply]) -> None:
    came_twice(file, *replies)


@pytest.mark.parametrize(
    ("first", "failure"),
    [([Stall()], Failure.SLOW_START), ([Text("全年种植水稻。\n"), Stall()], Failure.STALLED)],
)
def test_what_came_too_late_comes_too_late_again_without_waiting(file: Path, first: Reply, failure: Failure) -> None:
    before = came_twice(file, first, first_token_seconds=0.3, between_tokens_seconds=0.3)
    assert before.error.startswith(failure)
    assert [one["end"] for one in lines(file)] == ["late"]


def test_a_reply_whose_time_was_up_before_it_was_asked_for_is_so_again(file: Path) -> None:
    before = came_twice(file, [Drip("一", 0.05)], seconds=0.3, first_token_seconds=9, between_tokens_seconds=9)
    assert before.error.startswith(Failure.OVERDUE)


def test_a_reply_of_which_enough_was_read_is_kept_as_far_as_it_came(file: Path) -> None:
    before = came_twice(file, [Text("一行。\n"), Text("二行。\n"), Stall()], most=1)
    assert before.lines == ("一行。",)
    [kept] = lines(file)
    assert kept["end"] == "closed"
    replayed = Replaying(file, Settings())("openai:small", not_to_be_called)
    with pytest.raises(ExchangeMissing):
        came(replayed)


def test_a_model_that_is_asked_for_all_at_once_is_recorded_too(file: Path) -> None:
    with serving(RIGHT) as server:
        settings = Settings(model_base_url=server.url)
        model = Recording(file, settings)("openai:small", lambda: reached(server))
        with attempt("case", 0):
            before = model.invoke([HumanMessage("- 水稻三万二千亩[a2b3]")])
    replayed = Replaying(file, Settings())("openai:small", not_to_be_called)
    with attempt("case", 0):
        assert replayed.invoke([HumanMessage("- 水稻三万二千亩[a2b3]")]).text == before.text != ""


def test_what_the_product_can_do_without_is_missed_all_the_same(file: Path) -> None:
    file.write_text("", encoding="utf-8")
    replayed = Replaying(file, Settings())("openai:small", not_to_be_called)
    with pytest.raises(ExchangeMissing), attempt("case", 0), suppress(ExchangeMissing):
        replayed.invoke([HumanMessage("排序")])


def test_one_question_does_not_suffer_from_another(home: Path, file: Path) -> None:
    down = [Status(500)]
    with live(home, file, *[down] * 6, RIGHT) as (service, _):
        before = asked(service, PIGS, "清溪县良种补贴发放了多少？", RICE)
    with replay(home, file) as service:
        after = asked(service, RICE, PIGS, "清溪县良种补贴发放了多少？")
    assert after == [before[2], before[0], before[1]]
    assert [one.degraded for one in after] == [False, True, True]


def test_each_repeat_gets_its_own_reply(home: Path, file: Path) -> None:
    with live(home, file, RIGHT, whole("REFUSE"), RIGHT) as (service, _):
        before = [asked(service, RICE, repeat=one) for one in range(3)]
    with replay(home, file) as service:
        after = [asked(service, RICE, repeat=one) for one in (2, 0, 1)]
    assert after == [before[2], before[0], before[1]]
    assert [one.status for [one] in before] == ["answered", "refused", "answered"]


def test_a_request_that_was_not_recorded_is_an_error_that_says_what_to_do(home: Path, file: Path) -> None:
    with live(home, file, RIGHT) as (service, _):
        asked(service, RICE)
    with replay(home, file) as service:
        with pytest.raises(ExchangeMissing) as raised:
            asked(service, PIGS)
        with pytest.raises(ExchangeMissing):
            asked(service, RICE, repeat=1)
        assert asked(service, RICE)
    assert str(file) in raised.value.in_language("en")
    assert "rag eval run" in raised.value.in_language("zh")


@pytest.mark.parametrize("other", [{"model_context_tokens": 9000}, {"model": "openai:large"}])
def test_another_model_or_other_parameters_are_another_request(home: Path, file: Path, other: dict[str, Any]) -> None:
    with live(home, file, RIGHT) as (service, _):
        asked(service, RICE)
    settings = replace(settings_at(home, closed_port()), **other)
    with (
        open_reading_service(settings, connecting=Replaying(file, settings)) as service,
        pytest.raises(ExchangeMissing),
    ):
        asked(service, RICE)


def test_the_address_and_the_key_are_no_part_of_a_request(home: Path, file: Path) -> None:
    with live(home, file, RIGHT, model_api_key="one-key-of-mine") as (service, _):
        before = asked(service, RICE)
    with replay(home, file, model_api_key="another-key") as service:
        assert asked(service, RICE) == before


def record(file: Path, *replies: Reply) -> Came:
    with serving(*replies) as server:
        return came(Recording(file, Settings())("openai:small", lambda: reached(server)))


def replayed(file: Path) -> Came:
    return came(Replaying(file, Settings())("openai:small", not_to_be_called))


def test_a_last_line_that_was_never_finished_is_left_out(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = record(file, whole("一行。"))
    with file.open("ab") as kept:
        kept.write(b'{"key": "abc", "pie')
    assert replayed(file) == before
    assert "last line" in caplog.text
    again = record(file, whole("两行。"))
    assert replayed(file) == again != before


def test_an_attempt_that_was_broken_off_and_made_again_is_the_last(file: Path) -> None:
    record(file, [Status(503)], [Status(503)], whole("一行。"))
    again = record(file, whole("两行。"))
    assert replayed(file) == again


def test_threads_may_ask_at_once(file: Path) -> None:
    with serving(*[whole(f"第{one}句。") for one in range(16)]) as server:
        model = Recording(file, Settings())("openai:small", lambda: reached(server))
        with ThreadPoolExecutor(8) as pool:
            before = list(pool.map(partial(said, model), range(16)))
    given = Replaying(file, Settings())("openai:small", not_to_be_called)
    assert [said(given, one) for one in reversed(range(16))] == before[::-1]
    assert len(set(before)) > 1


def said(model: BaseChatModel, repeat: int) -> str:
    with attempt("case", repeat):
        return "".join(one.text for one in model.stream([HumanMessage("请说一句")]))


def test_a_line_that_is_no_exchange_is_named(home: Path, file: Path) -> None:
    settings = settings_at(home, closed_port())
    with pytest.raises(NoSuchPath):
        Replaying(file, settings)
    file.write_text("{}x\n", encoding="utf-8")
    with pytest.raises(DataLineNotJson):
        Replaying(file, settings)
