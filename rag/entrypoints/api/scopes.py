"""What each route takes: read from whether it asks for a Reader, a Writer or an Administrator, and said in the
description, so that neither can differ from what is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute

from rag.domain import Scope
from rag.entrypoints.api import callers

_TAKEN_BY = {callers.reader: Scope.READ, callers.writer: Scope.WRITE, callers.administrator: Scope.ADMIN}
_SECURITY: list[dict[str, list[str]]] = [{"key": []}, {"header": []}, {"session": []}]
_SCHEMES = {
    "key": {"type": "http", "scheme": "bearer", "description": "A key of `rag keys create`"},
    "header": {"type": "apiKey", "in": "header", "name": callers.KEY_HEADER},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": callers.COOKIE,
        "description": "Of a browser that signed in; `__Host-` stands before the name over TLS",
    },
}
_REFUSALS = {401: "Unauthorized", 403: "Forbidden", 429: "TooManyRequests"}


@dataclass(frozen=True, slots=True)
class _Rule:
    methods: frozenset[str]
    path: str
    matches: re.Pattern[str]
    scope: Scope


class Scopes:
    """Of the routes of one application."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._rules = tuple(_rules(routes))

    def of(self, method: str, path: str) -> Scope | None:
        """What a request takes; None where no route asks who calls."""
        return next((one.scope for one in self._rules if method in one.methods and one.matches.match(path)), None)

    def describe(self, description: dict[str, Any]) -> None:
        """Say it in an OpenAPI description: `x-scope`, `security`, and how it is refused. Changed in place."""
        description.setdefault("components", {})["securitySchemes"] = _SCHEMES
        for rule in self._rules:
            for method in rule.methods:
                operation = description.get("paths", {}).get(rule.path, {}).get(method.lower())
                if operation is not None:
                    operation["x-scope"] = rule.scope.word
                    operation["security"] = _SECURITY
                    for status, name in _REFUSALS.items():
                        refusal = {"$ref": f"#/components/responses/{name}"}
                        operation["responses"].setdefault(str(status), refusal)


def _rules(routes: Sequence[BaseRoute]) -> Iterator[_Rule]:
    for one in iter_route_contexts(routes):
        dependant = getattr(one, "dependant", None)
        taken = max(_taken(dependant), default=None) if dependant else None
        if taken is not None:
            yield _Rule(frozenset(one.methods or ()), one.path_format or "", one.path_regex, taken)


def _taken(dependant: Dependant) -> Iterator[Scope]:
    if dependant.call in _TAKEN_BY:
        yield _TAKEN_BY[dependant.call]
    for one in dependant.dependencies:
        yield from _taken(one)
