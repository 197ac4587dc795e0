"""Whatever is sent as files is refused or harmless, within bounded memory, and the service goes on."""

from __future__ import annotations

import io
import os
import socket
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.entrypoints.uploading import (
    BOUNDARY,
    REPORTS,
    Client,
    body,
    children_of,
    document,
    docx,
    field,
    laughs,
    part,
    resident_megabytes,
)
from tests.served import Served, served

MEGABYTE = 1024 * 1024
# Small, so that what goes beyond them is sent soon; a worker may have 300 MB and 2 s.
LIMITS = {
    "RAG_MAX_UPLOAD_MEGABYTES": "8",
    "RAG_MAX_FILE_MEGABYTES": "3",
    "RAG_MAX_UPLOAD_FILES": "20",
    "RAG_UPLOAD_SECONDS": "1",
    "RAG_FILE_SECONDS": "2",
    "RAG_FILE_MEMORY_MEGABYTES": "300",
    "RAG_LANGUAGE": "en",
    "OMP_NUM_THREADS": "1",
}
TEXT = "岚浦市渔业局2023年工作总结\n一、主要工作\n全年完成渔港改造{number}处，增长3.1%。\n"


def text(number: int) -> bytes:
    return TEXT.format(number=number).encode()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("hostile") / "home"
    with served(home, **LIMITS) as running:
        yield running


@pytest.fixture(scope="module")
def home(service: Served) -> Path:
    environment = Path(f"/proc/{service.process.pid}/environ").read_bytes().split(b"\0")
    return Path(next(one.partition(b"=")[2].decode() for one in environment if one.startswith(b"RAG_HOME=")))


@pytest.fixture
def client(service: Served) -> Client:
    return Client(service.address)


def spooled(home: Path) -> list[Path]:
    return [one for one in (home / "uploads").rglob("*") if one.is_file() and one.name != "lock"]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (b"../../../../etc/passwd", "passwd"),
        (b"/etc/cron.d/job.txt", "job.txt"),
        (b"C:\\Users\\office\\\xe6\x8a\xa5\xe5\x91\x8a.txt", "报告.txt"),
        (b"a\x00b\x07.txt", "ab.txt"),
        ("年报\u202etxt.exe".encode(), "年报txt.exe"),
        ("2023年工作总结.txt".encode("gb18030"), "2023年工作总结.txt"),
        (("报" * 300 + ".docx").encode(), "报" * 195 + ".docx"),
        (b"<script>alert(1)<", "<script>alert(1)<"),
        (b"..", "Untitled"),
        (b"%22quoted%22.txt", '"quoted".txt'),
    ],
)
def test_a_file_name_is_text_and_never_a_path(client: Client, home: Path, sent: bytes, shown: str) -> None:
    taken = client.upload(body(part(sent, text(len(sent)))))
    assert [one["file"] for one in taken.document["files"]] == [shown]
    assert not [one for one in home.rglob("*") if one.name == shown]


def test_two_files_of_one_name_are_told_apart(client: Client) -> None:
    first, second = client.ingested(part(b"a/same.txt", text(701)), part(b"b\\same.txt", text(702)))
    assert (first["status"], second["status"], second["code"]) == ("added", "failed", "duplicate_name")


@pytest.mark.parametrize("library", ["a\x00b", "x" * 65, "\u202e", "  \x07 "])
def test_a_library_is_called_something_that_can_be_read(client: Client, library: str) -> None:
    refused = client.upload(body(part(b"a.txt", text(1)), field(b"library", library.encode())))
    assert (refused.status, refused.document["code"]) == (422, "library_name_invalid")


