"""How long the body of a request may be, files apart: those have limits of their own."""

from __future__ import annotations

import re
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.entrypoints.api import errors

# The longest there is: the messages of a long chat, or a template of a summary. A question has 2,000 characters.
MAX_BYTES = 1_000_000
# Where files are taken. A body of files sent elsewhere is read whole, like any other, before it is refused.
_TAKES_FILES = re.compile(r"POST /api/v1/reports|PUT /api/v1/reports/[^/]+")


class BodyLimited:
    """Middleware: refuses what is declared to be too long unread, and stops reading what turns out to be."""

    def __init__(self, app: ASGIApp, *, max_bytes: int = MAX_BYTES) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _TAKES_FILES.fullmatch(f"{scope['method']} {scope['path']}"):
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self._max_bytes:
            request = Request(scope)
            refused = errors.respond(request, errors.framed(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, request))
            await refused(scope, receive, send)
            return
        await self._app(scope, _Counted(receive, self._max_bytes), send)


class _Counted:
    def __init__(self, receive: Receive, max_bytes: int) -> None:
        self._receive = receive
        self._left = max_bytes

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message
