"""An answer as server-sent events, each sent the moment it is known; a reader who goes away stops the model."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing

from starlette.responses import StreamingResponse

from rag.entrypoints import documents, problems
from rag.entrypoints.documents import Document
from rag.service import AnswerStream, Cancellation

MEDIA_TYPE = "text/event-stream"
# Proxies close connections that are silent for 60 s (nginx) or less.
HEARTBEAT_SECONDS = 15.0
_HEARTBEAT = b": \n\n"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}

_log = logging.getLogger(__name__)


def is_wanted(accept: str) -> bool:
    """Whether an `Accept` header asks for events."""
    listed = [[part.strip() for part in one.split(";")] for one in accept.lower().split(",")]
    return any(name == MEDIA_TYPE and "q=0" not in more for name, *more in listed)


def respond(events: AnswerStream, cancellation: Cancellation, *, language: str) -> StreamingResponse:
    """`cancellation` is the one that `events` were asked for with; `language`: of an error's words."""
    return StreamingResponse(_body(events, cancellation, language), media_type=MEDIA_TYPE, headers=_HEADERS)


async def _body(events: AnswerStream, cancellation: Cancellation, language: str) -> AsyncIterator[bytes]:
    """The answer is made on a thread of its own: it waits for a model, and must not keep other requests waiting."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes | None] = asyncio.Queue()

    def put(one: bytes | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(arrived.put_nowait, one)

    threading.Thread(target=_make, args=(events, put, language), name="rag-answer", daemon=True).start()
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


def _make(events: AnswerStream, put: Callable[[bytes | None], None], language: str) -> None:
    number = 0
    try:
        with closing(events):
            for number, event in enumerate(events, start=1):
                put(_written(number, *documents.of_event(event)))
    # As any HTTP error: whoever reads is told in the form that was promised.
    except Exception as error:  # noqa: BLE001
        _log.exception("the answer broke off")
        put(_written(number + 1, "error", problems.of_error(error, language)))
    finally:
        put(None)


def _written(number: int, name: str, document: Document) -> bytes:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(document, ensure_ascii=False)}\n\n".encode()
