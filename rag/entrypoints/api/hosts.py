"""Which names the service answers to: a page elsewhere could otherwise reach it under a name that leads to loopback."""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from rag import messages
from rag.entrypoints import problems
from rag.entrypoints.api import errors, languages

EVERY = "*"


class OnlyHosts:
    """Middleware: refuses requests to other hosts than `allowed`."""

    def __init__(self, app: ASGIApp, *, allowed: Collection[str]) -> None:
        self._app = app
        self._allowed = frozenset(one.lower() for one in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and EVERY not in self._allowed and self._is_other(scope):
            request = Request(scope)
            detail = messages.text("host_not_served", languages.of_request(request))
            problem = problems.of(HTTPStatus.BAD_REQUEST, "host_not_served", detail)
            await errors.respond(request, problem)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_other(self, scope: Scope) -> bool:
        host = Headers(scope=scope).get("host", "").lower()
        name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        return name not in self._allowed
