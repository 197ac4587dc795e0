"""Questions to begin with."""

from __future__ import annotations

from fastapi import APIRouter

from rag.entrypoints.api.callers import Reader
from rag.entrypoints.api.parameters import Library, Reports, Year
from rag.entrypoints.documents import Document

router = APIRouter(prefix="/api/v1", tags=["questions"])


@router.get("/suggestions")
def suggestions(caller: Reader, report: Reports = None, year: Year = None, library: Library = None) -> Document:
    """A few questions that these reports answer, made from what the latest of them say."""
    where = caller.service.narrow(report or [], year=year, library=library)
    return {"questions": list(caller.service.suggest(where))}
