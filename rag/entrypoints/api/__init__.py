"""The HTTP API: the documents of the command line under `/api/v1`, errors as problem+json.

callers     who calls, and what they may see and do
parameters  what several routes take
errors      every error as problem+json
health, reports, questions, conversations, completions: the routes
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from rag import __version__, messages
from rag.entrypoints.api import completions, conversations, errors, health, questions, reports
from rag.service import Service

_EVERYWHERE = ("*",)
_ROUTERS = (health.router, reports.router, questions.router, conversations.router, completions.router)


def create(
    service: Service, *, language: str = messages.DEFAULT, allowed_hosts: Sequence[str] = _EVERYWHERE
) -> FastAPI:
    """The application over an open service. `language`: of messages; `allowed_hosts`: Host headers that are served."""
    app = FastAPI(title="report-rag", version=__version__, docs_url=None, redoc_url=None)
    app.state.service = service
    app.state.language = language
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(allowed_hosts))
    errors.add_to(app, language)
    for router in _ROUTERS:
        app.include_router(router)
    return app
