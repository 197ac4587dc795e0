"""The models that describe the API hold exactly what it gives: each real document fits, and so does each example."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from jsonschema_rs import validator_for
from pydantic import BaseModel, TypeAdapter

from rag.bootstrap import open_service
from rag.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    Conflict,
    Dropped,
    DropReason,
    FailedReport,
    Judgement,
    Place,
    PromptIdentity,
    SecondOpinion,
    Span,
    Undisclosed,
    Usage,
    Verdict,
)
from rag.entrypoints import api, documents
from rag.entrypoints.api.schemas import answers, comparisons, others, reports, summaries
from rag.entrypoints.api.schemas.operations import EVENTS, OPERATIONS, TAGS, Operation
from rag.entrypoints.comparison_documents import of_comparison
from rag.errors import UnknownReport
from rag.service import Service
from rag.settings import Settings

QUESTIONS = (
    "2023年城镇新增就业多少万人？",
    "你好",
    "火星上有多少人？",
    "2022年和2023年城镇新增就业各多少？",
    "失业人员多少人？",
)


@pytest.fixture
def service(filled, tmp_path: Path) -> Iterator[Service]:
    with open_service(Settings(home=tmp_path / "home")) as service:
        yield service


@pytest.fixture
def client(service: Service) -> TestClient:
    return TestClient(api.create(service, language="en"))


def _fits(model: type[BaseModel], document: object) -> None:
    """As it goes over the wire, without any leniency."""
    TypeAdapter(model).validate_json(json.dumps(document, ensure_ascii=False), strict=True)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_fit(service: Service, question: str) -> None:
    _fits(answers.Answer, documents.of_answer(service.ask(question)))


def test_an_answer_with_everything_in_it_fits() -> None:
    place = Place("1", "总结", ("一",), Span(0, 2))
    whole = Answer(
        status=AnswerStatus.ANSWERED,
        text="有[1]",
        language="zh",
        claims=tuple(Claim("有", (1,), verdict) for verdict in Verdict),
        citations=(Citation(1, place, "有的", page=3),),
        dropped=tuple(Dropped("无", reason) for reason in DropReason),
        undisclosed=(Undisclosed("*人", 1),),
        conflicts=(Conflict("就业", "2024年", "人", (1, 1)),),
        nearest=(place,),
        missing=("2021年",),
        prompt=PromptIdentity("answer", "1", "ab"),
        usage=Usage(1, 2),
        timings_ms={"retrieve": 1.0},
        notices=("注意",),
        rewritten="问",
        conversation="c",
        judged=SecondOpinion("m", (Judgement(1, True), Judgement(2, None))),
    )
    _fits(answers.Answer, documents.of_answer(whole))


def test_summaries_and_comparisons_fit(service: Service) -> None:
    failed = (FailedReport("1", "总结", UnknownReport(report="1")),)
    summary = service.summarize(["renshe-2024", "renshe-2023"])
    _fits(summaries.Summary, documents.of_summary(summary))
    _fits(summaries.Summary, documents.of_summary(replace(summary, failed=failed, template=None)))
    compared = service.compare(["renshe-2022", "renshe-2023", "renshe-2024"])
    _fits(comparisons.Comparison, of_comparison(compared))
    _fits(comparisons.Comparison, of_comparison(replace(compared, failed=failed)))


def test_reports_searches_and_figures_fit(client: TestClient) -> None:
    listed = client.get("/api/v1/reports").json()
    _fits(reports.Reports, listed)
    for one in listed["reports"]:
        _fits(reports.ReportView, client.get(f"/api/v1/reports/{one['id']}").json())
    _fits(reports.Figures, client.get("/api/v1/figures").json())
    _fits(reports.Libraries, client.get("/api/v1/libraries").json())
    _fits(answers.Search, client.get("/api/v1/search", params={"query": "就业"}).json())


def test_conversations_fit(client: TestClient) -> None:
    asked = {"question": QUESTIONS[0], "conversation": "new"}
    id = client.post("/api/v1/ask", json=asked).json()["conversation"]
    _fits(answers.Conversations, client.get("/api/v1/conversations").json())
    _fits(answers.ConversationView, client.get(f"/api/v1/conversations/{id}").json())
    _fits(answers.RemovedConversation, client.delete(f"/api/v1/conversations/{id}").json())


def test_problems_fit(client: TestClient) -> None:
    for refused in (client.get("/nowhere"), client.post("/api/v1/ask", json={})):
        _fits(others.Problem, refused.json())


@pytest.mark.parametrize("known", OPERATIONS.values(), ids=lambda one: one.id)
def test_the_example_of_every_route_fits(known: Operation) -> None:
    if known.gives is not None:
        _fits(known.gives, known.example)


def test_every_route_is_described_and_every_description_is_of_a_route(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    routes = {(method.upper(), path) for path, item in described["paths"].items() for method in item}
    assert routes == set(OPERATIONS)
    used = {tag for item in described["paths"].values() for one in item.values() for tag in one["tags"]}
    assert used <= set(TAGS)


def test_every_route_tells_its_problems_and_what_it_gives(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    for path, item in described["paths"].items():
        for method, one in item.items():
            statuses = one["responses"].keys()
            assert "500" in statuses, (method, path)
            assert not path.startswith("/api/") or {"401", "403", "429", "503"} <= statuses, (method, path)
            assert "requestBody" not in one or {"413", "415", "422"} <= statuses, (method, path)
            assert one["summary"], (method, path)
            assert any(content for content in (r.get("content") for r in one["responses"].values())), (method, path)
    ask = described["paths"]["/api/v1/ask"]["post"]
    assert EVENTS in ask["responses"]["200"]["content"]
    assert ask["requestBody"]["content"]["application/json"]["example"]["question"]


def test_references_lead_somewhere_and_schemas_are_schemas(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    references = {one.split('"')[0] for one in json.dumps(described).split('"$ref": "')[1:]}
    for one in references:
        found = described
        for part in one.removeprefix("#/").split("/"):
            found = found[part]
    for schema in described["components"]["schemas"].values():
        validator_for({**schema, "components": described["components"]})
