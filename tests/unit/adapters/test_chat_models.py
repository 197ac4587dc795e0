"""Providers' models: nothing is sent when one is connected, failures have our words and never a key, replies stream."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import HumanMessage

from rag.adapters.chat_models import RemoteModel, RemoteStream, connect
from rag.errors import InvalidSetting, ModelBusy, ModelRefused, ModelReplyInvalid, ModelUnavailable, ProviderMissing
from tests.model_server import Raw, Status, Text, closed_port, serving, whole

KEY = "sk-proj-1234567890abcdef"
ASKED = [HumanMessage("问")]


class Broken(FakeListChatModel):
    """Raises `error` whenever it is asked."""

    error: Any = None

    def _call(self, *given: Any, **named: Any) -> str:
        raise self.error

    def _stream(self, *given: Any, **named: Any) -> Any:
        raise self.error


def raised(error: Exception) -> ModelUnavailable:
    """What becomes of an error of a provider's library."""
    with pytest.raises(ModelUnavailable) as caught:
        RemoteModel(inner=Broken(responses=[], error=error), name_shown="m").invoke("问")
    return caught.value


class Refusal(Exception):
    """As the libraries of OpenAI, Anthropic and others raise it."""

    def __init__(self, status: int, words: str = "refused", headers: dict[str, str] | None = None) -> None:
        super().__init__(words)
        self.response = SimpleNamespace(status_code=status, headers=headers or {})


# --- connecting


def test_a_provider_whose_package_is_not_installed_is_said_with_the_package() -> None:
    with pytest.raises(ProviderMissing, match="pip install langchain-cohere"):
        connect("cohere:command", timeout_seconds=1)


def test_a_provider_that_langchain_does_not_know_is_a_wrong_setting() -> None:
    with pytest.raises(InvalidSetting, match="RAG_MODEL"):
        connect("nobody:model", timeout_seconds=1)


def test_connecting_sends_nothing() -> None:
    with serving(whole("好。")) as server:
        connect("openai:scripted", base_url=server.url, timeout_seconds=1)
        connect("ollama:scripted", base_url=server.url, timeout_seconds=1)
    assert server.requests == []


def test_a_server_of_one_s_own_needs_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with serving(whole("好。")) as server:
        model = connect("openai:scripted", base_url=server.url, timeout_seconds=10)
        assert model.invoke("问").text == "好。"
        assert "".join(piece.text for piece in model.stream("问")) == "好。"
    assert server.requests[-1]["temperature"] == 0
    assert server.requests[-1]["model"] == "scripted"


def test_the_key_is_sent_and_shown_nowhere() -> None:
    with serving(whole("好。")) as server:
        model = connect("openai:scripted", base_url=server.url, api_key=KEY, timeout_seconds=10)
        list(model.stream("问"))
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(model)


# --- failures


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Refusal(401), ModelRefused),
        (Refusal(402), ModelRefused),
        (Refusal(404), ModelRefused),
        (Refusal(422), ModelRefused),
        (Refusal(408), ModelUnavailable),
        (Refusal(429), ModelBusy),
        (Refusal(429, "insufficient_quota"), ModelRefused),
        (Refusal(500), ModelUnavailable),
        (Refusal(502), ModelUnavailable),
        (Refusal(503), ModelBusy),
        (Refusal(529), ModelBusy),
        (Refusal(200), ModelReplyInvalid),
        (json.JSONDecodeError("Expecting value", "<html>", 0), ModelReplyInvalid),
        (KeyError("choices"), ModelReplyInvalid),
        (ConnectionRefusedError(111, "Connection refused"), ModelUnavailable),
        (TimeoutError(), ModelUnavailable),
        (RuntimeError("something else"), ModelUnavailable),
    ],
)
def test_an_error_is_known_by_its_status_or_by_its_kind(error: Exception, kind: type[ModelUnavailable]) -> None:
    found = raised(error)
    assert type(found) is kind
    assert found.values["model"] == "m"
    assert found.values["reason"]


@pytest.mark.parametrize(("said", "seconds"), [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("soon", None), ("", None)])
def test_when_to_come_again_is_read_where_it_is_said(said: str, seconds: float | None) -> None:
    found = raised(Refusal(429, headers={"retry-after": said}))
    assert isinstance(found, ModelBusy)
    assert found.retry_after_seconds == seconds


def test_when_to_come_again_may_be_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    found = raised(Refusal(429, headers={"retry-after": later}))
    assert isinstance(found, ModelBusy)
    assert found.retry_after_seconds == pytest.approx(60, abs=3)


