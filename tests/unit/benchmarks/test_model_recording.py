"""The server between the product and a model: what was said live is said again from the record."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.model_recording import NOT_RECORDED, Live, ModelBetween, Recorded


def _ask(url: str, question: str) -> str:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    body = {"model": "m", "messages": [{"role": "user", "content": question}]}
    connection.request("POST", f"{parts.path}/chat/completions", json.dumps(body))
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {")]
    return "".join(one["choices"][0]["delta"].get("content") or "" for one in chunks)


def _kept(file: Path, *replies: str) -> Recorded:
    asked = [{"role": "user", "content": "问"}]
    rows = [{"case": "1", "messages": asked, "reply": one, "finish": "stop", "seconds": 0.1} for one in replies]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return Recorded(file)


def test_replies_of_a_case_come_again_in_their_order_and_then_no_more(tmp_path: Path) -> None:
    with ModelBetween(_kept(tmp_path / "kept", "甲[k3f7]", "乙[h8w2]")).serving() as between:
        between.case = "1"
        assert [_ask(between.url, "问") for _ in range(3)] == ["甲[k3f7]", "乙[h8w2]", NOT_RECORDED]


def test_a_live_reply_is_kept_with_its_prompt(tmp_path: Path) -> None:
    file = tmp_path / "record"
    with ModelBetween(_kept(tmp_path / "kept", "甲[k3f7]")).serving() as model:
        model.case = "1"
        with ModelBetween(Live(model.url, file, timeout_seconds=5)).serving() as between:
            between.case = "first"
            assert _ask(between.url, "问") == "甲[k3f7]"
    (call,) = Recorded(file).calls["first"]
    assert (call.reply, call.finish) == ("甲[k3f7]", "stop")
    assert call.messages == ({"role": "user", "content": "问"},)


def test_a_reply_to_another_question_of_the_case_is_not_given(tmp_path: Path) -> None:
    with ModelBetween(_kept(tmp_path / "kept", "甲[k3f7]")).serving() as between:
        between.case = "1"
        assert _ask(between.url, "证据：无\n\n问题：别的") == NOT_RECORDED
        assert _ask(between.url, "问") == "甲[k3f7]"
