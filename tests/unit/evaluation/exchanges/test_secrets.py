"""Whoever gets the file of a recording gets no key with it."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage, SystemMessage

from rag.adapters import chat_models
from rag.errors import ModelUnavailable
from rag.evaluation.exchanges import Recording, attempt
from rag.evaluation.exchanges.secrets import HIDDEN, Scrubber
from rag.settings import Settings
from tests.model_server import Finish, Reply, Status, Text, serving

OF_SETTINGS = "mine-4f1c9e77aa"
OF_JUDGE = "judges-0d91b2"
OF_ENVIRONMENT = "abcd0123wxyz9876"
PLANTED = (OF_SETTINGS, OF_JUDGE, OF_ENVIRONMENT, "sk-proj-11112222", "hunter2", "dXNlcjpwYXNz", "Zm9vYmFyYmF6")

ECHO = f"您的密钥是 {OF_SETTINGS}，请妥善保管；另有 Bearer Zm9vYmFyYmF6。"
SAID = f"地址 https://li:hunter2@example.org/v1 ，密钥 {OF_ENVIRONMENT}，sk-proj-11112222，{OF_JUDGE}"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SERVICE_TOKEN", OF_ENVIRONMENT)


def recorded(file: Path, *replies: Reply, said: str = SAID) -> str:
    """All that stands in the file after each reply was asked for."""
    with serving(*replies) as server:
        settings = Settings(model_api_key=OF_SETTINGS, judge_api_key=OF_JUDGE, model_base_url=server.url)
        model = Recording(file, settings)(
            "openai:small",
            lambda: chat_models.connect("openai:small", base_url=server.url, api_key=OF_SETTINGS, timeout_seconds=5),
        )
        for number in range(len(replies)):
            with attempt("case", number), contextlib.suppress(ModelUnavailable):
                list(model.stream([SystemMessage("Authorization: Basic dXNlcjpwYXNz"), HumanMessage(said)]))
    return file.read_text(encoding="utf-8")


def test_no_key_stands_in_a_request_a_reply_or_an_error(tmp_path: Path) -> None:
    split: Reply = [*(Text(one) for one in ECHO), Finish()]
    refused = Status(401, json.dumps({"error": {"message": f"wrong key {OF_SETTINGS} for {OF_ENVIRONMENT}"}}))
    kept = recorded(tmp_path / "kept.jsonl", [Text(ECHO), Finish()], split, [refused])
    assert len(kept.splitlines()) == 3
    assert [one for one in PLANTED if one in kept] == []
    pieces = [one for line in kept.splitlines() for one in [json.loads(line)["pieces"]]]
    joined = ["".join(one if isinstance(one, str) else one["content"] for one in of) for of in pieces]
    assert joined[0] == joined[1] == f"您的密钥是 {HIDDEN}，请妥善保管；另有 Bearer {HIDDEN}。"


def test_what_is_no_secret_stays(tmp_path: Path) -> None:
    said = "全年种粮一万亩，见 https://example.org/a@b ，基本完成（basic）。"
    assert said in recorded(tmp_path / "kept.jsonl", [Text("种粮一万亩。"), Finish()], said=said)


def test_short_words_of_the_environment_are_no_secrets() -> None:
    scrubber = Scrubber.of(Settings(), {"KEY": "none", "MY_TOKEN": "long-enough-1", "PATH": "/usr/bin/long"})
    assert scrubber.text("none long-enough-1 /usr/bin/long") == f"none {HIDDEN} /usr/bin/long"


@given(st.text(alphabet="ab种mine-4f1", max_size=30), st.integers(0, 30), st.lists(st.integers(1, 5), max_size=20))
def test_however_a_reply_is_cut_no_secret_is_left(around: str, place: int, cuts: list[int]) -> None:
    whole = around[:place] + OF_SETTINGS + around[place:]
    pieces, left = [], whole
    for size in cuts:
        pieces.append(left[:size])
        left = left[size:]
    scrubber = Scrubber([OF_SETTINGS])
    scrubbed = scrubber.texts([*pieces, left])
    assert len(scrubbed) == len(pieces) + 1
    assert "".join(scrubbed) == scrubber.text(whole)
    assert OF_SETTINGS not in "".join(scrubbed)
