"""Questions that lean on one another, at the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.domain import Answer, AnswerStatus
from rag.entrypoints import api
from rag.errors import DiskFull
from rag.settings import Settings

FIGURE = "2023年城镇新增就业多少万人？"
FOLLOW_UP = "那2022年呢？"


@pytest.fixture
def client(filled, tmp_path: Path) -> Iterator[TestClient]:
    with open_service(Settings(home=tmp_path / "home")) as service:
        yield TestClient(api.create(service, language="en"))


def begin(filled, question: str = FIGURE, *options: str) -> str:
    answer = filled("ask", question, "--conversation", "new", "--json", *options).document
    assert answer["conversation"]
    return answer["conversation"]


# --- command line


def test_a_follow_up_is_understood_and_how_is_shown(filled) -> None:
    conversation = begin(filled)
    answer = filled("ask", FOLLOW_UP, "--conversation", conversation, "--json").document
    assert answer["rewritten"] == "2022年城镇新增就业多少万人？"
    assert answer["status"] == "answered"
    assert all("2022" in one["report"]["title"] for one in answer["citations"])
    shown = filled("ask", FOLLOW_UP, "--conversation", conversation).out
    assert "Understood as: 2022年城镇新增就业多少万人？" in shown


def test_without_a_conversation_nothing_is_kept_and_a_follow_up_is_unclear(filled) -> None:
    assert filled("ask", FIGURE, "--json").document["conversation"] is None
    answer = filled("ask", FOLLOW_UP, "--json").document
    assert (answer["status"], answer["claims"], answer["citations"]) == ("refused", [], [])
    assert filled("conversations", "list", "--json").document == {"conversations": []}


def test_one_conversation_knows_nothing_of_another(filled) -> None:
    begin(filled)
    other = begin(filled, "谢谢")
    assert filled("ask", FOLLOW_UP, "--conversation", other, "--json").document["status"] == "refused"


def test_the_id_to_go_on_with_is_told_beside_the_answer(filled) -> None:
    streamed = filled("ask", FIGURE, "--conversation", "new")
    whole = filled("ask", FIGURE, "--conversation", "new", "--no-stream")
    ids = {one["id"] for one in filled("conversations", "list", "--json").document["conversations"]}
    for told in (streamed, whole):
        assert any(f"--conversation {one}" in told.err for one in ids)


def test_conversations_are_listed_shown_and_removed(filled) -> None:
    conversation = begin(filled, FIGURE, "--year", "2023")
    (listed,) = filled("conversations", "list", "--json").document["conversations"]
    assert (listed["id"], listed["title"], listed["year"], listed["questions"]) == (conversation, FIGURE, 2023, 1)
    shown = filled("conversations", "show", conversation, "--json").document
    (turn,) = shown["turns"]
    assert turn["question"] == FIGURE
    assert turn["answer"]["citations"][0]["quote"]
    assert turn["answer"]["conversation"] == conversation
    assert FIGURE in filled("conversations", "show", conversation).out
    assert conversation in filled("conversations", "list").out
    assert filled("conversations", "remove", conversation, "--json").document["removed"]["id"] == conversation
    assert filled("conversations", "list", "--json").document == {"conversations": []}
    assert "No conversations" in filled("conversations", "list").err


@pytest.mark.parametrize(
    "arguments", [("ask", FIGURE, "--conversation"), *(("conversations", x) for x in ("show", "remove"))]
)
def test_an_unknown_conversation_is_a_usage_error(filled, arguments: tuple[str, ...]) -> None:
    for wrong in ("nothing", "0" * 32, "’; drop"):
        outcome = filled(*arguments, wrong, "--json")
        assert outcome.code == 2
        assert outcome.document["error"]["code"] == "unknown_conversation"


def test_a_follow_up_stays_with_the_report_unless_another_is_named(filled) -> None:
    conversation = begin(filled, "城镇新增就业多少万人？", "--report", "renshe-2023")
    stays = filled("ask", "存在哪些问题？", "--conversation", conversation, "--json").document
    assert {one["report"]["title"][:20] for one in stays["citations"]} <= {
        one["title"][:20] for one in filled("reports", "--json").document["reports"] if one["file"] == "renshe-2023.txt"
    }
    leaves = filled(
        "ask", "培训了多少人次？", "--report", "renshe-2024", "--conversation", conversation, "--json"
    ).document
    assert {one["report"]["title"] for one in leaves["citations"]} == {"2024年全市人力资源和社会保障工作总结"}
    by_title = filled(
        "ask", "《2024年全市人力资源和社会保障工作总结》呢", "--conversation", conversation, "--json"
    ).document
    assert {one["report"]["title"] for one in by_title["citations"]} <= {"2024年全市人力资源和社会保障工作总结"}


def test_a_conversation_stays_with_its_library(filled) -> None:
    conversation = begin(filled, FIGURE, "--library", "default")
    outcome = filled("ask", FOLLOW_UP, "--library", "别的", "--conversation", conversation, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (2, "conversation_elsewhere")


def test_greetings_are_answered_even_where_no_report_is(rag) -> None:
    answer = rag("ask", "你好", "--conversation", "new", "--json").document
    assert (answer["status"], answer["claims"], answer["citations"]) == ("answered", [], [])
    assert answer["conversation"]


def test_several_questions_are_one_answer(filled) -> None:
    answer = filled("ask", "2023年城镇新增就业多少万人？存在哪些问题？", "--json").document
    assert answer["status"] == "answered"
    assert len(answer["claims"]) > 1
    assert [one["id"] for one in answer["citations"]] == list(range(1, len(answer["citations"]) + 1))


def test_an_english_question_says_that_a_language_model_is_needed(filled) -> None:
    answer = filled("ask", "How many urban jobs were created in 2023?", "--json").document
    assert answer["status"] == "refused"
    assert "RAG_MODEL" in answer["answer"]


# --- HTTP


def test_a_conversation_over_http(client) -> None:
    first = client.post("/api/v1/ask", json={"question": FIGURE, "conversation": "new"}).json()
    path = f"/api/v1/conversations/{first['conversation']}"
    second = client.post("/api/v1/ask", json={"question": FOLLOW_UP, "conversation": first["conversation"]}).json()
    assert second["rewritten"] == "2022年城镇新增就业多少万人？"
    listed = client.get("/api/v1/conversations").json()["conversations"]
    assert [(one["id"], one["questions"]) for one in listed] == [(first["conversation"], 2)]
    turns = client.get(path).json()["turns"]
    assert [one["question"] for one in turns] == [FIGURE, FOLLOW_UP]
    assert turns[0]["answer"] == first
    assert client.delete(path).json()["removed"]["id"] == first["conversation"]
    assert client.get("/api/v1/conversations").json()["conversations"] == []


@pytest.mark.parametrize("none", [None, ""])
def test_empty_is_no_conversation(client, none: str | None) -> None:
    assert client.post("/api/v1/ask", json={"question": FIGURE, "conversation": none}).json()["conversation"] is None
    assert client.get("/api/v1/conversations").json()["conversations"] == []


def test_a_stream_is_kept_once_it_is_whole(client) -> None:
    asked = {"question": FIGURE, "conversation": "new"}
    streamed = client.post("/api/v1/ask", json=asked, headers={"accept": "text/event-stream"})
    (conversation,) = client.get("/api/v1/conversations").json()["conversations"]
    assert conversation["id"] in streamed.text.split("event: done")[-1]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/conversations/nothing", None),
        ("DELETE", f"/api/v1/conversations/{'0' * 32}", None),
        ("POST", "/api/v1/ask", {"question": FIGURE, "conversation": "nothing"}),
    ],
)
def test_an_unknown_conversation_is_not_found(client, method: str, path: str, body: dict[str, str] | None) -> None:
    response = client.request(method, path, json=body)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "unknown_conversation"


def test_another_library_is_a_conflict(client) -> None:
    asked = {"question": FIGURE, "conversation": "new", "library": "default"}
    conversation = client.post("/api/v1/ask", json=asked).json()["conversation"]
    response = client.post("/api/v1/ask", json={"question": FIGURE, "conversation": conversation, "library": "别的"})
    assert (response.status_code, response.json()["code"]) == (409, "conversation_elsewhere")


# --- in process


def test_what_was_not_answered_to_the_end_is_not_kept(filled, tmp_path: Path) -> None:
    with open_service(Settings(home=tmp_path / "home")) as service:
        with closing(service.stream(FIGURE, conversation="new")) as events:
            next(events)
        assert list(service.conversations()) == []


def test_a_conversation_that_is_removed_meanwhile_does_not_come_back(filled, tmp_path: Path) -> None:
    with open_service(Settings(home=tmp_path / "home")) as service:
        conversation = service.ask(FIGURE, conversation="new").conversation
        with closing(service.stream(FOLLOW_UP, conversation=conversation)) as events:
            next(events)
            service.remove_conversation(conversation)
            *_, answer = events
        assert isinstance(answer, Answer)
        assert (answer.text != "", answer.conversation) == (True, "")
        assert list(service.conversations()) == []


def test_an_answer_is_given_even_where_it_cannot_be_kept(filled, tmp_path: Path, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise DiskFull(folder="here")

    with open_service(Settings(home=tmp_path / "home")) as service:
        monkeypatch.setattr("rag.adapters.ledger.conversations.SqlConversations.add", full)
        answer = service.ask(FIGURE, conversation="new")
    assert (answer.status, answer.conversation) == (AnswerStatus.ANSWERED, "")
    assert any("没有记入对话" in one for one in answer.notices)
