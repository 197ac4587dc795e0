"""`rag serve`."""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import replace
from functools import partial

from fastapi import FastAPI

from rag import settings
from rag.bootstrap import EXTRACTIVE, open_service, open_traces
from rag.entrypoints import api, logs, request_ids, server, workplace
from rag.entrypoints.api.receiving import UploadLimits
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.gate import BUILT_IN, LANGUAGE_MODEL, Crowd
from rag.entrypoints.server import Ending
from rag.errors import InvalidSetting, NoKeys, PortUnavailable
from rag.service import Service
from rag.settings import Settings

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")


def serve(terminal: Terminal, *, host: str, port: int) -> int:
    """Until interrupted. Port 0: one that is free."""
    chosen = settings.load()
    logs.set_up(form=chosen.log_format, level=chosen.log_level)
    with (
        open_traces(chosen, whence=request_ids.whence) as watcher,
        open_service(chosen, answer_processes=_processes(chosen)) as service,
        _listening(host, port) as listener,
    ):
        if watcher:
            service.watch(watcher)
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
        with workplace.beside_pages(service, chosen), server.warming(service):
            server.run(
                application,
                listener,
                on_exit=partial(_close, application),
                ending=Ending(chosen.drain_seconds, chosen.shutdown_seconds),
                trusted_proxies=chosen.trusted_proxies,
            )
    return 0


def _close(application: FastAPI) -> None:
    """Nothing new is begun, and who waits for jobs is told."""
    application.state.readiness.close()
    application.state.watch.close()


def _upload_limits(chosen: Settings) -> UploadLimits:
    return UploadLimits(
        files=chosen.max_upload_files,
        megabytes=chosen.max_upload_megabytes,
        file_megabytes=chosen.max_file_megabytes,
        seconds=chosen.upload_seconds,
    )


def _ensure_keys(service: Service, chosen: Settings, address: str) -> None:
    """Nobody serves others without keys, by a setting or by having none."""
    if chosen.keys == "off":
        raise InvalidSetting(name="RAG_KEYS", value=chosen.keys, expected="auto | on")
    if not service.keys.any_valid():
        raise NoKeys(address=address)


def _are_on(service: Service, chosen: Settings) -> bool:
    return chosen.keys == "on" or (chosen.keys == "auto" and service.keys.exist())


def _crowd(chosen: Settings) -> Crowd:
    """Two more than there are processes that answer: while these read or write, no process waits."""
    crowd = BUILT_IN if chosen.model == EXTRACTIVE else LANGUAGE_MODEL
    by_model = _processes(chosen) + 2 if chosen.model == EXTRACTIVE else crowd.at_once
    return replace(crowd, at_once=chosen.questions_at_once or by_model)


def _processes(chosen: Settings) -> int:
    return chosen.answer_processes or os.cpu_count() or 1


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
