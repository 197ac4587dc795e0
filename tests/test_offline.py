"""The demo, ingestion, questions, summaries and evaluations make no internet socket, in a home without any cache."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.offline_guard import supported
from tests.unit.evaluation.beir_folder import QRELS, write_folder, write_rows

GUARD = Path(__file__).with_name("offline_guard.py")
SAMPLES = Path(__file__).parent.parent / "rag" / "samples"

pytestmark = pytest.mark.skipif(not supported(), reason="the kernel's socket filter is there on Linux only")


def _guarded(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """In a process that dies when it makes an internet socket. `home` stands for a machine never used before."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    environment = {**kept, "HOME": str(home), "RAG_HOME": str(home / "rag"), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["PYTHONPATH"] = str(Path(__file__).parent.parent)
    command = [sys.executable, str(GUARD), *arguments]
    return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, timeout=100, check=False)


def test_the_guard_kills_what_reaches_out(tmp_path: Path) -> None:
    script = tmp_path / "reach.py"
    script.write_text("import socket\nsocket.socket()\n")
    assert _guarded(tmp_path, str(script)).returncode == -signal.SIGSYS


def test_the_demo_reaches_out_nowhere(tmp_path: Path) -> None:
    shown = _guarded(tmp_path, "rag", "demo")
    assert shown.returncode == 0, shown.stderr


def test_reports_are_ingested_asked_and_summarised_without_a_network(tmp_path: Path) -> None:
    for arguments in (
        ["ingest", str(SAMPLES / "renshe-2023.txt")],
        ["ask", "2023年城镇新增就业多少万人？"],
        ["search", "职业培训"],
        ["summarize", "renshe-2023.txt"],
        ["doctor"],
    ):
        done = _guarded(tmp_path, "rag", *arguments)
        assert done.returncode == 0, (arguments, done.stderr)


def test_retrieval_and_answers_are_evaluated_without_a_network(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", qrels=QRELS)
    document = {"title": "2021年青石镇交通简报", "text": "全年修缮桥梁7座。"}
    cases = write_rows(tmp_path / "cases.jsonl", [{"id": "1", "question": "修缮了几座桥？", "documents": [document]}])
    for arguments in (["retrieval", str(folder)], ["answers", str(cases)]):
        done = _guarded(tmp_path, "rag", "eval", *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
