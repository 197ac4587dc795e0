"""`rag eval compare` and `rag eval bless`: exit codes, documents, what a terminal shows."""

import json
import re
from pathlib import Path

import pytest

from rag.evaluation.runs import Cited, Run, of_run
from rag.evaluation.stages import Stage
from rag.evaluation.suites import places
from tests.model_server import serving, whole
from tests.unit.evaluation.compared_runs import attempt, case, of, run

GOOD = attempt(
    True,
    text="2022年城镇新增就业3.05万人。[1]",
    status="answered",
    cited=(Cited("renshe-2022.txt", ("一、工作完成情况",), 120, 131, "全年城镇新增就业3.05万人"),),
)
BAD = attempt(False, stage=Stage.USED_WRONGLY, text="3万人。[1]", status="answered", problems=("number",))


def _file(folder: Path, name: str, one: Run) -> str:
    file = folder / f"{name}.json"
    file.write_text(json.dumps(of_run(one), ensure_ascii=False), encoding="utf-8")
    return str(file)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Blessings go to the data folder."""
    (tmp_path / "package" / "baselines").mkdir(parents=True)
    monkeypatch.setattr(places, "_PACKAGED", tmp_path / "package")
    return tmp_path / "home" / "evaluations" / "baselines"


def test_a_worse_run_is_1_and_says_what_broke_and_where(rag, tmp_path: Path) -> None:
    a = _file(tmp_path, "a", run(case("figure-01", GOOD, must_pass=True), case("figure-02", True)))
    b = _file(tmp_path, "b", run(case("figure-01", BAD, must_pass=True), case("figure-02", True)))
    done = rag("eval", "compare", a, b)
    assert done.code == 1
    for word in (
        "figure-01",
        "must pass",
        "used wrongly",
        "3.05万人",
        "3万人",
        "figure, unit or period wrong",
        "Regressed",
    ):
        assert word in done.out
    assert "figure-02" not in done.out
    assert "Regressed" in done.out.strip().splitlines()[-1]


def test_a_run_that_is_no_worse_is_0(rag, tmp_path: Path) -> None:
    a, b = _file(tmp_path, "a", of("1101")), _file(tmp_path, "b", of("1111"))
    done = rag("eval", "compare", a, b)
    assert done.code == 0
    assert done.out.strip().splitlines()[-1].startswith("✓ answers: No regression")


def test_with_json_stdout_is_one_document(rag, tmp_path: Path) -> None:
    a, b = _file(tmp_path, "a", of("11")), _file(tmp_path, "b", of("10"))
    done = rag("eval", "compare", a, b, "--json")
    assert done.code == 1
    assert done.document["regressed"]
    assert [one["id"] for one in done.document["broken"]] == ["001"]


def test_live_runs_are_shown_with_intervals_and_the_smallest_effect(rag, tmp_path: Path) -> None:
    a = _file(tmp_path, "a", of("1" * 100, mode="live"))
    b = _file(tmp_path, "b", of("0" * 9 + "1" * 91, mode="live"))
    done = rag("eval", "compare", a, b)
    assert done.code == 1
    row = next(line for line in done.out.splitlines() if line.strip().startswith("pass rate "))
    assert re.search(r"100\.0%\s+91\.0%\s+▼ −9\.0 points\s+\[−1\d\.\d, −\d\.\d\]\s+0\.0\d\d\s+\d\.\d", row)


def test_text_of_cases_is_never_markup(rag, tmp_path: Path) -> None:
    hostile = "[bold red]x[/] [/nothing] [link=https://evil.example]y[/link] \x1b[31m"
    a = _file(tmp_path, "a", run(case("[red]id[/red]", attempt(True, text=hostile))))
    b = _file(tmp_path, "b", run(case("[red]id[/red]", attempt(False, text=hostile, error=hostile))))
    done = rag("eval", "compare", a, b)
    assert done.code == 1
    assert "[red]id[/red]" in done.out
    assert "[/nothing]" in done.out


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (of("11", dataset="d2"), "datasets_differ"),
        (of("11", mode="live"), "modes_differ"),
    ],
)
def test_runs_that_cannot_be_compared_are_2(rag, tmp_path: Path, other: Run, code: str) -> None:
    done = rag("eval", "compare", _file(tmp_path, "a", of("11")), _file(tmp_path, "b", other), "--json")
    assert (done.code, done.document["error"]["code"]) == (2, code)


def test_asked_for_what_they_have_in_common_is_compared(rag, tmp_path: Path) -> None:
    a, b = _file(tmp_path, "a", of("111")), _file(tmp_path, "b", of("11", dataset="d2", mode="live"))
    done = rag("eval", "compare", a, b, "--common", "--mixed", "--json")
    assert (done.code, done.document["n"]) == (0, 2)
    assert {one["code"] for one in done.document["notes"]} >= {"common_only", "mixed_modes"}


def test_a_run_that_is_not_there_is_2(rag, tmp_path: Path) -> None:
    done = rag("eval", "compare", "nothing", _file(tmp_path, "b", of("1")), "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "unknown_run")


def test_a_file_that_is_no_run_is_2(rag, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    done = rag("eval", "compare", str(tmp_path / "a.json"), _file(tmp_path, "b", of("1")), "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "data_not_readable")


def test_a_blessed_run_is_what_later_ones_are_compared_with(rag, tmp_path: Path, installed: Path) -> None:
    first, second = _file(tmp_path, "a", of("11")), _file(tmp_path, "b", of("10"))
    done = rag("eval", "bless", first, "--reason", "逐题核对过", "--by", "李梅", "--json")
    assert done.code == 0
    assert (done.document["by"], done.document["file"]) == ("李梅", str(installed / "answers.json"))
    assert rag("eval", "compare", "baseline", second).code == 1
    assert rag("eval", "compare", second, "baseline").code == 0
    assert rag("eval", "compare", "baseline:answers", first).code == 0


def test_without_a_baseline_it_says_so(rag, tmp_path: Path, installed: Path) -> None:
    done = rag("eval", "compare", "baseline", _file(tmp_path, "b", of("1")), "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "no_baseline")


def test_a_blessing_needs_a_reason(rag, tmp_path: Path, installed: Path) -> None:
    file = _file(tmp_path, "a", of("11"))
    assert rag("eval", "bless", file).code == 2
    done = rag("eval", "bless", file, "--reason", "  ", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "blessing_without_reason")
    assert not installed.exists()


def test_a_part_of_a_suite_is_blessed_by_force_alone(rag, tmp_path: Path, installed: Path) -> None:
    file = _file(tmp_path, "a", of("11", shard="1/2"))
    done = rag("eval", "bless", file, "--reason", "x", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "run_partial")
    assert rag("eval", "bless", file, "--reason", "x", "--force").code == 0
    assert (installed / "answers.json").is_file()


def test_what_a_judge_prefers_is_told_and_decides_nothing(rag, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite = tmp_path / "town.jsonl"
    asked = {"id": "rice", "type": "figure", "cluster": "x", "question": "种粮多少？", "status": "answered"}
    suite.write_text(json.dumps({**asked, "answer": "一万亩。"}), encoding="utf-8")
    a = _file(tmp_path, "a", run(case("rice", attempt(True, status="answered", text="一万亩。")), suite=str(suite)))
    b = _file(tmp_path, "b", run(case("rice", attempt(True, status="answered", text="万亩以上。")), suite=str(suite)))
    with serving(whole("甲"), whole("乙")) as server:
        monkeypatch.setenv("RAG_JUDGE_BASE_URL", server.url)
        done = rag("eval", "compare", a, b, "--judge", "openai:judge", "--json")
        assert done.document["judge"]["a"] == ["rice"]
        assert len(server.requests) == 2
        assert "A is better in 0, B in 0, neither in 1" in rag("eval", "compare", a, b, "--judge", "openai:judge").out
    assert done.code == 0
