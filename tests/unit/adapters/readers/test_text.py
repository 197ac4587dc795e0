"""Plain text: the encoding is decided by the bytes, and nothing but line ends and the byte order mark changes."""

from __future__ import annotations

import time

import pytest

from rag.adapters.readers import read
from rag.errors import (
    ArchiveFile,
    BinaryFile,
    DamagedFile,
    DamagedText,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    ImageFile,
    UnknownEncoding,
    UnsupportedFormat,
)
from tests.unit.adapters.readers.making import docx, paragraph, zipped

REPORT = (
    "\u3000\u3000云岫市水利局2023年工作总结\n"
    "一、主要工作\n"
    "（一）抓供水。全年新增供水能力12.5万吨，同比增长8.3％；检查*次，整改**处。\n\n"
    "1．河道治理：完成“清四乱”专项行动①，涉及《河道管理条例》……\n"
)


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gb18030", "GB18030"),
        ("gbk", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
def test_every_encoding_gives_the_same_text(codec: str, encoding: str) -> None:
    source = read(REPORT.encode(codec), name="x.txt")
    assert (source.text, source.format, source.encoding, source.marks) == (REPORT, "txt", encoding, ())


@pytest.mark.parametrize("text", ["水", "全市", "截至12月底，完成投资3.2亿元。", "plain English, 100% done\n"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_short_texts_are_read_too(text: str, codec: str) -> None:
    assert read(text.encode(codec), name="x.txt").text == text


def test_line_ends_become_newlines_and_nothing_else_changes() -> None:
    text = "\u00a0甲\r\n乙\r丙\n\t丁 \u3000\u2028戊\x0c"
    assert read(text.encode(), name="x.txt").text == "\u00a0甲\n乙\n丙\n\t丁 \u3000\u2028戊\x0c"


def test_angle_brackets_of_a_plain_report_are_text() -> None:
    text = "贯彻《关于印发<党委（党组）责任制实施办法>的通知》精神，3<5，A & B。\n"
    source = read(text.encode(), name="x.txt")
    assert (source.text, source.format) == (text, "txt")


@pytest.mark.parametrize("name", ["x.docx", "x.pdf", "x.html", "x", ""])
def test_text_is_read_as_text_under_any_name(name: str) -> None:
    assert read(REPORT.encode(), name=name).text == REPORT


@pytest.mark.parametrize(
    "content", [b"", b"  \r\n\t\n", "\ufeff".encode(), "\u3000\n\u200b\ufeff \n".encode(), b"\xff\xfe"]
)
def test_a_file_without_text_is_refused(content: bytes) -> None:
    with pytest.raises(EmptyFile):
        read(content, name="x.txt")


def test_a_file_over_the_limit_is_refused_with_its_size() -> None:
    with pytest.raises(FileTooLarge) as caught:
        read(b"a" * (3 * 1024 * 1024 + 1), name="x.txt", limit_megabytes=3)
    assert caught.value.values == {"megabytes": "3.0", "limit": 3}


def test_broken_bytes_are_refused_with_their_place_and_never_garbled() -> None:
    content = REPORT.encode()
    at = content.index("整改".encode())
    with pytest.raises(DamagedText) as caught:
        read(content[:at] + b"\xff\xfe" + content[at:], name="x.txt")
    assert caught.value.values["position"] == at
    assert caught.value.values["line"] == 3
    assert caught.value.values["encoding"] == "UTF-8"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16"])
def test_a_text_cut_in_the_middle_of_a_character_is_refused(codec: str) -> None:
    content = REPORT.rstrip("\n…").encode(codec) + "水".encode(codec)[-2:]
    with pytest.raises(DamagedText):
        read(content[:-1], name="x.txt")


def test_two_encodings_in_one_file_are_refused() -> None:
    with pytest.raises(DamagedText):
        read(REPORT.encode("gb18030") * 3 + REPORT.encode(), name="x.txt")
    with pytest.raises(DamagedText):
        read(REPORT.encode() * 9 + REPORT.encode("gb18030"), name="x.txt")


def test_an_encoding_that_is_not_known_is_refused_rather_than_guessed() -> None:
    with pytest.raises(UnknownEncoding):
        read("水利工作報告與計畫，推動鄉鎮建設發展".encode("big5"), name="x.txt")
    with pytest.raises(UnknownEncoding):
        read("“Curly” quotes – naïve café".encode("cp1252"), name="x.txt")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (bytes(range(256)) * 20, BinaryFile),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 200 + b"\x01\x02" * 99, BinaryFile),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, ImageFile),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", ImageFile),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36\x00\x00\x00", ImageFile),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", ArchiveFile),
        (b"Rar!\x1a\x07\x01\x00", ArchiveFile),
        (b"\x1f\x8b\x08\x00\x00\x00", ArchiveFile),
        (zipped({"a.txt": "甲"}), ArchiveFile),
        (b"PK\x05\x06" + b"\0" * 18, ArchiveFile),
        (b"{\\rtf1\\ansi", UnsupportedFormat),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", UnsupportedFormat),
        (b"<?xml version='1.0'?><a>1</a>", UnsupportedFormat),
    ],
)
def test_what_is_no_text_is_refused_by_its_content(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        read(content, name="总结.txt")
    assert type(caught.value) is error


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("content", "format_name"),
    [
        (_OLE + "WordDocument".encode("utf-16-le"), "Word 97-2003/WPS（.doc、.wps）"),
        (_OLE + "Workbook".encode("utf-16-le"), "Excel 97-2003/WPS（.xls、.et）"),
        (_OLE + "PowerPoint Document".encode("utf-16-le"), "PowerPoint 97-2003/WPS（.ppt、.dps）"),
        (_OLE, "Office 97-2003"),
        (zipped({"xl/workbook.xml": ""}), "Excel（.xlsx）"),
        (zipped({"ppt/presentation.xml": ""}), "PowerPoint（.pptx）"),
        (zipped({"OFD.xml": "", "Doc_0/Document.xml": ""}), "OFD（.ofd）"),
        (zipped({"mimetype": "", "META-INF/manifest.xml": ""}), "OpenDocument（.odt）"),
    ],
)
@pytest.mark.parametrize("name", ["a.docx", "a.txt", "a.md"])
def test_other_office_formats_are_named_whatever_the_file_is_called(
    content: bytes, format_name: str, name: str
) -> None:
    with pytest.raises(UnsupportedFormat) as caught:
        read(content, name=name)
    assert caught.value.values["format"] == format_name
    assert "另存为 .docx 后重试" in caught.value.in_language("zh")


def test_an_encrypted_office_file_says_that_it_has_a_password() -> None:
    with pytest.raises(EncryptedFile):
        read(_OLE + "EncryptedPackage".encode("utf-16-le"), name="a.docx")


def test_a_docx_cut_short_is_damaged_and_not_a_mere_archive() -> None:
    content = docx(paragraph("甲" * 500))
    with pytest.raises(DamagedFile) as caught:
        read(content[: len(content) // 2], name="a.docx")
    assert caught.value.values["format"] == "docx"


def test_fifty_megabytes_and_one_line_of_five_are_read_in_seconds() -> None:
    started = time.perf_counter()
    many_lines = read((REPORT * 160_000).encode(), name="x.txt")
    one_line = read(("水" * 1_700_000).encode("gb18030"), name="x.txt")
    assert time.perf_counter() - started < 10
    assert (len(many_lines.text), len(one_line.text)) == (160_000 * len(REPORT), 1_700_000)
