"""Searches and questions."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from rag.entrypoints import documents, sse, whole
from rag.entrypoints.api.callers import Reader
from rag.entrypoints.api.parameters import MAX_RESULTS, Library, Reports, Text, Year, names_in
from rag.entrypoints.documents import Document
from rag.service import Cancellation

router = APIRouter(prefix="/api/v1", tags=["questions"])

_ASK_RESPONSES: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK.value: {
        "description": "The answer; as events: `status`, `citation`, `sentence`, `done`, `error`",
        "content": {"application/json": {"schema": {"type": "object"}}, sse.MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


class Question(BaseModel):
    """What `POST /api/v1/ask` takes."""

    model_config = ConfigDict(extra="forbid")

    question: Text
    report: list[Text] | Text = Field(default_factory=list)
    year: int | None = Field(default=None, ge=1900, le=2999)
    library: Text | None = None
    conversation: Text | None = Field(default=None, description="`new`, or the id of one to go on with")


@router.get("/search")
def search(
    caller: Reader,
    query: str,
    k: Annotated[int, Query(ge=1, le=MAX_RESULTS)] = 10,
    report: Reports = None,
    year: Year = None,
    library: Library = None,
) -> Document:
    """As `rag search --json`."""
    where = caller.service.narrow(report or [], year=year, library=library)
    return documents.of_search(query, caller.service.search(query, k=k, where=where))


@router.post("/ask", response_model=None, responses=_ASK_RESPONSES)
def ask(asked: Question, caller: Reader, accept: Annotated[str, Header()] = "") -> Response:
    """As `rag ask --json`; with `Accept: text/event-stream` sentence by sentence, as they are found to be true."""
    service = caller.service
    where = service.narrow(names_in(asked.report), year=asked.year, library=asked.library)
    cancellation = Cancellation()
    events = service.stream(asked.question, where=where, conversation=asked.conversation, cancellation=cancellation)
    if not sse.is_wanted(accept):
        return whole.respond(events, cancellation, written=documents.of_answer)
    return sse.respond(events, cancellation, language=caller.language)
