"""The HTTP API: the documents of the command line under `/api/v1`, errors as problem+json.

callers     who calls, and what they may see and do
door        lets them in: keys, cookies, limits
scopes      what each route takes
origins     no foreign page has a browser write
protection  what a browser is told to refuse
parameters  what several routes take
errors      every error as problem+json, in the caller's language
tracking    around every request: its id, its line in the log, its measurements
bodies      how long a body may be
readiness   whether questions can be answered now
metrics     what is counted
crowding    questions pass a gate: a few at once, a few waiting, the rest come back later
hosts       which names are answered to
described   the description at `/openapi.json`, of the models in schemas
accepting   what takes longer than a request is taken on as a job
uploads     reports in and out, by way of receiving (limits), names, refusing (early ends)
etags       what a client has already is not sent again
health, reports, questions, conversations, completions, mcp, sessions, jobs, works, evaluations: the routes
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI

from rag import __version__, messages
from rag.entrypoints.api import (
    completions,
    conversations,
    errors,
    evaluations,
    feedback,
    health,
    jobs,
    mcp,
    questions,
    reports,
    sessions,
    suggestions,
    uploads,
    works,
)
from rag.entrypoints.api.bodies import BodyLimited
from rag.entrypoints.api.crowding import Guarded
from rag.entrypoints.api.described import Described
from rag.entrypoints.api.door import Door
from rag.entrypoints.api.hosts import EVERY, OnlyHosts
from rag.entrypoints.api.metrics import Metrics, gauges_of
from rag.entrypoints.api.protection import Protected
from rag.entrypoints.api.readiness import Readiness
from rag.entrypoints.api.receiving import USUAL as USUAL_UPLOADS
from rag.entrypoints.api.receiving import UploadLimits
from rag.entrypoints.api.tracking import Tracked
from rag.entrypoints.gate import USUAL, Crowd, Gate
from rag.entrypoints.watching import Watch
from rag.service import Service

_ROUTERS = (
    health.router,
    reports.router,
    questions.router,
    conversations.router,
    completions.router,
    mcp.router,
    suggestions.router,
    sessions.router,
    jobs.router,
    works.router,
    evaluations.router,
    uploads.router,
    feedback.router,
)


def create(
    service: Service,
    *,
    language: str = messages.DEFAULT,
    allowed_hosts: Sequence[str] = (EVERY,),
    crowd: Crowd = USUAL,
    keys: str = "auto",
    public: bool = False,
    upload_limits: UploadLimits = USUAL_UPLOADS,
) -> FastAPI:
    """The application over an open service. `language`: of messages; `allowed_hosts`: Host headers that are served;
    `crowd`: how many questions at once; `keys`: `auto`, `on` or `off`; `public`: it is reached from elsewhere, and no
    setting lets anyone in without a key."""
    from rag.entrypoints.web import pages, routes  # they know the callers of this package

    app = Described(
        title="report-rag",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.service = service
    app.state.language = language
    app.state.uploads = upload_limits
    app.state.watch = Watch(lambda: service.all_jobs)
    app.state.readiness = Readiness(service)
    app.state.metrics = Metrics(partial(gauges_of, service))
    service.watch(app.state.metrics.watch)
    errors.add_to(app)
    for router in _ROUTERS:
        app.include_router(router)
    app.state.problem_page = pages.problem
    app.include_router(routes.router)
    app.add_middleware(BodyLimited)
    app.add_middleware(Guarded, through=Gate(crowd))
    app.add_middleware(Door, service=service, mode=keys, public=public)
    app.add_middleware(OnlyHosts, allowed=allowed_hosts)
    app.add_middleware(Protected)
    app.add_middleware(Tracked, observe=app.state.metrics.requested)  # the outermost comes last
    return app
