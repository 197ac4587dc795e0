"""Who may do what: keys, their scopes, the libraries they are limited to, and how much they may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

DEFAULT_LIBRARY = "default"


class Scope(IntEnum):
    """Each may do what the ones before it may."""

    READ = 1
    WRITE = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """As it is written: `read`, `write`, `admin`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Quota:
    """How much a key may use. None: as much as is set for all; 0: without an end."""

    requests_a_minute: int | None = None
    tokens_a_day: int | None = None
    megabytes_a_day: int | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used: tokens of a language model, bytes that were sent in."""

    tokens: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Access:
    """What a caller may do, and where. `libraries`: None is all; `key`: the id of the key, None where keys are off."""

    scope: Scope
    libraries: frozenset[str] | None = None
    key: str | None = None
    quota: Quota = Quota()

    def may(self, scope: Scope) -> bool:
        return self.scope >= scope

    def may_see(self, library: str) -> bool:
        return self.libraries is None or library in self.libraries

    @property
    def default_library(self) -> str:
        """Where reports come in if no library is named: the only one there is, for a key that is limited to one."""
        return next(iter(self.libraries)) if self.libraries and len(self.libraries) == 1 else DEFAULT_LIBRARY


# Of whoever sits at the machine itself, while keys are off.
UNLIMITED = Access(Scope.ADMIN)


class KeyState(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret, which nobody can tell any more. `libraries`: None is all; `used`: the day of its last
    use; `expires`: None is never."""

    id: str
    name: str
    scope: Scope
    created: datetime
    libraries: frozenset[str] | None = None
    expires: datetime | None = None
    used: date | None = None
    revoked: datetime | None = None
    quota: Quota = Quota()

    @property
    def access(self) -> Access:
        return Access(self.scope, self.libraries, self.id, self.quota)

    def state_at(self, now: datetime) -> KeyState:
        if self.revoked is not None:
            return KeyState.REVOKED
        return KeyState.EXPIRED if self.expires is not None and self.expires <= now else KeyState.VALID


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key with what its secret is recognised by."""

    key: Key
    digest: str


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A browser that was signed in with a key; `digest`: of what it holds."""

    digest: str
    key_id: str
    expires: datetime
