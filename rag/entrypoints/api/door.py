"""Before anything of a request is read or looked up it is asked who it is from. What is not said to be open is not.

No key, a wrong one, an expired and a revoked one get the same answer, whatever was asked for, so that nobody without a
key learns what there is; one that may not do what the route does is told before anything is looked for.
"""

from __future__ import annotations

import asyncio
import ipaddress
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.access import Keys
from rag.domain import Access, Spent
from rag.domain.access import UNLIMITED
from rag.entrypoints import problems
from rag.entrypoints.api import errors, languages, origins
from rag.entrypoints.api.callers import COOKIE, KEY_HEADER, SECURE_COOKIE
from rag.entrypoints.api.scopes import Scopes
from rag.errors import KeyNeeded, RagError, ScopeTooSmall
from rag.metering import Metering, Room
from rag.service import Service

SIGN_IN = "/sign-in"
# Answered whoever asks, and without a look at who does.
_WITHOUT_A_LOOK = frozenset({"/healthz"})
_FILES = "/static/"
# Whoever asks; it may say more to one who may see it.
_OPEN = frozenset({"/readyz", "/openapi.json", "/api/v1/session", SIGN_IN})
# Where programs ask: they are told that a key is needed, a browser elsewhere is led to where it signs in.
_FOR_PROGRAMS = ("/api/", "/v1/", "/mcp", "/metrics")

# Between looks whether there is a key by now, while there is none.
_LOOK_EVERY_SECONDS = 1.0
# Threads that look keys up, apart from those that answer: a full house keeps nobody from being told so.
_THREADS = 2
_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_UPLOAD = "multipart/form-data"
_NETWORK_BITS = 64

Found = TypeVar("Found")


class KeysNeeded:
    """Whether keys are asked for: `on`, `off`, or `auto`, once there has been one. A `public` service always asks.

    What was asked for once is asked for until the process ends: a key that is revoked lays nothing open.
    """

    def __init__(self, exist: Callable[[], bool], *, mode: str, public: bool) -> None:
        self._exist = exist
        self.is_auto = mode == "auto" and not public
        self._needed = public or mode == "on"
        self._looked = -math.inf

    def known(self) -> bool | None:
        """None where it is time to look."""
        is_stale = time.monotonic() - self._looked >= _LOOK_EVERY_SECONDS
        return None if self.is_auto and not self._needed and is_stale else self._needed

    def look(self) -> bool:
        self._needed = self._needed or self._exist()
        self._looked = time.monotonic()
        return self._needed


@dataclass(frozen=True, slots=True)
class _Entry:
    """Who came. `access`: None for nobody known; `by_key`: by a header, which no foreign page makes a browser send."""

    access: Access | None
    by_key: bool = False


