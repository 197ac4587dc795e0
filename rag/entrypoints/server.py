"""The web server: uvicorn, set up for this service, and how it ends."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import uvicorn
from fastapi import FastAPI

from rag.errors import RagError
from rag.service import Service

# Longer than proxies keep a connection that nothing is sent over (nginx: 60 s), so that none is closed under them.
_KEEP_ALIVE_SECONDS = 75

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ending:
    """`drain_seconds`: after it is told to end, how long it still takes requests while `/readyz` says that it is not
    ready; `grace_seconds`: how long requests that are being answered have after that."""

    drain_seconds: float = 0.0
    grace_seconds: float = 10.0


def run(
    application: FastAPI,
    listener: socket.socket,
    *,
    on_exit: Callable[[], None],
    ending: Ending = Ending(),
    trusted_proxies: str = "127.0.0.1",
) -> None:
    """Until the process is told to end. `on_exit` is called then: requests are waited for, and some last for as long as
    the service does."""
    config = uvicorn.Config(
        application,
        log_config=None,  # as rag.entrypoints.logs has set it up
        access_log=False,
        server_header=False,
        http="h11",  # refuses heads of more than 64 KB, which httptools reads on and on
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, round(ending.grace_seconds)),
        proxy_headers=True,
        forwarded_allow_ips=trusted_proxies,
    )
    server = _Server(config, on_exit=on_exit, drain_seconds=ending.drain_seconds)
    # uvicorn raises what it was ended with once more when it is done, and this process has more to put in order.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """Told to end by SIGTERM it drains first; told again, or by Ctrl-C, it ends."""

    def __init__(self, config: uvicorn.Config, *, on_exit: Callable[[], None], drain_seconds: float) -> None:
        super().__init__(config)
        self._on_exit = on_exit
        self._drain_seconds = drain_seconds
        self._draining: threading.Timer | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._on_exit()
        if self._draining is None and self._drain_seconds and sig == signal.SIGTERM:
            self._draining = threading.Timer(self._drain_seconds, self._end, (sig, frame))
            self._draining.daemon = True
            self._draining.start()
            return
        if self._draining is not None:
            self._draining.cancel()
        self._end(sig, frame)

    def _end(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)


@contextmanager
def warming(service: Service) -> Iterator[None]:
    """The service is warmed beside what the block does. What cannot be opened is told by whoever needs it."""
    thread = threading.Thread(target=_warm, args=(service,), name="rag-warming", daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _warm(service: Service) -> None:
    try:
        service.warm()
    except RagError as error:
        _log.warning("%s", error)
