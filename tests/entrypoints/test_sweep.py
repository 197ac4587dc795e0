"""`rag eval sweep` from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from rag.prompts import templates_folder
from tests.conftest import Outcome
from tests.model_server import serving, whole
from tests.unit.evaluation.running.made_up import CASES, case, write_reports, write_suite

Rag = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a suite `town.jsonl`, and its reports below `reports`."""
    write_reports(tmp_path / "reports")
    write_suite(tmp_path, CASES[0], case("lost", "2021年招聘教师多少名？", script=["2021年全镇招聘\n@break"]))
    return tmp_path


def plan(folder: Path, content: str) -> str:
    file = folder / "sweep.toml"
    file.write_text(f'suite = "town.jsonl"\n{content}', encoding="utf-8")
    return str(file)


def test_a_sweep_shows_a_variant_a_line_and_draws_them(rag: Rag, folder: Path) -> None:
    picture = folder / "sweep.svg"
    file = plan(folder, '[[variants]]\nname = "<one> passage"\npassages = 1\n')
    done = rag("eval", "sweep", file, "--reports", str(folder / "reports"), "--plot", str(picture))
    assert done.code == 0
    assert [one for one in ("as set", "<one> passage", "pass rate", "p50 ms", "★") if one not in done.out] == []
    assert "1 of 2: as set" in done.err
    assert "2 of 2: <one> passage" in done.err
    assert "scripted" not in done.err
    root = ElementTree.parse(picture).getroot()
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == 2


def test_with_json_stdout_is_the_document_and_the_runs_are_kept(rag: Rag, folder: Path) -> None:
    file = plan(folder, "[grid]\npassages = [1]\n")
    done = rag("eval", "sweep", file, "--reports", str(folder / "reports"), "--only", "bridges", "--json")
    assert (done.code, done.document["n"]) == (0, 1)
    variants = done.document["variants"]
    assert [one["settings"] for one in variants] == [{}, {"passages": 1}]
    kept = {one["run"] for one in rag("eval", "runs", "--json").document["runs"]}
    assert {one["run"] for one in variants} <= kept


def test_models_and_prompts_are_varied_where_models_are_asked(
    rag: Rag, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "mine").mkdir()
    own = (templates_folder() / "answer.zh.md").read_text(encoding="utf-8")
    (folder / "mine" / "answer.zh.md").write_text(own.replace("</system>", "要简短。\n</system>"), encoding="utf-8")
    file = plan(
        folder,
        '[[variants]]\nname = "one"\nmodel = "openai:one"\n'
        '[[variants]]\nname = "two, my prompts"\nmodel = "openai:two"\nprompts = "mine"\n',
    )
    monkeypatch.setenv("RAG_MODEL_API_KEY", "sk-test")
    with serving(whole("2021年全镇修缮桥梁7座。<桥梁7座>")) as server:
        monkeypatch.setenv("RAG_MODEL_BASE_URL", server.url)
        options = ("--reports", str(folder / "reports"), "--only", "bridges", "--mode", "live", "--json")
        done = rag("eval", "sweep", file, *options)
    assert done.code == 0
    asked = {one["model"]: "要简短" in json.dumps(one["messages"], ensure_ascii=False) for one in server.requests}
    assert asked == {"one": False, "two": True}
    as_set, one, two = done.document["variants"]
    assert (as_set["tokens"], one["tokens"], two["tokens"]) == (0, 120, 120)
    assert [variant["metrics"]["pass_rate"] for variant in (as_set, one, two)] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[grid]\nhome = ['x']\n", "home"),
        ("[grid]\nmodel = ['openai:one']\n", "--mode live"),
        ("[grid]\nprompts = ['nowhere']\n", "nowhere"),
        ("[grid]\n", "sweep.toml"),
        ("[grid\n", "sweep.toml"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_is_run(rag: Rag, folder: Path, content: str, told: str) -> None:
    refused = rag("eval", "sweep", plan(folder, content))
    assert refused.code == 2
    assert told in refused.err
    assert "1 of 2" not in refused.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--plot", "no/such/folder/sweep.svg"), "no/such/folder/sweep.svg"),
        (("--mode", "replay"), "stub, live"),
        (("--only", "none"), "none"),
    ],
)
def test_an_option_that_cannot_be_meant_is_told_before_anything_is_run(
    rag: Rag, folder: Path, options: tuple[str, str], told: str
) -> None:
    refused = rag("eval", "sweep", plan(folder, "[grid]\npassages = [1]\n"), *options)
    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err
    assert "1 of 2" not in refused.err


def test_a_suite_that_is_not_there_is_told(rag: Rag, folder: Path) -> None:
    (folder / "town.jsonl").unlink()
    refused = rag("eval", "sweep", plan(folder, "[grid]\npassages = [1]\n"))
    assert refused.code == 2
    assert "town.jsonl" in refused.err


def test_the_example_can_be_read(rag: Rag) -> None:
    from rag.evaluation.sweeps.plan import read_plan
    from rag.settings import Settings

    example = Path(__file__).parents[2] / "eval" / "examples" / "sweep.toml"
    assert len(read_plan(example, Settings()).variants) == 8
