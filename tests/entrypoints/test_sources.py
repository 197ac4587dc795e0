"""Which files of a folder are taken, under which names, and what happens to those that cannot be read."""

import os
from pathlib import Path

import pytest

from rag.entrypoints.cli.arguments import readable, wants_json
from rag.entrypoints.cli.sources import collect
from rag.errors import FileNotReadable, FileTooLarge, NoSuchPath


def _names(*paths: Path) -> list[str]:
    return [one.name for one in collect([str(path) for path in paths], limit_megabytes=1)]


def _write(path: Path, content: str = "内容") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_files_of_a_folder_are_named_relative_to_it_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("2023/乙.txt", "2023/甲.txt", "2022/丙.docx", "总.md"):
        _write(tmp_path / name)
    assert _names(tmp_path) == ["2022/丙.docx", "2023/乙.txt", "2023/甲.txt", "总.md"]


def test_a_single_file_has_its_own_name(tmp_path: Path) -> None:
    assert _names(_write(tmp_path / "甲" / "年报.txt")) == ["年报.txt"]


@pytest.mark.parametrize("name", [".DS_Store", "~$年报.docx", ".hidden/甲.txt", "Thumbs.db", "年报.txt~", "下载.part"])
def test_hidden_and_temporary_files_of_a_folder_are_left_out(tmp_path: Path, name: str) -> None:
    _write(tmp_path / name)
    _write(tmp_path / "年报.txt")
    assert _names(tmp_path) == ["年报.txt"]


def test_a_hidden_file_that_is_named_is_taken(tmp_path: Path) -> None:
    assert _names(_write(tmp_path / ".draft.txt")) == [".draft.txt"]


def test_folders_that_link_to_each_other_are_walked_once(tmp_path: Path) -> None:
    _write(tmp_path / "a" / "甲.txt")
    _write(tmp_path / "b" / "乙.txt")
    (tmp_path / "a" / "to_b").symlink_to(tmp_path / "b")
    (tmp_path / "b" / "to_a").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    assert sorted(Path(name).name for name in _names(tmp_path)) == ["乙.txt", "甲.txt"]


def test_a_link_that_leads_nowhere_fails_alone(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    _write(tmp_path / "甲.txt")
    gone, present = collect([str(tmp_path)], limit_megabytes=1)
    assert present.read() == "内容".encode()
    with pytest.raises(FileNotReadable):
        gone.read()


def test_a_path_that_is_not_there_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath, match="nothing"):
        collect([str(_write(tmp_path / "甲.txt")), str(tmp_path / "nothing")], limit_megabytes=1)


def test_a_file_over_the_limit_is_not_read_at_all(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(3 * 1024 * 1024)
    (source,) = collect([str(large)], limit_megabytes=2)
    with pytest.raises(FileTooLarge):
        source.read()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_fails_alone(tmp_path: Path) -> None:
    _write(tmp_path / "甲.txt").chmod(0)
    (source,) = collect([str(tmp_path)], limit_megabytes=1)
    with pytest.raises(FileNotReadable):
        source.read()


def test_a_pipe_in_a_folder_does_not_hold_up_the_others(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    _write(tmp_path / "甲.txt")
    assert _names(tmp_path) == ["甲.txt"]


def test_a_name_in_gb18030_is_read_as_chinese(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "年报.txt".encode("gb18030")
    Path(os.fsdecode(raw)).write_text("内容", encoding="utf-8")
    (source,) = collect([str(tmp_path)], limit_megabytes=1)
    assert source.name == "年报.txt"
    assert source.read() == "内容".encode()


def test_bytes_that_are_no_text_in_any_encoding_become_printable() -> None:
    assert readable("a\udcff\udcffb").encode("utf-8")
    assert readable("就业") == "就业"


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["ask", "问", "--json"], True),
        (["ask", "--", "--json"], False),
        (["figures", "--format", "json"], True),
        (["figures", "--format=json"], True),
        (["figures", "--format", "csv"], False),
    ],
)
def test_whether_stdout_is_promised_to_json(arguments: list[str], wanted: bool) -> None:
    assert wants_json(arguments) is wanted
