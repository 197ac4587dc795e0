"""A response to a request whose body was not read to its end."""

from __future__ import annotations

import asyncio
import time

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

# A sender that is still sending learns why not before the connection goes: closed at once, what was answered would be
# lost with what was not read. This much is read and thrown away meanwhile, and for so long.
_MOST_BYTES = 32 * 1024 * 1024
_SECONDS = 2.0


class Arriving:
    """Receives a body. `is_whole`: nothing more will come."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.is_whole = False

    async def __call__(self) -> Message:
        message = await self._receive()
        self.is_whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message


class Refusal(Response):
    """Another response, after which the connection is closed, so that no endless body is read."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.body, response.status_code, media_type=None)
        self.raw_headers = list(response.raw_headers)
        self.headers["Connection"] = "close"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        start: Message = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        await _thrown_away(receive)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _thrown_away(receive: Receive) -> None:
    left, until = _MOST_BYTES, time.monotonic() + _SECONDS
    try:
        async with asyncio.timeout(_SECONDS):
            while left > 0 and time.monotonic() < until:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))
    except TimeoutError:
        return
