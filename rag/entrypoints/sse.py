"""An answer as server-sent events, each sent the moment it is known; a reader who goes away stops the model."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from functools import partial
from typing import Protocol

from starlette.responses import StreamingResponse

from rag.domain import AnswerEvent
from rag.entrypoints import documents, problems
from rag.entrypoints.documents import Document
from rag.service import AnswerStream, Cancellation

MEDIA_TYPE = "text/event-stream"
# Proxies close connections that are silent for 60 s (nginx) or less.
HEARTBEAT_SECONDS = 15.0
_HEARTBEAT = b": \n\n"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

_log = logging.getLogger(__name__)

# Takes what is to be sent, None at the end.
Put = Callable[[bytes | None], None]


class Writing(Protocol):
    """How the events of one answer are written."""

    def event(self, event: AnswerEvent) -> bytes: ...
    def error(self, problem: Document) -> bytes: ...


class NumberedEvents:
    """Each with its number, name and document."""

    def __init__(self) -> None:
        self._number = 0

    def event(self, event: AnswerEvent) -> bytes:
        return self._written(*documents.of_event(event))

    def error(self, problem: Document) -> bytes:
        return self._written("error", problem)

    def _written(self, name: str, document: Document) -> bytes:
        self._number += 1
        data = json.dumps(document, ensure_ascii=False)
        return f"id: {self._number}\nevent: {name}\ndata: {data}\n\n".encode()


def is_wanted(accept: str) -> bool:
    """Whether an `Accept` header asks for events."""
    listed = [[part.strip() for part in one.split(";")] for one in accept.lower().split(",")]
    return any(name == MEDIA_TYPE and "q=0" not in more for name, *more in listed)


def respond(
    events: AnswerStream, cancellation: Cancellation, *, language: str, written: Writing | None = None
) -> StreamingResponse:
    """`cancellation` is the one that `events` were asked for with; `language`: of an error's words."""
    body = _body(cancellation, partial(_make, events, written or NumberedEvents(), language))
    return StreamingResponse(body, media_type=MEDIA_TYPE, headers=_HEADERS)


async def _body(cancellation: Cancellation, make: Callable[[Put], None]) -> AsyncIterator[bytes]:
    """The answer is made on a thread of its own: it waits for a model, and must not keep other requests waiting."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes | None] = asyncio.Queue()

    def put(one: bytes | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(arrived.put_nowait, one)

    threading.Thread(target=make, args=(put,), name="rag-answer", daemon=True).start()
    try:
        while True:
            try:
                one = await asyncio.wait_for(arrived.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield _HEARTBEAT
                continue
            if one is None:
                return
            yield one
    finally:
        cancellation.cancel()


def _make(events: AnswerStream, written: Writing, language: str, put: Put) -> None:
    try:
        with closing(events):
            for event in events:
                put(written.event(event))
    # As any HTTP error: whoever reads is told in the form that was promised.
    except Exception as error:  # noqa: BLE001
        _log.exception("the answer broke off")
        put(written.error(problems.of_error(error, language)))
    finally:
        put(None)
