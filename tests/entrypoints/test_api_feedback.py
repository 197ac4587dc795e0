"""Readers say whether an answer helped; administrators read it; sent twice it is kept once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.domain import Scope
from rag.entrypoints import api
from rag.service import Service
from rag.settings import Settings

GIVEN = {"question": "就业多少人？", "answer": "5万人[1]", "helpful": True}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with open_service(Settings(home=tmp_path / "home")) as service:
        yield service


@pytest.fixture
def client(service: Service) -> TestClient:
    return TestClient(api.create(service, language="en"))


def test_feedback_is_kept_and_read_page_by_page(client: TestClient) -> None:
    given = client.post("/api/v1/feedback", json={**GIVEN, "comment": " 出处准确\u0000 "})
    assert given.status_code == 201
    client.post("/api/v1/feedback", json={**GIVEN, "helpful": False})
    first = client.get("/api/v1/feedback", params={"limit": 1}).json()
    assert [one["helpful"] for one in first["feedback"]] == [False]
    second = client.get("/api/v1/feedback", params={"limit": 1, "cursor": first["next"]}).json()
    assert second["next"] is None
    [one] = second["feedback"]
    assert (one["id"], one["comment"], one["question"]) == (given.json()["id"], "出处准确", GIVEN["question"])


def test_sent_again_under_its_key_it_is_the_same_and_other_feedback_is_refused(client: TestClient) -> None:
    headers = {"Idempotency-Key": "f-1"}
    ids = {client.post("/api/v1/feedback", json=GIVEN, headers=headers).json()["id"] for _ in range(2)}
    assert len(ids) == 1
    refused = client.post("/api/v1/feedback", json={**GIVEN, "helpful": False}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    "wrong",
    [
        {"helpful": "yes"},
        {"question": ""},
        {"answer": "长" * 20_001},
        {"comment": "长" * 4_001},
        {"comment": "\ud800"},
        {"mood": "good"},
    ],
)
def test_what_is_no_feedback_is_refused_with_the_field(client: TestClient, wrong: dict[str, object]) -> None:
    import json

    content = json.dumps({**GIVEN, **wrong})
    refused = client.post("/api/v1/feedback", content=content, headers={"content-type": "application/json"})
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == list(wrong)


def test_a_conversation_that_is_not_there_is_said(client: TestClient) -> None:
    refused = client.post("/api/v1/feedback", json={**GIVEN, "conversation": "0" * 32})
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown_conversation")
    assert client.get("/api/v1/feedback").json()["feedback"] == []


def test_a_reader_may_say_and_only_an_administrator_read(service: Service) -> None:
    secrets = {scope: service.keys.create(scope.word, scope).text for scope in (Scope.READ, Scope.ADMIN)}
    client = TestClient(api.create(service, keys="on"))
    headers = {scope: {"authorization": f"Bearer {secret}"} for scope, secret in secrets.items()}
    assert client.post("/api/v1/feedback", json=GIVEN, headers=headers[Scope.READ]).status_code == 201
    assert client.get("/api/v1/feedback", headers=headers[Scope.READ]).status_code == 403
    assert len(client.get("/api/v1/feedback", headers=headers[Scope.ADMIN]).json()["feedback"]) == 1
