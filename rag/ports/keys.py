"""Keys, sessions, and how much was used."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from rag.domain.access import Key, Spent, StoredKey, StoredSession


class KeyStore(Protocol):
    """Keys and the browsers signed in with them. No key is ever deleted: a revoked one stays known as such."""

    def exist(self) -> bool:
        """Whether there has ever been one."""
        ...

    def all(self) -> list[Key]:
        """The oldest first."""
        ...

    def find(self, key_id: str) -> StoredKey | None: ...

    def add(self, key: StoredKey) -> None: ...

    def revoke(self, key_id: str, *, at: datetime) -> None:
        """With all its sessions; one that is revoked stays as it is. Raises UnknownKey."""
        ...

    def mark_used(self, key_id: str, *, on: date) -> None: ...

    def session(self, digest: str) -> StoredSession | None: ...

    def add_session(self, session: StoredSession) -> None: ...

    def remove_session(self, digest: str) -> None:
        """Nothing happens where there is none."""
        ...

    def forget_sessions(self, *, before: datetime) -> None:
        """Those that expired before then."""
        ...


class UsageStore(Protocol):
    """What keys used, by the day."""

    def spent(self, key_id: str, *, on: date) -> Spent: ...

    def spend(self, key_id: str, spent: Spent, *, on: date) -> None:
        """On top of what there is."""
        ...
