"""Preparing in other processes: the same outcome, in order, and a dead worker takes one file with it."""

from __future__ import annotations

import io
import os
from contextlib import redirect_stdout

import pytest

from rag.adapters.workers import MIN_FILES, PrepareBeside, open_preparer
from rag.domain import SourceText
from rag.errors import DamagedFile, EmptyFile, FileNotReadable
from rag.preparing import Arrived, Preparation, PreparedReport, PrepareHere
from rag.testing import CharacterEmbedder
from tests.stored import preparation


def read(content: bytes, *, name: str) -> SourceText:
    """A reader with all that can go wrong."""
    if content == b"kill\0":
        os._exit(9)
    if content == b"damaged\0":
        raise DamagedFile(format="docx")
    print("a library that prints")
    return SourceText(content.decode())


@pytest.fixture(scope="module")
def beside():
    one = PrepareBeside(Preparation(read, len, CharacterEmbedder()), workers=2)
    yield one
    one.close()


def arrived(text: str, name: str = "a.txt") -> Arrived:
    return Arrived(text.encode(), name, "default")


def report(number: int) -> str:
    return f"渔港镇{number}号简报\n一、概况\n渔船归港{number}艘。\n"


def test_a_worker_prepares_what_this_process_would(beside) -> None:
    with redirect_stdout(io.StringIO()):
        [here] = Preparation(read, len, CharacterEmbedder()).prepare([arrived(report(1))])
    there = beside.submit(arrived(report(1)))()
    assert isinstance(there, PreparedReport) and isinstance(here, PreparedReport)
    assert there.documents == here.documents
    assert there.staged.parsed == here.staged.parsed and there.staged.figures == here.staged.figures
    assert there.staged.vectors.tobytes() == here.staged.vectors.tobytes()


def test_answers_come_to_those_who_asked(beside) -> None:
    futures = [beside.submit(arrived(report(number))) for number in range(30)]
    titles = [one().staged.report.title for one in futures]
    assert titles == [f"渔港镇{number}号简报" for number in range(30)]


def test_what_is_wrong_with_a_file_is_said_as_it_would_be_here(beside) -> None:
    damaged, empty = beside.submit(arrived("damaged\0")), beside.submit(arrived(" "))
    assert isinstance(damaged(), DamagedFile)
    assert damaged().values == {"format": "docx"}
    assert isinstance(empty(), EmptyFile)


def test_a_worker_that_dies_takes_one_file_with_it(beside) -> None:
    texts = [report(1), report(2), "kill\0", report(3), report(4), report(5), "kill\0", report(6)]
    outcomes = [one() for one in [beside.submit(arrived(text)) for text in texts]]
    failed = [place for place, one in enumerate(outcomes) if isinstance(one, FileNotReadable)]
    assert failed == [2, 6]
    assert all(isinstance(one, PreparedReport) for place, one in enumerate(outcomes) if place not in failed)


def test_few_files_are_prepared_in_this_process() -> None:
    with open_preparer(preparation(), MIN_FILES - 1, workers=3) as preparer:
        assert isinstance(preparer, PrepareHere)
    with open_preparer(preparation(), 1000, workers=0) as preparer:
        assert isinstance(preparer, PrepareHere)


def test_no_process_is_left_behind() -> None:
    with open_preparer(Preparation(read, len, CharacterEmbedder()), 1000, workers=1) as preparer:
        assert isinstance(preparer, PrepareBeside)
        process = preparer._workers[0]._process
        preparer.submit(arrived(report(1)))()
    assert process.poll() is not None
