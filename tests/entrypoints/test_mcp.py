"""The Model Context Protocol, as a client of the official library in a process of its own meets it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.served import COMMAND, served

QUESTION = "2023年城镇新增就业多少人？"

# Argument: an address, or nothing for a program that speaks on stdin and stdout.
_CLIENT = """
import json, sys, os, anyio
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

async def main():
    if len(sys.argv) > 1:
        transport = streamable_http_client(sys.argv[1] + "/mcp")
    else:
        program = json.loads(os.environ["PROGRAM"])
        transport = stdio_client(StdioServerParameters(command=program[0], args=program[1:], env=dict(os.environ)))
    told = {}
    async with Client(transport) as client:
        told["tools"] = sorted(one.name for one in (await client.list_tools()).tools)
        for name, arguments in json.loads(os.environ["CALLS"]):
            result = await client.call_tool(name, arguments)
            text = "".join(one.text for one in result.content)
            told.setdefault("calls", []).append([bool(result.is_error), text, result.structured_content])
    print(json.dumps(told))

anyio.run(main)
"""

_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("ask", {"question": QUESTION}),
    ("search", {"query": "创业担保贷款", "k": 3}),
    ("summarize", {"reports": ["renshe-2023"], "style": "brief"}),
    ("compare", {"reports": ["renshe-2022", "renshe-2023"]}),
    ("read_section", {"report": "renshe-2023", "heading": "主要指标好于预期"}),
    ("list_reports", {"year": 2023}),
    ("ask", {"question": QUESTION, "reports": ["no such report"]}),
    ("read_section", {"report": "renshe-2023", "heading": "火星探测"}),
    ("ask", {"question": "为农民工追回了多少工资？"}),
]


@pytest.fixture(scope="module", params=["http", "stdio"])
def told(request: pytest.FixtureRequest, _filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    home = tmp_path_factory.mktemp("mcp") / "home"
    shutil.copytree(_filled_home, home)
    if request.param == "http":
        with served(home, RAG_LANGUAGE="zh") as server:
            return _client(server.address)
    return _client(RAG_HOME=str(home), RAG_LANGUAGE="zh", PROGRAM=json.dumps([*COMMAND, "mcp"]))


def _client(*arguments: str, **environment: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", _CLIENT, *arguments],
        env={**os.environ, "CALLS": json.dumps(_CALLS), **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_tools_are_there(told: Any) -> None:
    assert told["tools"] == ["ask", "compare", "list_reports", "read_section", "search", "summarize"]


def test_an_answer_is_cited_as_text_and_as_structure(told: Any) -> None:
    is_error, text, answer = told["calls"][0]
    assert not is_error
    assert "3.12万人" in answer["answer"]
    assert text.startswith(answer["answer"])
    assert answer["citations"][0]["quote"] in text.replace("\\", "")


def test_what_is_found_summarised_compared_and_read_is_the_document_of_the_command_line(told: Any) -> None:
    _, (_, _, found), (_, summary_text, summary), (_, _, comparison), (_, section_text, section), (_, _, listed), *_ = (
        told["calls"]
    )
    assert len(found["results"]) == 3
    assert summary["style"] == "brief"
    assert summary["citations"][0]["quote"]
    assert summary["title"] in summary_text
    assert comparison["rows"]
    assert "3.12万人" in section["text"]
    assert section["text"] in section_text
    assert {one["year"] for one in listed["reports"]} == {2023}


def test_what_cannot_be_meant_is_an_error_that_says_what_to_do(told: Any) -> None:
    for number, said in ((6, "no such report"), (7, "火星探测")):
        is_error, text, _ = told["calls"][number]
        assert is_error
        assert said in text
        assert "Traceback" not in text


def test_a_masked_figure_stays_masked(told: Any) -> None:
    _, text, answer = told["calls"][8]
    assert answer["claims"][0]["verdict"] == "undisclosed"
    assert "未披露" in text
