"""Who may do what: the scope of a key and the libraries it is limited to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Scope(IntEnum):
    """Each may do what the ones before it may."""

    READ = 1
    WRITE = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Access:
    """What a caller may do, and where. `libraries`: None is all; `key`: the id of the key, None where keys are off."""

    scope: Scope
    libraries: frozenset[str] | None = None
    key: str | None = None

    def may(self, scope: Scope) -> bool:
        return self.scope >= scope

    def may_see(self, library: str) -> bool:
        return self.libraries is None or library in self.libraries


# Of whoever sits at the machine itself, while keys are off.
UNLIMITED = Access(Scope.ADMIN)
