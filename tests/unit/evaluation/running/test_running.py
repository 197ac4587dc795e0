"""Suites run from end to end: in one process, in several, in threads, broken off and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import CaseBroke, CaseNotSound, NoCaseChosen, UnknownCase
from rag.evaluation import storing
from rag.evaluation.library import Library, open_library
from rag.evaluation.merging import merged
from rag.evaluation.running import Mode, Shard, run_suite
from rag.evaluation.running.asking import Asking
from rag.evaluation.runs import Run, of_run
from rag.evaluation.stages import Stage
from rag.settings import Settings
from tests.unit.evaluation.running.made_up import CASES, case, files, options, suite, write_reports

ROOT = Path(__file__).parents[4]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(Settings(home=tmp_path_factory.mktemp("home")), files()) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All cases, in this process."""
    folder = tmp_path_factory.mktemp("whole")
    return run_suite(suite(folder), Settings(home=folder / "home"), options())


def same_for_all(run: Run) -> bytes:
    document = of_run(run)
    return json.dumps([document["metrics"], document["cases"]], ensure_ascii=False).encode()


def test_a_run_tells_each_case_in_the_order_of_the_suite(whole: Run) -> None:
    assert [one.id for one in whole.cases] == [one["id"] for one in CASES]
    document = of_run(whole)
    assert (document["suite"], document["n"]) == ("town", len(CASES))
    assert document["passed"] + document["failed"] == document["n"]
    assert {one.id for one in whole.cases if not one.passed} == {"wrong"}
    assert whole.cases[3].stage is not None


def test_a_follow_up_is_asked_after_its_history(whole: Run) -> None:
    (later,) = [one for one in whole.cases if one.id == "later"]
    assert "9座" in later.attempts[0].text


def test_a_case_with_a_script_is_answered_by_the_model_that_says_it(whole: Run) -> None:
    (told,) = [one for one in whole.cases if one.id == "told"]
    assert told.attempts[0].text.startswith("2021年全镇招聘教师45名")


def test_several_processes_give_the_same_bytes_as_one(whole: Run, tmp_path: Path, settings: Settings) -> None:
    again = run_suite(suite(tmp_path), settings, options(jobs=2))  # each with a hash seed of its own
    assert same_for_all(again) == same_for_all(whole)
    assert again.id == whole.id


def test_parts_put_together_are_the_run_that_all_cases_give(
    whole: Run, tmp_path: Path, settings: Settings, library: Library
) -> None:
    parts = [run_suite(suite(tmp_path), settings, options(shard=Shard(number, 2)), inside=library) for number in (2, 1)]
    together = merged(parts)
    assert 0 < len(parts[0].cases) < len(CASES)
    assert same_for_all(together) == same_for_all(whole)
    assert together.manifest["shard"] is None


def test_asked_several_times_a_case_keeps_every_attempt(tmp_path: Path, settings: Settings, library: Library) -> None:
    run = run_suite(
        suite(tmp_path, CASES[0], CASES[3]), settings, options(mode=Mode.LIVE, repeat=3, jobs=2), inside=library
    )
    assert [len(one.attempts) for one in run.cases] == [3, 3]
    assert [one.pass_rate for one in run.cases] == [1.0, 0.0]
    assert (run.manifest["mode"], run.manifest["repeats"]) == ("live", 3)


def test_what_the_product_refuses_to_take_is_an_error_of_its_case_and_the_run_goes_on(
    tmp_path: Path, settings: Settings, library: Library
) -> None:
    run = run_suite(suite(tmp_path, case("long", "桥" * 20_001), CASES[0]), settings, options(), inside=library)
    long, bridges = run.cases
    assert (long.passed, long.stage, long.attempts[0].problems) == (False, Stage.ERRORED, ("error",))
    assert long.attempts[0].error.startswith("question_too_long: ")
    assert bridges.passed


