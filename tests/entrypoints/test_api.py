"""The HTTP API answers as the command line does, errors as problem+json."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.entrypoints import api
from rag.settings import Settings

FIGURE = "2023年城镇新增就业多少万人？"


@pytest.fixture
def client(filled, tmp_path: Path) -> Iterator[TestClient]:
    with open_service(Settings(home=tmp_path / "home")) as service:
        yield TestClient(api.create(service, language="en"))


def test_a_question_is_answered_as_on_the_command_line(client, filled) -> None:
    answer = client.post("/api/v1/ask", json={"question": FIGURE}).json()
    told = filled("ask", FIGURE, "--json").document
    assert {**answer, "timings_ms": {}} == {**told, "timings_ms": {}}


def test_a_question_can_be_narrowed(client) -> None:
    asked = {"question": "培训了多少人次？", "report": "renshe-2024", "year": 2024, "library": "default"}
    citations = client.post("/api/v1/ask", json=asked).json()["citations"]
    assert {one["report"]["title"] for one in citations} == {"2024年全市人力资源和社会保障工作总结"}


def test_reports_figures_and_passages_are_the_documents_of_the_command_line(client, filled) -> None:
    reports = client.get("/api/v1/reports").json()
    assert {"reports": reports["reports"]} == filled("reports", "--json").document
    report = reports["reports"][0]["id"]
    assert client.get(f"/api/v1/reports/{report}").json() == filled("show", report, "--json").document
    assert (
        client.get("/api/v1/figures", params={"report": report}).json() == filled("figures", report, "--json").document
    )
    found = client.get("/api/v1/search", params={"query": "职业培训", "k": 2}).json()
    assert found == filled("search", "职业培训", "-k", "2", "--json").document


def test_the_text_is_the_one_that_places_point_into(client) -> None:
    found = client.get("/api/v1/search", params={"query": "职业培训", "k": 1}).json()["results"][0]
    text = client.get(f"/api/v1/reports/{found['report']['id']}/text")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.text[found["start"] : found["end"]] == found["text"]


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (("GET", "/api/v1/reports/nothing", None), 404, "unknown_report"),
        (("GET", "/api/v1/reports/人力资源", None), 409, "ambiguous_report"),
        (("POST", "/api/v1/ask", {"question": " "}), 422, "empty_question"),
        (("POST", "/api/v1/ask", {"question": "问" * 3000}), 422, "question_too_long"),
        (("POST", "/api/v1/ask", {"question": "问", "library": "other"}), 404, "empty_library"),
        (("POST", "/api/v1/ask", {"question": "问", "colour": "red"}), 422, "invalid_request"),
        (("POST", "/api/v1/ask", {}), 422, "invalid_request"),
        (("GET", "/api/v1/search?query=a&k=0", None), 422, "invalid_request"),
        (("GET", "/nowhere", None), 404, "not_found"),
        (("GET", "/api/v1/ask", None), 405, "method_not_allowed"),
    ],
)
def test_errors_are_problems_with_a_code(client, request_, status: int, code: str) -> None:
    method, path, content = request_
    refused = client.request(method, path, json=content)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    problem = refused.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["detail"]
    assert problem["title"]


def test_a_system_that_is_not_able_is_503(client, tmp_path: Path) -> None:
    service = open_service(Settings(home=tmp_path / "home", embedding="no such model"))
    with service as opened:
        refused = TestClient(api.create(opened)).get("/api/v1/search", params={"query": "培训"})
    assert refused.status_code == 503


def test_health_and_readiness(client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["reports"] == 4


def test_the_description_is_openapi_3_1_and_loads_nothing_from_elsewhere(client) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert client.get("/docs").status_code == 404
    assert "http" not in json.dumps(described).replace('"http"', "")


def test_a_foreign_host_name_is_turned_away_where_only_loopback_is_served(filled, tmp_path: Path) -> None:
    with open_service(Settings(home=tmp_path / "home")) as service:
        local = TestClient(api.create(service, allowed_hosts=["localhost"]))
        assert local.get("/healthz", headers={"host": "localhost:8000"}).status_code == 200
        assert local.get("/healthz", headers={"host": "evil.example"}).status_code == 400
