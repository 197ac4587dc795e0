"""Every route of the description × no key, a wrong, expired, revoked one, and one of each scope: as the route says.

And every place of a request that may name something: what a key may not see is answered as what never was. Routes that
come are tried by themselves.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from rag.bootstrap import open_service
from rag.domain import JobKind, JobRequest
from rag.entrypoints import api
from rag.entrypoints.api.scopes import Scopes
from rag.settings import Settings
from tests.entrypoints.letting_in import LABOUR, House, house

SCOPES = ("read", "write", "admin")
OPEN = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/api/v1/session"),
    ("POST", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
}
# What may name a report, a library, or what else hangs on them, in a path, a query, a body or a form.
OF_REPORTS = {"report", "reports", "a", "b"}
OF_LIBRARIES = {"library"}
NEVER_WAS = "9f9f9f9f9f9f"


@dataclass(frozen=True)
class Operation:
    """As the description has it."""

    method: str
    path: str
    said: Mapping[str, Any]

    @property
    def scope(self) -> str | None:
        return self.said.get("x-scope")

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Asked:
    """A request that the operation takes."""

    operation: Operation
    in_path: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    form: dict[str, str] | None = None

    def of(self, house: House, key: str | None) -> Any:
        path = self.operation.path.format(**self.in_path)
        client = house.client(key)
        if self.form is not None:
            files = {"file": ("年报.txt", "一、工作\n全年培训3人次。".encode())}
            return client.request(self.operation.method, path, params=self.query, data=self.form, files=files)
        return client.request(self.operation.method, path, params=self.query, json=self.body)


def described() -> list[Operation]:
    """Without a data folder: the description is the same everywhere."""
    with open_service(Settings(home=Path("/nonexistent"))) as service:
        paths = api.create(service).openapi()["paths"]
    return [
        Operation(method.upper(), path, said)
        for path, item in paths.items()
        for method, said in item.items()
        if method in ("get", "put", "post", "delete", "patch")
    ]


OPERATIONS = described()
GUARDED = [one for one in OPERATIONS if (one.method, one.path) not in OPEN]


def asked(operation: Operation) -> Asked:
    """With nothing that is there in its path, and the description's own example as its body."""
    parameters = operation.said.get("parameters", [])
    in_path = {one["name"]: NEVER_WAS for one in parameters if one["in"] == "path"}
    query = {one["name"]: "培训" for one in parameters if one["in"] == "query" and one.get("required")}
    content = operation.said.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return Asked(operation, in_path, query, body=deepcopy(content["application/json"].get("example", {})))
    form: dict[str, str] | None = {} if "multipart/form-data" in content else None
    return Asked(operation, in_path, query, form=form)