@pytest.mark.parametrize(
    "said",
    [
        f"Incorrect API key provided: {KEY}.",
        "Incorrect API key provided: sk-proj-********cdef. You can find your key at https://example.com.",
        f"headers: Authorization: Bearer {KEY}",
        "no route to http://office:geheim99@10.0.0.7:8000/v1",
        "API key not valid: AIzaSyA1234567890",
    ],
)
def test_no_key_reaches_our_words_or_the_traceback(said: str) -> None:
    import traceback

    body = json.dumps({"error": {"message": said}})
    with serving([Status(401, body)]) as server:
        model = connect("openai:scripted", base_url=server.url, api_key=KEY, timeout_seconds=10)
        with pytest.raises(ModelRefused) as caught:
            list(model.stream("问"))
    shown = "".join(traceback.format_exception(caught.value)) + str(caught.value) + caught.value.in_language("en")
    for secret in (KEY, "cdef.", "geheim99", "SyA1234567890"):
        assert secret not in shown
    assert "***" in str(caught.value)


def test_a_key_in_the_environment_is_a_key_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "plain-office-key-77")
    with serving([Status(401, '{"error": {"message": "who is plain-office-key-77?"}}')]) as server:
        model = connect("openai:scripted", base_url=server.url, timeout_seconds=10)
        with pytest.raises(ModelRefused) as caught:
            model.invoke("问")
    assert "plain-office-key-77" not in str(caught.value)


def test_a_connection_that_fails_says_how() -> None:
    with pytest.raises(ModelUnavailable, match=r"refused|Connect"):
        list(connect("openai:scripted", base_url=closed_port(), timeout_seconds=5).stream("问"))


@pytest.mark.parametrize("reply", [[Status(200, "<html>")], [Raw("data: {")]])
def test_what_is_no_stream_of_a_model_is_said_so(reply: Any) -> None:
    with serving(reply) as server, pytest.raises(ModelReplyInvalid):
        list(connect("openai:scripted", base_url=server.url, timeout_seconds=5).stream("问"))


def test_a_model_that_takes_no_temperature_is_asked_without() -> None:
    refused = Status(400, '{"error": {"message": "Unsupported value: temperature does not support 0"}}')
    with serving([refused], whole("好。")) as server:
        model = connect("openai:scripted", base_url=server.url, timeout_seconds=5)
        assert "".join(piece.text for piece in model.stream("问")) == "好。"
        list(model.stream("问"))
    assert [one.get("temperature") for one in server.requests] == [0, None, None]


def test_what_is_refused_for_good_is_not_asked_without_end() -> None:
    with serving([Status(400, '{"error": {"message": "temperature"}}')]) as server, pytest.raises(ModelRefused):
        list(connect("openai:scripted", base_url=server.url, timeout_seconds=5).stream("问"))
    assert len(server.requests) == 2


def test_nothing_is_asked_again_in_mid_stream() -> None:
    reply = [Text("好"), Raw('data: {"error": {"message": "temperature"}}')]
    with serving(reply) as server, pytest.raises(ModelUnavailable):
        list(connect("openai:scripted", base_url=server.url, timeout_seconds=5).stream("问"))
    assert len(server.requests) == 1


def test_a_library_without_a_stream_is_called_as_it_can() -> None:
    model = RemoteStream(inner=FakeListChatModel(responses=["好。"]), name_shown="m")
    assert "".join(piece.text for piece in model.stream("问")) == "好。"
    assert RemoteModel(inner=FakeListChatModel(responses=["好。"]), name_shown="m").invoke("问").text == "好。"


# --- Ollama, which has a protocol of its own


def ollama(*pieces: str) -> Status:
    lines: list[dict[str, Any]] = [{"message": {"role": "assistant", "content": piece}} for piece in pieces]
    lines.append({"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"})
    lines[-1] |= {"prompt_eval_count": 33, "eval_count": 7}
    common = {"model": "scripted", "created_at": "2026-01-01T00:00:00Z", "done": False}
    return Status(200, "".join(json.dumps(common | line, ensure_ascii=False) + "\n" for line in lines))


def test_ollama_streams_counts_and_is_told_how_much_it_must_read() -> None:
    with serving([ollama("甲。[k3f7]\n", "乙。")]) as server:
        model = connect("ollama:scripted", base_url=server.url.removesuffix("/v1"), timeout_seconds=5)
        pieces = list(model.stream("问"))
        wide = connect(
            "ollama:scripted",
            base_url=server.url.removesuffix("/v1"),
            api_key="office-key",
            timeout_seconds=5,
            context_tokens=32_768,
        )
        list(wide.stream("问"))
    assert "".join(piece.text for piece in pieces) == "甲。[k3f7]\n乙。"
    assert [one["options"]["num_ctx"] for one in server.requests] == [8_192, 32_768]
    assert server.headers[1]["authorization"] == "Bearer office-key"
    assert "office-key" not in repr(wide)
    counted = [piece.usage_metadata for piece in pieces if piece.usage_metadata]
    assert (counted[-1]["input_tokens"], counted[-1]["output_tokens"]) == (33, 7)


def test_a_model_that_ollama_does_not_have_is_refused_with_its_words() -> None:
    with serving([Status(404, '{"error": "model scripted not found, try pulling it first"}')]) as server:
        model = connect("ollama:scripted", base_url=server.url.removesuffix("/v1"), timeout_seconds=5)
        with pytest.raises(ModelRefused, match="try pulling it first"):
            list(model.stream("问"))
