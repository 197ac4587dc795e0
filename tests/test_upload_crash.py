"""kill -9 of the server while files come in, and while they are read: what was answered with 202 is in after the next
start, what was not is nowhere, and no report is half visible."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from tests.entrypoints.uploading import BOUNDARY, REPORTS, Client, body, part
from tests.served import Served, served

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9")

SETTINGS = {"RAG_LANGUAGE": "en", "OMP_NUM_THREADS": "1"}
_PATIENCE_SECONDS = 60.0


def text(number: int) -> bytes:
    topics = ("渔港改造", "船舶检验", "增殖放流", "安全生产")
    sections = "".join(
        f"{marker}、{topic}\n全年完成{topic}{number * 10 + place}项，增长{place}.{number}%。\n"
        for place, (marker, topic) in enumerate(zip("一二三四", topics, strict=True))
    )
    return f"第{number}镇2023年渔业工作总结\n{sections}".encode()


def kill(service: Served) -> None:
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait(10)


def spooled(home: Path) -> list[Path]:
    return [one for one in (home / "uploads").rglob("*") if one.is_file() and one.name != "lock"]


def reached(condition: Any) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_files_that_were_only_on_their_way_are_forgotten_at_the_next_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served(home, **SETTINGS) as service:
        host, _, port = service.address.removeprefix("http://").rpartition(":")
        begun = b"POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n"
        begun += b"Content-Type: multipart/form-data; boundary=" + BOUNDARY + b"\r\n\r\n"
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(begun + part(b"whole.txt", text(1)) + part(b"half.txt", b"a" * 3_000_000))
            reached(lambda: len(spooled(home)) >= 2)
            kill(service)
    assert spooled(home)
    with served(home, **SETTINGS) as service:
        client = Client(service.address)
        reached(lambda: not spooled(home))
        assert client.get("/api/v1/jobs")["jobs"] == []
        assert client.get(REPORTS)["reports"] == []


@pytest.mark.parametrize("moment", ["taken", "partly in"])
def test_what_was_acknowledged_is_in_after_the_next_start(tmp_path: Path, moment: str) -> None:
    home, count = tmp_path / "home", 60
    sent = [part(f"{number}.txt".encode(), text(number)) for number in range(count)]
    with served(home, **SETTINGS) as service:
        client = Client(service.address)
        job = client.upload(body(*sent)).document
        if moment == "partly in":
            reached(lambda: client.get(REPORTS)["reports"])
        kill(service)
    with served(home, **SETTINGS) as service:
        client = Client(service.address)
        files = client.finished(job)["files"]
        reports = client.get(REPORTS)["reports"]
        assert {one["status"] for one in files} <= {"added", "unchanged"}
        assert {one["id"] for one in files} == {one["id"] for one in reports}
        assert len(reports) == count
        assert {one["sections"] for one in reports} == {4}
        reached(lambda: not spooled(home))
        assert client.get("/api/v1/search?query=增殖放流")["results"]
