"""The run that others are held against."""

from __future__ import annotations

import difflib
import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.errors import BlessingWithoutReason, DataError, NoBaseline, OutputNotWritable, RunErrored, RunPartial
from rag.evaluation import baselines
from rag.evaluation.baselines import bless, blessing_folder, person, read_baseline
from rag.evaluation.gate import compare
from rag.evaluation.runs import Cited, Run, read_run
from rag.evaluation.stages import Stage
from rag.evaluation.suites import places
from rag.settings import Settings
from tests.unit.evaluation.compared_runs import RIGHT, attempt, case, of, run

DAY = date(2026, 3, 2)
MACHINE = {
    "commit": "8d20c64",
    "dirty": False,
    "code": "77aa",
    "lock": "1b2c",
    "python": "3.11.9",
    "platform": "Linux-6.1",
    "started": "2026-03-02T10:00:00+00:00",
    "seconds": 12.5,
    "latency_ms": {"p50": 40.1, "p95": 90.3},
    "case_ms": {"b": [40.1]},
    "settings": {"data": "/srv/somewhere"},
}


@pytest.fixture
def blessed() -> Run:
    cited = Cited("renshe-2022.txt", ("一、工作完成情况",), 120, 131, "全年城镇新增就业3.05万人")
    told = attempt(True, text="3.05万人。[1]", status="answered", cited=(cited,), details={"claims": ["…"] * 20})
    made = [case("b", told), case("a", attempt(False, scores={**RIGHT, "citation_f1": 0.5}))]
    return run(*made, model="extractive", prompts={"answer": "4f"}, **MACHINE)


def _bless(one: Run, folder: Path, **more) -> Path:
    return bless(one, **{"reason": "读表格更准，逐题核对过", "by": "李梅", "folder": folder, "on": DAY, **more})


def _installed(monkeypatch: pytest.MonkeyPatch, packaged: Path) -> None:
    (packaged / "baselines").mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(places, "_PACKAGED", packaged)


def test_at_the_top_it_says_who_why_when_and_which_commit(blessed: Run, tmp_path: Path) -> None:
    file = _bless(blessed, tmp_path)
    assert file == tmp_path / "answers.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    assert next(iter(document)) == "blessed"
    assert document["blessed"] == {
        "by": "李梅",
        "commit": "8d20c64",
        "dirty": False,
        "reason": "读表格更准，逐题核对过",
        "run": blessed.id,
        "when": "2026-03-02",
    }


def test_nothing_of_clock_machine_or_path_is_in_it(blessed: Run, tmp_path: Path) -> None:
    text = _bless(blessed, tmp_path).read_text(encoding="utf-8")
    assert not [word for word in ("3.11.9", "Linux", "10:00", "40.1", "12.5", "/srv", "77aa", "1b2c") if word in text]
    assert json.loads(text)["manifest"] == {
        "dataset": "d1",
        "kind": "answers",
        "mode": "stub",
        "model": "extractive",
        "prompts": {"answer": "4f"},
    }


def test_another_machine_and_another_order_of_cases_write_the_same_bytes(blessed: Run, tmp_path: Path) -> None:
    elsewhere = replace(
        blessed,
        cases=tuple(reversed(blessed.cases)),
        manifest={**blessed.manifest, "python": "3.13.1", "platform": "mac", "seconds": 1.0},
    )
    first, second = (_bless(one, tmp_path / name) for one, name in ((blessed, "1"), (elsewhere, "2")))
    assert first.read_bytes() == second.read_bytes()


def test_one_score_that_changes_is_one_line_of_the_cases(blessed: Run, tmp_path: Path) -> None:
    a = blessed.cases[0]
    other = replace(blessed, cases=(a, case("a", attempt(False, scores={**RIGHT, "citation_f1": 0.25}))))
    texts = [_bless(one, tmp_path).read_text(encoding="utf-8").splitlines() for one in (blessed, other)]
    changed = [line for line in difflib.ndiff(*texts) if line.startswith("+") and '"run"' not in line]
    assert changed == ['+     "citation_f1": 0.25,']


