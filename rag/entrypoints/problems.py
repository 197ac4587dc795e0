"""Errors as problem+json (RFC 9457): of a response, and inside a stream that has begun."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from rag import messages
from rag.entrypoints import request_ids
from rag.entrypoints.documents import Document
from rag.errors import (
    AmbiguousReport,
    ConversationElsewhere,
    DiskFull,
    EmptyLibrary,
    FileTooLarge,
    RagError,
    ReadingError,
    UnknownConversation,
    UnknownModel,
    UnknownReport,
    UnknownSection,
    UploadEmpty,
    UploadRefused,
    UploadTooLarge,
    UploadTooManyFiles,
    UploadTooSlow,
    UsageError,
)

MEDIA_TYPE = "application/problem+json"


def of(status: HTTPStatus, code: str, detail: str, *, errors: Sequence[Document] = ()) -> Document:
    """`errors`: field by field, `{"field", "message"}`. `instance` is the id of the request that is being answered."""
    request = request_ids.current()
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
        **({"instance": request} if request else {}),
        **({"errors": list(errors)} if errors else {}),
    }


def of_error(error: Exception, language: str) -> Document:
    """What the reader may know: an error that is none of ours is a fault of the program, and no more is said of it."""
    if isinstance(error, RagError):
        return of(status_of(error), error.key, error.in_language(language))
    return of(HTTPStatus.INTERNAL_SERVER_ERROR, "error", messages.text("error", language))


# The first that fits.
_OF_FILES: dict[type[RagError], HTTPStatus] = {
    UploadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UploadTooManyFiles: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FileTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UploadTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    UploadEmpty: HTTPStatus.UNPROCESSABLE_ENTITY,
    UploadRefused: HTTPStatus.BAD_REQUEST,
    ReadingError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
}


def status_of(error: RagError) -> HTTPStatus:
    if isinstance(error, UnknownReport | EmptyLibrary | UnknownConversation | UnknownModel | UnknownSection):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, AmbiguousReport | ConversationElsewhere):
        return HTTPStatus.CONFLICT
    for kind, status in _OF_FILES.items():
        if isinstance(error, kind):
            return status
    if isinstance(error, UsageError):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.SERVICE_UNAVAILABLE
