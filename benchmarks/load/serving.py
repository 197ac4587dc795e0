"""`rag serve` in a process of its own, and how much memory it takes with all that it has started."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.served import served

_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Served:
    address: str
    process_id: int

    def ask(self, question: dict[str, object]) -> int:
        """The status of the answer."""
        body = json.dumps(question).encode()
        request = Request(f"{self.address}/api/v1/ask", body, {"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=60) as response:
                response.read()
                return int(response.status)
        except URLError as error:
            return int(getattr(error, "code", 0))

    def megabytes(self) -> dict[str, int]:
        """By process, what is in memory; pages that several share count for each."""
        found = {}
        for number, process in enumerate(_tree(self.process_id)):
            status = Path(f"/proc/{process}/status")
            rows = (
                [row for row in status.read_text().splitlines() if row.startswith("VmRSS")] if status.exists() else []
            )
            if rows:
                found["server" if number == 0 else f"answers {number}"] = int(rows[0].split()[1]) // 1024
        return found

    def processor_seconds(self) -> float:
        """Of all its processes, so far."""
        ticks = 0
        for process in _tree(self.process_id):
            stat = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(stat[11]) + int(stat[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def serve(home: Path, **settings: str) -> Iterator[Served]:
    with served(home, **{"OMP_NUM_THREADS": "1", **settings}) as server:
        _await_ready(server.address)
        yield Served(server.address, server.process.pid)


def _await_ready(address: str) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(f"{address}/readyz", timeout=10):
                return
        except OSError:  # it does not listen yet, or opens its indexes
            time.sleep(0.1)
    raise RuntimeError("the server is not ready")


def _tree(process_id: int) -> list[int]:
    found = [process_id]
    for task in Path(f"/proc/{process_id}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _tree(int(child))
    return found
