"""Whatever is wrong with a request is a problem: a code, words in the caller's language, its id; never 500."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.entrypoints import api
from rag.entrypoints.api.bodies import MAX_BYTES
from rag.entrypoints.api.languages import negotiated
from rag.settings import Settings

ASK = "/api/v1/ask"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(_filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    import shutil

    home = tmp_path_factory.mktemp("errors") / "home"
    shutil.copytree(_filled_home, home)
    with open_service(Settings(home=home)) as service:
        yield TestClient(api.create(service, language="zh"))


def test_all_faults_are_told_field_by_field_in_the_language_of_the_caller(client: TestClient) -> None:
    wrong = {"year": "soon", "library": 5, "colour": "red"}
    chinese = client.post(ASK, json=wrong).json()
    assert {one["field"]: one["message"] for one in chinese["errors"]} == {
        "question": "缺少这一项",
        "year": "应为整数",
        "library": "应为文字",
        "colour": "没有这一项，请检查拼写",
    }
    english = client.post(ASK, json=wrong, headers={"accept-language": "en-GB,en;q=0.9,zh;q=0.5"}).json()
    assert {one["field"]: one["message"] for one in english["errors"]}["question"] == "is missing"
    assert english["code"] == chinese["code"] == "invalid_request"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.2,zh;q=0.3", "zh"),
        ("fr,en;q=0.1", "en"),
        ("fr", "zh"),
        ("*", "zh"),
        ("fr,*;q=0.5,en;q=0.1", "zh"),
        ("en;q=0", "zh"),
        ("en;q=much", "zh"),
        (";;,,=", "zh"),
    ],
)
def test_the_language_is_the_best_of_ours(accept: str, language: str) -> None:
    assert negotiated(accept, default="zh") == language


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "invalid_request"),
        (b"{", 422, "invalid_request"),
        (b"null", 422, "invalid_request"),
        (b"[]", 422, "invalid_request"),
        (b'"text"', 422, "invalid_request"),
        (b'{"question": "a", "report": "\\ud800"}', 422, "invalid_request"),
        (b'{"question": "a", "report": ["\\ud800"]}', 422, "invalid_request"),
        (b'{"question": "a", "conversation": "\\ud800"}', 422, "invalid_request"),
        (b'{"question": NaN}', 422, "invalid_request"),
        (b'{"question": "\\ud800"}', 422, "invalid_request"),
        (b'{"question": "a", "library": "\\udfff"}', 422, "invalid_request"),
        (b'{"question": "a", "year": 1e999}', 422, "invalid_request"),
        (b'{"question": "a", "year": ' + b"9" * 4000 + b"}", 422, "invalid_request"),
        (b'{"question": "a", "year": ' + b"9" * 5000 + b"}", 400, "invalid_body"),
        (b"[" * 100_000, 400, "invalid_body"),
        (b"\xff\xfe\x00", 400, "invalid_body"),
        (b'{"question": "' + b"a" * MAX_BYTES + b'"}', 413, "body_too_large"),
    ],
)
def test_a_body_that_cannot_be_meant_is_refused(client: TestClient, content: bytes, status: int, code: str) -> None:
    refused = client.post(ASK, content=content, headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["content-type"] == "application/problem+json"


def test_a_nul_is_no_fault_of_the_program(client: TestClient) -> None:
    asked = {"question": "就业\0多少人？", "library": "\0", "report": "\0"}
    assert client.post(ASK, json=asked).status_code == 404
    assert client.get("/api/v1/reports/%00").status_code == 404
    assert client.get("/api/v1/search", params={"query": "\0就业"}).status_code == 200


def test_a_body_without_a_length_is_counted_as_it_comes(client: TestClient) -> None:
    taken = []

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            taken.append(1)
            yield b" " * 100_000

    refused = client.post(ASK, content=endless(), headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_kind_is_415(client: TestClient, kind: str) -> None:
    refused = client.post(ASK, content=b'{"question": "a"}', headers={"content-type": kind} if kind else {})
    assert (refused.status_code, refused.json()["code"]) == (415, "media_type_not_supported")


def test_a_method_that_is_not_taken_is_told_with_those_that_are(client: TestClient) -> None:
    refused = client.patch("/api/v1/conversations/1")
    assert refused.status_code == 405
    assert {"GET", "DELETE"} <= set(refused.headers["allow"].split(", "))
    assert "PATCH" in refused.json()["detail"]


def test_the_id_of_a_request_is_everywhere_the_same_and_taken_over_only_if_sane(client: TestClient) -> None:
    first = client.get("/nowhere")
    assert first.json()["instance"] == first.headers["x-request-id"]
    assert client.get("/nowhere").headers["x-request-id"] != first.headers["x-request-id"]
    assert client.get("/healthz", headers={"X-Request-ID": "proxy-0001"}).headers["x-request-id"] == "proxy-0001"
    for insane in ("short", "a" * 200, "with space 1", "{injection}"):
        assert client.get("/healthz", headers={"X-Request-ID": insane}).headers["x-request-id"] != insane


def test_what_is_asked_for_as_events_fails_with_the_id_too(client: TestClient) -> None:
    refused = client.post(ASK, json={"question": " "}, headers={"accept": "text/event-stream"})
    assert refused.status_code == 422
    assert refused.json()["instance"] == refused.headers["x-request-id"]


def test_problems_are_json_that_any_program_reads(client: TestClient) -> None:
    refused = client.get("/报告", headers={"accept": "application/json"})
    assert json.loads(refused.content)["status"] == refused.status_code == 404
