"""The HTTP API: the documents of the command line under `/api/v1`, errors as problem+json.

callers     who calls, and what they may see and do
parameters  what several routes take
errors      every error as problem+json, in the caller's language
tracking    around every request: its id, its line in the log, its measurements
bodies      how long a body may be
hosts       which names are answered to
described   the description at `/openapi.json`, of the models in schemas
health, reports, questions, conversations, completions, mcp: the routes
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI

from rag import __version__, messages
from rag.entrypoints.api import completions, conversations, errors, health, mcp, questions, reports
from rag.entrypoints.api.bodies import BodyLimited
from rag.entrypoints.api.described import Described
from rag.entrypoints.api.hosts import EVERY, OnlyHosts
from rag.entrypoints.api.tracking import Answered, Tracked
from rag.service import Service

_ROUTERS = (health.router, reports.router, questions.router, conversations.router, completions.router, mcp.router)


def create(service: Service, *, language: str = messages.DEFAULT, allowed_hosts: Sequence[str] = (EVERY,)) -> FastAPI:
    """The application over an open service. `language`: of messages; `allowed_hosts`: Host headers that are served."""
    from rag.entrypoints.web.routes import router as pages  # they know the callers of this package

    app = Described(title="report-rag", version=__version__, docs_url=None, redoc_url=None)
    app.state.service = service
    app.state.language = language
    errors.add_to(app)
    for router in _ROUTERS:
        app.include_router(router)
    app.include_router(pages)
    app.add_middleware(BodyLimited)
    app.add_middleware(OnlyHosts, allowed=allowed_hosts)
    app.add_middleware(Tracked, observe=_unobserved)  # the outermost comes last
    return app


def _unobserved(answered: Answered) -> None: ...
