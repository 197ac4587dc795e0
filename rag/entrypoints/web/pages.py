"""A page as a response: its template filled in, in the reader's language and theme, with the words its modules need."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from functools import cache, partial
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from rag.entrypoints.api.callers import Caller
from rag.entrypoints.web import assets, words

LANGUAGE_COOKIE = "language"
THEME_COOKIE = "theme"
_THEMES = ("light", "dark")
_HTML_LANGUAGES = {"zh": "zh-CN", "en": "en"}
# On every page: the rail, problems, places in reports.
_SHARED_WORDS = ("shell", "report")
_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Cookie"}


def render(
    request: Request,
    caller: Caller,
    template: str,
    *,
    words: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    **values: Any,
) -> Response:
    """`words`: the modules of words that the page's own module needs; `data`: what it is given as JSON; `values`: what
    the template alone is given.
    """
    values["signed_in"] = caller.access.key is not None
    return show(request, template, words=words, data=data, **values)


def show(
    request: Request,
    template: str,
    *,
    words: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    status: int = HTTPStatus.OK,
    **values: Any,
) -> Response:
    """`render` where nobody has been let in: to sign in, or to be told what is wrong."""
    language = language_of(request)
    text = (
        _environment()
        .get_template(template)
        .render(
            **values,
            language=language,
            html_language=_HTML_LANGUAGES[language],
            theme=theme_of(request),
            say=partial(_say, language),
            words=_words((*_SHARED_WORDS, *words), language),
            data=dict(data or {}),
        )
    )
    content = text.encode()
    compressed = gzip.compress(content, compresslevel=6, mtime=0)
    response = assets.compressible(
        request, content, compressed, media_type="text/html; charset=utf-8", headers=_HEADERS
    )
    response.status_code = status
    return response


def problem(request: Request, document: Mapping[str, Any]) -> Response:
    """What is wrong (a problem+json document), for somebody who followed a link."""
    language = language_of(request)
    is_missing = document["status"] == HTTPStatus.NOT_FOUND
    title = words.text("shell_page_missing" if is_missing else "shell_page_error", language)
    detail = words.text("shell_page_missing_detail", language) if is_missing else document["detail"]
    return show(request, "problem.html", status=document["status"], title=title, detail=detail)


def language_of(request: Request) -> str:
    """What the reader switched to, else that of the service: a browser's own does not say what its user reads."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    default: str = request.app.state.language
    return chosen if chosen in words.LANGUAGES else default


def theme_of(request: Request) -> str:
    """`light`, `dark`, or "" for that of the reader's system."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in _THEMES else ""


def _say(language: str, key: str, **values: object) -> str:
    return words.text(key, language, **values)


def _words(modules: Sequence[str], language: str) -> dict[str, str]:
    return {key: text for one in modules for key, text in words.of(one, language).items()}


@cache
def _environment() -> Environment:
    environment = Environment(
        # A run of an evaluation is shown as in its file.
        loader=ChoiceLoader([PackageLoader("rag.entrypoints.web"), PackageLoader("rag", assets.EVALUATIONS)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = assets.address
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    return environment
