"""`rag.ports.UsageStore` in the ledger's database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, insert, select, update

from rag.adapters.ledger.engine import Database
from rag.adapters.ledger.schema import USAGE
from rag.domain import Spent


class SqlUsage:
    """One row a key and day. Several processes add to it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spent(self, key_id: str, *, on: date) -> Spent:
        with self._database.reading() as connection:
            row = connection.execute(select(USAGE).where(*_of(key_id, on))).one_or_none()
        return Spent(row.tokens, row.bytes) if row else Spent()

    def spend(self, key_id: str, spent: Spent, *, on: date) -> None:
        more = {"tokens": USAGE.c.tokens + spent.tokens, "bytes": USAGE.c.bytes + spent.bytes}
        first = {"key_id": key_id, "day": on.isoformat(), "tokens": spent.tokens, "bytes": spent.bytes}
        with self._database.writing() as connection:
            if not connection.execute(update(USAGE).where(*_of(key_id, on)).values(more)).rowcount:
                connection.execute(insert(USAGE).values(first))


def _of(key_id: str, on: date) -> tuple[ColumnElement[bool], ...]:
    return USAGE.c.key_id == key_id, USAGE.c.day == on.isoformat()
