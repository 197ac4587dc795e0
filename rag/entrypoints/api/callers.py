"""Who calls, and the service as far as they may see it. `rag.entrypoints.api.door` has found out before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from rag.domain import Access, Scope
from rag.entrypoints.api import languages
from rag.errors import KeyNeeded, ScopeTooSmall
from rag.service import Service

KEY_HEADER = "x-api-key"
COOKIE = "rag-session"
# A browser takes a cookie of this name only over https, for this host and all of its paths.
SECURE_COOKIE = f"__Host-{COOKIE}"


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller who has been let in, for as long as the request lasts. `language`: of messages to them."""

    service: Service
    access: Access
    language: str


def access_of(connection: HTTPConnection) -> Access | None:
    """What the caller may do; None for one who was not let in, and asks for what is open to all."""
    access: Access | None = getattr(connection.state, "access", None)
    return access


# Each is asked where requests come in, without a thread: those may all be busy answering.


async def reader(connection: HTTPConnection) -> Caller:
    """Whoever may read."""
    return _caller(connection, Scope.READ)


async def writer(connection: HTTPConnection) -> Caller:
    """Whoever may put reports in, take them out, and leave something behind."""
    return _caller(connection, Scope.WRITE)


async def administrator(connection: HTTPConnection) -> Caller:
    """Whoever may do everything."""
    return _caller(connection, Scope.ADMIN)


def _caller(connection: HTTPConnection, scope: Scope) -> Caller:
    access = access_of(connection)
    if access is None:
        raise KeyNeeded
    if not access.may(scope):
        raise ScopeTooSmall(scope=scope.word)
    service: Service = connection.app.state.service
    return Caller(service.limited_to(access), access, languages.of_request(connection))


Reader = Annotated[Caller, Depends(reader)]
Writer = Annotated[Caller, Depends(writer)]
Administrator = Annotated[Caller, Depends(administrator)]
