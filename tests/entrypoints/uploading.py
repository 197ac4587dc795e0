"""Requests with files, well made and not, against a service that is a process of its own."""

from __future__ import annotations

import http.client
import io
import json
import socket
import time
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

BOUNDARY = b"----hostile"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REPORTS = "/api/v1/reports"
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Reply:
    status: int
    content: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.content)


def part(name: bytes, content: bytes, *, field: bytes = b"file") -> bytes:
    """As a browser writes it; `name` goes as it is."""
    head = b'Content-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n' % (field, name)
    return b"--" + BOUNDARY + b"\r\n" + head + content + b"\r\n"


def field(name: bytes, value: bytes) -> bytes:
    head = b'Content-Disposition: form-data; name="%s"\r\n\r\n' % name
    return b"--" + BOUNDARY + b"\r\n" + head + value + b"\r\n"


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"


class Client:
    """Asks one service. Its answers are read whole."""

    def __init__(self, address: str) -> None:
        self.netloc = urlsplit(address).netloc

    def ask(self, method: str, path: str, content: Any = None, **headers: str) -> Reply:
        connection = http.client.HTTPConnection(self.netloc, timeout=_PATIENCE_SECONDS)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, quote(path, safe="/?&=%"), content, sent)
            response = connection.getresponse()
            return Reply(response.status, response.read())
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        return self.ask("GET", path).document

    def upload(self, content: bytes | Iterable[bytes], *, path: str = REPORTS, method: str = "POST") -> Reply:
        """An iterable goes in chunks, without a length."""
        media = f"multipart/form-data; boundary={BOUNDARY.decode()}"
        return self.ask(method, path, content, Content_Type=media)

    def raw(self, head: bytes, chunks: Iterable[bytes]) -> bytes:
        """What comes back until the other side hangs up, whatever was sent by then."""
        host, _, port = self.netloc.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=_PATIENCE_SECONDS) as connection:
            try:
                connection.sendall(head)
                for one in chunks:
                    connection.sendall(one)
            except OSError:
                pass  # it does not listen any more
            return _all_of(connection)

    def finished(self, job: Any) -> Any:
        """The job once it is over."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            found = self.get(f"/api/v1/jobs/{job['id']}")
            if found["state"] in ("done", "failed", "cancelled"):
                return found
            time.sleep(0.05)  # another process works
        raise AssertionError(f"not over: {found}")

    def ingested(self, *parts: bytes) -> Any:
        """What became of the files of one upload."""
        taken = self.upload(body(*parts))
        assert taken.status == 202, taken.content
        return self.finished(taken.document)["files"]


def _all_of(connection: socket.socket) -> bytes:
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except OSError:
        pass
    return received


def docx(document: bytes, **others: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        for name, content in others.items():
            archive.writestr(f"word/{name}.xml", content)
    return made.getvalue()


def document(text: str, *, before: str = "", encoding: str = "utf-8", declared: str | None = None) -> bytes:
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    whole = f'<w:document xmlns:w="{WORD}"><w:body>{paragraph}</w:body></w:document>'
    return f'<?xml version="1.0" encoding="{declared or encoding}"?>{before}{whole}'.encode(encoding)


def laughs(depth: int = 9) -> str:
    """A document type whose last entity has 10 ** depth characters."""
    entities = [f'<!ENTITY e{one} "{f"&e{one - 1};" * 10}">' for one in range(1, depth + 1)]
    return f'<!DOCTYPE x [<!ENTITY e0 "a">{"".join(entities)}]>'


def resident_megabytes(process: int) -> float:
    """0 for one that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0) / 1024


def children_of(process: int) -> Sequence[int]:
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return found
