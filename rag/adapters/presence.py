"""Which processes are alive: each holds a lock in the data folder, which the operating system releases at its end."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from pathlib import Path
from threading import Lock

from filelock import FileLock, Timeout

from rag.errors import writing_into

FOLDER = "workers"
_SUFFIX = ".alive"
_NAME_BYTES = 8


class FolderPresence:
    """`rag.ports.Presence`. Process ids would not do: they are used again, and one is many in containers."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER
        self._name = secrets.token_hex(_NAME_BYTES)
        self._own: FileLock | None = None
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Raises DiskFull, FolderNotWritable where it cannot be shown that this process is alive."""
        with self._lock:
            if self._own is None:
                with writing_into(self._folder):
                    self._folder.mkdir(parents=True, exist_ok=True)
                    own = FileLock(self._file(self._name), thread_local=False)
                    own.acquire(timeout=0)
                self._own = own
        return self._name

    def is_gone(self, name: str) -> bool:
        """A process on another machine has no file in a folder of this one: nothing is known of it."""
        file = self._file(name)
        if name == self._name or not _is_name(name) or not file.exists():
            return False
        lock = FileLock(file, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        lock.release()
        return True  # the file stays: others ask as well, until the job has been taken over

    def forget_gone(self, *, but: Collection[str]) -> None:
        for file in self._folder.glob(f"*{_SUFFIX}"):
            if file.stem not in but and self.is_gone(file.stem):
                file.unlink(missing_ok=True)

    def close(self) -> None:
        with self._lock:
            own, self._own = self._own, None
        if own is not None:
            own.release()
            self._file(self._name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"


def _is_name(name: str) -> bool:
    """Names come from the ledger, and are no paths."""
    return len(name) == 2 * _NAME_BYTES and name.isalnum()
