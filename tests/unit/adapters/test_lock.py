"""One holder of the data folder at a time, known by its process id."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.adapters.lock import FolderLock
from rag.errors import FolderLocked, FolderNotWritable

HOLD = """
import sys
from pathlib import Path
from rag.adapters.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
    if not process.stdin.closed:
        process.stdin.close()


def test_a_second_process_is_told_who_holds_the_folder(tmp_path, other) -> None:
    lock = FolderLock(tmp_path, wait_seconds=0.05)
    assert lock.holder() == str(other.pid)
    with pytest.raises(FolderLocked, match=str(other.pid)):
        lock.acquire()


def test_a_process_that_was_killed_holds_nothing(tmp_path, other) -> None:
    other.kill()
    other.wait()
    lock = FolderLock(tmp_path, wait_seconds=1)
    assert lock.holder() is None
    lock.acquire()
    assert lock.holder() == str(os.getpid())
    lock.release()


def test_a_second_writer_waits_for_the_first(tmp_path, other) -> None:
    other.stdin.close()
    lock = FolderLock(tmp_path, wait_seconds=20)
    lock.acquire()
    lock.release()


def test_acquiring_again_is_nothing_and_releasing_frees(tmp_path) -> None:
    lock = FolderLock(tmp_path)
    lock.release()
    lock.acquire()
    lock.acquire()
    lock.release()
    assert lock.holder() is None
    again = FolderLock(tmp_path, wait_seconds=0.05)
    again.acquire()
    again.release()


def test_the_folder_is_made_if_it_is_not_there(tmp_path) -> None:
    lock = FolderLock(tmp_path / "new" / "home")
    assert lock.holder() is None
    lock.acquire()
    assert (tmp_path / "new" / "home").is_dir()
    lock.release()


def test_a_place_where_no_folder_can_be_is_named(tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FolderNotWritable, match="file"):
        FolderLock(tmp_path / "file").acquire()


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path) -> None:
    Path(tmp_path).chmod(0o500)
    with pytest.raises(FolderNotWritable):
        FolderLock(tmp_path).acquire()
