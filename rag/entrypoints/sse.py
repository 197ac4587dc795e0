"""An answer as server-sent events, each sent the moment it is known; a reader who goes away stops the model."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from contextvars import copy_context
from functools import partial
from typing import Protocol

from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from rag.domain import AnswerEvent
from rag.entrypoints import documents, gate, problems
from rag.entrypoints.documents import Document
from rag.service import AnswerStream, Cancellation

MEDIA_TYPE = "text/event-stream"
# Proxies close connections that are silent for 60 s (nginx) or less.
HEARTBEAT_SECONDS = 15.0
# What a reader may leave untaken, and for how long. An answer has 3 to 30 KB, at most 100: nobody reads that slowly who
# still reads, and a machine that was asleep asks again.
STALLED_SECONDS = 30.0
MOST_WAITING_BYTES = 1_000_000
HEARTBEAT = b": \n\n"
HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

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
        return event_of(self._number, name, document)


def event_of(number: int, name: str, document: Document) -> bytes:
    """As it is sent. `number`: what a reader who comes back has seen last."""
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(document, ensure_ascii=False)}\n\n".encode()


def is_wanted(accept: str) -> bool:
    """Whether an `Accept` header asks for events."""
    listed = [[part.strip() for part in one.split(";")] for one in accept.lower().split(",")]
    return any(name == MEDIA_TYPE and "q=0" not in more for name, *more in listed)


def respond(
    events: AnswerStream, cancellation: Cancellation, *, language: str, written: Writing | None = None
) -> StreamingResponse:
    """`cancellation` is the one that `events` were asked for with; `language`: of an error's words."""
    body = _body(cancellation, partial(_make, events, written or NumberedEvents(), language))
    return _Patient(body, media_type=MEDIA_TYPE, headers=HEADERS)


class _Patient(StreamingResponse):
    """Gives up a reader who takes nothing for a while: his connection would be held for ever."""

    async def stream_response(self, send: Send) -> None:
        async def sent(message: Message) -> None:
            async with asyncio.timeout(STALLED_SECONDS):
                await send(message)

        try:
            await super().stream_response(sent)
        except TimeoutError:
            _log.info("a reader took nothing for %d s", STALLED_SECONDS)


async def _body(cancellation: Cancellation, make: Callable[[Put], None]) -> AsyncIterator[bytes]:
    """The answer is made on a thread of its own: it waits for a model, and must not keep other requests waiting.

    It does not wait for its reader, so that a slow one keeps nobody else from being answered: what he has not taken is
    kept, which is one answer at most.
    """
    arrived = _Arrived(asyncio.get_running_loop(), cancellation)
    turn = gate.current()

    def made() -> None:
        make(arrived.put)
        if turn:
            turn.leave_from_thread()

    # Of the same request, to the log and in its problems.
    thread = threading.Thread(target=copy_context().run, args=(made,), name="rag-answer", daemon=True)
    thread.start()
    try:
        while True:
            try:
                one = await asyncio.wait_for(arrived.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield HEARTBEAT
                continue
            if one is None:
                return
            yield one
    finally:
        cancellation.cancel()


class _Arrived:
    """What has been made and not been taken yet."""

    def __init__(self, loop: asyncio.AbstractEventLoop, cancellation: Cancellation) -> None:
        self._loop = loop
        self._cancellation = cancellation
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._bytes = 0

    def put(self, one: bytes | None) -> None:
        """From the thread that makes it."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, one)

    def _put(self, one: bytes | None) -> None:
        self._bytes += len(one or b"")
        if self._bytes > MOST_WAITING_BYTES:
            self._cancellation.cancel()
            one = None
        self._queue.put_nowait(one)

    async def get(self) -> bytes | None:
        one = await self._queue.get()
        self._bytes -= len(one or b"")
        return one


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