@pytest.fixture(scope="module")
def guarded(_two_libraries_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = shutil.copytree(_two_libraries_home, tmp_path_factory.mktemp("matrix") / "home")
    with house(Path(home), key_requests_a_minute=0) as one:
        yield one


# --- the description


def test_every_route_but_the_open_ones_says_what_it_takes() -> None:
    assert {(one.method, one.path) for one in OPERATIONS if one.scope is None} == OPEN
    assert {one.scope for one in GUARDED} <= set(SCOPES)


@pytest.mark.parametrize("operation", GUARDED, ids=str)
def test_how_a_route_refuses_is_described(operation: Operation) -> None:
    assert {"401", "403", "429"} <= operation.said["responses"].keys()
    assert operation.said["security"]
    if "{" in operation.path:
        assert "404" in operation.said["responses"]


def test_every_route_that_changes_anything_for_others_takes_more_than_reading() -> None:
    """What a reader may change is their own: questions, jobs, conversations, feedback."""
    own = ("/ask", "/chat/completions", "/conversations", "/summaries", "/comparisons", "/feedback", "/jobs")
    changing = [one for one in GUARDED if one.method != "GET" and not any(part in one.path for part in own)]
    assert changing
    assert [str(one) for one in changing if one.scope == "read"] == []


# --- who is let in


@pytest.mark.parametrize("operation", GUARDED, ids=str)
@pytest.mark.parametrize("key", [None, "wrong", "expired", "revoked"])
def test_without_a_key_that_holds_every_route_answers_alike(guarded: House, operation: Operation, key) -> None:
    guarded.service.metering._attempts.clear()  # as if each came from somewhere else
    refused = asked(operation).of(guarded, key)
    elsewhere = guarded.client(key).get("/api/v1/never/was")
    assert refused.status_code == elsewhere.status_code == 401
    document = refused.json()
    document.pop("error", None)  # of OpenAI's protocol
    assert document == elsewhere.json()
    assert refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize("operation", GUARDED, ids=str)
@pytest.mark.parametrize("key", SCOPES)
def test_a_route_is_open_to_the_scope_that_it_says_and_to_no_smaller_one(
    guarded: House, operation: Operation, key: str
) -> None:
    response = asked(operation).of(guarded, key)
    if SCOPES.index(key) < SCOPES.index(operation.scope or "admin"):
        assert response.status_code == 403
        assert response.json()["code"] == "scope_too_small"
    else:
        assert response.status_code not in (401, 403, 500)
        assert str(response.status_code) in operation.said["responses"]


@pytest.mark.parametrize("operation", [one for one in GUARDED if one.scope != "read"], ids=str)
def test_too_small_a_scope_is_told_before_the_body_is_read_or_anything_is_looked_up(
    guarded: House, operation: Operation
) -> None:
    path = operation.path.format(**asked(operation).in_path)
    client = guarded.client("read")
    right = asked(operation).of(guarded, "read")
    broken = client.request(operation.method, path, content=b"{", headers={"Content-Type": "application/json"})
    multipart = client.request(operation.method, path, content=b"-", headers={"Content-Type": "multipart/form-data"})
    hidden = client.request(operation.method, path.replace(NEVER_WAS, guarded.hidden))
    assert {one.content for one in (right, broken, multipart, hidden)} == {right.content}


# --- what they see


def variants(house: House, base: Asked) -> Iterator[tuple[str, Asked, Asked]]:
    """For each place of the request that may name something: (place, what is hidden, what never was)."""
    for name in base.in_path:
        for kind, hidden in hidden_ids(house).items():
            yield f"path {name} {kind}", *both(hidden, lambda one, n=name: replace(base, in_path={n: one}))
    for one in base.operation.said.get("parameters", []):
        name = one["name"]
        if one["in"] == "query" and (values := named(house, name)):
            yield f"query {name}", *both(values, lambda value, n=name: replace(base, query={**base.query, n: value}))
    if isinstance(base.body, dict):
        for name in (*base.body, "report", "reports", "library", "conversation", "model"):
            if (values := named(house, name)) and name in known_fields(base.operation):
                yield (
                    f"body {name}",
                    *both(values, lambda value, n=name: replace(base, body=filled(base.body, n, value))),
                )
    if base.form is not None:
        yield "form library", *both((LABOUR, "从未"), lambda value: replace(base, form={"library": value}))


def both(values: tuple[str, str], make: Any) -> tuple[Asked, Asked]:
    return make(values[0]), make(values[1])


def named(house: House, name: str) -> tuple[str, str] | None:
    if name in OF_REPORTS:
        return house.hidden, NEVER_WAS
    if name in OF_LIBRARIES:
        return LABOUR, "从未"
    if name == "conversation":
        return hidden_ids(house)["conversation"]
    return (f"rag/{LABOUR}", "rag/从未") if name == "model" else None


def hidden_ids(house: House) -> dict[str, tuple[str, str]]:
    """Of what the key `schools` may not see, each beside one of the same form that never was."""
    [conversation] = {one.id for one in house.service.conversations()}
    [job] = {one.id for one in house.service.jobs(limit=100).jobs if one.request.title == "隐藏"}
    ids = {"report": house.hidden, "conversation": conversation, "job": job, "model": f"rag/{LABOUR}"}
    return {kind: (one, "9f" * (len(one) // 2) if kind != "model" else "rag/从未") for kind, one in ids.items()}


def known_fields(operation: Operation) -> set[str]:
    [schema] = [one["schema"] for one in operation.said["requestBody"]["content"].values()]
    reference = schema.get("$ref", "").rsplit("/", 1)[-1]
    return set(schema.get("properties") or SCHEMAS[reference]["properties"])


def filled(body: dict[str, Any], name: str, value: str) -> dict[str, Any]:
    return {**body, name: [value, value[::-1]] if name == "reports" else value}


def schemas() -> dict[str, Any]:
    with open_service(Settings(home=Path("/nonexistent"))) as service:
        return dict(api.create(service).openapi()["components"]["schemas"])


SCHEMAS = schemas()


@pytest.fixture(scope="module")
def apart(guarded: House) -> House:
    """With a conversation and a job of the other library's key."""
    labour = guarded.service.limited_to(guarded.service.keys.check(guarded.keys["labour"]))  # type: ignore[arg-type]
    assert labour.ask("2023年培训了多少人次？", conversation="new").conversation
    labour.submit(JobRequest(JobKind.SUMMARIZE, "隐藏", {"reports": [guarded.hidden]}, libraries=(LABOUR,)))
    return guarded


@pytest.mark.parametrize("operation", [one for one in GUARDED if one.scope != "admin"], ids=str)
def test_what_is_in_another_library_is_answered_as_what_never_was(apart: House, operation: Operation) -> None:
    for place, hidden, never in variants(apart, asked(operation)):
        there, nowhere = hidden.of(apart, "schools"), never.of(apart, "schools")
        assert there.status_code == nowhere.status_code, place
        assert comparable(there, hidden) == comparable(nowhere, never), place


def comparable(response: Any, request: Asked) -> str:
    """What is told, without what was asked for."""
    said = response.text
    values = [*request.in_path.values(), *request.query.values(), *(request.form or {}).values()]
    values += [one for one in (request.body or {}).values() if isinstance(one, str)]
    values += [word for one in (request.body or {}).values() if isinstance(one, list) for word in one]
    for one in sorted(map(str, values), key=len, reverse=True):
        said = said.replace(json.dumps(one)[1:-1], "…").replace(one, "…")
    return said


def test_lists_hold_nothing_of_another_library(apart: House) -> None:
    words = {word for one in hidden_ids(apart).values() for word in one[:1]} | {LABOUR, "renshe-2024"}
    for operation in GUARDED:
        if operation.method == "GET" and "{" not in operation.path and operation.scope != "admin":
            said = asked(operation).of(apart, "schools").text
            assert not [word for word in words if word in said], str(operation)


# --- pages, which the description does not have


def page_rules(house: House) -> list[Any]:
    paths = {one.path for one in OPERATIONS}
    return [one for one in Scopes(house.app.routes)._rules if one.path not in paths and not one.path.startswith("/mcp")]


def test_pages_of_what_is_in_another_library_are_those_of_what_never_was(apart: House) -> None:
    client = apart.client("schools", headers={"Accept": "text/html"})
    rules = page_rules(apart)
    assert {"/", "/reports/{id}", "/conversations/{id}"} <= {one.path for one in rules}
    for rule in rules:
        if "{id}" not in rule.path:
            continue
        for hidden, never in hidden_ids(apart).values():
            there, nowhere = (client.get(rule.path.replace("{id}", one)) for one in (hidden, never))
            assert there.status_code == nowhere.status_code, rule.path
            assert there.text.replace(hidden, "…") == nowhere.text.replace(never, "…"), rule.path


def test_pages_show_nothing_of_another_library(apart: House) -> None:
    client = apart.client("schools", headers={"Accept": "text/html"})
    words = {one for one, _ in hidden_ids(apart).values()} | {LABOUR, "renshe-2024"}
    for rule in page_rules(apart):
        if "{" not in rule.path:
            shown = client.get(rule.path)
            assert shown.status_code in (200, 403, 404), rule.path
            assert not [word for word in words if word in shown.text], rule.path


def test_no_page_is_shown_without_a_key(guarded: House) -> None:
    for rule in page_rules(guarded):
        path = rule.path.replace("{id}", NEVER_WAS)
        led = guarded.client(headers={"Accept": "text/html"}).get(path)
        assert (led.status_code, led.headers["location"]) == (303, f"/sign-in?next={path}")
