"""Which processes are alive, whoever asks, and only as far as it is certain."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rag.adapters.presence import FOLDER, FolderPresence
from rag.errors import FolderNotWritable

STAY = """
import sys
from pathlib import Path
from rag.adapters.presence import FolderPresence
presence = FolderPresence(Path(sys.argv[1]))
print(presence.name, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    command = [sys.executable, "-c", STAY, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def test_a_process_is_there_until_it_ends_however_it_ends(tmp_path, other) -> None:
    name = other.stdout.readline().strip()
    here = FolderPresence(tmp_path)
    assert not here.is_gone(name)
    other.kill()
    other.wait()
    assert here.is_gone(name)
    assert here.is_gone(name)  # whoever asks again


def test_a_process_is_not_gone_for_itself_nor_for_another_of_its_machine(tmp_path) -> None:
    first, second = FolderPresence(tmp_path), FolderPresence(tmp_path)
    assert first.name != second.name
    assert not first.is_gone(first.name) and not first.is_gone(second.name)
    second.close()
    first.close()


@pytest.mark.parametrize("name", ["0" * 16, "../../lock", "", "x" * 500])
def test_of_a_process_that_has_left_no_trace_here_nothing_is_known(tmp_path, name) -> None:
    assert not FolderPresence(tmp_path).is_gone(name)


def test_asking_makes_nothing(tmp_path) -> None:
    FolderPresence(tmp_path).is_gone("0" * 16)
    assert list(tmp_path.iterdir()) == []


def test_one_that_ends_in_order_leaves_no_trace(tmp_path) -> None:
    presence = FolderPresence(tmp_path)
    assert presence.name == presence.name
    assert len(list((tmp_path / FOLDER).iterdir())) == 1
    presence.close()
    assert list((tmp_path / FOLDER).iterdir()) == []


def test_traces_of_the_dead_do_not_pile_up(tmp_path, other) -> None:
    name = other.stdout.readline().strip()
    other.kill()
    other.wait()
    here = FolderPresence(tmp_path)
    assert here.name
    here.forget_gone(but=[name])
    assert here.is_gone(name)
    here.forget_gone(but=[])
    assert [one.stem for one in (tmp_path / FOLDER).iterdir()] == [here.name]
    here.close()


def test_a_folder_that_cannot_be_written_is_said(tmp_path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    with pytest.raises(FolderNotWritable):
        FolderPresence(tmp_path).name  # noqa: B018
    assert Path(tmp_path / FOLDER).read_text() == "in the way"
