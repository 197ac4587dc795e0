"""The manifest of a run: what was measured, with what, when; no secrets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.evaluation import manifest
from rag.evaluation.running import run_suite
from rag.evaluation.runs import Run
from rag.settings import Settings
from tests.unit.evaluation.running.made_up import CASES, options, suite


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    settings = Settings(
        home=folder / "home",
        model="openai:none",
        model_base_url="https://someone:hidden@models.example/v1?token=hidden",
        model_api_key="hidden",
        judge_api_key="hidden",
        database_url="postgresql://someone:hidden@db/rag",
    )
    return run_suite(suite(folder, *CASES[:2]), settings, options())


def test_it_tells_what_was_measured(run: Run) -> None:
    known = run.manifest
    for name in ("dataset", "code", "lock", "index", "version", "python", "platform"):
        assert known[name], name
    assert (known["suite"], known["kind"], known["mode"], known["repeats"]) == ("town", "answers", "stub", 1)
    assert known["prompts"].keys() >= {"answer.zh", "answer.en"}
    assert known["embedding"]["name"] == "builtin"
    assert known["settings"]["chunk_tokens"] == Settings().chunk_tokens
    assert known["tokens"] == {"input": 0, "output": 0}
    assert known["cost"] == 0.0


def test_times_are_told_of_the_run_and_of_each_case(run: Run) -> None:
    known = run.manifest
    assert known["started"] < known["finished"]
    assert known["case_ms"].keys() == {"bridges", "money"}
    assert 0 < known["latency_ms"]["p50"] <= known["latency_ms"]["p95"]


def test_no_secret_and_no_path_stands_in_it(run: Run) -> None:
    text = json.dumps(dict(run.manifest))
    assert "hidden" not in text
    assert run.manifest["settings"]["model_base_url"] == "https://models.example/v1"
    assert "home" not in run.manifest["settings"]


def test_outside_a_checkout_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "_PACKAGE", tmp_path / "site-packages" / "rag")
    known = manifest.of_code()
    assert (known["commit"], known["dirty"]) == (None, None)
    assert known["lock"]


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert [manifest.percentile([3.0, 1.0, 2.0, 4.0], percent) for percent in (50, 95, 100)] == [2.0, 4.0, 4.0]
    assert manifest.percentile([], 50) is None
