"""Who calls, and the service as far as they may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from rag.domain import Access
from rag.domain.access import UNLIMITED
from rag.entrypoints.api import languages
from rag.service import Service


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller who has been let in, for as long as the request lasts. `language`: of messages to them."""

    service: Service
    access: Access
    language: str


def reader(request: Request) -> Caller:
    """Whoever may read."""
    state = request.app.state
    return Caller(service=state.service, access=UNLIMITED, language=languages.of_request(request))


def writer(request: Request) -> Caller:
    """Whoever may put reports in, take them out, and leave something behind."""
    return reader(request)


def administrator(request: Request) -> Caller:
    """Whoever may do everything."""
    return reader(request)


Reader = Annotated[Caller, Depends(reader)]
Writer = Annotated[Caller, Depends(writer)]
Administrator = Annotated[Caller, Depends(administrator)]
