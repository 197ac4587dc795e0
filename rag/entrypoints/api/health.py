"""Whether the service is there, whether it is able, and what it counts."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from rag import __version__
from rag.domain import Access, Scope
from rag.entrypoints.api import languages, metrics
from rag.entrypoints.api.callers import Administrator, access_of
from rag.entrypoints.documents import Document
from rag.service import Check

router = APIRouter(tags=["health"])

_NOT_CACHED = {"Cache-Control": "no-store"}


@router.get("/healthz")
def healthz() -> Document:
    """The process answers."""
    return {"status": "ok", "version": __version__}


@router.get("/readyz", response_model=None)
def readyz(request: Request) -> Response:
    """Whether questions can be answered. Details are for callers who may see them."""
    checks = request.app.state.readiness.checks()
    ready = all(one.ok for one in checks)
    access = access_of(request)
    document = {"status": "ready" if ready else "not_ready", **_numbers(request, access, ready=ready)}
    document["checks"] = [_check(one, languages.of_request(request), access) for one in checks]
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse(document, status_code=status, headers=_NOT_CACHED)


@router.get("/metrics", response_model=None)
def measurements(request: Request, _caller: Administrator) -> Response:
    """For Prometheus, in its text format."""
    return Response(request.app.state.metrics.written(), media_type=metrics.MEDIA_TYPE, headers=_NOT_CACHED)


def _numbers(request: Request, access: Access | None, *, ready: bool) -> Document:
    if access is None or not ready:
        return {}
    counts = request.app.state.service.limited_to(access).counts()
    return {"reports": counts.reports, "chunks": counts.chunks}


def _check(check: Check, language: str, access: Access | None) -> Document:
    """What is wrong with the machine is not everyone's to know."""
    said = {"detail": check.in_language(language)} if access is not None and access.may(Scope.ADMIN) else {}
    return {"name": check.name, "ok": check.ok, **said}
