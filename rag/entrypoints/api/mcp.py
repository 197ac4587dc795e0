"""`/mcp`: the Model Context Protocol over HTTP, each request by itself, let in as every other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from rag.entrypoints.api.callers import Caller, Reader

_PATH = "/mcp"
_START_SECONDS = 30.0


class _Endpoint:
    """The protocol's server. Its library takes half a second to import, so it starts beside everything else."""

    def __init__(self) -> None:
        self._started = asyncio.Event()
        self._stop = asyncio.Event()
        self._manager: Any = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        serving = asyncio.create_task(self._serve())
        try:
            yield
        finally:
            self._stop.set()
            await serving

    async def _serve(self) -> None:
        self._manager = await asyncio.to_thread(_make_manager)
        async with self._manager.run():
            self._started.set()
            await self._stop.wait()
        self._started.clear()

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.timeout(_START_SECONDS):
            await self._started.wait()
        await self._manager.handle_request(scope, receive, send)


def _make_manager() -> Any:
    from mcp.server.transport_security import TransportSecuritySettings

    from rag.entrypoints import mcp

    server = mcp.create(_caller_of)
    # Hosts and origins are looked at before a request comes here.
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(streamable_http_path=_PATH, stateless_http=True, transport_security=security)
    return server.session_manager


def _caller_of(context: Any) -> Caller:
    caller: Caller = context.request_context.request.state.caller
    return caller


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.mcp = _Endpoint()
    async with app.state.mcp.running():
        yield


router = APIRouter(tags=["mcp"], lifespan=_lifespan)


class _HandedOn(Response):
    """What the protocol's server answers."""

    def __init__(self, endpoint: _Endpoint) -> None:
        super().__init__()
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._endpoint.handle(scope, receive, send)


@router.api_route(_PATH, methods=["GET", "POST", "DELETE"], response_class=_HandedOn, include_in_schema=False)
async def mcp(request: Request, caller: Reader) -> Response:
    """Tools `ask`, `search`, `summarize`, `compare`, `read_section`, `list_reports`."""
    endpoint = getattr(request.app.state, "mcp", None)
    if endpoint is None:
        raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, "/mcp")
    request.state.caller = caller
    return _HandedOn(endpoint)
