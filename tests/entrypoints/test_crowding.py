"""A service that is asked too much: refused at once and told when to come back, the rest stays quick; slow readers and
closed tabs hold nobody up."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Message

from rag.bootstrap import open_service
from rag.domain import Answer, AnswerStatus, ReportFilter, Step
from rag.drafts import AnswerStream
from rag.entrypoints import api, gate, sse
from rag.entrypoints.gate import Crowd
from rag.service import Cancellation
from rag.settings import Settings
from tests.model_server import Drip, Text, serving

ONE_AT_A_TIME = Crowd(at_once=1, patience_seconds=0.05, crowded_seconds=0.01)
EVENTS = {"accept": "text/event-stream"}
QUESTION = {"question": "2023年城镇新增就业多少万人？"}


class Held:
    """A service that answers when it is let go."""

    keys = SimpleNamespace(exist=lambda: False)

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked = threading.Semaphore(0)
        self.pieces = 1

    def limited_to(self, access: object) -> Held:
        return self

    def narrow(self, *_: object, **__: object) -> ReportFilter:
        return ReportFilter()

    def watch(self, watcher: object) -> None: ...

    def ask(self, question: str, **_: object) -> Answer:
        self.asked.release()
        assert self.go.wait(20)
        return Answer(AnswerStatus.REFUSED, "没有", "zh")

    def stream(self, question: str, *, cancellation: Cancellation, **_: object) -> AnswerStream:
        for _ in range(self.pieces):
            yield Step("retrieve")
        yield self.ask(question)

    def counts(self) -> Any:
        raise AssertionError


def client(application: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://test", timeout=20)


def test_too_many_are_refused_at_once_with_a_time_to_come_back_and_the_rest_goes_on() -> None:
    service = Held()
    application = api.create(service, language="en", crowd=ONE_AT_A_TIME)  # type: ignore[arg-type]

    async def scene() -> None:
        async with client(application) as http:
            first = asyncio.create_task(http.post("/api/v1/ask", json=QUESTION))
            await asyncio.to_thread(service.asked.acquire, timeout=5)
            refused = await asyncio.gather(*(http.post("/api/v1/ask", json=QUESTION) for _ in range(5)))
            refused.append(await http.get("/api/v1/search", params={"query": "就业"}))
            refused.append(await http.post("/v1/chat/completions", json={"model": "rag", "messages": []}))
            assert {one.status_code for one in refused} == {503}
            assert {one.headers["retry-after"] for one in refused} == {"1"}
            assert {one.headers["content-type"] for one in refused} == {"application/problem+json"}
            assert refused[0].json()["code"] == "busy" and "Retry-After" in refused[0].json()["detail"]
            assert refused[-1].json()["error"]["code"] == "busy"
            assert (await http.get("/healthz")).status_code == 200
            service.go.set()
            assert (await first).status_code == 200
            assert (await http.post("/api/v1/ask", json=QUESTION)).status_code == 200

    asyncio.run(scene())


def test_a_failed_question_leaves_its_turn() -> None:
    application = api.create(Held(), language="en", crowd=ONE_AT_A_TIME)  # type: ignore[arg-type]

    async def scene() -> None:
        async with client(application) as http:
            for _ in range(3):
                assert (await http.post("/api/v1/ask", json={"nothing": 1})).status_code == 422

    asyncio.run(scene())


def asking(sent: list[Message], taken: asyncio.Event) -> tuple[dict[str, Any], Any, Any]:
    """Scope, receive and send of a reader of events who takes nothing until he may."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/ask",
        "raw_path": b"/api/v1/ask",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"test"), (b"accept", b"text/event-stream"), (b"content-type", b"application/json")],
    }
    body = iter([{"type": "http.request", "body": json.dumps(QUESTION).encode(), "more_body": False}])

    async def receive() -> Any:
        if first := next(body, None):
            return first
        await asyncio.Event().wait()
        return None

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            await taken.wait()
        sent.append(message)

    return scope, receive, send


