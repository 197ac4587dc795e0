"""Errors as problem+json (RFC 9457): of a response, and inside a stream that has begun."""

from __future__ import annotations

import math
from collections.abc import Sequence
from http import HTTPStatus

from rag import messages
from rag.entrypoints import request_ids
from rag.entrypoints.documents import Document
from rag.errors import (
    AccessError,
    AmbiguousReport,
    ConversationElsewhere,
    DiskFull,
    EmptyLibrary,
    FileTooLarge,
    JobNotDone,
    JobNotFinished,
    KeyNeeded,
    RagError,
    ReadingError,
    TooMuch,
    UnknownConversation,
    UnknownJob,
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
        "detail": detail.encode("utf-8", "replace").decode(),  # which may name what was sent
        **({"instance": request} if request else {}),
        **({"errors": list(errors)} if errors else {}),
    }


def of_error(error: Exception, language: str) -> Document:
    """What the reader may know: an error that is none of ours is a fault of the program, and no more is said of it."""
    if isinstance(error, RagError):
        return of(status_of(error), error.key, error.in_language(language))
    return of(HTTPStatus.INTERNAL_SERVER_ERROR, "error", messages.text("error", language))


# The first that fits.
_STATUSES: dict[type[RagError], HTTPStatus] = {
    KeyNeeded: HTTPStatus.UNAUTHORIZED,
    TooMuch: HTTPStatus.TOO_MANY_REQUESTS,
    AccessError: HTTPStatus.FORBIDDEN,
    UnknownReport: HTTPStatus.NOT_FOUND,
    EmptyLibrary: HTTPStatus.NOT_FOUND,
    UnknownConversation: HTTPStatus.NOT_FOUND,
    UnknownModel: HTTPStatus.NOT_FOUND,
    UnknownSection: HTTPStatus.NOT_FOUND,
    UnknownJob: HTTPStatus.NOT_FOUND,
    JobNotFinished: HTTPStatus.CONFLICT,
    JobNotDone: HTTPStatus.CONFLICT,
    AmbiguousReport: HTTPStatus.CONFLICT,
    ConversationElsewhere: HTTPStatus.CONFLICT,
    UploadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UploadTooManyFiles: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FileTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UploadTooSlow: HTTPStatus.REQUEST_TIMEOUT,
    UploadEmpty: HTTPStatus.UNPROCESSABLE_ENTITY,
    UploadRefused: HTTPStatus.BAD_REQUEST,
    ReadingError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UsageError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
}


def headers_of(error: Exception) -> dict[str, str]:
    """What goes with a problem: how to be let in, when to come again."""
    if isinstance(error, KeyNeeded):
        return {"WWW-Authenticate": 'Bearer realm="report-rag"'}
    seconds = getattr(error, "retry_after_seconds", None)
    return {} if seconds is None else {"Retry-After": str(math.ceil(seconds))}


def status_of(error: RagError) -> HTTPStatus:
    found = (status for kind, status in _STATUSES.items() if isinstance(error, kind))
    return next(found, HTTPStatus.SERVICE_UNAVAILABLE)
