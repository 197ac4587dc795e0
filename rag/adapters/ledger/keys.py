"""`rag.ports.KeyStore` in the ledger's database."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from rag.adapters.ledger.engine import Database
from rag.adapters.ledger.exchanges import moment
from rag.adapters.ledger.records import Values
from rag.adapters.ledger.schema import KEYS, SESSIONS
from rag.domain import Key, Quota, Scope, StoredKey, StoredSession
from rag.errors import UnknownKey


class SqlKeys:
    """One row a key; a session hangs on its key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def exist(self) -> bool:
        with self._database.reading() as connection:
            return connection.execute(select(KEYS.c.id).limit(1)).scalar() is not None

    def all(self) -> list[Key]:
        with self._database.reading() as connection:
            return [_key_of(row) for row in connection.execute(select(KEYS).order_by(KEYS.c.created, KEYS.c.id))]

    def find(self, key_id: str) -> StoredKey | None:
        with self._database.reading() as connection:
            row = connection.execute(select(KEYS).where(_is(key_id))).one_or_none()
        return StoredKey(_key_of(row), row.digest) if row else None

    def add(self, key: StoredKey) -> None:
        with self._database.writing() as connection:
            connection.execute(insert(KEYS).values({**_values(key.key), "digest": key.digest}))

    def revoke(self, key_id: str, *, at: datetime) -> None:
        with self._database.writing() as connection:
            if connection.execute(select(KEYS.c.id).where(_is(key_id))).scalar() is None:
                raise UnknownKey(id=key_id)
            connection.execute(delete(SESSIONS).where(SESSIONS.c.key_id == key_id))
            still_valid = (_is(key_id), KEYS.c.revoked.is_(None))
            connection.execute(update(KEYS).where(*still_valid).values(revoked=moment(at)))

    def mark_used(self, key_id: str, *, on: date) -> None:
        with self._database.writing() as connection:
            connection.execute(update(KEYS).where(_is(key_id)).values(used=on.isoformat()))

    def session(self, digest: str) -> StoredSession | None:
        with self._database.reading() as connection:
            row = connection.execute(select(SESSIONS).where(SESSIONS.c.digest == digest)).one_or_none()
        return StoredSession(row.digest, row.key_id, datetime.fromisoformat(row.expires)) if row else None

    def add_session(self, session: StoredSession) -> None:
        values = {"digest": session.digest, "key_id": session.key_id, "expires": moment(session.expires)}
        with self._database.writing() as connection:
            connection.execute(insert(SESSIONS).values(values))

    def remove_session(self, digest: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == digest))

    def forget_sessions(self, *, before: datetime) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.expires < moment(before)))


def _is(key_id: str) -> ColumnElement[bool]:
    return KEYS.c.id == key_id


def _values(key: Key) -> Values:
    return {
        "id": key.id,
        "name": key.name,
        "scope": key.scope.value,
        "libraries": None if key.libraries is None else json.dumps(sorted(key.libraries), ensure_ascii=False),
        "quota": json.dumps(asdict(key.quota)),
        "created": moment(key.created),
        "expires": None if key.expires is None else moment(key.expires),
        "used": None if key.used is None else key.used.isoformat(),
        "revoked": None if key.revoked is None else moment(key.revoked),
    }


def _key_of(row: Row[Any]) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scope=Scope(row.scope),
        libraries=None if row.libraries is None else frozenset(json.loads(row.libraries)),
        quota=Quota(**json.loads(row.quota)),
        created=datetime.fromisoformat(row.created),
        expires=_moment_of(row.expires),
        used=None if row.used is None else date.fromisoformat(row.used),
        revoked=_moment_of(row.revoked),
    )


def _moment_of(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
