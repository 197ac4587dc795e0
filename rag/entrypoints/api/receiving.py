"""A multipart body → files in the spool, as it arrives: no more of it is held than a megabyte and a part's headers.

What goes beyond a limit is refused at the byte that does, and the rest is not read.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from rag.entrypoints.api import names
from rag.errors import (
    EmptyFile,
    FileTooLarge,
    RagError,
    UploadEmpty,
    UploadMalformed,
    UploadTooLarge,
    UploadTooManyFiles,
    UploadTooSlow,
)
from rag.ports import Spool, SpoolBatch

MEDIA_TYPE = "multipart/form-data"
_MEGABYTE = 1024 * 1024
# What is handed to the parser, on a thread, at a time: 1 MB takes 2 ms there, most of it for the disk.
_AT_A_TIME_BYTES = _MEGABYTE
# Boundaries, headers and fields beside the files. Browsers write about 200 bytes a file.
_ENVELOPE_BYTES = 64 * 1024
_MOST_FIELDS = 10
_MOST_FIELD_BYTES = 4096
# A name of 255 Chinese characters, escaped, has 2,300 bytes.
_MOST_HEADER_BYTES = 4096
_MOST_HEADERS = 8
# The slowest line that an upload is waited for on, after the grace that every body has.
_SLOWEST_BYTES_A_SECOND = 8 * 1024
_FILE_FIELD = b"file"


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """`seconds`: grace for a body that has only begun to come."""

    files: int
    megabytes: int
    file_megabytes: int
    seconds: float

    @property
    def request_bytes(self) -> int:
        return self.megabytes * _MEGABYTE + _ENVELOPE_BYTES


# As `rag.settings.Settings` has them.
USUAL = UploadLimits(files=1000, megabytes=500, file_megabytes=100, seconds=30.0)


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """`path`: in the spool; "" with an `error`, which is told when its turn comes: the others are taken."""

    name: str
    path: str
    size: int
    content_hash: str
    error: RagError | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """At least one file; the first value of each field."""

    files: tuple[ReceivedFile, ...]
    fields: dict[str, str]


async def receive(request: Request, batch: SpoolBatch, *, limits: UploadLimits, unnamed: str) -> Received:
    """All of the body. Raises an UploadRefused, DiskFull or FolderNotWritable; HTTPException 415 for another kind."""
    receiver = Receiver(boundary_of(request), batch, limits=limits, unnamed=unnamed)
    waiting: list[bytes] = []
    size = 0
    async for chunk in _in_time(request, limits):
        waiting.append(chunk)
        size += len(chunk)
        if size >= _AT_A_TIME_BYTES:
            await run_in_threadpool(receiver.feed, b"".join(waiting))
            waiting, size = [], 0
    await run_in_threadpool(receiver.feed, b"".join(waiting))
    return await run_in_threadpool(receiver.finish)


def boundary_of(request: Request) -> bytes:
    essence, options = parse_options_header(request.headers.get("content-type", ""))
    if essence != MEDIA_TYPE.encode():
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise UploadMalformed
    return boundary


def refuse_declared(request: Request, spool: Spool, limits: UploadLimits) -> None:
    """Before a byte is read: what is declared to be too long, or to fill the disk."""
    written = request.headers.get("content-length", "")
    declared = int(written[:20]) if written.isascii() and written.isdecimal() else 0
    if declared > limits.request_bytes:
        raise UploadTooLarge(limit=limits.megabytes)
    spool.ensure_room(declared)


async def _in_time(request: Request, limits: UploadLimits) -> AsyncIterator[bytes]:
    """Chunks, as long as they come fast enough, and no more of them than may come."""
    began = time.monotonic()
    received = 0
    stream = request.stream()
    while True:
        until = began + limits.seconds + received / _SLOWEST_BYTES_A_SECOND
        try:
            async with asyncio.timeout(max(until - time.monotonic(), 0)):
                chunk = await anext(stream, None)
        except TimeoutError as error:
            raise UploadTooSlow from error
        if chunk is None:
            return
        received += len(chunk)
        if received > limits.request_bytes:
            raise UploadTooLarge(limit=limits.megabytes)
        yield chunk


class Receiver:
    """Takes a body in pieces of any size; its files are written as they come."""

    def __init__(self, boundary: bytes, batch: SpoolBatch, *, limits: UploadLimits, unnamed: str) -> None:
        self._batch = batch
        self._limits = limits
        self._unnamed = unnamed
        self._files: list[ReceivedFile] = []
        self._fields: dict[str, str] = {}
        self._parts = 0
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._part: _FilePart | _FieldPart | None = None
        self._is_whole = False
        callbacks: dict[str, Callable[..., None]] = {
            "on_part_begin": self._on_part_begin,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }
        try:
            self._parser = MultipartParser(
                boundary,
                callbacks,  # type: ignore[arg-type]  # a TypedDict of these names
                max_header_count=_MOST_HEADERS,
                max_header_size=_MOST_HEADER_BYTES,
            )
        except FormParserError as error:
            raise UploadMalformed from error

    def feed(self, data: bytes) -> None:
        """Raises UploadMalformed, UploadTooManyFiles, DiskFull or FolderNotWritable."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise UploadMalformed from error

    def finish(self) -> Received:
        """Raises UploadMalformed where the end is missing, UploadEmpty, or the first error where none can be taken."""
        if not self._is_whole:
            raise UploadMalformed
        if not self._files:
            raise UploadEmpty
        refused = [one.error for one in self._files if one.error]
        if len(refused) == len(self._files):
            raise refused[0]
        return Received(tuple(self._files), dict(self._fields))

    # --- what the parser tells

    def _on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > self._limits.files + _MOST_FIELDS:
            raise UploadTooManyFiles(limit=self._limits.files)
        self._disposition = self._header = self._value = b""

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        field = options.get(b"name", b"")
        if b"filename" not in options:
            self._part = _FieldPart(field)
            return
        if field != _FILE_FIELD or len(self._files) >= self._limits.files:
            raise UploadMalformed if field != _FILE_FIELD else UploadTooManyFiles(limit=self._limits.files)
        given = options[b"filename"]
        name = names.file_name(names.decoded(given), unnamed=self._unnamed)
        self._part = _FilePart(name, bool(given), self._batch, self._limits.file_megabytes)

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part is not None:
            self._part.write(data[start:end])

    def _on_part_end(self) -> None:
        part, self._part = self._part, None
        if isinstance(part, _FilePart):
            self._files += part.ended()
        elif part is not None:
            self._fields.setdefault(part.name.decode("utf-8", "replace"), part.value.decode("utf-8", "replace"))

    def _on_end(self) -> None:
        self._is_whole = True


