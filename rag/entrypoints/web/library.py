"""The library: `/reports`. Its rows come from the API; what they can be filtered by stands in the page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rag.domain.access import Scope
from rag.entrypoints.api.callers import Reader
from rag.entrypoints.web import pages

router = APIRouter()


@router.get("/reports")
def library(request: Request, caller: Reader) -> Response:
    reports = caller.service.reports()
    return pages.render(
        request,
        caller,
        "library.html",
        words=("library",),
        data={"reports": len(reports)},
        reports=len(reports),
        years=sorted({one.year for one in reports if one.year}, reverse=True),
        organisations=sorted({one.organisation for one in reports if one.organisation}),
        libraries=list(caller.service.libraries()),
        may_write=caller.access.may(Scope.WRITE),
        may_administer=caller.access.may(Scope.ADMIN),
    )
