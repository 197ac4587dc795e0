"""The files under `/static`: read once, compressed once, kept by browsers for as long as their content is the same.

The version in an address is the hash of all of them, so that the modules, which import each other by relative
addresses, are always those of one state of the product. A file asked for without it, or with another, has its ETag.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

STYLESHEET = "style.css"
# One after the other, in this order, they are the stylesheet.
STYLES = ("base", "report", "chat", "library", "summary", "comparison", "summaries", "evaluation")

# Where evaluations have their templates, the style and the script of their cases: the package itself takes its time to
# be imported.
EVALUATIONS = "evaluation/reports/html"

_FOREVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"
_VERSION_CHARACTERS = 12
_TEXTS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    content: bytes
    compressed: bytes
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files, by path below `/static/`."""

    version: str
    by_path: Mapping[str, Asset]


@cache
def assets() -> Assets:
    contents = dict(sorted(_contents()))
    state = hashlib.sha256()
    for path, content in contents.items():
        state.update(path.encode() + b"\0" + content + b"\0")
    return Assets(
        version=state.hexdigest()[:_VERSION_CHARACTERS],
        by_path={path: _asset(path, content) for path, content in contents.items()},
    )


def address(path: str) -> str:
    """Where a browser finds a file. Raises KeyError for one that is not there: a fault of the template."""
    found = assets()
    if path not in found.by_path:
        raise KeyError(path)
    return f"/static/{found.version}/{path}"


@router.get("/static/{path:path}")
def static(path: str, request: Request) -> Response:
    found = assets()
    version, _, rest = path.partition("/")
    current = version == found.version
    asset = found.by_path.get(rest) or found.by_path.get(path)
    if asset is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {
        "ETag": asset.etag,
        "Cache-Control": _FOREVER if current else _ASK_EACH_TIME,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == asset.etag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return compressible(request, asset.content, asset.compressed, media_type=asset.media_type, headers=headers)


def compressible(
    request: Request, content: bytes, compressed: bytes, *, media_type: str, headers: Mapping[str, str]
) -> Response:
    """Compressed for whoever takes it so."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(content, media_type=media_type, headers=dict(headers))
    return Response(compressed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})


def _contents() -> Iterator[tuple[str, bytes]]:
    root = files(__package__) / "static"
    styles = (root / "css" / f"{one}.css" for one in STYLES)
    evaluations = files("rag").joinpath(EVALUATIONS)
    with_cases = (*styles, evaluations / "report_cases.css")
    yield STYLESHEET, b"\n".join(one.read_bytes() for one in with_cases if one.is_file())
    yield "js/evaluation-cases.js", (evaluations / "report.js").read_bytes()
    for path, file in _walk(root, ""):
        if not path.startswith("css/"):
            yield path, file.read_bytes()


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _walk(one, f"{prefix}{one.name}/")
        elif not one.name.startswith("."):
            yield f"{prefix}{one.name}", one


def _asset(path: str, content: bytes) -> Asset:
    suffix = path[path.rfind(".") :]
    guessed = _TEXTS.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    digest = hashlib.sha256(content).hexdigest()[:_VERSION_CHARACTERS]
    return Asset(
        content=content,
        compressed=gzip.compress(content, mtime=0),
        media_type=guessed,
        # Weak: the same for the bytes as they are and compressed.
        etag=f'W/"{digest}"',
    )
