"""Where runs are kept, and how people name them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.errors import AmbiguousRun, DataError, NoBaseline, OutputNotWritable, UnknownRun
from rag.evaluation import storing
from rag.evaluation.runs import Attempt, CaseResult, Run, of_run
from rag.settings import Settings


def made_up(answer: str, *, suite: str = "answers") -> Run:
    attempt = Attempt(passed=True, stage=None, scores={"status": 1.0}, text=answer)
    case = CaseResult("a", "figure", "x", (), must_pass=False, asked="？", attempts=(attempt,))
    return Run(suite, (case,), {"pass_rate": 1.0}, {"mode": "stub", "started": "2026-03-02T10:00:00+00:00"})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def test_a_run_comes_back_as_it_was_stored(settings: Settings) -> None:
    run = made_up("7座")
    file = storing.store(run, settings)
    assert file == settings.home / "evaluations" / f"{run.id}.json"
    for name in (run.id, run.id[:4], "last", str(file)):
        assert of_run(storing.find_run(name, settings)) == of_run(run)


def test_the_last_is_the_one_stored_last(settings: Settings) -> None:
    first, second = made_up("7座"), made_up("9座")
    os.utime(storing.store(second, settings), (2, 2))
    os.utime(storing.store(first, settings), (1, 1))
    assert storing.find_run("last", settings).id == second.id
    assert [one.id for one in storing.stored_runs(settings)] == [second.id, first.id]


def test_the_beginning_of_several_ids_is_none(settings: Settings) -> None:
    runs = [made_up(str(number)) for number in range(17)]  # of 16 digits, one begins two of them
    for one in runs:
        storing.store(one, settings)
    starts = [one.id[0] for one in runs]
    twice = next(one for one in starts if starts.count(one) > 1)
    with pytest.raises(AmbiguousRun):
        storing.find_run(twice, settings)


@pytest.mark.parametrize("name", ["last", "abc", "", "baseline", "no/such/file.json"])
def test_what_is_no_run_is_said(name: str, settings: Settings) -> None:
    with pytest.raises(UnknownRun):
        storing.find_run(name, settings)


def test_a_baseline_that_was_never_blessed_is_said(settings: Settings) -> None:
    with pytest.raises(NoBaseline):
        storing.find_run("baseline:never", settings)


def test_a_file_that_is_no_run_is_said_by_its_path_and_left_out_of_lists(settings: Settings) -> None:
    file = storing.store(made_up("7座"), settings)
    file.write_text('{"run": ', encoding="utf-8")
    with pytest.raises(DataError, match=file.name):
        storing.find_run(str(file), settings)
    assert list(storing.stored_runs(settings)) == []


def test_a_folder_that_takes_nothing_is_said(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "evaluations").write_text("no folder", encoding="utf-8")
    with pytest.raises(OutputNotWritable):
        storing.store(made_up("7座"), settings)


def test_nothing_half_written_is_left(settings: Settings) -> None:
    file = storing.store(made_up("7座"), settings)
    assert [one.name for one in file.parent.iterdir()] == [file.name]
