"""Files that were uploaded and wait for their job: in a folder of their own, under names that we make.

`uploads/SESSION/BATCH/NUMBER`. A session is a process that takes uploads and holds a lock on its folder for as long as
it lives, so that whoever looks later knows which leftovers nobody will come back for.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from threading import Lock
from types import TracebackType

from filelock import FileLock, Timeout

from rag.errors import DiskFull, FileNotReadable, writing_into

FOLDER = "uploads"
_OURS = re.compile(rf"{FOLDER}/[0-9a-f]{{16}}/[0-9a-f]{{16}}/[0-9]{{5,}}")
_LOCK_FILE = "lock"
_ONLY_OWNER = 0o700
# Left for the ledger and the indexes, which must go on writing when uploads are refused.
_RESERVED_BYTES = 256 * 1024 * 1024


class FolderSpool:
    """`rag.ports.Spool` below the data folder."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._folder = home / FOLDER
        self._session: Path | None = None
        self._session_lock: FileLock | None = None
        self._open: set[Path] = set()
        self._lock = Lock()

    def begin(self) -> FolderBatch:
        with writing_into(self._folder):
            batch = self._own_session() / secrets.token_hex(8)
            with self._lock:
                self._open.add(batch)
            batch.mkdir(mode=_ONLY_OWNER)
        return FolderBatch(batch, home=self._home, on_end=self._ended)

    def read(self, path: str) -> bytes:
        try:
            return self._of(path).read_bytes()
        except OSError as error:
            raise FileNotReadable(reason=error.strerror or error) from error

    def remove(self, paths: Collection[str]) -> None:
        for batch in {self._of(path).parent for path in paths}:
            shutil.rmtree(batch, ignore_errors=True)

    def ensure_room(self, size: int) -> None:
        existing = next((one for one in (self._folder, *self._folder.parents) if one.exists()), self._folder)
        with writing_into(self._folder):
            if shutil.disk_usage(existing).free < size + _RESERVED_BYTES:
                raise DiskFull(folder=self._folder)

    def sweep(self, in_use: Callable[[], Collection[str]]) -> int:
        """Of this session, and of those whose process is gone. What is in use is asked for after it is known to be."""
        if not self._folder.exists():
            return 0
        with writing_into(self._folder), self._sessions_lock():
            return sum(self._swept(session, in_use) for session in self._sessions())

    def _swept(self, session: Path, in_use: Callable[[], Collection[str]]) -> int:
        if session == self._session:
            with self._lock:  # none is begun meanwhile
                return _remove_batches(session, but=self._used(in_use) | self._open)
        lock = _left(session)
        if lock is None:
            return 0
        swept = _remove_batches(session, but=self._used(in_use))
        lock.release()
        _remove_if_empty(session)
        return swept

    def close(self) -> None:
        with self._lock:
            session, lock = self._session, self._session_lock
            self._session = self._session_lock = None
        if session is not None and lock is not None:
            lock.release()
            _remove_if_empty(session)

    def _ended(self, batch: Path) -> None:
        with self._lock:
            self._open.discard(batch)

    def _of(self, path: str) -> Path:
        """Paths come from the ledger; one that was not made here is not followed."""
        if not _OURS.fullmatch(path):
            raise FileNotReadable(reason=path)
        return self._home / path

    def _used(self, in_use: Callable[[], Collection[str]]) -> set[Path]:
        return {(self._home / path).parent for path in in_use()}

    def _sessions(self) -> list[Path]:
        return [one for one in self._folder.iterdir() if one.is_dir() and not one.is_symlink()]

    def _sessions_lock(self) -> FileLock:
        """Held while sessions are made and looked through, so that none is taken for left before it is locked."""
        return FileLock(self._folder / _LOCK_FILE)

    def _own_session(self) -> Path:
        with self._lock:
            if self._session is None:
                self._session = self._new_session()
            return self._session

    def _new_session(self) -> Path:
        self._folder.mkdir(mode=_ONLY_OWNER, parents=True, exist_ok=True)
        session = self._folder / secrets.token_hex(8)
        with self._sessions_lock():
            session.mkdir(mode=_ONLY_OWNER)
            self._session_lock = FileLock(session / _LOCK_FILE, thread_local=False)
            self._session_lock.acquire(timeout=0)
        _make_durable(self._home)
        _make_durable(self._folder)
        return session


class FolderBatch:
    """`rag.ports.SpoolBatch`."""

    def __init__(self, folder: Path, *, home: Path, on_end: Callable[[Path], None]) -> None:
        self._folder = folder
        self._home = home
        self._on_end = on_end
        self._count = 0
        self._current: int | None = None
        self._kept = False

    def __enter__(self) -> FolderBatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        if not self._kept:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._on_end(self._folder)

    def begin_file(self) -> str:
        self._count += 1
        file = self._folder / f"{self._count:05d}"
        with writing_into(self._folder):
            self._current = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        return file.relative_to(self._home).as_posix()

    def write(self, data: bytes) -> None:
        assert self._current is not None
        with writing_into(self._folder):
            while data:
                data = data[os.write(self._current, data) :]

    def end_file(self) -> None:
        assert self._current is not None
        with writing_into(self._folder):
            os.fsync(self._current)
        self._close()

    def drop_file(self) -> None:
        self._close()
        (self._folder / f"{self._count:05d}").unlink(missing_ok=True)

    def keep(self) -> None:
        with writing_into(self._folder):
            for folder in (self._folder, self._folder.parent):
                _make_durable(folder)
        self._kept = True

    def _close(self) -> None:
        if self._current is not None:
            os.close(self._current)
            self._current = None


def _left(session: Path) -> FileLock | None:
    """The lock of a session whose process is gone."""
    lock = FileLock(session / _LOCK_FILE, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return None
    return lock


def _remove_batches(session: Path, *, but: Collection[Path]) -> int:
    gone = [one for one in session.iterdir() if one.is_dir() and one not in but]
    for one in gone:
        shutil.rmtree(one, ignore_errors=True)
    return len(gone)


def _remove_if_empty(session: Path) -> None:
    if [one.name for one in session.iterdir()] in ([], [_LOCK_FILE]):
        (session / _LOCK_FILE).unlink(missing_ok=True)
        with suppress(OSError):
            session.rmdir()


def _make_durable(folder: Path) -> None:
    """The names in a folder. Windows has no such thing, and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
