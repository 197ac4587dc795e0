"""Sweep files."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import DataError, InvalidSetting, NoSuchPath
from rag.evaluation.sweeps.plan import AS_SET, read_plan
from rag.settings import Settings

SETTINGS = Settings(home=Path("home"))


def _file(folder: Path, content: str) -> Path:
    file = folder / "sweep.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_the_settings_as_they_are_come_first_then_every_combination(tmp_path: Path) -> None:
    plan = read_plan(_file(tmp_path, "[grid]\npassages = [6, 12]\nchunk_tokens = [200, 400]\n"), SETTINGS)
    assert plan.suite == "answers"
    assert [one.name for one in plan.variants] == [
        AS_SET,
        "passages=6 chunk_tokens=200",
        "passages=6 chunk_tokens=400",
        "passages=12 chunk_tokens=200",  # with 12 and 400 it is as set
    ]
    assert plan.variants[1].settings.passages == 6
    assert plan.variants[1].settings.chunk_tokens == 200


def test_variants_stand_by_themselves_with_a_name(tmp_path: Path) -> None:
    plan = read_plan(
        _file(tmp_path, 'suite = "summaries"\n[[variants]]\nname = "words alone"\nvector_weight = 0\n'), SETTINGS
    )
    assert plan.suite == "summaries"
    assert [(one.name, one.settings.vector_weight) for one in plan.variants] == [(AS_SET, 1.0), ("words alone", 0)]


def test_variants_that_are_read_and_embedded_alike_share_their_reports(tmp_path: Path) -> None:
    plan = read_plan(_file(tmp_path, "[grid]\npassages = [3, 6]\nchunk_tokens = [100]\n"), SETTINGS)
    as_set, first, second = plan.variants
    assert first.taken_in == second.taken_in != as_set.taken_in


def test_a_folder_of_prompts_is_found_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    plan = read_plan(_file(tmp_path, '[[variants]]\nprompts = "mine"\n'), SETTINGS)
    assert plan.variants[1].settings.prompts == str(tmp_path / "mine")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[grid]\n",
        "[grid]\npassages = 3\n",
        "[grid]\npassages = []\n",
        "variants = 3\n",
        "suite = 1\n[grid]\npassages = [3]\n",
        "[other]\npassages = [3]\n",
        '[[variants]]\nname = "a"\npassages = 3\n[[variants]]\nname = "a"\npassages = 4\n',
        "[grid\n",
    ],
)
def test_a_file_that_says_nothing_to_vary_or_is_no_such_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError, match=r"sweep\.toml"):
        read_plan(_file(tmp_path, content), SETTINGS)


@pytest.mark.parametrize("line", ["home = ['x']", "passages = ['many']", "passages = [0]", "nothing = [1]"])
def test_what_is_no_setting_that_can_be_varied_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(InvalidSetting):
        read_plan(_file(tmp_path, f"[grid]\n{line}\n"), SETTINGS)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        read_plan(tmp_path / "none.toml", SETTINGS)
