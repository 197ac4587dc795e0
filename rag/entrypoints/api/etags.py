"""Entity tags (RFC 9110): what a client has already is not sent again."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

# Asked about every time: a report that was removed must not be shown from a cache, and caches of several people are
# nobody's business.
_CACHING = "private, no-cache"


def conditional(request: Request, response: Response, tag: str) -> Response:
    """The response, or 304 where the client has what `tag` stands for."""
    quoted = f'"{tag}"'
    headers = {"ETag": quoted, "Cache-Control": _CACHING}
    if _has(request.headers.get("if-none-match", ""), quoted):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    response.headers.update(headers)
    return response


def _has(given: str, quoted: str) -> bool:
    listed = {one.strip().removeprefix("W/") for one in given.split(",")}
    return quoted in listed or given.strip() == "*"
