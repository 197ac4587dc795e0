"""`rag summarize` on long work: templates, models that fail, reports that cannot be read, what is kept."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Rag
from tests.model_server import Cut, Finish, Raw, Reply, Stall, Status, Text, closed_port, serving, whole

REPORT = """临海市港务局2031年工作总结

一、主要工作
（一）泊位建设稳步推进。新建泊位3个，改造泊位5个，完成投资1.2亿元。
（二）安全生产不放松。全年排查隐患420处，整改率达到98%。

二、存在的问题
集装箱堆场面积不足，引航员缺口较大。

三、下一步打算
2032年计划新建泊位4个，完成货物吞吐量1.4亿吨。
"""
TEMPLATE = """---
name: 港口专报
version: "1"
language: zh
characters: 40-120
claim_characters: 60
---
# 泊位
part: topic
about: 泊位
"""


@pytest.fixture
def harbour(rag: Rag, tmp_path: Path) -> Rag:
    for number, town in enumerate(("临海市", "望江市")):
        (tmp_path / f"{number}.txt").write_text(REPORT.replace("临海市", town), encoding="utf-8")
    assert rag("ingest", str(tmp_path / "0.txt"), str(tmp_path / "1.txt")).code == 0
    return rag


def claims(document: dict[str, list[dict[str, list[dict[str, str]]]]]) -> list[str]:
    return [claim["text"] for section in document["sections"] for claim in section["claims"]]


def use(server: str, patch: pytest.MonkeyPatch) -> None:
    values = {"MODEL": "openai:test", "MODEL_BASE_URL": server, "MODEL_API_KEY": "none", "MODEL_TIMEOUT_SECONDS": "30"}
    for name, value in values.items():
        patch.setenv(f"RAG_{name}", value)


def damage(home: Path, file: str) -> None:
    with sqlite3.connect(home / "ledger.sqlite") as connection:
        connection.execute(
            "update contents set outline = '{' where report_id = (select id from reports where file = ?)", (file,)
        )


def test_a_users_template_decides_what_is_in_it(harbour: Rag, tmp_path: Path) -> None:
    file = tmp_path / "own.md"
    file.write_text("\ufeff" + TEMPLATE, encoding="utf-8")
    document = harbour("summarize", "0.txt", "--template", str(file), "--json").document
    assert document["style"] == "港口专报" and document["template"]["name"] == "港口专报"
    assert [section["title"] for section in document["sections"]] == ["泊位"]
    assert any("泊位3个" in one for one in claims(document))


@pytest.mark.parametrize("content", [b"", b"# no front matter", b"\xff\xfe\x00", b"-" * 300_000])
def test_a_file_that_is_no_template_is_a_mistake_of_the_command_line(
    harbour: Rag, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "bad.md").write_bytes(content)
    outcome = harbour("summarize", "0.txt", "--template", str(tmp_path / "bad.md"))
    assert outcome.code == 2 and "bad.md" in outcome.err
    assert harbour("summarize", "0.txt", "--template", str(tmp_path / "missing.md")).code == 2


def test_one_bad_report_is_told_of_and_the_others_are_summarized(harbour: Rag, tmp_path: Path) -> None:
    damage(tmp_path / "home", "1.txt")
    outcome = harbour("summarize", "0.txt", "1.txt", "--json")
    assert outcome.code == 1
    [failed] = outcome.document["failed"]
    assert failed["report"]["title"] == "望江市港务局2031年工作总结" and failed["error"]["code"] == "ledger_damaged"
    assert "望江市" in outcome.err
    assert {one["report"]["title"] for one in outcome.document["citations"]} == {"临海市港务局2031年工作总结"}
    alone = harbour("summarize", "1.txt", "--json")
    assert alone.code == 3 and alone.document["error"]["code"] == "ledger_damaged"


def test_what_a_model_writes_is_shown_where_it_holds(harbour: Rag, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(
        whole("- 港口新建泊位3个、改造泊位5个。<新建泊位3个>", "- 新建泊位9个。<新建泊位3个>"), whole("REFUSE")
    ) as server:
        use(server.url, monkeypatch)
        monkeypatch.setenv("RAG_SUMMARY_AT_ONCE", "1")
        document = harbour("summarize", "0.txt", "--json").document
    assert "港口新建泊位3个、改造泊位5个。" in claims(document)
    assert not any("泊位9个" in one for one in claims(document))
    assert {"text": "新建泊位9个。", "reason": "figure_not_in_span"} in document["dropped"]
    assert document["model"] == "openai:test" and document["prompt"]["name"] == "summarize"
    assert document["usage"]["output_tokens"] > 0


FAULTS: dict[str, Reply] = {
    "error": [Status(500)],
    "refused": [Status(401)],
    "web page": [Status(200, "<html></html>")],
    "silence": [Stall()],
    "cut off": [Text("- 新建泊位"), Cut()],
    "no stream": [Raw("data: nonsense")],
    "too short": [Text("- 新建泊位"), Finish("length")],
    "empty": [Finish()],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_where_the_model_fails_the_reports_own_sentences_stand_and_it_is_said(
    harbour: Rag, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with serving(FAULTS[fault]) as server:
        use(server.url, monkeypatch)
        monkeypatch.setenv("RAG_MODEL_FIRST_TOKEN_SECONDS", "0.2")
        monkeypatch.setenv("RAG_MODEL_STALL_SECONDS", "0.2")
        outcome = harbour("summarize", "0.txt", "--json")
    document = outcome.document
    assert outcome.code == 0 and document["degraded"] and document["notices"]
    quotes = "".join(one["quote"] for one in document["citations"])
    assert claims(document)
    assert all(part in quotes for text in claims(document) for part in text.rstrip("。").split("："))


def test_a_model_that_is_not_there_now_is_asked_again_the_next_time(
    harbour: Rag, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(closed_port(), monkeypatch)
    first = harbour("summarize", "0.txt", "--json").document
    assert first["degraded"] and first["model"] == "extractive"
    monkeypatch.setenv("RAG_SUMMARY_AT_ONCE", "1")
    with serving(whole("- 改造泊位5个。<改造泊位5个>"), whole("REFUSE")) as server:
        use(server.url, monkeypatch)
        second = harbour("summarize", "0.txt", "--json").document
        asked = len(server.requests)
        third = harbour("summarize", "0.txt", "--json").document
        assert asked and len(server.requests) == asked
    assert second["sections"] == third["sections"] and third["usage"] == {"input_tokens": 0, "output_tokens": 0}


def test_the_model_may_be_named_for_one_summary(harbour: Rag, monkeypatch: pytest.MonkeyPatch) -> None:
    use(closed_port(), monkeypatch)
    document = harbour("summarize", "0.txt", "--model", "extractive", "--json").document
    assert document["model"] == "extractive" and not document["degraded"] and document["prompt"] is None


def test_the_document_says_what_its_sections_are(harbour: Rag) -> None:
    document = harbour("summarize", "0.txt", "1.txt", "--json").document
    assert {section["part"] for section in document["sections"]} <= {"headline", "results", "problems", "plans"}
    assert all(section["level"] >= 1 for section in document["sections"])
    assert document["language"] == "zh" and document["failed"] == [] and document["notices"] == []
    assert all("change" in figure for figure in document["figures"])


def test_removed_reports_leave_nothing_of_their_summaries(harbour: Rag, tmp_path: Path) -> None:
    harbour("summarize", "0.txt", "1.txt")
    harbour("summarize", "0.txt", "--json")
    harbour("summarize", "1.txt", "--json")
    assert harbour("remove", "1.txt").code == 0
    with sqlite3.connect(tmp_path / "home" / "ledger.sqlite") as connection:
        kept = [content for (content,) in connection.execute("select content from summaries")]
        assert len(kept) == 1 and "望江市" not in kept[0]
        assert connection.execute("select count(*) from summarised").fetchone() == (1,)
    assert json.loads(kept[0])["title"].startswith("《临海市")


@pytest.mark.parametrize(("signal_sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_what_was_written_before_it_was_stopped_is_not_asked_for_again(
    harbour: Rag, monkeypatch: pytest.MonkeyPatch, signal_sent: signal.Signals, code: int
) -> None:
    written = whole("- 港口新建泊位3个、改造泊位5个。<新建泊位3个>")
    monkeypatch.setenv("RAG_SUMMARY_AT_ONCE", "1")
    with serving(written, [Stall()], whole("REFUSE")) as server:
        use(server.url, monkeypatch)
        running = subprocess.Popen(
            [sys.executable, "-c", "from rag.entrypoints.cli import main; main()", "summarize", "0.txt"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert server.hears(2)
        running.send_signal(signal_sent)
        _, said = running.communicate(timeout=30)
        assert running.returncode == code
        assert (b"Interrupted" in said) == (signal_sent == signal.SIGINT) and b"Traceback" not in said
        document = harbour("summarize", "0.txt", "--json").document
        prompts = [request["messages"][-1]["content"] for request in server.requests[2:]]
    assert "港口新建泊位3个、改造泊位5个。" in claims(document)
    assert prompts and not any("证据：" in one and "新建泊位3个" in one for one in prompts)
