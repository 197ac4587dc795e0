"""The description of the API: what the routes say of themselves, and what is said of them here."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from rag.entrypoints import problems, request_ids
from rag.entrypoints.api.schemas import examples
from rag.entrypoints.api.schemas.operations import EVENTS, OPERATIONS, TAGS, Operation
from rag.entrypoints.api.schemas.others import Problem

Description = dict[str, Any]

_PREFIX = "#/components/schemas/"
_METHODS = frozenset({"get", "put", "post", "delete", "patch"})
_OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")
# What any request to the API may meet: another host, no key, a key that may not, a limit, a fault, a system not able.
_ALWAYS = (400, 401, 403, 429, 500, 503)
_OF_A_BODY = (413, 415, 422)
_LATER = (429, 503)
_MAY_BE_MISSING = {"Problem": ["errors"], "ReadyCheck": ["detail"], "Readiness": ["reports", "chunks"]}
# Of each event of a stream: OpenAPI 3.1 has no word for that.
_EVENT = {
    "type": "object",
    "description": "Each event",
    "required": ["data"],
    "properties": {
        "id": {"type": "string"},
        "event": {"type": "string"},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
_WORDS = {
    400: "The request cannot be read",
    401: "No valid key",
    403: "The key may not do this",
    404: "It is not there, or not for this key",
    408: "The body came too slowly",
    409: "It fits several, or is not in a state for this",
    413: "The body is too large",
    415: "The body is of a kind that is not read here",
    422: "It cannot be meant this way; `errors` names the fields",
    429: "Too many requests: try again after `Retry-After` seconds",
    500: "A fault of the program",
    503: "The system is not able now",
    507: "The disk is full",
}


def complete(description: Description) -> Description:
    """`description`: as the framework makes it. Changed in place."""
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    for name in _OF_THE_FRAMEWORK:
        schemas.pop(name, None)
    schemas.update(_schemas())
    description["components"]["headers"] = _headers()
    description["components"]["responses"] = {_problem_name(status): _problem(status) for status in _WORDS}
    description["tags"] = [{"name": name, "description": said} for name, said in TAGS.items()]
    for method, path, operation in _operations(description):
        _describe(operation, OPERATIONS.get((method, path)), path)
    return description


def _operations(description: Description) -> Iterator[tuple[str, str, Description]]:
    for path, item in description.get("paths", {}).items():
        for method, operation in item.items():
            if method in _METHODS:
                yield method.upper(), path, operation


def _describe(operation: Description, known: Operation | None, path: str) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    if known is not None:
        operation["operationId"] = known.id
        operation["summary"] = known.summary
        _give(responses, known)
        if known.asks is not None and (content := operation.get("requestBody", {}).get("content")):
            content["application/json"]["example"] = known.asks
    for response in responses.values():
        response.setdefault("headers", {})[request_ids.HEADER] = {"$ref": "#/components/headers/RequestId"}
    for status in _statuses(operation, known, path):
        responses.setdefault(str(status), {"$ref": f"#/components/responses/{_problem_name(status)}"})


def _give(responses: Description, known: Operation) -> None:
    if known.status != HTTPStatus.OK:
        responses.setdefault(str(known.status), {**responses.pop("200", {}), "description": "OK"})
    response = responses.setdefault(str(known.status), {"description": "OK"})
    content = response.setdefault("content", {})
    if known.gives is not None:
        content["application/json"] = {"schema": _reference(known.gives), "example": known.example}
    elif known.media:
        content.clear()
    for status, (model, example) in known.also.items():
        document = {"application/json": {"schema": _reference(model), "example": example}}
        responses[str(status)] = {"description": _WORDS[status], "content": document}
    for media, example in known.media.items():
        content[media] = {"schema": _EVENT if media == EVENTS else {"type": "string"}, "example": example}
    if known.is_tagged:
        response["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
        responses["304"] = {"description": "What `If-None-Match` names is still so"}
    if known.status == HTTPStatus.ACCEPTED:
        response["description"] = "It has been taken on; the job tells how far it is"
        response["headers"] = {"Location": {"$ref": "#/components/headers/Location"}}


def _statuses(operation: Description, known: Operation | None, path: str) -> list[int]:
    statuses = set(_ALWAYS if path.startswith(("/api/", "/v1/")) else (400, 500))
    statuses.update(known.problems if known else ())
    if "requestBody" in operation:
        statuses.update(_OF_A_BODY)
    if operation.get("parameters"):
        statuses.add(HTTPStatus.UNPROCESSABLE_ENTITY.value)
    if "{" in path:
        statuses.add(HTTPStatus.NOT_FOUND.value)
    return sorted(statuses)


# --- components


def _schemas() -> Description:
    models = {known.gives for known in OPERATIONS.values() if known.gives} | {Problem}
    models.update(model for known in OPERATIONS.values() for model, _ in known.also.values())
    ordered = sorted(models, key=lambda one: one.__name__)
    _, made = models_json_schema([(one, "serialization") for one in ordered], ref_template=_PREFIX + "{model}")
    schemas = {name: _open(schema) for name, schema in made["$defs"].items()}
    for name, missing in _MAY_BE_MISSING.items():
        schemas[name]["required"] = [one for one in schemas[name]["required"] if one not in missing]
    return schemas


def _open(schema: Description) -> Description:
    """Documents may be added to: whoever reads one must not refuse what they do not know."""
    return {name: value for name, value in schema.items() if (name, value) != ("additionalProperties", False)}


def _reference(model: type[BaseModel]) -> Description:
    return {"$ref": _PREFIX + model.__name__}


def _headers() -> Description:
    return {
        "RequestId": {"description": "The id of the request, as it stands in the log", "schema": {"type": "string"}},
        "RetryAfter": {"description": "Seconds", "schema": {"type": "integer"}},
        "ETag": {"description": "Of what is given", "schema": {"type": "string"}},
        "Location": {"description": "Where the job is", "schema": {"type": "string"}},
    }


def _problem_name(status: int) -> str:
    return "".join(HTTPStatus(status).phrase.replace("-", " ").title().split())


def _problem(status: int) -> Description:
    headers = {request_ids.HEADER: {"$ref": "#/components/headers/RequestId"}}
    if status in _LATER:
        headers["Retry-After"] = {"$ref": "#/components/headers/RetryAfter"}
    example = {**examples.PROBLEM, "status": status, "title": HTTPStatus(status).phrase}
    if status != HTTPStatus.UNPROCESSABLE_ENTITY:
        example |= {"code": "error", "detail": "…"}
        example.pop("errors")
    content = {problems.MEDIA_TYPE: {"schema": _reference(Problem), "example": example}}
    return {"description": _WORDS[status], "headers": headers, "content": content}
