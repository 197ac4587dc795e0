"""An answer in one piece; a caller who goes away before it is made stops the model."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from rag.domain import Answer
from rag.entrypoints.documents import Document
from rag.service import AnswerStream, Cancellation, answer_if_made

_ITS_OWN = (b"content-length", b"content-type")


def respond(events: AnswerStream, cancellation: Cancellation, *, written: Callable[[Answer], Document]) -> Response:
    """`cancellation` is the one that `events` were asked for with; `written`: the answer as its document."""
    return _WhenMade(events, cancellation, written)


class _WhenMade(Response):
    def __init__(self, events: AnswerStream, cancellation: Cancellation, written: Callable[[Answer], Document]) -> None:
        super().__init__()
        self._events = events
        self._cancellation = cancellation
        self._written = written

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        made = asyncio.ensure_future(run_in_threadpool(self._make))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({made, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not made.done():
                self._cancellation.cancel()
            document = await made
        finally:
            gone.cancel()
        if document is not None:
            response = JSONResponse(document)
            response.raw_headers += [one for one in self.raw_headers if one[0] not in _ITS_OWN]
            await response(scope, receive, send)

    def _make(self) -> Document | None:
        """None where it was stopped before the end."""
        answer = answer_if_made(self._events)
        return None if answer is None else self._written(answer)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