class Door:
    """Middleware: leaves the caller's access in the request's state, as `rag.entrypoints.api.callers` takes it."""

    def __init__(self, app: ASGIApp, *, service: Service, mode: str, public: bool) -> None:
        self._app = app
        self._service = service
        self._opened: tuple[Keys, Metering] | None = None
        self._needed = KeysNeeded(self._exist, mode=mode, public=public)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="rag-door")
        self._scopes: Scopes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _WITHOUT_A_LOOK or scope["path"].startswith(_FILES):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            access = await self._access(request)
            if access is None and scope["path"] not in _OPEN:
                await _turned_away(request)(scope, receive, send)
                return
            room = (await self._metering()).admit(access) if access and access.key else None
            self._ensure_scope(request, access)
            uploaded = await self._upload(request, access, receive)
        except RagError as error:
            await _refused(request, error)(scope, receive, send)
            return
        try:
            await self._app(scope, uploaded or receive, _Told(send, room) if room else send)
        finally:
            if uploaded and access:
                more = Spent(bytes=uploaded.bytes - uploaded.declared)
                metering = await self._metering()
                await self._on_thread(lambda: metering.spend(access, more))

    async def _access(self, request: Request) -> Access | None:
        needed = self._needed.known()
        if needed is None:
            needed = await self._on_thread(self._needed.look)
        needed = needed or (self._needed.is_auto and _is_handed_on(request))
        entry = await self._recognised(request) if needed else _Entry(UNLIMITED)
        if not entry.by_key:
            origins.ensure_own(request)
        request.state.keys_needed = needed
        request.state.access = entry.access
        return entry.access

    async def _recognised(self, request: Request) -> _Entry:
        keys, metering = await self._open()
        key = _key_of(request)
        if key is not None:
            access = await self._on_thread(lambda: keys.check(key))
            if access is None:
                metering.attempt(address_of(request))
            return _Entry(access, by_key=True)
        token = token_of(request)
        return _Entry(await self._on_thread(lambda: keys.session(token))) if token is not None else _Entry(None)

    def _ensure_scope(self, request: Request, access: Access | None) -> None:
        if self._scopes is None:
            self._scopes = Scopes(request.app.routes)
        taken = self._scopes.of(request.method, request.scope["path"])
        if access is not None and taken is not None and not access.may(taken):
            raise ScopeTooSmall(scope=taken.word)

    async def _upload(self, request: Request, access: Access | None, receive: Receive) -> _Uploaded | None:
        """Counts what comes in of files. Raises MegabytesSpent where what is declared is too much for today."""
        is_upload = request.headers.get("content-type", "").lower().startswith(_UPLOAD)
        if access is None or access.key is None or not is_upload:
            return None
        written = request.headers.get("content-length", "")
        declared = int(written[:20]) if written.isascii() and written.isdecimal() else 0
        metering = await self._metering()
        left = await self._on_thread(lambda: metering.take_bytes(access, declared))
        limit = math.inf if left is None else declared + left
        return _Uploaded(receive, declared, limit, lambda: metering.too_many_bytes(access))

    async def _metering(self) -> Metering:
        return (await self._open())[1]

    async def _open(self) -> tuple[Keys, Metering]:
        """Once, on a thread: whoever opens something of the service may wait for others that do."""
        if self._opened is None:
            self._opened = await self._on_thread(lambda: (self._service.keys, self._service.metering))
        return self._opened

    def _exist(self) -> bool:
        return self._service.keys.exist()

    async def _on_thread(self, look: Callable[[], Found]) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._threads, look)


class _Uploaded:
    """Receives, and stops beyond what may still come today."""

    def __init__(self, receive: Receive, declared: int, limit: float, refuse: Callable[[], RagError]) -> None:
        self._receive = receive
        self._limit = limit
        self._refuse = refuse
        self.declared = declared
        self.bytes = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self.bytes += len(message.get("body", b""))
        if self.bytes > self._limit:
            raise self._refuse()
        return message


class _Told:
    """Sends with what is left of the minute (draft-ietf-httpapi-ratelimit-headers)."""

    def __init__(self, send: Send, room: Room) -> None:
        self._send = send
        self._room = room

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["RateLimit-Policy"] = f'"requests";q={self._room.limit};w=60'
            headers["RateLimit"] = f'"requests";r={self._room.left};t={math.ceil(self._room.full_in_seconds)}'
        await self._send(message)


def token_of(request: Request) -> str | None:
    """What a signed-in browser holds."""
    return request.cookies.get(SECURE_COOKIE) or request.cookies.get(COOKIE)


def address_of(request: Request) -> str:
    """Whom attempts are counted for: an address, of IPv6 the network that a household or an office has."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((address, _NETWORK_BITS), strict=False))


def local_path(path: str) -> str:
    """A path of this service; `/` for anything that would lead elsewhere."""
    is_local = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_local else "/"


def _is_handed_on(request: Request) -> bool:
    """By a proxy, for somebody who is not at this machine."""
    return any(one in request.headers for one in _OF_PROXIES)


def _key_of(request: Request) -> str | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else request.headers.get(KEY_HEADER)


def _turned_away(request: Request) -> Response:
    path = request.scope["path"]
    wants_page = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
    if path.startswith(_FOR_PROGRAMS) or not wants_page:
        return _refused(request, KeyNeeded())
    asked = local_path(path) + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(asked, safe='/')}", HTTPStatus.SEE_OTHER)


def _refused(request: Request, error: RagError) -> Response:
    problem = problems.of_error(error, languages.of_request(request))
    return errors.respond(request, problem, problems.headers_of(error))
