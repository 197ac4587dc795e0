"""Names from outside become text that can be shown, compared and stored, whatever they were."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.entrypoints.api.names import MAX_FILE_NAME_CHARACTERS, decoded, file_name, library_name
from rag.errors import LibraryNameInvalid


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("2023年工作总结.docx", "2023年工作总结.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\报告\\年报.pdf", "年报.pdf"),
        ("/a/b/", "未命名"),
        ("...", "未命名"),
        (".docx", "未命名.docx"),
        ("  年 报 .txt  ", "年 报 .txt"),
        ("a\r\nb\x00.txt", "ab.txt"),
        ("cafe\u0301.txt", "café.txt"),
        ("报\u202efdp.exe", "报fdp.exe"),
        ("长" * 300 + ".markdown", "长" * 191 + ".markdown"),
        ("长" * 300, "长" * 200),
        ("一、2023. 年度工作要点和安排情况汇报", "一、2023. 年度工作要点和安排情况汇报"),
        ("a%0D%0Ab%22.txt", 'ab".txt'),
    ],
)
def test_what_is_kept_of_a_file_name(given_: str, shown: str) -> None:
    assert file_name(given_, unnamed="未命名") == shown


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_is_safe_to_show_and_no_path(given_: str) -> None:
    name = file_name(given_, unnamed="未命名")
    assert 0 < len(name) <= MAX_FILE_NAME_CHARACTERS
    assert not set("/\\\0\u202e\u2066") & set(name)
    assert not [one for one in name if unicodedata.category(one) in ("Cc", "Cs")]
    assert name.strip(". ")
    assert unicodedata.is_normalized("NFC", name)
    name.encode()
    assert file_name(name, unnamed="未命名") == name


@given(st.binary(max_size=200))
def test_any_bytes_are_some_name(raw: bytes) -> None:
    assert file_name(decoded(raw), unnamed="x")


def test_old_programs_write_names_in_gb18030() -> None:
    assert decoded("工作总结.doc".encode("gb18030")) == "工作总结.doc"


def test_a_library_keeps_its_name() -> None:
    assert library_name(" 市人社局 2023 ") == "市人社局 2023"


@pytest.mark.parametrize("given_", ["", "  ", "a\nb", "x" * 65, "\u202eabc", "\x00"])
def test_a_library_name_that_cannot_be_read_is_refused(given_: str) -> None:
    with pytest.raises(LibraryNameInvalid):
        library_name(given_)
