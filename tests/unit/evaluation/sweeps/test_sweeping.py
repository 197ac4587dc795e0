"""Every variant is run over the suite; what variants have in common is done once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rag.evaluation.library import Library, open_library
from rag.evaluation.runs import Run
from rag.evaluation.storing import stored_files
from rag.evaluation.sweeps import sweeping
from rag.evaluation.sweeps.plan import AS_SET, read_plan
from rag.evaluation.sweeps.sweeping import Tried, sweep
from rag.evaluation.sweeps.table import metric_names, of_sweep
from rag.prompts import templates_folder
from rag.settings import Settings
from tests.unit.evaluation.running.made_up import CASES, case, files, options, suite

PLAN = """
[[variants]]
name = "my prompts"
prompts = "mine"

[[variants]]
name = "one passage"
passages = 1

[[variants]]
name = "small chunks"
chunk_tokens = 30
"""
OPENED: list[int] = []


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Tried]]:
    """A sweep of a few cases; `OPENED` has the chunk sizes with which reports were taken in."""
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "mine").mkdir()
    own = (templates_folder() / "answer.zh.md").read_text(encoding="utf-8")
    (folder / "mine" / "answer.zh.md").write_text(own.replace("</system>", "要简短。\n</system>"), encoding="utf-8")
    (folder / "sweep.toml").write_text(PLAN, encoding="utf-8")
    settings = Settings(home=folder / "home")

    @contextmanager
    def counted(chosen: Settings, *more: Any) -> Iterator[Library]:
        OPENED.append(chosen.chunk_tokens)
        with open_library(chosen, *more) as library:
            yield library

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeping, "open_library", counted)
        plan = read_plan(folder / "sweep.toml", settings)
        wrong = case("money", "2022年修缮桥梁投入资金多少？", contains=[["777座"]], cluster="qingshi-2022.txt/交通")
        yield sweep(plan, suite(folder, CASES[0], wrong, CASES[4]), settings, options())
    assert len(stored_files(settings)) >= 1


def test_variants_come_in_the_order_of_the_file_the_settings_as_they_are_first(tried: list[Tried]) -> None:
    assert [one.variant.name for one in tried] == [AS_SET, "my prompts", "one passage", "small chunks"]


def test_reports_that_are_taken_in_alike_are_taken_in_once(tried: list[Tried]) -> None:
    assert sorted(OPENED) == [30, 400]
    assert tried[0].chunks == tried[1].chunks == tried[2].chunks < tried[3].chunks


def test_each_is_run_with_its_own_settings(tried: list[Tried]) -> None:
    settings = [one.run.manifest["settings"] for one in tried]
    assert [one["passages"] for one in settings] == [12, 12, 1, 12]
    assert [one["chunk_tokens"] for one in settings] == [400, 400, 400, 30]


def test_the_manifest_has_the_prompts_of_the_variant_and_of_no_other(tried: list[Tried]) -> None:
    prompts = [one.run.manifest["prompts"]["answer.zh"] for one in tried]
    assert prompts[1] != prompts[0]
    assert prompts[0] == prompts[2] == prompts[3]


def test_the_others_are_held_against_the_settings_as_they_are(tried: list[Tried]) -> None:
    assert tried[0].against is None
    assert all(one.against is not None and not one.against.regressed for one in tried[1:])


def test_the_document_has_what_each_buys_and_costs(tried: list[Tried]) -> None:
    document = json.loads(json.dumps(of_sweep(tried)))
    assert (document["suite"], document["n"], len(document["variants"])) == ("town", 3, 4)
    first, mine, *_ = document["variants"]
    assert (first["name"], first["settings"]) == (AS_SET, {})
    assert set(mine["settings"]) == {"prompts"}
    assert first["metrics"]["pass_rate"] == pytest.approx(2 / 3, abs=1e-6)
    assert list(first["metrics"]) == metric_names(tried)
    assert (mine["broken"], mine["mended"], mine["regressed"]) == (0, 0, False)
    assert first["latency_ms"]["p50"] > 0
    assert (first["tokens"], first["chunks"] > 0, first["index_seconds"] > 0) == (0, True, True)
    assert re.fullmatch("[0-9a-f]{16}", first["run"])
    assert any(one["unbeaten"] for one in document["variants"])


def test_no_variant_is_shown_the_summaries_that_another_has_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes: list[Path] = []

    def kept(_suite: object, _settings: object, _options: object, *, inside: Library) -> Run:
        homes.append(inside.settings.home)
        return Run("own", (), {}, {"mode": "stub", "kind": "summaries", "dataset": "x"})

    monkeypatch.setattr(sweeping, "run_suite", kept)
    (tmp_path / "sweep.toml").write_text("[grid]\nvector_weight = [0, 2]\n", encoding="utf-8")
    settings = Settings(home=tmp_path / "home")
    asked = suite(
        tmp_path, {"id": "a", "type": "one", "cluster": "qingshi-2021.txt/*", "reports": ["qingshi-2021.txt"]}
    )
    monkeypatch.setattr(sweeping, "compare", lambda _a, _b: None)
    sweep(read_plan(tmp_path / "sweep.toml", settings), asked, settings, options(files=files()[:1]))
    assert len(set(homes)) == len(homes) == 3
