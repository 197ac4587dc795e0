"""Whether the service is there, and whether it is able."""

from __future__ import annotations

from fastapi import APIRouter, Request

from rag import __version__
from rag.entrypoints.documents import Document

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz() -> Document:
    """The process answers."""
    return {"status": "ok", "version": __version__}


@router.get("/readyz")
def readyz(request: Request) -> Document:
    """The data folder can be read: how many reports are in."""
    counts = request.app.state.service.counts()
    return {"status": "ready", "reports": counts.reports, "chunks": counts.chunks}
