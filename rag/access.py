"""Keys: made, shown once, recognised, revoked; and browsers that were signed in with one.

A key is `rag_`, its id and 192 random bits. What is stored is its SHA-256: unlike a password it is on no list of likely
ones, so that a slow hash would protect nothing, and take the time of every request.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rag.domain import Access, Key, KeyState, Quota, Scope, StoredKey, StoredSession
from rag.errors import KeyInvalid, UnableError, UnknownKey
from rag.ports import KeyStore

PREFIX = "rag_"

_ID_BYTES = 8
_SECRET_BYTES = 24
_SESSION_BYTES = 32
_KEY = re.compile(f"{PREFIX}([0-9a-f]{{{2 * _ID_BYTES}}})_[0-9a-f]{{{2 * _SECRET_BYTES}}}")
# Looked up and compared with where a text is no key at all, so that it takes the same work.
_NOBODY = "0" * (2 * _ID_BYTES)
_NO_DIGEST = "0" * hashlib.sha256().digest_size * 2

_NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,100}")
_MAX_LIBRARY_CHARACTERS = 255
_MAX_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; `text` is what its owner sends, and is never to be had again."""

    key: Key
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewSession:
    """A browser just signed in; `token` is what it sends from then on."""

    access: Access
    expires: datetime
    token: str = field(repr=False)


class Keys:
    """`session_hours`: how long a browser stays signed in. May be asked from several threads."""

    def __init__(
        self, store: KeyStore, *, session_hours: int, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._session_hours = session_hours
        self._clock = clock

    def exist(self) -> bool:
        """Whether there has ever been one: what was protected once is not laid open by its last key's end."""
        return self._store.exist()

    def any_valid(self) -> bool:
        return any(self.state_of(one) is KeyState.VALID for one in self._store.all())

    def all(self) -> Sequence[Key]:
        """The oldest first, those that hold no more among them."""
        return self._store.all()

    def state_of(self, key: Key) -> KeyState:
        return key.state_at(self._clock())

    def create(
        self,
        name: str,
        scope: Scope,
        *,
        libraries: Collection[str] = (),
        days: int | None = None,
        quota: Quota = Quota(),
    ) -> NewKey:
        """`libraries`: none is all; `days`: None is for ever. Raises KeyInvalid."""
        name = name.strip()
        _check(name, scope, libraries, days, quota)
        now = self._clock()
        key = Key(
            id=secrets.token_hex(_ID_BYTES),
            name=name,
            scope=scope,
            created=now,
            libraries=frozenset(libraries) or None,
            expires=now + timedelta(days=days) if days else None,
            quota=quota,
        )
        text = f"{PREFIX}{key.id}_{secrets.token_hex(_SECRET_BYTES)}"
        self._store.add(StoredKey(key, _digest(text)))
        return NewKey(key, text)

    def revoke(self, key_id: str) -> Key:
        """From now on it fails, and so do the browsers that were signed in with it. Raises UnknownKey."""
        self._store.revoke(key_id, at=self._clock())
        stored = self._store.find(key_id)
        if stored is None:
            raise UnknownKey(id=key_id)
        return stored.key

    def check(self, text: str) -> Access | None:
        """What the key may do; None for any that does not hold. Whatever is wrong with it, the work is the same: one
        hash, one look into the store, one comparison in constant time."""
        shaped = _KEY.fullmatch(text)
        stored = self._store.find(shaped[1] if shaped else _NOBODY)
        is_right = hmac.compare_digest(_digest(text), stored.digest if stored else _NO_DIGEST)
        return self._let_in(stored.key) if stored and is_right else None

    def access_of(self, key_id: str) -> Access | None:
        """What the key of this id may do now, for work that it asked for earlier; None where it holds no more."""
        stored = self._store.find(key_id)
        return stored.key.access if stored and self.state_of(stored.key) is KeyState.VALID else None

    # --- browsers

    def sign_in(self, text: str) -> NewSession | None:
        """None where the key does not hold."""
        access = self.check(text)
        if access is None or access.key is None:
            return None
        now = self._clock()
        token = secrets.token_hex(_SESSION_BYTES)
        expires = now + timedelta(hours=self._session_hours)
        self._store.forget_sessions(before=now)
        self._store.add_session(StoredSession(_digest(token), access.key, expires))
        return NewSession(access, expires, token)

    def session(self, token: str) -> Access | None:
        """What a browser that holds this may do; None where it is not signed in (any more)."""
        found = self._store.session(_digest(token))
        if found is None or found.expires <= self._clock():
            return None
        stored = self._store.find(found.key_id)
        return self._let_in(stored.key) if stored else None

    def sign_out(self, token: str) -> None:
        self._store.remove_session(_digest(token))

    # --- inside

    def _let_in(self, key: Key) -> Access | None:
        """The day of its last use is noted, once a day: a read is no write."""
        now = self._clock()
        if key.state_at(now) is not KeyState.VALID:
            return None
        if key.used != now.date():
            with suppress(UnableError):  # a disk that is full keeps nobody from reading
                self._store.mark_used(key.id, on=now.date())
        return key.access


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _check(name: str, scope: Scope, libraries: Collection[str], days: int | None, quota: Quota) -> None:
    if not _NAME.fullmatch(name):
        raise KeyInvalid(name="name", value=name, rule="key_name_expected")
    for one in libraries:
        if not 1 <= len(one) <= _MAX_LIBRARY_CHARACTERS:
            raise KeyInvalid(name="library", value=one, rule="key_libraries_expected")
    if scope is Scope.ADMIN and libraries:
        raise KeyInvalid(name="library", value="、".join(sorted(libraries)), rule="key_library_expected")
    if days is not None and not 0 < days <= _MAX_DAYS:
        raise KeyInvalid(name="expires", value=days, rule="key_days_expected")
    for limit in (quota.requests_a_minute, quota.tokens_a_day, quota.megabytes_a_day):
        if limit is not None and limit < 0:
            raise KeyInvalid(name="quota", value=limit, rule="key_quota_expected")
