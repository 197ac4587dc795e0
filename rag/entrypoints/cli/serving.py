"""`rag serve`."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from types import FrameType

import uvicorn
from fastapi import FastAPI

from rag import settings
from rag.bootstrap import EXTRACTIVE, open_service
from rag.entrypoints import api, workplace
from rag.entrypoints.api.receiving import UploadLimits
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.gate import BUILT_IN, LANGUAGE_MODEL, Crowd
from rag.errors import InvalidSetting, NoKeys, PortUnavailable
from rag.service import Service
from rag.settings import Settings

# For requests that are being answered when the service is ended; jobs have their own time after that.
_GRACE_SECONDS = 3
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
            upload_limits=_upload_limits(chosen),
        )
        if terminal.as_json:
            terminal.emit({"address": address})
        terminal.note("serving", address=address)
        terminal.note("keys_on" if public or _are_on(service, chosen) else "keys_off")
        _run(application, listener, workplace.beside_pages(service, chosen))
    return 0


def _upload_limits(chosen: Settings) -> UploadLimits:
    return UploadLimits(
        files=chosen.max_upload_files,
        megabytes=chosen.max_upload_megabytes,
        file_megabytes=chosen.max_file_megabytes,
        seconds=chosen.upload_seconds,
    )


def _run(application: FastAPI, listener: socket.socket, workers: AbstractContextManager[object]) -> None:
    """Requests that are being answered are brought to an end first, then jobs."""
    config = uvicorn.Config(
        application, log_level="warning", access_log=False, timeout_graceful_shutdown=_GRACE_SECONDS
    )
    server = _Server(config, on_exit=application.state.watch.close)
    # uvicorn raises what it was ended with once more when it is done, and this process has more to put in order.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with workers, contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """`on_exit` is called when it is told to end: it waits for requests, and some last for as long as it does."""

    def __init__(self, config: uvicorn.Config, *, on_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_exit = on_exit

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._on_exit()
        super().handle_exit(sig, frame)


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
