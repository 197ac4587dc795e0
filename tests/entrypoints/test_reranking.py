"""A reranker by one setting, from the command line: it orders, or it is said on stderr that it did not."""

from __future__ import annotations

import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.scripted_models import ScriptedModel
from tests.unit.adapters.test_rerankers import tiny_model

QUERY = "城镇新增就业多少人？"
needs_transformers = pytest.mark.skipif(not find_spec("sentence_transformers"), reason="needs the extra [transformers]")


@pytest.fixture
def chat_model(monkeypatch: pytest.MonkeyPatch):
    """Sets the model that any provider gives."""

    def give(model: ScriptedModel) -> None:
        monkeypatch.setenv("RAG_MODEL", "scripted:model")
        monkeypatch.setenv("RAG_RERANKER", "model")
        monkeypatch.setattr("rag.adapters.chat_models.connect", lambda name, **options: model)

    return give


def chunks(found: Any) -> list[str]:
    return [one["chunk"] for one in found.document["results"]]


def reranked(found: Any) -> set[bool]:
    return {one["reranked"] for one in found.document["results"]}


def test_without_the_setting_nothing_is_reranked(filled) -> None:
    found = filled("search", QUERY, "--json")
    assert reranked(found) == {False}
    assert found.err == ""


def test_the_chat_model_orders_what_was_found(filled, chat_model) -> None:
    before = chunks(filled("search", QUERY, "--json", "-k", "20"))
    chat_model(ScriptedModel(replies=["3,1"]))
    found = filled("search", QUERY, "--json", "-k", "20")
    assert chunks(found) == [before[2], before[0], before[1], *before[3:]]
    assert reranked(found) == {True}
    scores = [one["score"] for one in found.document["results"]]
    assert scores == sorted(scores, reverse=True)


def test_the_first_k_are_cut_after_the_reranking(filled, chat_model) -> None:
    before = chunks(filled("search", QUERY, "--json", "-k", "20"))
    chat_model(ScriptedModel(replies=["9,4"]))
    assert chunks(filled("search", QUERY, "--json", "-k", "2")) == [before[8], before[3]]


def test_only_what_the_filter_leaves_is_reranked(filled, chat_model) -> None:
    narrowed = ("search", QUERY, "--json", "--year", "2022", "-k", "20")
    before = chunks(filled(*narrowed))
    chat_model(ScriptedModel(replies=["2,20,1"]))
    after = chunks(filled(*narrowed))
    assert after[:1] == before[1:2]
    assert sorted(after) == sorted(before)


@pytest.mark.parametrize(
    "model", [ScriptedModel(replies=["我不知道"]), ScriptedModel(fails=True)], ids=["babbles", "is not there"]
)
def test_a_chat_model_that_does_not_order_leaves_the_order_and_a_warning(filled, chat_model, model, caplog) -> None:
    before = chunks(filled("search", QUERY, "--json"))
    chat_model(model)
    found = filled("search", QUERY, "--json")
    assert found.code == 0
    assert chunks(found) == before
    assert reranked(found) == {False}
    assert [one.levelname for one in caplog.records if one.name == "rag.reranking"] == ["WARNING"]


def test_a_chat_model_that_hangs_is_not_waited_for(filled, chat_model, monkeypatch, caplog) -> None:
    before = chunks(filled("search", QUERY, "--json"))
    monkeypatch.setenv("RAG_RERANKER_TIMEOUT_SECONDS", "0.05")
    chat_model(ScriptedModel(go=(go := threading.Event())))
    try:
        assert chunks(filled("search", QUERY, "--json")) == before
    finally:
        go.set()
    assert "RAG_RERANKER_TIMEOUT_SECONDS" in caplog.text


def test_the_built_in_model_orders_nothing_and_says_so(filled, monkeypatch, caplog) -> None:
    monkeypatch.setenv("RAG_RERANKER", "model")
    assert reranked(filled("search", QUERY, "--json")) == {False}
    assert "RAG_MODEL=extractive" in caplog.text
    checked = filled("doctor", "--json")
    assert checked.code == 3
    assert [one["name"] for one in checked.document["checks"] if not one["ok"]] == ["reranker"]


@needs_transformers
def test_a_cross_encoder_orders_what_was_found(filled, monkeypatch, tmp_path: Path) -> None:
    before = chunks(filled("search", QUERY, "--json", "-k", "20"))
    monkeypatch.setenv("RAG_RERANKER", f"cross-encoder:{tiny_model(tmp_path / 'tiny')}")
    found = filled("search", QUERY, "--json", "-k", "20")
    assert reranked(found) == {True}
    assert chunks(found) != before
    assert sorted(chunks(found)) == sorted(before)
    assert filled("ask", "2023年城镇新增就业多少人？", "--json").document["status"] == "answered"
    assert filled("doctor", "--json").code == 0


@needs_transformers
def test_a_cross_encoder_that_is_not_there_leaves_the_order(filled, monkeypatch, caplog) -> None:
    before = chunks(filled("search", QUERY, "--json"))
    monkeypatch.setenv("RAG_RERANKER", "cross-encoder:/no/such/model")
    found = filled("search", QUERY, "--json")
    assert (found.code, chunks(found), reranked(found)) == (0, before, {False})
    assert "/no/such/model" in caplog.text
    assert filled("doctor").code == 3


@pytest.mark.parametrize("value", ["yes", "cross-encoder", "cross-encoder:", "model:x", "Model"])
def test_a_reranker_that_cannot_be_meant_is_refused_by_name(filled, monkeypatch, value: str) -> None:
    monkeypatch.setenv("RAG_RERANKER", value)
    refused = filled("search", QUERY)
    assert refused.code == 2
    assert "RAG_RERANKER" in refused.err
    assert filled("doctor").code == 3


def test_doctor_says_which_reranker_there_is(filled, chat_model) -> None:
    def shown() -> str:
        [detail] = [one["detail"] for one in filled("doctor", "--json").document["checks"] if one["name"] == "reranker"]
        return str(detail)

    assert shown() == "Off"
    chat_model(ScriptedModel(replies=["1"]))
    assert shown() == "Uses model"
