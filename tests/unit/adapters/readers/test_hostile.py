"""Files that were made to be expensive are read in the time of others of their size, or refused."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from rag.adapters.readers import read
from rag.errors import ArchiveFile, DamagedFile, RagError, ReadingError, UnpacksTooLarge
from tests.entrypoints.uploading import document, docx, laughs

# Measured at 0.1 s at most; before they were made linear all of them took more than 10 s.
SECONDS = 3.0
TAIL = "<p>渔业工作</p>".encode()


@pytest.mark.parametrize(
    "content",
    [
        b"<!---->" * 20_000 + b"x",
        b"<!-- a -->\n" * 20_000 + b"<p>x</p>",
        b"<html><style>" + b"a" * 2_000_000 + b"</style>" + TAIL,
        b"<html><style>" + b"@" * 2_000_000 + b"</style>" + TAIL,
        b"<html><style>" + b"@{a{}" * 200_000 + b"</style>" + TAIL,
        b"<html><style>" + b"a{opacity:0 " + b" " * 2_000_000 + b"x}</style>" + TAIL,
        b'<html><p style="opacity:0' + b" " * 1_000_000 + b'x">' + TAIL,
        b"<html>" + b"<div>" * 1_000_000,
    ],
    ids=lambda content: content[:24].decode(),
)
def test_a_text_made_to_take_for_ever_does_not(content: bytes) -> None:
    began = time.process_time()
    try:
        read(content, name="a.html")
    except RagError as error:
        assert isinstance(error, ReadingError)
    assert time.process_time() - began < SECONDS


def test_styles_still_hide(tmp_path) -> None:
    page = "<html><style>@media print {.a{display:none}} p{x:y} .b, #c {color:red;display: none} .d{}</style>"
    page += '<p class=a>印</p><p class="x b">藏</p><p id=c>匿</p><p class=d>现</p>'
    assert read(page.encode(), name="a.html").text == "印\n现"


def test_comments_before_a_document_are_passed_over() -> None:
    page = "<?xml version='1.0'?>\n<!-- 一 --> <!-- 二 -->\n<!DOCTYPE html><html><p>正文 a < b"
    assert read(page.encode(), name="a.txt").format == "html"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_word_file_may_be_in_both_encodings_and_has_no_entities(encoding: str) -> None:
    declared = "utf-16" if encoding.startswith("utf-16") else encoding
    assert read(docx(document("渔业", encoding=encoding, declared=declared)), name="a").text == "渔业"
    with pytest.raises(DamagedFile):
        read(docx(document("&e9;", before=laughs(), encoding=encoding, declared=declared)), name="a")
    with pytest.raises(DamagedFile):
        read(docx(document("x", before=" " * 2_000_000 + laughs(), encoding=encoding, declared=declared)), name="a")


@pytest.mark.parametrize("encoding", ["utf-7", "utf-32", "cp037", "hz"])
def test_other_encodings_hide_nothing(encoding: str) -> None:
    with pytest.raises(DamagedFile):
        read(docx(document("&e9;", before=laughs(3), encoding=encoding)), name="a")


def test_styles_that_unpack_to_much_are_not_made_a_tree() -> None:
    with pytest.raises(UnpacksTooLarge):
        read(docx(document("渔业"), styles=b"<s>" + b"<a/>" * 6_000_000 + b"</s>"), name="a")


def test_a_long_list_of_members_is_not_read() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"word/{number}", "")
    began = time.process_time()
    with pytest.raises(ArchiveFile):
        read(made.getvalue(), name="a.docx")
    assert time.process_time() - began < 0.2
