"""Questions and searches pass a gate; those for whom there is no room are told so at once, and when to come back."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from rag import messages
from rag.entrypoints import gate, problems
from rag.entrypoints.api import errors, languages
from rag.entrypoints.gate import Gate

# What takes the processor or a model for long. Everything else is let through, and stays quick.
GUARDED = frozenset([("POST", "/api/v1/ask"), ("GET", "/api/v1/search"), ("POST", "/v1/chat/completions")])


class Guarded:
    """Middleware in front of what is `GUARDED`."""

    def __init__(self, app: ASGIApp, *, through: Gate) -> None:
        self._app = app
        self._gate = through

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"], scope["path"]) not in GUARDED:
            await self._app(scope, receive, send)
            return
        turn = await self._gate.enter()
        if turn is None:
            await self._refuse(scope, receive, send)
            return
        token = gate.begin(turn)
        try:
            await self._app(scope, receive, send)
        finally:
            gate.end(token)
            turn.leave()

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        detail = messages.text("busy", languages.of_request(request))
        document = problems.of(HTTPStatus.SERVICE_UNAVAILABLE, "busy", detail)
        headers = {"Retry-After": str(self._gate.retry_after_seconds())}
        await errors.respond(request, document, headers)(scope, receive, send)
