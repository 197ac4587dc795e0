"""Files for ingestion: folders walked in a stable order, what is no document left out, what cannot be read reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rag.entrypoints.cli.arguments import readable
from rag.errors import FileNotReadable, FileTooLarge, NoSuchPath
from rag.service import SourceFile

_BYTES_PER_MEGABYTE = 1024 * 1024
_NEVER_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_TEMPORARY_STARTS = (".", "~$", "~wrl")
_TEMPORARY_ENDS = ("~", ".tmp", ".temp", ".swp", ".part", ".crdownload")


def collect(paths: Iterable[str], *, limit_megabytes: int) -> list[SourceFile]:
    """One source a file: a file named on the command line under its base name, those of a folder relative to it.

    Raises NoSuchPath before anything is read.
    """
    given = [Path(path) for path in paths]
    for path in given:
        if not path.exists():
            raise NoSuchPath(path=readable(str(path)))
    return [source for path in given for source in _of(path, limit_megabytes)]


def _of(path: Path, limit_megabytes: int) -> Iterator[SourceFile]:
    if path.is_dir():
        yield from _of_folder(path, path, limit_megabytes, set())
    else:
        yield _source(path, path.name, limit_megabytes)


def _of_folder(folder: Path, top: Path, limit_megabytes: int, seen: set[tuple[int, int]]) -> Iterator[SourceFile]:
    """`seen`: folders already walked (device, inode): each once, however many links lead to it or back to it."""
    try:
        status = folder.stat()
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield SourceFile(name=_relative(folder, top) + "/", read=_failing(error))
        return
    here = (status.st_dev, status.st_ino)
    if here in seen:
        return
    seen.add(here)
    for path in entries:
        if _is_no_document(path.name):
            continue
        if path.is_dir():
            yield from _of_folder(path, top, limit_megabytes, seen)
        elif path.is_file() or path.is_symlink():
            yield _source(path, _relative(path, top), limit_megabytes)


def _is_no_document(name: str) -> bool:
    lower = name.lower()
    return lower.startswith(_TEMPORARY_STARTS) or lower.endswith(_TEMPORARY_ENDS) or lower in _NEVER_DOCUMENTS


def _relative(path: Path, top: Path) -> str:
    return path.relative_to(top).as_posix()


def _source(path: Path, name: str, limit_megabytes: int) -> SourceFile:
    def read() -> bytes:
        try:
            size = path.stat().st_size
            if size > limit_megabytes * _BYTES_PER_MEGABYTE:
                raise FileTooLarge(megabytes=round(size / _BYTES_PER_MEGABYTE), limit=limit_megabytes)
            return path.read_bytes()
        except OSError as error:
            raise FileNotReadable(reason=error.strerror or str(error)) from error

    return SourceFile(name=readable(name), read=read)


def _failing(error: OSError) -> Callable[[], bytes]:
    def read() -> bytes:
        raise FileNotReadable(reason=error.strerror or str(error)) from error

    return read
