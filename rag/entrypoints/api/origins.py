"""Whether a page of another site has a browser ask: it could otherwise write with the reader's cookie or, where keys
are off, with nothing but the reader's being at this machine."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from rag.errors import ForeignOrigin

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# `none`: the reader's own doing, as an address typed in.
_OWN = frozenset({"same-origin", "none"})


def ensure_own(request: Request) -> None:
    """Every browser says where a request that changes something comes from; a program that is none says nothing.

    Schemes are not compared: behind a proxy that speaks https the service does not know its own. Raises ForeignOrigin.
    """
    if request.method not in _SAFE and _is_foreign(request):
        raise ForeignOrigin


def _is_foreign(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in _OWN
    origin = request.headers.get("origin")
    return origin is not None and _host(origin) != request.headers.get("host", "").lower()


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # brackets that do not close
        return ""
