"""Every error as problem+json, wherever it was raised."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from rag import messages
from rag.entrypoints import completions, problems
from rag.entrypoints.api import faults, languages
from rag.entrypoints.documents import Document
from rag.errors import RagError

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Where the answer is a document, whatever a browser would like best.
_FOR_PROGRAMS = ("/api/", "/v1/", "/mcp", "/metrics", "/static/", "/openapi.json", "/healthz", "/readyz")
# What the framework raises by itself, in our words.
_OWN_WORDS = {
    HTTPStatus.BAD_REQUEST: "invalid_body",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "media_type_not_supported",
}


def add_to(app: FastAPI) -> None:
    @app.exception_handler(RagError)
    def known(request: Request, error: RagError) -> Response:
        return respond(request, problems.of_error(error, languages.of_request(request)), problems.headers_of(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        if _is_other_media(request, error):
            return respond(request, framed(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, request))
        language = languages.of_request(request)
        found = faults.of_fields(error.errors(), language)
        detail = faults.in_words(found, language)
        return respond(request, problems.of(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", detail, errors=found))

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        status = HTTPStatus(error.status_code)
        headers = dict(error.headers or {})
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(_allowed(request))
        if status in _OWN_WORDS:
            return respond(request, framed(status, request), headers)
        return respond(request, problems.of(status, "http", str(error.detail)), headers)


def respond(request: Request, document: Document, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as the response to a request; to one of OpenAI's protocol in the words of that, too."""
    if request.url.path.startswith(f"{completions.PREFIX}/"):
        document = {**document, "error": completions.error_of(document)}
    show = getattr(request.app.state, "problem_page", None)
    if show and _is_of_a_page(request):
        page: Response = show(request, document)
        page.headers.update(headers or {})
        return page
    return JSONResponse(document, status_code=document["status"], headers=headers, media_type=problems.MEDIA_TYPE)


def _is_of_a_page(request: Request) -> bool:
    """Whether somebody followed a link: they are shown a page."""
    is_for_programs = request.url.path.startswith(_FOR_PROGRAMS)
    return request.method == "GET" and not is_for_programs and "text/html" in request.headers.get("accept", "")


def framed(status: HTTPStatus, request: Request) -> Document:
    """What the framework says by itself, in our words."""
    key = _OWN_WORDS[status]
    language = languages.of_request(request)
    return problems.of(status, key, messages.text(key, language, method=request.method, path=request.url.path))


def _is_other_media(request: Request, error: RequestValidationError) -> bool:
    """Whether a body came that is not of the kind that is read here: then every field of it seems to be missing."""
    if not any(one["loc"][:1] == ("body",) for one in error.errors()):
        return False
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    essence = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return has_body and essence not in _read_by(request)


def _read_by(request: Request) -> tuple[str, ...]:
    field = getattr(request.scope.get("route"), "body_field", None)
    media = getattr(getattr(field, "field_info", None), "media_type", None) or "application/json"
    return (media, "application/x-www-form-urlencoded") if media.startswith("multipart/") else (media,)


def _allowed(request: Request) -> list[str]:
    """All methods of a path: its routes know one each."""
    asked = {"type": "http", "path": request.scope["path"], "root_path": request.scope.get("root_path", "")}
    routes = request.app.router.routes
    return [
        method
        for method in _METHODS
        if any(one.matches({**asked, "method": method, "headers": []})[0] is Match.FULL for one in routes)
    ]
