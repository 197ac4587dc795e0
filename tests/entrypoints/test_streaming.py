"""Answers as server-sent events and in the terminal: each sentence when it is verified, and a way out at any time."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.entrypoints import api, sse
from rag.service import Service
from rag.settings import Settings
from tests.scripted_models import ScriptedModel, StreamingModel

SENTENCE = "全年城镇新增就业3.12万人"
FIGURE = "2023年城镇新增就业多少万人？"
EVENTS = {"accept": "text/event-stream"}


@pytest.fixture
def service(filled, tmp_path: Path) -> Iterator[Any]:
    """`service(model)`: over the sample reports, with a language model of the test's."""
    with pytest.MonkeyPatch.context() as patched:
        opened = []

        def over(model: ScriptedModel | None = None) -> Service:
            patched.setattr("rag.adapters.chat_models.connect", lambda name, **options: model)
            block = open_service(Settings(home=tmp_path / "home", model="scripted:model" if model else "extractive"))
            opened.append(block)
            return block.__enter__()

        yield over
        for one in opened:
            one.__exit__(None, None, None)


def events_of(body: str) -> list[tuple[str, str, Any]]:
    """id, name and data of each event."""
    found = []
    for block in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found


def asked(service: Service, question: str = FIGURE) -> list[tuple[str, str, Any]]:
    client = TestClient(api.create(service, language="en"))
    with client.stream("POST", "/api/v1/ask", json={"question": question}, headers=EVENTS) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-cache"
        return events_of(response.read().decode())


def test_events_are_numbered_and_every_sentence_follows_its_citations(service) -> None:
    found = asked(service())
    assert [number for number, _, _ in found] == [str(one) for one in range(1, len(found) + 1)]
    names = [name for _, name, _ in found]
    assert names[:2] == ["status", "status"]
    assert names.index("citation") < names.index("sentence")
    known: set[int] = set()
    for _, name, data in found:
        if name == "citation":
            known.add(data["id"])
        if name == "sentence":
            assert set(data["citations"]) <= known


def test_the_last_event_is_the_whole_answer_and_says_what_was_sent(service) -> None:
    opened = service()
    found = asked(opened)
    client = TestClient(api.create(opened, language="en"))
    whole = client.post("/api/v1/ask", json={"question": FIGURE}).json()
    assert found[-1][1] == "done"
    assert {**found[-1][2], "timings_ms": {}} == {**whole, "timings_ms": {}}
    assert [data for _, name, data in found if name == "sentence"] == whole["claims"]
    assert [data for _, name, data in found if name == "citation"] == whole["citations"]


def test_what_cannot_be_asked_is_a_problem_and_no_stream(service) -> None:
    client = TestClient(api.create(service(), language="en"))
    refused = client.post("/api/v1/ask", json={"question": " "}, headers=EVENTS)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/event-stream", True),
        ("application/json, text/event-stream;q=0.9", True),
        ("*/*", False),
        ("application/json", False),
        ("text/event-stream;q=0", False),
        ("", False),
    ],
)
def test_events_come_only_where_they_are_asked_for(accept: str, wanted: bool) -> None:
    assert sse.is_wanted(accept) is wanted


def test_a_fault_in_mid_stream_is_an_error_event_in_words_for_people() -> None:
    class Broken:
        keys = SimpleNamespace(exist=lambda: False)

        def limited_to(self, _access: object) -> Broken:
            return self

        def stream(self, question: str, **more: Any) -> Iterator[Any]:
            yield from ()
            raise ZeroDivisionError("secret detail")

        def narrow(self, *_: Any, **__: Any) -> None: ...

        def watch(self, watcher: Any) -> None: ...

    [(_, name, problem)] = asked(Broken())  # type: ignore[arg-type]
    assert (name, problem["status"], problem["code"]) == ("error", 500, "error")
    assert "secret" not in json.dumps(problem)


class Client:
    """An HTTP client of the bare application, which can go away in the middle."""

    def __init__(self, service: Service) -> None:
        self._application = api.create(service, language="en")
        self.names: list[str] = []
        self.beats = 0

    async def ask(self, *, leave_after: str) -> None:
        """Reads until an event of this name (`beat`: a heartbeat) has come, then hangs up."""
        gone = anyio.Event()
        body = json.dumps({"question": FIGURE}).encode()
        sent = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> Any:
            if first := next(sent, None):
                return first
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            text = message.get("body", b"").decode()
            self.beats += text == ": \n\n"
            self.names += [name for _, name, _ in events_of(text)]
            if leave_after in self.names or (leave_after == "beat" and self.beats):
                gone.set()

        headers = [(b"host", b"test"), (b"accept", b"text/event-stream"), (b"content-type", b"application/json")]
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
            "headers": headers,
        }
        await self._application(scope, receive, send)


def let_go(client: Client, *, leave_after: str, gate: threading.Event) -> None:
    with start_blocking_portal() as portal:
        try:
            portal.call(partial(client.ask, leave_after=leave_after))
        finally:
            gate.set()


def test_a_sentence_is_sent_while_the_model_still_writes_and_a_reader_who_leaves_stops_it(service) -> None:
    gate = threading.Event()
    model = StreamingModel(replies=[f"{SENTENCE}<{SENTENCE}>\n{SENTENCE}\n{SENTENCE}\n"], gates={1: gate})
    client = Client(service(model))
    let_go(client, leave_after="sentence", gate=gate)
    assert client.names[-2:] == ["citation", "sentence"]
    assert model.closed.wait(10)


def test_a_silent_stream_is_kept_alive(service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "HEARTBEAT_SECONDS", 0.01)
    gate = threading.Event()
    model = StreamingModel(replies=[f"{SENTENCE}<{SENTENCE}>\n"], go=gate)
    client = Client(service(model))
    let_go(client, leave_after="beat", gate=gate)
    assert client.beats
    assert "done" not in client.names


def test_the_terminal_shows_what_is_shown_at_once(filled) -> None:
    for question in (FIGURE, "地铁运送了多少乘客？", "存在哪些问题？"):
        streamed, whole = filled("ask", question), filled("ask", question, "--no-stream")
        assert streamed == whole
        assert streamed.code == 0


def test_the_terminal_says_that_another_model_answered(filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_MODEL", "scripted:model")
    monkeypatch.setattr("rag.adapters.chat_models.connect", lambda name, **options: ScriptedModel(fails=True))
    told = filled("ask", FIGURE)
    assert told.code == 0
    assert "内置模型" in told.out
    assert filled("ask", FIGURE, "--json").document["degraded"] is True
