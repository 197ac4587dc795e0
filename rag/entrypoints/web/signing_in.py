"""Where a browser is led that has not signed in: it gives its key once and holds a cookie from then on."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rag.entrypoints.web import pages

router = APIRouter()


@router.get("/sign-in")
def sign_in(request: Request) -> Response:
    return pages.show(request, "sign_in.html", words=("signing",))
