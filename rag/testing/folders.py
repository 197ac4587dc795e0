"""The lock of a data folder in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from rag.errors import FolderLocked, WriterBusy


class MemoryLock:
    """`rag.ports.Lock`; `held_by_other` is another process's id, if it has the folder."""

    def __init__(self, *, held_by_other: str | None = None) -> None:
        self.held_by_other = held_by_other
        self._held = False
        self._turn = RLock()

    def acquire(self, *, wait: bool = True) -> None:  # noqa: ARG002
        if self.held_by_other is not None:
            raise FolderLocked(folder="memory", holder=self.held_by_other)
        self._held = True

    def release(self) -> None:
        self._held = False

    @contextmanager
    def turn(self, *, wait_seconds: float | None = None) -> Iterator[None]:
        if not self._turn.acquire(timeout=-1 if wait_seconds is None else wait_seconds):
            raise WriterBusy
        try:
            yield
        finally:
            self._turn.release()

    def holder(self) -> str | None:
        return self.held_by_other or ("self" if self._held else None)
