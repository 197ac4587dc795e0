"""No network: in stub and replay nothing may depend on it, and what tries to is an error of its case.

An audit hook sees what Python's sockets do, whichever library uses them, before it is done: connections and datagrams
to any internet address, loopback too, and the look-up of names. Sockets between processes of one machine (AF_UNIX) are
no network.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_TO_ADDRESS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOK_UPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})


class NetworkUsed(ConnectionRefusedError):
    """As of a network that is not there, so that libraries take it as such. It is noted all the same."""


class _Guard:
    def __init__(self) -> None:
        self.blocks = 0
        self.is_installed = False
        self.tried: list[str] = []

    def watch(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.blocks:
            return
        if event in _LOOK_UPS:
            target = arguments[:2]
        elif event in _TO_ADDRESS and arguments[0].family in (socket.AF_INET, socket.AF_INET6):
            target = arguments[1]
        else:
            return
        self.tried.append(_readable(target))
        raise NetworkUsed(self.tried[-1])


_guard = _Guard()


def block() -> None:
    """In this process, from now on."""
    if not _guard.is_installed:
        sys.addaudithook(_guard.watch)  # can never be taken away again
        _guard.is_installed = True
    _guard.blocks += 1


def unblock() -> None:
    _guard.blocks -= 1


@contextmanager
def blocked() -> Iterator[None]:
    """In this process, whatever its threads do, until the block ends."""
    block()
    try:
        yield
    finally:
        unblock()


def tried() -> tuple[str, ...]:
    """What this process has tried to reach, oldest first."""
    return tuple(_guard.tried)


def _readable(target: Any) -> str:
    parts = target[:2] if isinstance(target, tuple) else (target,)
    return ":".join(one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in parts)
