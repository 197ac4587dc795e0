"""`rag eval run`, `rag eval runs`, `rag eval merge`: documents, tables and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.evaluation.running.made_up import CASES, write_reports, write_suite


@pytest.fixture
def reports(tmp_path: Path) -> tuple[str, ...]:
    return "--reports", str(write_reports(tmp_path / "reports")), "-j", "1"


def test_it_gives_the_document_of_the_contract(rag, tmp_path: Path, reports: tuple[str, ...]) -> None:
    done = rag("eval", "run", str(write_suite(tmp_path)), *reports, "--json")
    document = done.document
    assert {"run", "suite", "n", "passed", "failed", "metrics", "cases", "manifest"} == document.keys()
    assert (document["suite"], document["n"], document["failed"]) == ("town", len(CASES), 1)
    assert all({"id", "passed", "scores", "stage"} <= one.keys() for one in document["cases"])
    assert done.code == 1  # one has failed


def test_all_passed_is_0_and_a_run_is_found_again(rag, tmp_path: Path, reports: tuple[str, ...]) -> None:
    done = rag("eval", "run", str(write_suite(tmp_path, *CASES[:2])), *reports)
    assert done.code == 0
    assert "2 of 2 cases passed" in done.out
    (listed,) = rag("eval", "runs", "--json").document["runs"]
    assert (listed["suite"], listed["passed"], listed["mode"]) == ("town", 2, "stub")
    assert listed["run"] in done.out
    assert listed["run"] in rag("eval", "runs").out


def test_what_failed_is_shown_with_its_stage(rag, tmp_path: Path, reports: tuple[str, ...]) -> None:
    done = rag("eval", "run", str(write_suite(tmp_path, *CASES[2:4])), *reports)
    assert done.code == 1
    (row,) = [line for line in done.out.splitlines() if line.lstrip().startswith("wrong ")]
    assert "2021年新开公交线路多少条？" in row


def test_only_what_failed_before_is_asked_again(rag, tmp_path: Path, reports: tuple[str, ...]) -> None:
    suite = str(write_suite(tmp_path, *CASES[:4]))
    assert rag("eval", "run", suite, *reports).code == 1
    again = rag("eval", "run", suite, *reports, "--filter-failing", "last", "--json").document
    assert [one["id"] for one in again["cases"]] == ["wrong"]


def test_where_nothing_failed_there_is_nothing_to_ask(rag, tmp_path: Path, reports: tuple[str, ...]) -> None:
    suite = str(write_suite(tmp_path, CASES[0]))
    assert rag("eval", "run", suite, *reports).code == 0
    done = rag("eval", "run", suite, *reports, "--filter-failing", "last", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "no_case_chosen")


def test_against_another_run_the_comparison_decides(rag, tmp_path: Path, reports: tuple[str, ...]) -> None:
    suite = str(write_suite(tmp_path, *CASES[:4]))
    first = rag("eval", "run", suite, *reports, "--json").document
    same = rag("eval", "run", suite, *reports, "--against", first["run"], "--json")
    assert same.code == 0  # a case has failed, as it did before
    assert same.document["comparison"]["regressed"] is False
    better = {**first, "cases": [{**one, "passed": True, "stage": None} for one in first["cases"]]}
    file = tmp_path / "better.json"
    file.write_text(json.dumps(better), encoding="utf-8")
    assert rag("eval", "run", suite, *reports, "--against", str(file)).code == 1
    assert rag("eval", "run", suite, *reports, "--against", str(file), "--only", "bridges").code == 0


def test_a_run_about_other_things_is_refused_before_the_work(rag, tmp_path: Path, reports: tuple[str, ...]) -> None:
    assert rag("eval", "run", str(write_suite(tmp_path, CASES[0])), *reports).code == 0
    done = rag("eval", "run", str(write_suite(tmp_path, CASES[1])), *reports, "--against", "last", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "datasets_differ")
    assert len(rag("eval", "runs", "--json").document["runs"]) == 1


def test_parts_are_put_together(rag, tmp_path: Path, reports: tuple[str, ...]) -> None:
    suite = str(write_suite(tmp_path))
    parts = [rag("eval", "run", suite, *reports, "--shard", f"{n}/2", "--json").document for n in (1, 2)]
    merged = rag("eval", "merge", *(one["run"] for one in parts), "--json")
    assert merged.code == 1
    assert [one["id"] for one in merged.document["cases"]] == [one["id"] for one in CASES]
    twice = rag("eval", "merge", parts[0]["run"], parts[0]["run"], "--json")
    assert (twice.code, twice.document["error"]["code"]) == (2, "runs_differ")


@pytest.mark.parametrize(
    "options",
    [
        ("--shard", "3/2"),
        ("--shard", "0/2"),
        ("--shard", "half"),
        ("--mode", "replay"),
        ("--mode", "stub", "--model", "openai:none"),
        ("--mode", "live", "--exchanges", "exchanges.jsonl"),
        ("--exchanges", "exchanges.jsonl", "--record", "exchanges.jsonl"),
    ],
)
def test_options_that_do_not_go_together_are_said(rag, tmp_path: Path, options: tuple[str, ...]) -> None:
    done = rag("eval", "run", str(write_suite(tmp_path)), *options, "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "invalid_option")


def test_what_is_not_there_is_a_usage_error(rag, tmp_path: Path, reports: tuple[str, ...]) -> None:
    suite = str(write_suite(tmp_path))
    for options in (("no-such-suite",), (suite, "--against", "none"), (suite, "--exchanges", str(tmp_path / "none"))):
        assert rag("eval", "run", *options, *reports).code == 2


def test_a_model_that_is_set_is_said_to_be_ignored(
    rag, tmp_path: Path, reports: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_MODEL", "openai:none")
    done = rag("eval", "run", str(write_suite(tmp_path, CASES[0])), *reports)
    assert done.code == 0
    assert "openai:none" in done.err
