"""A run with a real model is recorded, and replayed to the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.evaluation.running import Mode, run_suite
from rag.evaluation.runs import Run, of_run
from rag.evaluation.suites import Suite
from rag.settings import Settings
from tests.model_server import Cut, ModelServer, Reply, Status, Text, closed_port, serving, whole
from tests.unit.evaluation.running.made_up import CASES, options, suite

BRIDGES = whole("2021年，全镇修缮桥梁7座。<修缮桥梁7座>")
REPLIES: tuple[Reply, ...] = (
    BRIDGES,
    whole("2021年，全镇新建幼儿园3所。<新建幼儿园3所>"),
    whole("REFUSE"),
    [Status(503)],
    BRIDGES,
    [Text("2021年，全镇修缮桥梁7座。<修缮桥梁7座>\n"), Cut()],
    whole("2021年，全镇修缮桥梁70座。<修缮桥梁7座>"),
    whole("2021年，全镇新开公交线路2条。<新开公交线路2条>"),
)


class Turning(ModelServer):
    """The replies again and again."""

    def reply(self) -> Reply:
        return self._replies[len(self.requests) % len(self._replies)]


def settings_at(home: Path, url: str) -> Settings:
    return Settings(home=home, model="openai:small", model_base_url=url, model_api_key="a-key-of-mine")


def live(of: Suite, home: Path, **more: Any) -> Run:
    server = Turning(REPLIES)
    server.start()
    try:
        return run_suite(of, settings_at(home, server.url), options(mode=Mode.LIVE, **more))
    finally:
        server.stop()


def replay(of: Suite, home: Path, file: Path, **more: Any) -> Run:
    return run_suite(of, settings_at(home, closed_port()), options(mode=Mode.REPLAY, exchanges=file, **more))


def result(run: Run) -> str:
    """All but the manifest, byte for byte."""
    document = of_run(run)
    del document["manifest"], document["run"]
    return json.dumps(document, ensure_ascii=False)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Suite, Run, Path]:
    folder = tmp_path_factory.mktemp("recorded")
    of, file = suite(folder, *CASES[:3], CASES[6]), folder / "exchanges.jsonl"
    return of, live(of, folder / "home", repeat=2, jobs=4, record=file), file


def test_a_recorded_run_is_replayed_byte_for_byte(recorded: tuple[Suite, Run, Path], tmp_path: Path) -> None:
    of, before, file = recorded
    after = replay(of, tmp_path / "home", file)
    assert result(after) == result(before)
    assert (after.manifest["repeats"], after.manifest["model"]) == (2, before.manifest["model"])
    assert len({json.dumps([one.status, one.text]) for case in before.cases for one in case.attempts}) > 3


def test_processes_replay_the_same(recorded: tuple[Suite, Run, Path], tmp_path: Path) -> None:
    of, before, file = recorded
    assert result(replay(of, tmp_path / "home", file, jobs=2)) == result(before)


def test_a_case_that_was_not_recorded_is_an_error_of_that_case(
    recorded: tuple[Suite, Run, Path], tmp_path: Path
) -> None:
    file = recorded[2]
    other = suite(tmp_path, CASES[0], {**CASES[1], "question": "2022年投入资金多少？"})
    run = replay(other, tmp_path / "home", file)
    known, missed = run.cases
    assert not known.attempts[0].error
    assert missed.attempts[0].error.startswith("exchange_missing")
    assert "exchanges.jsonl" in missed.attempts[0].error
    assert str(tmp_path) not in missed.attempts[0].error


def test_no_key_stands_in_the_file(recorded: tuple[Suite, Run, Path]) -> None:
    assert "a-key-of-mine" not in recorded[2].read_text(encoding="utf-8")


def test_a_judge_is_recorded_and_replayed_with_the_answers(tmp_path: Path) -> None:
    of = suite(tmp_path, {**CASES[0], "answer": "7座"}, CASES[5])
    file = tmp_path / "exchanges.jsonl"
    with serving(BRIDGES) as server, serving(whole("一致")) as judge:
        settings = replace(settings_at(tmp_path / "home", server.url), judge_base_url=judge.url)
        before = run_suite(of, settings, options(mode=Mode.LIVE, record=file, judge="openai:judge"))
        assert judge.requests
        assert all("标准答案" in one["messages"][-1]["content"] for one in judge.requests)
    after = replay(of, tmp_path / "other", file)
    assert result(after) == result(before)
    assert after.manifest["judge"] == before.manifest["judge"]
    assert before.manifest["judge"]["agreement"]["kappa"] == 0.0
    assert [one.scores.get("judged") for one in before.cases] == [1.0, None]
    assert before.metrics["judged"] == 1.0


def test_a_replay_cuts_evidence_to_the_room_that_the_recorded_model_had(tmp_path: Path) -> None:
    of, file = suite(tmp_path, *CASES[:1]), tmp_path / "exchanges.jsonl"
    server = Turning([BRIDGES])
    server.start()
    try:
        small = replace(settings_at(tmp_path / "home", server.url), model_context_tokens=6_000)
        before = run_suite(of, small, options(mode=Mode.LIVE, record=file))
    finally:
        server.stop()
    assert result(replay(of, tmp_path / "other", file)) == result(before)
