"""A data folder for each test, and the command line in process."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rag.entrypoints.cli.main import run

SAMPLES = Path(__file__).parent.parent / "rag" / "samples"


@dataclass(frozen=True)
class Outcome:
    """What a command did: exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Rag = Callable[..., Outcome]


@pytest.fixture
def rag(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Rag:
    """`rag(*arguments)` on a data folder of the test's own, messages in English."""
    monkeypatch.setenv("RAG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RAG_LANGUAGE", "en")
    monkeypatch.delenv("COLUMNS", raising=False)  # tests in parallel are given one

    def call(*arguments: str) -> Outcome:
        capsys.readouterr()
        code = run(arguments)
        streams = capsys.readouterr()
        return Outcome(code, streams.out, streams.err)

    return call


@pytest.fixture(scope="session")
def _filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled") / "home"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RAG_HOME", str(home))
        assert run(["ingest", *map(str, sorted(SAMPLES.glob("renshe-*"))), str(SAMPLES / "shichang-2022.pdf")]) == 0
    return home


@pytest.fixture(scope="session")
def _two_libraries_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The labour bureau's reports in the library 人社, one of them in 教育, too, beside that of the schools."""
    home = tmp_path_factory.mktemp("libraries") / "home"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RAG_HOME", str(home))
        for library, names in (
            ("人社", ("renshe-2023.txt", "renshe-2024.md")),
            ("教育", ("jiaoyu-2023.docx", "renshe-2023.txt")),
        ):
            assert run(["ingest", *(str(SAMPLES / one) for one in names), "--library", library]) == 0
    return home


@pytest.fixture
def two_libraries(tmp_path: Path, _two_libraries_home: Path) -> Path:
    """A data folder of the test's own with the libraries 人社 and 教育."""
    return Path(shutil.copytree(_two_libraries_home, tmp_path / "home"))


@pytest.fixture
def filled(rag: Rag, tmp_path: Path, _filled_home: Path) -> Rag:
    """`rag` with the labour bureau's sample reports of three years, and one PDF, in."""
    shutil.copytree(_filled_home, tmp_path / "home")
    return rag
