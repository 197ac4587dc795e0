"""Every error as problem+json, wherever it was raised."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from rag.entrypoints import problems
from rag.entrypoints.documents import Document
from rag.errors import RagError


def add_to(app: FastAPI, language: str) -> None:
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
