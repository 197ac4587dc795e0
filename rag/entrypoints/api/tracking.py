"""Around every request: its id, the line in the log, the measurements, and an answer where the program failed."""

from __future__ import annotations

import logging
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.entrypoints import problems, request_ids
from rag.entrypoints.api import errors, languages

_log = logging.getLogger("rag.access")
# No route: whatever a scanner asks for is counted as one.
NO_ROUTE = "-"
_FAILED = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that has been answered. `route`: its template, never its path, which may hold names of reports."""

    method: str
    route: str
    status: int
    seconds: float
    key: str | None


class Observer(Protocol):
    def __call__(self, answered: Answered) -> None: ...


class Tracked:
    """Middleware: the outermost, so that nothing is answered without it."""

    def __init__(self, app: ASGIApp, *, observe: Observer) -> None:
        self._app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = request_ids.chosen(headers.get(request_ids.HEADER, ""))
        token = request_ids.enter(request_id)
        request_ids.note_trace(headers.get("traceparent", ""))
        response = _Response(send, request_id)
        started = time.perf_counter()
        try:
            await self._answered(scope, receive, response)
        finally:
            self._told(scope, response.status, time.perf_counter() - started)
            request_ids.leave(token)

    async def _answered(self, scope: Scope, receive: Receive, response: _Response) -> None:
        try:
            await self._app(scope, receive, response)
        # The one handler of what nobody expected: the caller is told that, the log how it came.
        except Exception as error:
            if response.status:
                raise
            _log.exception("the request failed")
            request = Request(scope)
            problem = problems.of_error(error, languages.of_request(request))
            await errors.respond(request, problem)(scope, receive, response)

    def _told(self, scope: Scope, status: int, seconds: float) -> None:
        answered = Answered(scope["method"], _route(scope), status or _FAILED, seconds, _key(scope))
        self._observe(answered)
        milliseconds = round(answered.seconds * 1000, 1)
        _log.info(
            "%s %s %d %.1f ms",
            *(answered.method, answered.route, answered.status, milliseconds),
            extra={
                "method": answered.method,
                "route": answered.route,
                "status": answered.status,
                "milliseconds": milliseconds,
                "key": answered.key,
            },
        )


class _Response:
    """Sends with the request's id; `status` is 0 until a response has begun."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            MutableHeaders(scope=message)[request_ids.HEADER] = self._request_id
        await self._send(message)


def _route(scope: MutableMapping[str, Any]) -> str:
    route = scope.get("route")
    return getattr(route, "path_format", None) or getattr(route, "path", None) or NO_ROUTE


def _key(scope: MutableMapping[str, Any]) -> str | None:
    """As the caller was let in, where keys are asked for."""
    access = scope.get("state", {}).get("access")
    return getattr(access, "key", None)
