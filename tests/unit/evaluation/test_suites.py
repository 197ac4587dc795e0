"""Suites by name or by path."""

import json
from pathlib import Path

import pytest

from rag.errors import NoSuchPath
from rag.evaluation.suites import suite_file


def test_a_suite_is_found_by_its_name() -> None:
    first = suite_file("answers").read_text(encoding="utf-8").splitlines()[0]
    assert {"id", "question", "status", "cluster"} <= json.loads(first).keys()


def test_a_suite_is_found_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text("{}", encoding="utf-8")
    assert suite_file(str(file)) == file


@pytest.mark.parametrize("name", ["none", "", "."])
def test_what_is_neither_is_not_found(name: str) -> None:
    with pytest.raises(NoSuchPath):
        suite_file(name)
