"""Keys and their use in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from rag.domain.access import Key, Spent, StoredKey, StoredSession
from rag.errors import UnknownKey


class MemoryKeys:
    """`rag.ports.KeyStore`."""

    def __init__(self) -> None:
        self._stored: dict[str, StoredKey] = {}
        self._sessions: dict[str, StoredSession] = {}

    def exist(self) -> bool:
        return bool(self._stored)

    def all(self) -> list[Key]:
        return sorted((one.key for one in self._stored.values()), key=lambda one: (one.created, one.id))

    def find(self, key_id: str) -> StoredKey | None:
        return self._stored.get(key_id)

    def add(self, key: StoredKey) -> None:
        self._stored[key.key.id] = key

    def revoke(self, key_id: str, *, at: datetime) -> None:
        if key_id not in self._stored:
            raise UnknownKey(id=key_id)
        self._sessions = {digest: one for digest, one in self._sessions.items() if one.key_id != key_id}
        if self._stored[key_id].key.revoked is None:
            self._change(key_id, revoked=at)

    def mark_used(self, key_id: str, *, on: date) -> None:
        self._change(key_id, used=on)

    def session(self, digest: str) -> StoredSession | None:
        return self._sessions.get(digest)

    def add_session(self, session: StoredSession) -> None:
        self._sessions[session.digest] = session

    def remove_session(self, digest: str) -> None:
        self._sessions.pop(digest, None)

    def forget_sessions(self, *, before: datetime) -> None:
        self._sessions = {digest: one for digest, one in self._sessions.items() if one.expires >= before}

    def _change(self, key_id: str, **values: Any) -> None:
        stored = self._stored[key_id]
        self._stored[key_id] = replace(stored, key=replace(stored.key, **values))


class MemoryUsage:
    """`rag.ports.UsageStore`."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, date], Spent] = {}

    def spent(self, key_id: str, *, on: date) -> Spent:
        return self._spent.get((key_id, on), Spent())

    def spend(self, key_id: str, spent: Spent, *, on: date) -> None:
        before = self.spent(key_id, on=on)
        self._spent[key_id, on] = Spent(before.tokens + spent.tokens, before.bytes + spent.bytes)