MALFORMED = {
    "no file": (body(field(b"library", b"x")), 422, "upload_empty"),
    "nothing": (b"", 400, "upload_malformed"),
    "another field": (body(part(b"a.txt", text(1), field=b"upload")), 400, "upload_malformed"),
    "wrong boundary": (body(part(b"a.txt", text(1))).replace(BOUNDARY, b"----other"), 400, "upload_malformed"),
    "truncated": (part(b"a.txt", text(1))[:-9], 400, "upload_malformed"),
    "without its end": (part(b"a.txt", text(1)), 400, "upload_malformed"),
    "endless header": (b"--" + BOUNDARY + b"\r\nX: " + b"a" * 100_000, 400, "upload_malformed"),
    "many headers": (b"--" + BOUNDARY + b"\r\n" + b"X: a\r\n" * 1000, 400, "upload_malformed"),
    "many parts": (part(b"a.txt", b"a") * 100_000, 413, "upload_too_many_files"),
    "many fields": (field(b"a", b"b") * 100_000, 413, "upload_too_many_files"),
    "a long field": (body(field(b"library", b"x" * 100_000)), 400, "upload_malformed"),
    "a file too large": (body(part(b"a.txt", b"a" * (3 * MEGABYTE + 1))), 413, "file_too_large"),
    "an empty file": (body(part(b"a.txt", b"")), 422, "empty_file"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_no_whole_upload_is_refused_and_nothing_of_it_is_left(client: Client, home: Path, case: str) -> None:
    sent, status, code = MALFORMED[case]
    refused = client.upload(sent)
    assert (refused.status, refused.document["code"]) == (status, code)
    assert spooled(home) == []


def test_another_kind_of_body_is_said_to_be_one(client: Client) -> None:
    assert client.ask("POST", REPORTS, b"{}", Content_Type="application/json").status == 415
    assert client.ask("POST", REPORTS, b"a", Content_Type="multipart/form-data").status == 400


def test_a_file_that_is_too_large_fails_alone(client: Client) -> None:
    large, small = client.ingested(part(b"large.txt", b"a" * (3 * MEGABYTE + 1)), part(b"small.txt", text(31)))
    assert (large["status"], large["code"]) == ("failed", "file_too_large")
    assert small["status"] == "added"


def head(*lines: bytes) -> bytes:
    media = b"Content-Type: multipart/form-data; boundary=" + BOUNDARY
    return b"\r\n".join([b"POST /api/v1/reports HTTP/1.1", b"Host: 127.0.0.1", media, *lines, b"", b""])


def test_ten_gigabytes_that_are_only_announced_are_refused_at_once(client: Client) -> None:
    began = time.monotonic()
    answer = client.raw(head(b"Content-Length: 10737418240"), [])
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"upload_too_large" in answer
    assert time.monotonic() - began < 10


def endless() -> Iterator[bytes]:
    start = b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    yield b"%x\r\n%s\r\n" % (len(start), start)
    while True:
        yield b"%x\r\n%s\r\n" % (MEGABYTE, b"a" * MEGABYTE)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_an_endless_body_is_cut_off_and_takes_no_memory(client: Client, service: Served, home: Path) -> None:
    before = resident_megabytes(service.process.pid)
    answer = client.raw(head(b"Transfer-Encoding: chunked"), endless())
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"upload_too_large" in answer
    assert resident_megabytes(service.process.pid) - before < 40
    assert spooled(home) == []


def test_a_body_that_hardly_comes_is_not_waited_for(client: Client) -> None:
    began = time.monotonic()
    answer = client.raw(head(b"Content-Length: 100000"), [b"--" + BOUNDARY])
    assert answer.startswith(b"HTTP/1.1 408")
    assert 0.9 < time.monotonic() - began < 20


def test_a_sender_who_goes_away_leaves_nothing(client: Client, home: Path) -> None:
    host, _, port = client.netloc.rpartition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head(b"Content-Length: 2000000") + part(b"a.txt", b"a" * MEGABYTE))
    until = time.monotonic() + 20
    while spooled(home) and time.monotonic() < until:
        time.sleep(0.05)
    assert spooled(home) == []
    assert client.ask("GET", "/healthz").status == 200


def many_members() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(11_000):
            archive.writestr(f"word/{number:06d}-{'x' * 40}", "")
    return made.getvalue()


BOMBS = {
    "a gigabyte of XML": (lambda: docx(b"<w:document>" + b" " * (200 * MEGABYTE)), "unpacks_too_large"),
    "many members": (many_members, "unsupported_archive"),
    "billion laughs": (lambda: docx(document("&e9;", before=laughs())), "damaged_file"),
    "laughs in UTF-16": (lambda: docx(document("&e9;", before=laughs(), encoding="utf-16")), "damaged_file"),
    "laughs in UTF-7": (
        lambda: docx(b'<?xml version="1.0" encoding="utf-7"?>' + laughs().encode("utf-7") + b"<a>&e9;</a>"),
        "damaged_file",
    ),
    "laughs far down": (lambda: docx(document("&e9;", before=" " * 2_000_000 + laughs())), "damaged_file"),
    "external entity": (
        lambda: docx(document("&x;", before='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        "damaged_file",
    ),
    "many comments": (lambda: b"<!---->" * 30_000 + "渔业".encode(), None),
    "a heavy style sheet": (lambda: b"<html><style>" + b"@a" * 500_000 + "</style><p>渔业".encode(), None),
    "a million elements deep": (lambda: b"<html>" + b"<div>" * 500_000 + "渔业".encode(), "damaged_file"),
    "PDF of nothing": (lambda: b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]" * 50_000, "damaged_file"),
    "PDF and ZIP": (lambda: b"%PDF-1.7\n" + docx(document("渔业")), "damaged_file"),
    "HTML and DOCX": (lambda: b"<html><body>hello" + docx(document("渔业")), "unsupported_binary"),
    "a program": (lambda: b"\x7fELF" + os.urandom(10_000), "unsupported_binary"),
}


def test_bombs_fail_alone_and_say_why(client: Client) -> None:
    made = {name: make() for name, (make, _) in BOMBS.items()}
    assert all(len(content) < 3 * MEGABYTE for content in made.values())
    found: dict[str, str | None] = {}
    for some in (list(made)[:7], list(made)[7:]):
        files = client.ingested(*(part(name.encode(), made[name]) for name in some), part(b"good.txt", text(77)))
        found |= {one["file"]: one["code"] for one in files}
        assert files[-1]["status"] in ("added", "unchanged")
    assert {name: found[name] for name in BOMBS} == {name: code for name, (_, code) in BOMBS.items()}


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel limits memory and time of one process on Linux alone")
def test_a_file_that_eats_memory_or_time_fails_alone(client: Client, service: Served) -> None:
    hungry = docx(document("渔业" * 8_000_000))  # 48 MB of text, 60 kB packed
    slow = ("[a](" * 400_000).encode()
    peak = [0.0, 0.0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            workers = [resident_megabytes(one) for one in children_of(service.process.pid)]
            peak[0] = max(peak[0], resident_megabytes(service.process.pid))
            peak[1] = max([peak[1], *workers])

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        before = resident_megabytes(service.process.pid)
        files = client.ingested(
            part(b"hungry.docx", hungry), part(b"slow.md", slow), part(b"x.txt", b"\0"), part(b"fine.txt", text(78))
        )
    finally:
        over.set()
        watching.join()
    assert [one["status"] for one in files] == ["failed", "failed", "failed", "added"]
    assert files[0]["code"] in ("takes_too_much_memory", "takes_too_much_time", "unpacks_too_large")
    assert files[1]["code"] == "takes_too_much_time"
    assert "RAG_FILE_SECONDS" in files[1]["error"]
    assert peak[0] - before < 150
    assert peak[1] < 300 + 300


MARKUP = """<html><body><h1>渔业工作总结</h1><script>alert(1)</script><p onclick="x()">完成<b>改造</b>8处。
<a href="javascript:alert(1)">附件</a><img src="http://example.invalid/a.png" onerror="x()"><iframe src="//x"></iframe>
<svg><script>alert(2)</script></svg><style>@import url(http://example.invalid/a.css)</style></p></body></html>"""


@pytest.mark.parametrize("name", ["m.html", "m.txt", "m.md"])
def test_a_report_carries_no_markup(client: Client, name: str) -> None:
    (file,) = client.ingested(part(name.encode(), MARKUP.encode()))
    shown = client.ask("GET", f"{REPORTS}/{file['id']}/text").content.decode()
    assert "渔业工作总结" in shown
    assert "附件" in shown
    for sign in ("<", "script", "alert", "javascript", "example.invalid", "onclick", "onerror"):
        assert sign not in shown


def test_what_is_taken_is_answered_and_nothing_lies_about(client: Client, home: Path) -> None:
    question = '{"question": "渔港改造完成多少处？"}'.encode()
    answer = client.ask("POST", "/api/v1/ask", question, Content_Type="application/json")
    assert answer.document["status"] == "answered"
    until = time.monotonic() + 10
    while spooled(home) and time.monotonic() < until:
        time.sleep(0.05)
    assert spooled(home) == []
    assert (home / "uploads").stat().st_mode & 0o077 == 0
