"""`rag serve`: listens on loopback, tells where, ends with Ctrl-C; a port in use is said."""

import contextlib
import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.served import served


def test_it_tells_its_address_answers_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    with served(tmp_path, stderr=subprocess.PIPE) as server:
        assert server.address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{server.address}/readyz", timeout=10) as ready:
            said = json.load(ready)
            assert (said["status"], said["reports"], said["chunks"]) == ("ready", 0, 0)
        server.process.send_signal(signal.SIGINT)
        _, said = server.process.communicate(timeout=20)
    assert server.process.returncode == 0
    assert "Traceback" not in said


def test_a_port_in_use_is_said(rag) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = rag("serve", "--port", str(taken.getsockname()[1]))
    assert refused.code == 3
    assert "--port" in refused.err


@contextmanager
def _served(home: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    chosen = {"RAG_LOG_FORMAT": "json", "RAG_KEYS": "off", **settings}
    with served(home, stderr=subprocess.PIPE, **chosen) as server:
        yield server.process, server.address


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answered:
            return int(answered.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_told_to_end_it_is_not_ready_first_then_ends_and_each_request_was_a_line_of_json(tmp_path: Path) -> None:
    with _served(tmp_path, RAG_DRAIN_SECONDS="1.5") as (server, address):
        assert _status(address) == 200
        server.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + 5
        while _status(address) != 503:
            assert time.monotonic() < deadline
        _, said = server.communicate(timeout=20)
    assert server.returncode == 0
    assert "Traceback" not in said
    lines = [json.loads(one) for one in said.splitlines() if one.startswith("{")]
    answered = [(one["method"], one["route"], one["status"]) for one in lines if one["logger"] == "rag.access"]
    assert (answered[0], answered[-1]) == (("GET", "/readyz", 200), ("GET", "/readyz", 503))


def test_a_head_that_does_not_end_is_refused(tmp_path: Path) -> None:
    with _served(tmp_path) as (_, address):
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            with contextlib.suppress(OSError):
                for _ in range(3000):
                    connection.sendall(b"X-More: " + b"a" * 1000 + b"\r\n")
                pytest.fail("3 MB of a head were taken")