def test_a_defect_ends_the_run_and_names_its_case(
    tmp_path: Path, settings: Settings, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("nobody knows")

    monkeypatch.setattr(Asking, "_found", broken)
    with pytest.raises(CaseBroke, match="bridges"):
        run_suite(suite(tmp_path), settings, options(), inside=library)


def test_a_suite_that_does_not_fit_its_reports_is_not_run(tmp_path: Path, settings: Settings, library: Library) -> None:
    quote = {"report": "qingshi-2021.txt", "quote": "桥梁70座"}
    with pytest.raises(CaseNotSound):
        run_suite(suite(tmp_path, case("bridges", "多少座？", must_cite=[quote])), settings, options(), inside=library)


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ({"only": ("money", "bridges")}, ["bridges", "money"]),
        ({"types": ("masked", "none")}, ["masked", "airport"]),
        ({"tags": ("roads",), "only": ("money", "wrong")}, ["money"]),
    ],
)
def test_only_the_cases_that_are_meant_are_asked(
    chosen: dict[str, tuple[str, ...]], ids: list[str], tmp_path: Path, settings: Settings, library: Library
) -> None:
    run = run_suite(suite(tmp_path), settings, options(**chosen), inside=library)
    assert [one.id for one in run.cases] == ids


def test_a_case_that_is_not_there_and_a_choice_of_none_are_said(
    tmp_path: Path, settings: Settings, library: Library
) -> None:
    with pytest.raises(UnknownCase, match="tunnel"):
        run_suite(suite(tmp_path), settings, options(only=("tunnel",)), inside=library)
    with pytest.raises(NoCaseChosen):
        run_suite(suite(tmp_path), settings, options(tags=("rivers",)), inside=library)


def test_a_model_that_is_set_is_not_asked_in_stub_mode(tmp_path: Path, settings: Settings, library: Library) -> None:
    chosen = replace(settings, model="openai:none", judge="openai:none", reranker="model")
    run = run_suite(suite(tmp_path, CASES[0]), chosen, options(), inside=library)
    assert run.passed == 1
    assert (run.manifest["model"], run.manifest["cost"]) == ("extractive", 0.0)


def test_a_run_is_stored_and_its_journal_is_gone(tmp_path: Path, settings: Settings, library: Library) -> None:
    run = run_suite(suite(tmp_path, CASES[0]), settings, options(), inside=library)
    assert storing.find_run(run.id[:6], settings) == storing.find_run("last", settings)
    assert of_run(storing.find_run(run.id, settings)) == of_run(run)
    assert list((storing.folder(settings) / "unfinished").iterdir()) == []


def test_progress_is_told_case_by_case(tmp_path: Path, settings: Settings, library: Library) -> None:
    told: list[tuple[int, int]] = []
    run_suite(suite(tmp_path, *CASES[:2]), settings, options(), on_progress=lambda *at: told.append(at), inside=library)
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_the_reports_of_the_user_are_asked_and_stay_as_they_are(tmp_path: Path, settings: Settings, rag) -> None:
    assert rag("ingest", str(write_reports(tmp_path / "reports")), "--library", "镇").code == 0
    before = rag("reports", "--json").document
    run = run_suite(suite(tmp_path, CASES[0], CASES[6]), settings, options(own="镇"))
    assert run.passed == 2
    assert rag("reports", "--json").document == before
    assert rag("conversations", "list", "--json").document == {"conversations": []}


BREAKS_OFF = """
import sys
from pathlib import Path
from rag.evaluation.running import run_suite
from rag.evaluation.running.asking import Asking
from rag.settings import Settings
from tests.unit.evaluation.running.made_up import options, suite

asked = Asking.outcome

def outcome(self, case, repeat):
    if case.id == "wrong":
        print("here", flush=True)
        sys.stdin.read()
    return asked(self, case, repeat)

Asking.outcome = outcome
folder = Path(sys.argv[1])
run_suite(suite(folder), Settings(home=folder / "home"), options())
"""


def test_a_run_that_is_killed_is_gone_on_with_where_it_stopped(
    whole: Run, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", BREAKS_OFF, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "here\n"
        os.kill(running.pid, signal.SIGKILL)
    asked: list[str] = []
    outcome = Asking.outcome

    def noted(self: Asking, one, repeat: int):
        asked.append(one.id)
        return outcome(self, one, repeat)

    monkeypatch.setattr(Asking, "outcome", noted)
    resumed = run_suite(suite(tmp_path), settings, options(resume=True))
    assert asked == [one["id"] for one in CASES[3:]]
    assert same_for_all(resumed) == same_for_all(whole)
    assert all(resumed.manifest["case_ms"].values())
