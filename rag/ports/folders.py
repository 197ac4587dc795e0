"""The data folder: who holds it, and files that wait in it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol


class Lock(Protocol):
    """The right to write in the data folder, one holder at a time."""

    def acquire(self, *, wait: bool = True) -> None:
        """Once held, nothing more happens. `wait`: a little, for another process to finish.

        Raises FolderLocked, FolderNotWritable, DiskFull.
        """
        ...

    def release(self) -> None: ...

    def turn(self, *, wait_seconds: float | None = None) -> AbstractContextManager[None]:
        """Of one thread of the holder; it may take it again while it has it. Raises WriterBusy after the wait."""
        ...

    def holder(self) -> str | None:
        """Who holds it: a process id, or None."""
        ...


class SpoolBatch(Protocol):
    """The files of one upload, written one after the other. Leaving the block without `keep` forgets them."""

    def __enter__(self) -> SpoolBatch: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def begin_file(self) -> str:
        """The path by which it is read later. Raises, as all that write, DiskFull and FolderNotWritable."""
        ...

    def write(self, data: bytes) -> None: ...

    def end_file(self) -> None:
        """It is whole, and durable."""
        ...

    def drop_file(self) -> None:
        """The one that was begun last."""
        ...

    def keep(self) -> None:
        """All of it is durable. Whoever keeps it makes the job that refers to it before the block is left."""
        ...


class Spool(Protocol):
    """Files that were uploaded and wait for their job."""

    def begin(self) -> SpoolBatch:
        """Raises DiskFull, FolderNotWritable."""
        ...

    def read(self, path: str) -> bytes:
        """Raises FileNotReadable."""
        ...

    def remove(self, paths: Collection[str]) -> None:
        """With the whole batches that they are of, when their job is over. What is gone is left out of account."""
        ...

    def ensure_room(self, size: int) -> None:
        """For so many bytes more. Raises DiskFull."""
        ...

    def sweep(self, in_use: Callable[[], Collection[str]]) -> int:
        """Forget the batches that nobody will come for: those of no unfinished job, and of no upload under way in a
        process that lives. `in_use`: the paths of unfinished jobs. How many."""
        ...


class Progress(Protocol):
    """Told after each file of an ingestion."""

    def __call__(self, done: int, total: int, file: str) -> None: ...