class _FieldPart:
    def __init__(self, name: bytes) -> None:
        self.name = name
        self.value = b""

    def write(self, data: bytes) -> None:
        self.value += data
        if len(self.value) > _MOST_FIELD_BYTES:
            raise UploadMalformed


class _FilePart:
    """A file on its way into the spool. Beyond the limit it is counted and not written any more."""

    def __init__(self, name: str, is_named: bool, batch: SpoolBatch, limit_megabytes: int) -> None:
        self._file = ReceivedFile(name, batch.begin_file(), 0, "")
        self._is_named = is_named
        self._batch = batch
        self._limit_megabytes = limit_megabytes
        self._size = 0
        self._digest = hashlib.blake2b(digest_size=16)

    def write(self, data: bytes) -> None:
        was_within, self._size = self._is_within, self._size + len(data)
        if self._is_within:
            self._digest.update(data)
            self._batch.write(data)
        elif was_within:
            self._batch.drop_file()

    @property
    def _is_within(self) -> bool:
        return self._size <= self._limit_megabytes * _MEGABYTE

    def ended(self) -> list[ReceivedFile]:
        """Nothing for the empty file without a name that a browser sends where none was chosen."""
        if not self._is_within:
            error = FileTooLarge(megabytes=f"{self._size / _MEGABYTE:.1f}", limit=self._limit_megabytes)
            return [replace(self._file, path="", size=self._size, error=error)]
        if not self._size:
            self._batch.drop_file()
            return [replace(self._file, path="", error=EmptyFile())] if self._is_named else []
        self._batch.end_file()
        return [replace(self._file, size=self._size, content_hash=self._digest.hexdigest())]
