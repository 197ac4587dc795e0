"""kill -9 of server or worker: what was acknowledged is not lost, nothing is half visible, the jobs finish, once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.adapters.ledger import SqlLedger
from rag.bootstrap import LEDGER_FILE
from rag.domain import ReportFilter
from tests.served import MAIN, Served, served
from tests.test_crash import report

# Seven processes that start with all libraries: 20 s where nothing else runs, minutes where much does.
pytestmark = pytest.mark.timeout(300)

REPORTS = 6
DEADLINE_SECONDS = 60.0

# The process kills itself when the step that is named is taken for the given time; batches are small, so that there
# are several.
KILLED_AT = """
import importlib, os, signal
import rag.ingestion

rag.ingestion.MAX_REPORTS_A_BATCH = 2
module, _, path = {step!r}.partition(":")
*owners, name = path.split(".")
owner = importlib.import_module(module)
for one in owners:
    owner = getattr(owner, one)
original, calls = getattr(owner, name), []

def dying(*arguments, **options):
    calls.append(1)
    if len(calls) == {call}:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **options)

setattr(owner, name, dying)
"""
PUBLISHING = KILLED_AT.format(step="rag.adapters.ledger:SqlLedger.publish", call=2)
SUBMITTING = KILLED_AT.format(step="rag.adapters.ledger.jobs:SqlJobs.add", call=1)
SUMMARIZING = KILLED_AT.format(step="rag.summarizing.making:make", call=1)


def upload(server: Served, **headers: str) -> httpx.Response:
    files = [("file", (f"{number:02d}.txt", report(number).encode())) for number in range(REPORTS)]
    return httpx.post(f"{server.address}/api/v1/reports", files=files, headers=headers, timeout=DEADLINE_SECONDS)


def get(server: Served, path: str) -> Any:
    return httpx.get(f"{server.address}{path}", timeout=DEADLINE_SECONDS).raise_for_status().json()


def eventually(look: Callable[[], bool]) -> None:
    until = time.monotonic() + DEADLINE_SECONDS
    while not look():
        assert time.monotonic() < until
        time.sleep(0.05)


def when_over(server: Served, location: str) -> Any:
    eventually(lambda: get(server, location)["state"] not in ("waiting", "running"))
    return get(server, location)


def killed(process: subprocess.Popen[str]) -> None:
    assert process.wait(DEADLINE_SECONDS) == -9


def seen(home: Path) -> list[str]:
    """The names of the reports that are visible, each of which is whole."""
    with closing(SqlLedger(home / LEDGER_FILE)) as ledger:
        for one in ledger.reports():
            where = ReportFilter(report_ids=(one.id,))
            assert ledger.count_chunks(where) == len(ledger.chunks_of(one.id)) == one.chunks
        return [one.file for one in ledger.reports()]


@contextmanager
def working(home: Path, *, prelude: str = "") -> Iterator[subprocess.Popen[str]]:
    """`rag worker` as a process of its own."""
    command = [sys.executable, "-c", f"{prelude}\n{MAIN}", "worker"]
    environment = {**os.environ, "RAG_HOME": str(home), "RAG_WORKERS": "1"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


ALL = [f"{number:02d}.txt" for number in range(REPORTS)]


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """A data folder whose server was killed while an upload was taken in, and finished that after it came back."""
    home = tmp_path_factory.mktemp("home")
    with served(home, prelude=PUBLISHING) as server:
        acknowledged = upload(server)
        assert acknowledged.status_code == 202
        killed(server.process)
    before = len(seen(home))
    assert 0 < before < REPORTS and seen(home) == ALL[:before]

    with served(home) as server:
        job = when_over(server, acknowledged.headers["location"])
        assert (job["state"], job["error"], job["attempts"]) == ("done", None, 2)
        assert [one["file"] for one in job["files"]] == ALL
        assert {one["status"] for one in job["files"][:before]} <= {"added", "unchanged"}
        assert {one["status"] for one in job["files"][before:]} == {"added"}
        assert [one["id"] for one in job["result"]["reports"]] == [one["id"] for one in job["files"]]
        assert len({one["id"] for one in get(server, "/api/v1/reports")["reports"]}) == REPORTS
    assert seen(home) == ALL
    assert not [one for one in (home / "uploads").rglob("*") if one.is_file() and one.name != "lock"]
    return home


def test_an_upload_that_was_acknowledged_is_taken_in_after_the_server_was_killed(filled) -> None:
    assert seen(filled) == ALL


def test_an_upload_that_was_not_acknowledged_leaves_nothing_and_can_be_sent_again(tmp_path) -> None:
    with served(tmp_path, prelude=SUBMITTING) as server:
        with pytest.raises(httpx.TransportError):
            upload(server, **{"Idempotency-Key": "once"})
        killed(server.process)
    assert [one for one in (tmp_path / "uploads").rglob("0*") if one.is_file()]

    with served(tmp_path) as server:
        assert get(server, "/api/v1/jobs")["jobs"] == []
        assert not [one for one in (tmp_path / "uploads").rglob("0*") if one.is_file()]
        first, again = (upload(server, **{"Idempotency-Key": "once"}).json() for _ in range(2))
        assert first["id"] == again["id"]
        assert when_over(server, f"/api/v1/jobs/{first['id']}")["attempts"] == 1
        assert len(get(server, "/api/v1/jobs")["jobs"]) == 1
    assert seen(tmp_path) == ALL


def test_a_summary_whose_worker_was_killed_is_finished_by_the_next(filled) -> None:
    with served(filled, RAG_WORKERS="0") as server:
        with working(filled, prelude=SUMMARIZING) as first:
            asked = {"reports": ["00.txt", "01.txt"]}
            posted = httpx.post(f"{server.address}/api/v1/summaries", json=asked, timeout=DEADLINE_SECONDS)
            location = posted.headers["location"]
            killed(first)
        assert get(server, location)["state"] == "running"
        with working(filled) as second:
            events = _events(server, location)
            second.terminate()
            assert second.wait(DEADLINE_SECONDS) == 0
        assert [events[-1][0], {name for name, _ in events[:-1]}] == ["done", {"progress"}]
        assert '"attempts": 2' in events[-1][1] and '"state": "done"' in events[-1][1]
        assert len(get(server, "/api/v1/summaries")["jobs"]) == 1


def _events(server: Served, location: str) -> list[tuple[str, str]]:
    """Names and data, to the end."""
    headers = {"Accept": "text/event-stream"}
    url = f"{server.address}{location}"
    with httpx.stream("GET", url, headers=headers, timeout=DEADLINE_SECONDS) as response:
        lines = [one for one in response.iter_lines() if one.startswith(("event: ", "data: "))]
    return [(name.removeprefix("event: "), data) for name, data in zip(lines[::2], lines[1::2], strict=True)]
