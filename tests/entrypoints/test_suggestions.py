"""Suggested questions are made from the reports that the caller sees, and each of them has an answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.entrypoints import api
from rag.settings import Settings


@pytest.fixture(scope="module")
def client(_filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("suggestions") / "home"
    shutil.copytree(_filled_home, home)
    with open_service(Settings(home=home)) as service:
        yield TestClient(api.create(service))


def _suggested(client: TestClient, **where: Any) -> list[str]:
    questions: list[str] = client.get("/api/v1/suggestions", params=where).json()["questions"]
    return questions


def test_there_are_a_few_and_each_is_answered(client: TestClient) -> None:
    questions = _suggested(client)
    assert 3 <= len(questions) <= 6
    assert len(set(questions)) == len(questions)
    for one in questions:
        answer = client.post("/api/v1/ask", json={"question": one}).json()
        assert answer["status"] == "answered", one
        assert not answer["dropped"], one


def test_those_of_one_report_are_answered_by_it(client: TestClient) -> None:
    report = client.get("/api/v1/reports/renshe-2023").json()["id"]
    for one in _suggested(client, report="renshe-2023"):
        answer = client.post("/api/v1/ask", json={"question": one, "report": "renshe-2023"}).json()
        assert {cited["report"]["id"] for cited in answer["citations"]} == {report}


def test_a_masked_figure_is_not_suggested(client: TestClient) -> None:
    asked = [client.post("/api/v1/ask", json={"question": one}).json() for one in _suggested(client)]
    assert all(claim["verdict"] != "undisclosed" for answer in asked for claim in answer["claims"])


def test_where_there_is_no_report_nothing_is_suggested(client: TestClient) -> None:
    assert _suggested(client, year=1987) == []
    assert client.get("/api/v1/suggestions", params={"report": "no such report"}).status_code == 404


def test_a_report_named_by_its_title_in_the_question_is_the_one_that_answers(client: TestClient) -> None:
    view = client.get("/api/v1/reports/renshe-2022").json()
    answer = client.post("/api/v1/ask", json={"question": f"《{view['title']}》中，城镇新增就业多少人？"}).json()
    assert answer["status"] == "answered"
    assert {cited["report"]["id"] for cited in answer["citations"]} == {view["id"]}
