"""The examples of gating in CI are what they say: the one in pytest runs, the one for GitHub calls what there is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from rag.entrypoints.cli.main import run
from rag.evaluation.suites import suite_names

EXAMPLES = Path(__file__).parents[1] / "eval" / "examples"
WORKFLOW = EXAMPLES / "github-actions.yml"


def gated(folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """The example as somebody runs it who has copied it, with no settings of pytest but its own."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_my_reports.py"]
    environment = {**os.environ, "RAG_HOME": str(home), "PYTHONPATH": str(EXAMPLES.parents[1])}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_gate_in_pytest_passes_over_its_own_reports_and_stops_what_is_worse(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("__pycache__"))
    passed = gated(folder, tmp_path / "home")
    assert passed.returncode == 0, passed.stdout
    assert "6 passed" in passed.stdout
    baseline = folder / "baselines" / "my_suite.json"
    text = baseline.read_text(encoding="utf-8")
    baseline.write_text(text.replace('"id": "museum"', '"id": "gone"'), encoding="utf-8")  # a case that passed is gone
    failed = gated(folder, tmp_path / "home")
    assert failed.returncode == 1
    assert "1 failed, 5 passed" in failed.stdout
    assert "## ❌" in failed.stdout


def test_the_workflow_runs_every_suite_and_nothing_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    steps = workflow["jobs"]["evaluate"]["steps"]
    assert all(("run" in one) != ("uses" in one) for one in steps)
    commands = "\n".join(one.get("run", "") for one in steps)
    assert set(re.findall(r"for suite in ([\w ]+);", commands)[0].split()) >= set(suite_names())
    (evaluated,) = re.findall(r"rag eval run (.*?) \|\|", commands)
    run(["eval", "run", "--help"])
    told = capsys.readouterr().out
    assert all(option in told for option in re.findall(r"--\w+", evaluated))


def test_the_workflow_may_do_no_more_than_it_needs() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert True in workflow  # "on", which YAML 1.1 reads as yes
    assert workflow[True] == {"pull_request": None}  # not pull_request_target: what a fork sends runs without secrets