def test_a_slow_reader_leaves_his_turn_when_the_answer_is_made() -> None:
    service = Held()
    service.go.set()
    application = api.create(service, crowd=ONE_AT_A_TIME)  # type: ignore[arg-type]

    async def scene() -> None:
        taken, sent = asyncio.Event(), list[Message]()
        slow = asyncio.create_task(application(*asking(sent, taken)))
        await asyncio.to_thread(service.asked.acquire, timeout=5)
        async with client(application) as http:
            for _ in range(50):
                if (await http.post("/api/v1/ask", json=QUESTION)).status_code == 200:
                    break
            else:
                raise AssertionError("the slow reader keeps everybody else from asking")
        assert not slow.done() and len(sent) == 1
        taken.set()
        await asyncio.wait_for(slow, 10)
        assert b"event: done" in b"".join(one.get("body", b"") for one in sent)

    asyncio.run(scene())


def test_a_reader_who_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "STALLED_SECONDS", 0.02)
    service = Held()
    service.go.set()
    application = api.create(service)  # type: ignore[arg-type]

    async def scene() -> None:
        await asyncio.wait_for(application(*asking([], asyncio.Event())), 10)

    asyncio.run(scene())


def test_what_waits_for_a_slow_reader_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MOST_WAITING_BYTES", 10_000)
    service = Held()
    service.pieces = 1_000
    service.go.set()
    application = api.create(service)  # type: ignore[arg-type]

    async def scene() -> None:
        taken, sent = asyncio.Event(), list[Message]()
        reading = asyncio.create_task(application(*asking(sent, taken)))
        await asyncio.to_thread(service.asked.acquire, timeout=5)
        await asyncio.sleep(0)
        taken.set()
        await asyncio.wait_for(reading, 10)
        written = b"".join(one.get("body", b"") for one in sent)
        assert len(written) < 20_000 and b"event: done" not in written

    asyncio.run(scene())


@contextmanager
def listening(application: Any) -> Iterator[tuple[str, int]]:
    """The application on a port of this machine, as `rag serve` runs it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            thread.join(10)


def post(address: tuple[str, int], headers: Sequence[str]) -> socket.socket:
    body = json.dumps(QUESTION)
    lines = ["POST /api/v1/ask HTTP/1.1", "host: test", "content-type: application/json", *headers]
    tab = socket.create_connection(address, timeout=10)
    tab.sendall("\r\n".join([*lines, f"content-length: {len(body)}", "", body]).encode())
    return tab


@pytest.mark.parametrize("headers", [["accept: text/event-stream"], []], ids=["events", "whole"])
def test_a_closed_tab_stops_the_model_within_a_second(filled: Any, tmp_path: Path, headers: list[str]) -> None:
    with serving([Text("全市"), Drip("就业", 0.02)]) as model:
        settings = Settings(home=tmp_path / "home", model="openai:slow", model_base_url=model.url, model_api_key="k")
        with open_service(settings) as service, listening(api.create(service)) as address:
            tab = post(address, headers)
            assert model.asked.wait(20)
            closed = time.monotonic()
            tab.close()
            assert model.hung_up.wait(10)
            assert time.monotonic() - closed < 1


def test_an_answer_in_one_piece_comes_over_the_wire_whole(filled: Any, tmp_path: Path) -> None:
    with (
        open_service(Settings(home=tmp_path / "home")) as service,
        listening(api.create(service)) as (host, port),
        httpx.Client(base_url=f"http://{host}:{port}", timeout=20) as http,
    ):
        answers = [http.post("/api/v1/ask", json=QUESTION).json() for _ in range(2)]
    assert "3.12" in answers[0]["answer"]
    assert {**answers[0], "timings_ms": {}} == {**answers[1], "timings_ms": {}}
    assert list(answers[1]["timings_ms"]) == ["remembered"]


def test_the_turn_of_no_request_is_none() -> None:
    assert gate.current() is None
    with suppress(LookupError):
        gate.end(gate.begin(None))  # type: ignore[arg-type]
