"""What a scripted model does is meant: a run says nothing of it. What else goes wrong is told."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.evaluation.library import Library, open_library
from rag.evaluation.running import Mode, run_suite
from rag.settings import Settings
from tests.unit.evaluation.running.made_up import case, files, options, suite

LOST = case("lost", "2021年招聘教师多少名？", contains=[["45名"]], script=["2021年全镇招聘\n@break"])
REFUSED = case("refused", "2021年新建幼儿园多少所？", contains=[["3所"]], script=["@break"])
TOLD = case("told", "2021年修缮桥梁多少座？", contains=[["7座"]])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(Settings(home=tmp_path_factory.mktemp("home")), files()) as opened:
        yield opened


@pytest.mark.parametrize(("mode", "jobs"), [(Mode.STUB, 2), (Mode.LIVE, 2)])
def test_a_script_that_breaks_off_is_no_news(
    tmp_path: Path,
    library: Library,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    *,
    mode: Mode,
    jobs: int,
) -> None:
    made = suite(tmp_path, LOST, REFUSED, TOLD)
    run = run_suite(made, Settings(home=tmp_path / "home"), options(mode=mode, jobs=jobs), inside=library)
    assert [bool(one.attempts[0].text) for one in run.cases] == [True, True, True]
    assert caplog.messages == []
    assert capfd.readouterr().err == ""


def test_of_another_model_all_is_told(tmp_path: Path, library: Library, caplog: pytest.LogCaptureFixture) -> None:
    run_suite(suite(tmp_path, LOST), Settings(home=tmp_path / "home"), options(), inside=library)
    logging.getLogger("rag.writing").warning("%s", "openai:x breaks off")
    assert caplog.messages == ["openai:x breaks off"]
