"""The spool keeps what it is told to, forgets what nobody will come for, and follows no path that it did not make."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from rag.adapters.spool import FolderSpool
from rag.errors import DiskFull, FileNotReadable, FolderNotWritable


def kept(spool: FolderSpool, *contents: bytes) -> list[str]:
    with spool.begin() as batch:
        paths = []
        for content in contents:
            paths.append(batch.begin_file())
            batch.write(content)
            batch.end_file()
        batch.keep()
    return paths


def files(home: Path) -> list[Path]:
    return [one for one in (home / "uploads").rglob("*") if one.is_file() and one.name != "lock"]


def test_what_is_kept_can_be_read_until_it_is_removed(tmp_path: Path) -> None:
    spool = FolderSpool(tmp_path)
    first, second = kept(spool, b"one", b"two")
    assert (spool.read(first), spool.read(second)) == (b"one", b"two")
    spool.remove([first])
    with pytest.raises(FileNotReadable):
        spool.read(second)
    assert files(tmp_path) == []


def test_another_process_reads_it(tmp_path: Path) -> None:
    (path,) = kept(FolderSpool(tmp_path), b"one")
    assert FolderSpool(tmp_path).read(path) == b"one"


def test_what_is_not_kept_is_gone(tmp_path: Path) -> None:
    spool = FolderSpool(tmp_path)
    with spool.begin() as batch:
        batch.begin_file()
        batch.write(b"half")
    assert files(tmp_path) == []


def test_a_file_that_is_dropped_leaves_the_others(tmp_path: Path) -> None:
    spool = FolderSpool(tmp_path)
    with spool.begin() as batch:
        batch.begin_file()
        batch.write(b"too much")
        batch.drop_file()
        path = batch.begin_file()
        batch.write(b"right")
        batch.end_file()
        batch.keep()
    assert spool.read(path) == b"right"
    assert len(files(tmp_path)) == 1


def test_a_sweep_forgets_what_no_job_and_no_upload_needs(tmp_path: Path) -> None:
    dead, living = FolderSpool(tmp_path), FolderSpool(tmp_path)
    needed, orphan = kept(dead, b"needed"), kept(dead, b"orphan")
    dead.close()  # as the system does when a process ends
    with living.begin() as batch:
        batch.begin_file()
        batch.write(b"on its way")
        assert FolderSpool(tmp_path).sweep(lambda: needed) == 1
        assert living.sweep(lambda: needed) == 0
        assert living.read(needed[0]) == b"needed"
        assert len(files(tmp_path)) == 2
    with pytest.raises(FileNotReadable):
        living.read(orphan[0])


def test_a_living_process_is_left_alone(tmp_path: Path) -> None:
    living = FolderSpool(tmp_path)
    (path,) = kept(living, b"its job comes")
    assert FolderSpool(tmp_path).sweep(lambda: ()) == 0
    assert living.read(path) == b"its job comes"
    assert living.sweep(lambda: ()) == 1  # that of a job that was cancelled before it began


def test_a_sweep_of_nothing_makes_nothing(tmp_path: Path) -> None:
    assert FolderSpool(tmp_path / "home").sweep(lambda: ()) == 0
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "path", ["../secret", "uploads/../../a/b", "/etc/passwd", "ledger.sqlite", "uploads/a/b", "", "x/a/b/c"]
)
def test_no_path_leads_elsewhere(tmp_path: Path, path: str) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"secret")
    with pytest.raises(FileNotReadable):
        FolderSpool(tmp_path).read(path)


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_nobody_else_reads_it(tmp_path: Path) -> None:
    (path,) = kept(FolderSpool(tmp_path), b"secret")
    modes = {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / path).parents if tmp_path in one.parents}
    assert modes == {0o700}
    assert stat.S_IMODE((tmp_path / path).stat().st_mode) == 0o600


def test_a_disk_that_is_too_small_is_said_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        FolderSpool(tmp_path / "home").ensure_room(1 << 60)
    FolderSpool(tmp_path / "home").ensure_room(0)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("in the way")
    with pytest.raises(FolderNotWritable):
        FolderSpool(tmp_path).begin()
