"""The connection to the ledger's database: SQLite set up to be safe and shared, errors in our own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from rag.adapters.ledger.migrations import STEPS, migrate, schema_version
from rag.errors import DiskFull, FolderLocked, FolderNotWritable, LedgerDamaged, RagError, is_disk_full, writing_into

BUSY_TIMEOUT_SECONDS = 10

_WRITES = "rag_writes"
_NOT_WRITABLE = ("readonly database", "unable to open database", "access permission", "permission denied")
_DAMAGED = ("malformed", "not a database", "disk i/o error")


class Database:
    """Transactions on the ledger's database. A `Path` is an SQLite file, a `str` the URL of any database."""

    def __init__(self, place: Path | str) -> None:
        """Makes the file and brings its schema up to date. Raises LedgerTooNew and what `writing` raises."""
        self.place = str(place.parent if isinstance(place, Path) else sqlalchemy.make_url(place).set(password=None))
        self._engine = _sqlite(place) if isinstance(place, Path) else sqlalchemy.create_engine(place)
        self._watch = _Watch(place) if isinstance(place, Path) else None
        with self.reading() as connection:
            current = schema_version(connection) == len(STEPS)
        if not current:
            with self.writing() as connection:
                migrate(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view."""
        with self._own_words(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing. Raises DiskFull, FolderNotWritable, FolderLocked, LedgerDamaged."""
        with self._own_words(), self._engine.execution_options(**{_WRITES: True}).begin() as connection:
            yield connection

    def version(self) -> int | None:
        """Another number whenever anybody has written since; None where the database does not tell. It takes 5 µs,
        reading a row 200."""
        return self._watch.version() if self._watch else None

    def problems(self) -> list[str]:
        """What the database's own check of its file says; nothing if all is well, or if it has no such check."""
        if self._engine.dialect.name != "sqlite":
            return []
        with self.reading() as connection:
            rows = connection.exec_driver_sql("PRAGMA quick_check").scalars()
            return [str(one) for one in rows if one != "ok"]

    def close(self) -> None:
        if self._watch:
            self._watch.close()
        self._engine.dispose()

    @contextmanager
    def _own_words(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            mapped = self._mapped(error)
            if mapped is None:
                raise
            raise mapped from error

    def _mapped(self, error: DBAPIError) -> RagError | None:
        words = str(error.orig).lower()
        if is_disk_full(error.orig):
            return DiskFull(folder=self.place)
        if "database is locked" in words:
            return FolderLocked(folder=self.place, holder="?")
        if any(one in words for one in _NOT_WRITABLE):
            return FolderNotWritable(folder=self.place)
        if any(one in words for one in _DAMAGED):
            return LedgerDamaged(place=self.place, reason=str(error.orig))
        return None


class _Watch:
    """A connection that never writes, and so sees all that is written by others."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()

    def version(self) -> int | None:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = sqlite3.connect(self._file, check_same_thread=False, isolation_level=None)
                [version] = self._connection.execute("PRAGMA data_version").fetchone()
            except sqlite3.Error:  # whoever reads next says what is wrong
                return None
        return int(version)

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _sqlite(file: Path) -> Engine:
    with writing_into(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
    url = sqlalchemy.URL.create("sqlite", database=str(file))
    engine = sqlalchemy.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: a reader that turns writer halfway cannot wait for its turn."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
