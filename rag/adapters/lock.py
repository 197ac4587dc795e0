"""One holder of the data folder: a file lock that the operating system releases with its process, however that ends."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import FolderLocked, WriterBusy, writing_into

LOCK_FILE = "lock"
HOLDER_FILE = "lock.holder"

# Long enough for another `rag` command to finish its last batch, short enough to wait for at a prompt.
WAIT_SECONDS = 5.0


class FolderLock:
    """`rag.ports.Lock` on a folder. Safe to acquire from several threads; the lock belongs to the process."""

    def __init__(self, folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._folder = folder
        self._wait_seconds = wait_seconds
        # Who holds it stands in a file of its own: a locked file cannot be read on Windows.
        self._holder_file = folder / HOLDER_FILE
        self._lock = FileLock(folder / LOCK_FILE, thread_local=False)
        self._turn = threading.RLock()

    def acquire(self, *, wait: bool = True) -> None:
        if self._lock.is_locked:
            return
        with writing_into(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=self._wait_seconds if wait else 0)
                self._holder_file.write_text(json.dumps({"process": os.getpid(), "since": int(time.time())}))
            except Timeout as error:
                raise FolderLocked(folder=self._folder, holder=self.holder() or "?") from error
            except OSError:
                self._lock.release()
                raise

    def release(self) -> None:
        if self._lock.is_locked:
            self._holder_file.unlink(missing_ok=True)
            self._lock.release()

    @contextmanager
    def turn(self, *, wait_seconds: float | None = None) -> Iterator[None]:
        if not self._turn.acquire(timeout=-1 if wait_seconds is None else wait_seconds):
            raise WriterBusy
        try:
            yield
        finally:
            self._turn.release()

    def holder(self) -> str | None:
        """The process id, "?" where it cannot be read, None where nobody holds the lock."""
        if not self._lock.is_locked and self._is_free():
            return None
        try:
            return str(json.loads(self._holder_file.read_text())["process"])
        except (OSError, ValueError, KeyError, TypeError):
            return "?"

    def _is_free(self) -> bool:
        if not (self._folder / LOCK_FILE).exists():
            return True
        probe = FileLock(self._folder / LOCK_FILE, thread_local=False)
        try:
            with probe.acquire(timeout=0):
                return True
        except Timeout:
            return False
        except OSError:
            return True
