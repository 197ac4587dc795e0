"""Questions and answers: `/`, and each conversation at an address of its own."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rag.entrypoints.api.callers import Reader
from rag.entrypoints.web import pages

router = APIRouter()


@router.get("/")
def chat(request: Request, caller: Reader) -> Response:
    return _page(request, caller, None)


@router.get("/conversations/{id}")
def conversation(id: str, request: Request, caller: Reader) -> Response:
    return _page(request, caller, id)


def _page(request: Request, caller: Reader, conversation: str | None) -> Response:
    reports = caller.service.reports()
    data = {
        "conversation": conversation,
        "reports": len(reports),
        "years": sorted({one.year for one in reports if one.year}, reverse=True),
        "libraries": list(caller.service.libraries()),
    }
    return pages.render(request, caller, "chat.html", words=("chat",), data=data, empty=not reports)
