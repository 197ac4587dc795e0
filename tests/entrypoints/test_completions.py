"""OpenAI's protocol, as its own client library meets it in another process, and as clients depend on it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.entrypoints import api
from rag.settings import Settings
from tests.served import served

QUESTION = "2023年城镇新增就业多少人？"
MASKED = "为农民工追回了多少工资？"


@pytest.fixture(scope="module")
def client(_filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("completions") / "home"
    shutil.copytree(_filled_home, home)
    with open_service(Settings(home=home)) as service:
        yield TestClient(api.create(service))


def _ask(client: TestClient, *texts: str, **more: object) -> Any:
    """`texts`: the user's and the assistant's, by turns."""
    roles = ("user", "assistant")
    messages = [{"role": roles[number % 2], "content": text} for number, text in enumerate(texts)]
    answered = client.post("/v1/chat/completions", json={"model": "rag", "messages": messages, **more})
    assert answered.status_code == 200, answered.text
    return answered.json()


def _chunks(client: TestClient, text: str, **more: object) -> list[Any]:
    asked = {"model": "rag", "messages": [{"role": "user", "content": text}], "stream": True, **more}
    body = client.post("/v1/chat/completions", json=asked).text
    data = [line.removeprefix("data: ") for line in body.splitlines() if line.startswith("data: ")]
    assert data[-1] == "[DONE]"
    return [json.loads(one) for one in data[:-1]]


def _content(chunks: list[Any]) -> str:
    return "".join(one["choices"][0]["delta"].get("content", "") for one in chunks if one["choices"])


def test_the_answer_is_that_of_the_products_own_route(client: TestClient) -> None:
    message = _ask(client, QUESTION)["choices"][0]["message"]
    own = client.post("/api/v1/ask", json={"question": QUESTION}).json()
    assert message["content"].startswith(own["answer"])
    assert own["citations"][0]["quote"] in message["content"].replace("\\", "")


def test_each_annotation_bounds_its_mark_and_leads_to_the_words_cited(client: TestClient) -> None:
    message = _ask(client, "创业担保贷款发放了多少？")["choices"][0]["message"]
    assert len(message["annotations"]) >= 2
    for one in message["annotations"]:
        cited, place = one["url_citation"], one["citation"]
        assert message["content"][cited["start_index"] : cited["end_index"]] == f"[{place['id']}]"
        assert cited["url"].endswith(f"/reports/{place['report']['id']}?start={place['start']}&end={place['end']}")
        text = client.get(f"/api/v1/reports/{place['report']['id']}/text").text
        assert text[place["start"] : place["end"]] == place["quote"]


@pytest.mark.parametrize("question", [QUESTION, MASKED, "2023年的火星探测有什么进展？", "你好"])
def test_the_chunks_of_a_stream_make_up_the_whole_answer(client: TestClient, question: str) -> None:
    chunks = _chunks(client, question)
    message = _ask(client, question)["choices"][0]["message"]
    assert _content(chunks) == message["content"]
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-1]["choices"][0]["delta"].get("annotations", []) == message["annotations"]
    assert len({one["id"] for one in chunks}) == 1


def test_what_a_stream_took_is_told_when_it_is_asked_for(client: TestClient) -> None:
    last = _chunks(client, QUESTION, stream_options={"include_usage": True})[-1]
    assert last["choices"] == []
    assert last["usage"]["total_tokens"] == last["usage"]["prompt_tokens"] + last["usage"]["completion_tokens"]


def test_a_follow_up_leans_on_the_messages_before_it(client: TestClient) -> None:
    first = _ask(client, QUESTION)["choices"][0]["message"]["content"]
    second = _ask(client, QUESTION, first, "2022年呢？")
    assert "2022年" in second["rag"]["rewritten"]
    assert "城镇新增就业" in second["rag"]["rewritten"]
    third = _ask(client, QUESTION, first, "2022年呢？", second["choices"][0]["message"]["content"], "2024年呢？")
    assert "城镇新增就业" in third["rag"]["rewritten"]
    assert "2024年" in third["rag"]["rewritten"]


def test_a_masked_figure_is_said_to_be_undisclosed(client: TestClient) -> None:
    answer = _ask(client, MASKED)
    assert answer["rag"]["claims"][0]["verdict"] == "undisclosed"
    assert "未披露" in answer["choices"][0]["message"]["content"]


def test_a_refusal_names_the_nearest_sections_as_links(client: TestClient) -> None:
    answer = _ask(client, "2023年城镇新增就业的平均年龄是多少岁？")
    assert answer["rag"]["status"] == "refused"
    for one in answer["rag"]["nearest"]:
        assert f"/reports/{one['report']['id']}?start={one['start']}" in answer["choices"][0]["message"]["content"]


def test_text_in_parts_is_text_and_an_image_is_refused(client: TestClient) -> None:
    parts: list[dict[str, object]] = [{"type": "text", "text": QUESTION}]
    asked = {"model": "rag", "messages": [{"role": "user", "content": parts}]}
    assert "3.12万人" in client.post("/v1/chat/completions", json=asked).json()["choices"][0]["message"]["content"]
    parts.append({"type": "image_url", "image_url": {"url": "https://example.org/a.png"}})
    refused = client.post("/v1/chat/completions", json=asked)
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "messages_invalid"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"model": "gpt-5", "messages": [{"role": "user", "content": "好"}]}, 404, "model_not_found"),
        ({"model": "rag/elsewhere", "messages": [{"role": "user", "content": "好"}]}, 404, "model_not_found"),
        ({"model": "rag", "messages": [{"role": "assistant", "content": "好"}]}, 422, "messages_invalid"),
        ({"model": "rag", "messages": [{"role": "user", "content": QUESTION}], "n": 2}, 422, "messages_invalid"),
        ({"model": "rag", "messages": []}, 422, "invalid_request"),
        ({"model": "rag", "messages": [{"role": "user", "content": "  "}]}, 422, "empty_question"),
    ],
)
def test_what_cannot_be_asked_is_an_error_of_the_protocol(
    client: TestClient, asked: dict[str, object], status: int, code: str
) -> None:
    refused = client.post("/v1/chat/completions", json=asked)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert refused.json()["error"]["message"]


def test_each_library_is_a_model(client: TestClient) -> None:
    listed = [one["id"] for one in client.get("/v1/models").json()["data"]]
    assert listed == ["rag", "rag/default"]
    assert client.get("/v1/models/rag/default").json()["id"] == "rag/default"
    assert client.get("/v1/models/gpt-5").json()["error"]["code"] == "model_not_found"
    assert "3.12万人" in _ask(client, QUESTION, model="rag/default")["choices"][0]["message"]["content"]


_CLIENT = f"""
import json, sys
from openai import NotFoundError, OpenAI
client = OpenAI(base_url=sys.argv[1] + "/v1", api_key="none", max_retries=0)
asked = [{{"role": "user", "content": "{QUESTION}"}}]
whole = client.chat.completions.create(model="rag", messages=asked)
with client.chat.completions.create(model="rag", messages=asked, stream=True) as stream:
    streamed = [one for one in stream]
try:
    client.chat.completions.create(model="other", messages=asked)
except NotFoundError as error:
    code = error.code
message = whole.choices[0].message
print(json.dumps({{
    "models": [one.id for one in client.models.list()],
    "content": message.content,
    "urls": [one.url_citation.url for one in message.annotations],
    "streamed": "".join(one.choices[0].delta.content or "" for one in streamed if one.choices),
    "code": code,
}}))
"""


def test_the_openai_library_asks_from_a_process_of_its_own(_filled_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(_filled_home, home)
    with served(home) as server:
        asked = subprocess.run(
            [sys.executable, "-c", _CLIENT, server.address], capture_output=True, text=True, timeout=60, check=True
        )
    told = json.loads(asked.stdout)
    assert "3.12万人" in told["content"]
    assert told["streamed"] == told["content"]
    assert all(one.startswith(f"{server.address}/reports/") for one in told["urls"])
    assert told["models"] == ["rag", "rag/default"]
    assert told["code"] == "model_not_found"
