"""The HTTP API: the documents of the command line under `/api/v1`, errors as problem+json."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from rag import __version__, messages
from rag.domain import ReportFilter
from rag.entrypoints import documents, problems, sse
from rag.entrypoints.documents import Document
from rag.errors import RagError
from rag.service import Cancellation, Service

_EVERYWHERE = ("*",)
_MAX_RESULTS = 1000
_ASK_RESPONSES: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK.value: {
        "description": "The answer; as events: `status`, `citation`, `sentence`, `done`, `error`",
        "content": {"application/json": {"schema": {"type": "object"}}, sse.MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}

Reports = Annotated[list[str] | None, Query(alias="report", description="id, beginning of an id, file name or title")]
_MAX_SEARCH_CHARACTERS = 200
Year = Annotated[int | None, Query(ge=1900, le=2999)]


class Question(BaseModel):
    """What `POST /api/v1/ask` takes."""

    model_config = ConfigDict(extra="forbid")

    question: str
    report: list[str] | str = Field(default_factory=list)
    year: int | None = Field(default=None, ge=1900, le=2999)
    library: str | None = None
    conversation: str | None = Field(default=None, description="`new`, or the id of one to go on with")

    def reports(self) -> list[str]:
        return [self.report] if isinstance(self.report, str) else self.report


def create(
    service: Service, *, language: str = messages.DEFAULT, allowed_hosts: Sequence[str] = _EVERYWHERE
) -> FastAPI:
    """The application over an open service. `language`: of messages; `allowed_hosts`: Host headers that are served."""
    app = FastAPI(title="report-rag", version=__version__, docs_url=None, redoc_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(allowed_hosts))
    _add_errors(app, language)
    app.include_router(_health(service))
    app.include_router(_reports(service))
    app.include_router(_questions(service, language))
    app.include_router(_conversations(service))
    return app


def _health(service: Service) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    def healthz() -> Document:
        """The process answers."""
        return {"status": "ok", "version": __version__}

    @router.get("/readyz")
    def readyz() -> Document:
        """The data folder can be read: how many reports are in."""
        counts = service.counts()
        return {"status": "ready", "reports": counts.reports, "chunks": counts.chunks}

    return router


def _reports(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["reports"])

    @router.get("/reports")
    def reports(year: Year = None, library: str | None = None) -> Document:
        """As `rag reports --json`."""
        return documents.of_reports(service.reports(ReportFilter(year=year, library=library)))

    @router.get("/reports/{id}")
    def report(id: str) -> Document:
        """As `rag show --json`."""
        return documents.of_view(service.show(id), with_text=False)

    @router.get("/reports/{id}/text", response_class=PlainTextResponse)
    def text(id: str) -> PlainTextResponse:
        """The canonical text that every `start` and `end` points into."""
        return PlainTextResponse(service.show(id).text)

    @router.get("/figures")
    def figures(
        report: Reports = None,
        year: Year = None,
        library: str | None = None,
        search: Annotated[str, Query(max_length=_MAX_SEARCH_CHARACTERS)] = "",
        masked: bool = False,
    ) -> Document:
        """As `rag figures --format json`."""
        found = service.figures(report or [], year=year, library=library, search=search, masked=masked)
        return documents.of_figures(found)

    return router


def _questions(service: Service, language: str) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["questions"])

    @router.get("/search")
    def search(
        query: str,
        k: Annotated[int, Query(ge=1, le=_MAX_RESULTS)] = 10,
        report: Reports = None,
        year: Year = None,
        library: str | None = None,
    ) -> Document:
        """As `rag search --json`."""
        where = service.narrow(report or [], year=year, library=library)
        return documents.of_search(query, service.search(query, k=k, where=where))

    @router.post("/ask", response_model=None, responses=_ASK_RESPONSES)
    def ask(asked: Question, accept: Annotated[str, Header()] = "") -> Document | Response:
        """As `rag ask --json`; with `Accept: text/event-stream` sentence by sentence, as they are found to be true."""
        where = service.narrow(asked.reports(), year=asked.year, library=asked.library)
        if not sse.is_wanted(accept):
            return documents.of_answer(service.ask(asked.question, where=where, conversation=asked.conversation))
        cancellation = Cancellation()
        events = service.stream(asked.question, where=where, conversation=asked.conversation, cancellation=cancellation)
        return sse.respond(events, cancellation, language=language)

    return router


def _conversations(service: Service) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["conversations"])

    @router.get("/conversations")
    def conversations() -> Document:
        """As `rag conversations list --json`."""
        return documents.of_conversations(service.conversations())

    @router.get("/conversations/{id}")
    def conversation(id: str) -> Document:
        """As `rag conversations show --json`."""
        return documents.of_conversation_view(service.conversation(id))

    @router.delete("/conversations/{id}")
    def remove(id: str) -> Document:
        """As `rag conversations remove --json`."""
        return {"removed": documents.of_conversation(service.remove_conversation(id))}

    return router


# --- errors


def _add_errors(app: FastAPI, language: str) -> None:
    @app.exception_handler(RagError)
    def known(_request: Request, error: RagError) -> Response:
        return _problem(problems.of_error(error, language))

    @app.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: RequestValidationError) -> Response:
        found = error.errors()[0]
        where = ".".join(str(part) for part in found["loc"])
        detail = f"{where}: {found['msg']}"
        return _problem(problems.of(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", detail))

    @app.exception_handler(HTTPException)
    def refused(_request: Request, error: HTTPException) -> Response:
        return _problem(problems.of(HTTPStatus(error.status_code), "http", str(error.detail)))

    @app.exception_handler(Exception)
    def unexpected(_request: Request, error: Exception) -> Response:
        return _problem(problems.of_error(error, language))


def _problem(document: Document) -> Response:
    return JSONResponse(document, status_code=document["status"], media_type=problems.MEDIA_TYPE)
