"""`rag serve`."""

from __future__ import annotations

import contextlib
import ipaddress
import socket

import uvicorn

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import api
from rag.entrypoints.cli.terminal import Terminal
from rag.errors import PortUnavailable

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")


def serve(terminal: Terminal, *, host: str, port: int) -> int:
    """Until interrupted. Port 0: one that is free."""
    with open_service(settings.load()) as service, _listening(host, port) as listener:
        address = _address(host, listener.getsockname()[1])
        hosts = _LOOPBACK_NAMES if _is_loopback(host) else ("*",)
        application = api.create(service, language=terminal.language, allowed_hosts=hosts)
        if terminal.as_json:
            terminal.emit({"address": address})
        terminal.note("serving", address=address)
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", access_log=False))
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    return 0


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
