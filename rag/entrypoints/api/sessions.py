"""Browsers sign in with a key and hold a cookie instead, which no page can read."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from rag.domain import Access
from rag.entrypoints.api.callers import COOKIE, SECURE_COOKIE, access_of
from rag.entrypoints.api.door import address_of, token_of
from rag.entrypoints.documents import Document
from rag.errors import KeyNeeded
from rag.service import Service

router = APIRouter(prefix="/api/v1/session", tags=["session"])

_MAX_KEY_CHARACTERS = 200


class SignIn(BaseModel):
    """What `POST /api/v1/session` takes."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(max_length=_MAX_KEY_CHARACTERS, repr=False)]


@router.get("")
def session(request: Request) -> Document:
    """Whether a key is needed here, and what the caller may do."""
    return _document(request, access_of(request))


@router.post("", response_model=None)
def sign_in(asked: SignIn, request: Request) -> Response:
    """A cookie for a key; the same 401 for any that does not hold."""
    service: Service = request.app.state.service
    if not request.state.keys_needed:
        return JSONResponse(_document(request, access_of(request)))
    made = service.keys.sign_in(asked.key.strip())
    if made is None:
        service.metering.attempt(address_of(request))
        raise KeyNeeded
    response = JSONResponse(_document(request, made.access))
    secure = request.url.scheme == "https"
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        made.token,
        expires=made.expires,
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )
    return response


@router.delete("", response_model=None)
def sign_out(request: Request) -> Response:
    """The cookie is worth nothing any more, here and in the browser."""
    service: Service = request.app.state.service
    token = token_of(request)
    if token is not None:
        service.keys.sign_out(token)
    access = access_of(request) if not request.state.keys_needed else None
    response = JSONResponse(_document(request, access))
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    response.delete_cookie(SECURE_COOKIE, path="/", secure=True, httponly=True, samesite="strict")
    return response


def _document(request: Request, access: Access | None) -> Document:
    return {
        "keys": request.state.keys_needed,
        "signed_in": access is not None and access.key is not None,
        "scope": access.scope.word if access else None,
        "libraries": sorted(access.libraries) if access and access.libraries is not None else None,
    }
