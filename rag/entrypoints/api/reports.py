"""Reports, their texts and their figures."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from rag.domain import ReportFilter
from rag.entrypoints import documents
from rag.entrypoints.api import etags
from rag.entrypoints.api.callers import Reader
from rag.entrypoints.api.listings import Order, Wanted
from rag.entrypoints.api.paging import MAX_ENTRIES, Cursor, Limit, page_of
from rag.entrypoints.api.parameters import MAX_SEARCH_CHARACTERS, Library, Reports, Year
from rag.entrypoints.documents import Document

router = APIRouter(prefix="/api/v1", tags=["reports"])

_TAG_DIGITS = 32


@router.get("/reports")
def reports(
    caller: Reader,
    year: Year = None,
    library: Library = None,
    search: Annotated[str, Query(max_length=MAX_SEARCH_CHARACTERS, description="words of title, file or office")] = "",
    organisation: Annotated[str, Query(max_length=MAX_SEARCH_CHARACTERS)] = "",
    sort: Order = Order.FILE,
    limit: Limit = MAX_ENTRIES,
    cursor: Cursor = None,
) -> Document:
    """As `rag reports --json`, page by page."""
    where, wanted = ReportFilter(year=year, library=library), Wanted(search, organisation)
    page = page_of(
        wanted.of(caller.service.reports(where)),
        key=sort.key,
        descending=sort.is_falling,
        limit=limit,
        cursor=cursor,
        about=(year, library, wanted, sort.value),
    )
    return {**documents.of_reports(page.entries), "total": page.total, "next": page.next}


@router.get("/libraries")
def libraries(caller: Reader) -> Document:
    """Those that hold reports, and how many."""
    return {"libraries": [{"name": name, "reports": held} for name, held in caller.service.libraries().items()]}


@router.head("/reports/{id}", include_in_schema=False)
@router.get("/reports/{id}", response_model=None)
def report(id: str, caller: Reader, request: Request) -> Response:
    """As `rag show --json`."""
    shown = JSONResponse(documents.of_view(caller.service.show(id), with_text=False))
    return etags.conditional(request, shown, hashlib.sha256(shown.body).hexdigest()[:_TAG_DIGITS])


@router.head("/reports/{id}/text", include_in_schema=False)
@router.get("/reports/{id}/text", response_class=PlainTextResponse)
def text(id: str, caller: Reader, request: Request) -> Response:
    """The canonical text that every `start` and `end` points into."""
    shown = caller.service.show(id)
    return etags.conditional(request, PlainTextResponse(shown.text), shown.report.id)  # which is of its text


@router.get("/figures")
def figures(
    caller: Reader,
    report: Reports = None,
    year: Year = None,
    library: Library = None,
    search: Annotated[str, Query(max_length=MAX_SEARCH_CHARACTERS)] = "",
    masked: bool = False,
) -> Document:
    """As `rag figures --format json`."""
    found = caller.service.figures(report or [], year=year, library=library, search=search, masked=masked)
    return documents.of_figures(found)
