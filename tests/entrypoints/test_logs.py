"""One line an event, as text or JSON; requests have one line with names and numbers, and no words of anybody."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.entrypoints import api, logs
from rag.settings import Settings

SECRET = "机密词"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    names = ("", "rag", "uvicorn", "uvicorn.error", "uvicorn.access")
    before = [(one := logging.getLogger(name), one.handlers[:], one.level, one.propagate) for name in names]
    yield io.StringIO()
    for one, handlers, level, propagate in before:
        one.handlers[:] = handlers
        one.setLevel(level)
        one.propagate = propagate


def _lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(one) for one in stream.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_id_route_status_and_time(filled, tmp_path: Path, stream: io.StringIO) -> None:
    logs.set_up(form="json", stream=stream)
    with open_service(Settings(home=tmp_path / "home")) as service:
        client = TestClient(api.create(service))
        asked = client.post(
            "/api/v1/ask", json={"question": f"{SECRET}是多少？"}, headers={"X-Request-ID": "my-own-id-1"}
        )
        client.get(f"/api/v1/reports/{SECRET}")
        client.get("/api/v1/search", params={"query": SECRET})
    lines = [one for one in _lines(stream) if one["logger"] == "rag.access"]
    assert [(one["method"], one["route"], one["status"]) for one in lines] == [
        ("POST", "/api/v1/ask", 200),
        ("GET", "/api/v1/reports/{id}", 404),
        ("GET", "/api/v1/search", 200),
    ]
    assert lines[0]["request"] == asked.headers["x-request-id"] == "my-own-id-1"
    assert lines[0]["milliseconds"] > 0
    assert lines[0]["time"].endswith("+00:00")
    assert SECRET not in stream.getvalue()


def test_an_exception_is_told_once_with_its_request_and_the_caller_learns_nothing_of_it(
    rag, tmp_path: Path, stream: io.StringIO, monkeypatch
) -> None:
    logs.set_up(form="json", stream=stream)
    with open_service(Settings(home=tmp_path / "home")) as service:
        app = api.create(service, language="en")
        monkeypatch.setattr(type(service), "reports", lambda *_: 1 / 0)
        refused = TestClient(app).get("/api/v1/libraries")
    assert refused.status_code == 500
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["instance"] == refused.headers["x-request-id"]
    assert "division" not in refused.text
    [told] = [one for one in _lines(stream) if "exception" in one]
    assert "ZeroDivisionError" in told["exception"]
    assert told["request"] == refused.headers["x-request-id"]


def test_text_keeps_to_one_line_whatever_came_from_outside(stream: io.StringIO) -> None:
    logs.set_up(stream=stream)
    logging.getLogger("rag.test").info("first\nsecond\r\nthird")
    assert len(stream.getvalue().splitlines()) == 1


def test_what_is_below_the_level_is_left_out_and_libraries_are_quiet(stream: io.StringIO) -> None:
    logs.set_up(level="warning", stream=stream)
    logging.getLogger("rag.test").info("no")
    logging.getLogger("httpx").info("no")
    logging.getLogger("rag.test").warning("yes")
    assert "yes" in stream.getvalue()
    assert "no" not in stream.getvalue()


def test_without_a_setting_no_telemetry_is_imported_for_answers() -> None:
    code = (
        "import sys; from rag.bootstrap import open_traces; from rag.settings import Settings\n"
        "with open_traces(Settings(), whence=dict) as watcher: assert watcher is None\n"
        "assert not [one for one in sys.modules if one.startswith('opentelemetry')], 'imported'"
    )
    environment = {"PATH": "/usr/bin:/bin", "OTEL_SDK_DISABLED": "false"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_answer_that_breaks_off_midway_is_told_with_the_id_of_its_request(filled, tmp_path: Path, stream) -> None:
    def broken(events):
        yield next(events)
        raise ZeroDivisionError

    logs.set_up(form="json", stream=stream)
    with open_service(Settings(home=tmp_path / "home")) as service:
        app = api.create(service)
        service.watch(broken)
        headers = {"accept": "text/event-stream", "X-Request-ID": "my-own-id-2"}
        told = TestClient(app).post("/api/v1/ask", json={"question": "就业多少人？"}, headers=headers).text
    assert '"instance": "my-own-id-2"' in told
    assert [one["request"] for one in _lines(stream) if "exception" in one] == ["my-own-id-2"]