def test_read_again_it_is_the_same_run_to_the_gate(blessed: Run, tmp_path: Path) -> None:
    again = read_run(_bless(blessed, tmp_path))
    found = compare(again, blessed)
    assert not found.regressed
    assert (found.broken, found.mended, found.changed) == ((), (), ())
    assert [one.difference for one in found.primary] == [0.0, 0.0, 0.0, 0.0, 0.0]


def test_repeats_are_kept(tmp_path: Path) -> None:
    one = of("110", mode="live", repeats=3)
    assert [len(again.attempts) for again in read_run(_bless(one, tmp_path)).cases] == [3, 3, 3]


def test_a_second_blessing_takes_the_place_of_the_first(blessed: Run, tmp_path: Path) -> None:
    _bless(of("0"), tmp_path)
    assert len(read_run(_bless(blessed, tmp_path)).cases) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["answers.json"]


# --- what is not blessed


@pytest.mark.parametrize("reason", ["", "  ", "\n\t"])
def test_without_a_reason_nothing_is_blessed(blessed: Run, tmp_path: Path, reason: str) -> None:
    with pytest.raises(BlessingWithoutReason):
        _bless(blessed, tmp_path, reason=reason, forced=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("manifest", "named"),
    [
        ({"shard": "1/4"}, "shard 1/4"),
        ({"chosen": {"only": [], "types": ["figure"], "tags": []}}, "types figure"),
        ({"cases_in_suite": 9}, "2 / 9"),
    ],
)
def test_a_part_of_a_suite_is_blessed_by_force_alone(tmp_path: Path, manifest: dict, named: str) -> None:
    part = of("11", **manifest)
    with pytest.raises(RunPartial) as error:
        _bless(part, tmp_path)
    assert error.value.values["what"] == named
    assert _bless(part, tmp_path, forced=True).is_file()


def test_a_whole_run_that_says_so_is_blessed(tmp_path: Path) -> None:
    whole = of("11", shard=None, chosen={"only": [], "types": [], "tags": []}, cases_in_suite=2)
    assert _bless(whole, tmp_path).is_file()


def test_a_run_with_errors_is_blessed_by_force_alone(tmp_path: Path) -> None:
    errored = run(case("a", True), case("b", attempt(False, stage=Stage.ERRORED, error="ModelUnavailable")))
    with pytest.raises(RunErrored) as error:
        _bless(errored, tmp_path)
    assert error.value.values["ids"] == "b"
    assert _bless(errored, tmp_path, forced=True).is_file()


def test_a_folder_that_cannot_be_written_is_told(blessed: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable):
        _bless(blessed, tmp_path / "file")


# --- where it is found


def test_in_a_checkout_it_lies_among_what_is_committed() -> None:
    assert blessing_folder(Settings()) == places.data_folder("baselines")
    assert blessing_folder(Settings()).parts[-2:] == ("eval", "baselines")


def test_installed_a_blessing_of_ones_own_counts_before_the_one_that_came_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blessed: Run
) -> None:
    _installed(monkeypatch, tmp_path / "package")
    settings = Settings(home=tmp_path / "home")
    _bless(of("1"), tmp_path / "package" / "baselines")
    assert len(read_baseline("answers", settings).cases) == 1
    _bless(blessed, blessing_folder(settings))
    assert len(read_baseline("answers", settings).cases) == 2
    assert read_baseline("answers", settings).manifest["blessed"]["by"] == "李梅"
    assert read_baseline("answers", settings).manifest["commit"] == "8d20c64"
    assert len(read_baseline("answers").cases) == 1


def test_without_a_baseline_it_says_where_it_would_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _installed(monkeypatch, tmp_path)
    with pytest.raises(NoBaseline) as error:
        read_baseline("answers", Settings(home=tmp_path / "home"))
    assert str(tmp_path / "home") in str(error.value)


def test_a_baseline_that_is_no_run_is_told_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _installed(monkeypatch, tmp_path)
    (tmp_path / "baselines" / "answers.json").write_text('{"blessed": {}}')
    with pytest.raises(DataError, match=r"answers\.json"):
        read_baseline("answers")


# --- who


def test_whom_git_knows_blesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, stdout="李梅\n"))
    assert person() == "李梅"


def test_without_git_it_is_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_, **__):
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "run", missing)
    monkeypatch.setattr(baselines.getpass, "getuser", lambda: "limei")
    assert person() == "limei"
