"""Readers of events who take them slowly, and one who closes the tab."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from benchmarks.load.serving import Served

_TAKEN_AT_A_TIME = 64
_EVERY_SECONDS = 0.5
_TRIES = 200


def slow(served: Served, questions: Sequence[dict[str, Any]], *, seconds: float) -> dict[str, Any]:
    """One reader a question, each taking 64 bytes every half second. What the service takes before, while they read,
    and when they are gone."""
    before = served.megabytes()
    tabs = [_opened(served, one) for one in questions]
    with_all = served.megabytes()
    until = time.monotonic() + seconds
    taken = 0
    while time.monotonic() < until:
        for tab in tabs:
            with suppress(BlockingIOError, TimeoutError):  # nothing there yet
                taken += len(tab.recv(_TAKEN_AT_A_TIME, socket.MSG_DONTWAIT))
        time.sleep(_EVERY_SECONDS)
    at_the_end = served.megabytes()
    status = served.ask(questions[0])
    for tab in tabs:
        tab.close()
    time.sleep(2)
    return {
        "readers": len(tabs),
        "seconds": seconds,
        "bytes_taken": taken,
        "megabytes_before": before,
        "megabytes_with_all": with_all,
        "megabytes_at_the_end": at_the_end,
        "megabytes_after": served.megabytes(),
        "asked_meanwhile": status,
    }


def _opened(served: Served, question: dict[str, Any]) -> socket.socket:
    """Admitted: whoever is told to come back does."""
    for _ in range(_TRIES):
        tab = post(served, question)
        head = tab.recv(12)
        if head.endswith(b"200"):
            return tab
        tab.close()
        time.sleep(0.05)
    raise RuntimeError("never let in")


def post(served: Served, question: dict[str, Any]) -> socket.socket:
    """A tab that asks, with as small a buffer as the system gives."""
    place = urlsplit(served.address)
    body = json.dumps(question)
    lines = [
        "POST /api/v1/ask HTTP/1.1",
        f"Host: {place.netloc}",
        "Content-Type: application/json",
        "Accept: text/event-stream",
        f"Content-Length: {len(body)}",
        "",
        body,
    ]
    tab = socket.socket()
    tab.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    tab.settimeout(30)
    tab.connect((place.hostname, place.port))
    tab.sendall("\r\n".join(lines).encode())
    return tab
