"""`rag serve`."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from dataclasses import replace

import uvicorn

from rag import settings
from rag.bootstrap import EXTRACTIVE, open_service
from rag.entrypoints import api
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.gate import BUILT_IN, LANGUAGE_MODEL, Crowd
from rag.errors import InvalidSetting, NoKeys, PortUnavailable
from rag.service import Service
from rag.settings import Settings

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")


def serve(terminal: Terminal, *, host: str, port: int) -> int:
    """Until interrupted. Port 0: one that is free."""
    chosen = settings.load()
    with open_service(chosen) as service, _listening(host, port) as listener:
        address = _address(host, listener.getsockname()[1])
        public = not _is_loopback(host)
        if public:
            _ensure_keys(service, chosen, address)
        hosts = ("*",) if public else _LOOPBACK_NAMES
        application = api.create(
            service,
            language=terminal.language,
            allowed_hosts=hosts,
            crowd=_crowd(chosen),
            keys=chosen.keys,
            public=public,
        )
        if terminal.as_json:
            terminal.emit({"address": address})
        terminal.note("serving", address=address)
        terminal.note("keys_on" if public or _are_on(service, chosen) else "keys_off")
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    return 0


def _ensure_keys(service: Service, chosen: Settings, address: str) -> None:
    """Nobody serves others without keys, by a setting or by having none."""
    if chosen.keys == "off":
        raise InvalidSetting(name="RAG_KEYS", value=chosen.keys, expected="auto | on")
    if not service.keys.any_valid():
        raise NoKeys(address=address)


def _are_on(service: Service, chosen: Settings) -> bool:
    return chosen.keys == "on" or (chosen.keys == "auto" and service.keys.exist())


def _crowd(chosen: Settings) -> Crowd:
    crowd = BUILT_IN if chosen.model == EXTRACTIVE else LANGUAGE_MODEL
    return replace(crowd, at_once=chosen.questions_at_once) if chosen.questions_at_once else crowd


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortUnavailable(address=_address(host, port), reason=error.strerror or str(error)) from error


def _is_loopback(host: str) -> bool:
    """A page in a browser here could otherwise reach the service under a name of its own that resolves to loopback."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
