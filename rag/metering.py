"""How much a key uses: requests a minute, tokens and megabytes a day. More is refused, and told when to come again.

Requests are counted in the process; days in the ledger, too, so that a restart forgets little. Days are of UTC.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from threading import Lock

from rag.domain import Access, Quota, Spent
from rag.errors import MegabytesSpent, TokensSpent, TooManyAttempts, TooManyRequests, UnableError
from rag.ports import UsageStore

MEGABYTE = 1_000_000
# What a kill may lose of a day's count; the ledger is not written at every request for it.
WRITE_EVERY_SECONDS = 15.0
# Of wrong keys from one address. Nobody types more, and a program with an old key is told soon.
ATTEMPTS_A_MINUTE = 20

_MINUTE = 60.0
_MAX_ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class Room:
    """What is left of the requests of a minute. `full_in_seconds`: until all of them are there again."""

    limit: int
    left: int
    full_in_seconds: float


class Bucket:
    """Holds a minute's worth, and fills evenly: a burst is let through, a stream of more than that is not."""

    def __init__(self, a_minute: int, now: float) -> None:
        self.size = a_minute
        self._level = float(a_minute)
        self._at = now

    def take(self, now: float) -> float:
        """Seconds to wait: 0 where one was taken."""
        self._fill(now)
        if self._level >= 1:
            self._level -= 1
            return 0.0
        return (1 - self._level) * _MINUTE / self.size

    def room(self, now: float) -> Room:
        self._fill(now)
        return Room(self.size, int(self._level), (self.size - self._level) * _MINUTE / self.size)

    def _fill(self, now: float) -> None:
        self._level = min(self.size, self._level + (now - self._at) * self.size / _MINUTE)
        self._at = now


@dataclass(slots=True)
class _Day:
    """A key's count of a day: `written` stands in the ledger, `unwritten` does not yet."""

    on: date
    written: Spent
    unwritten: Spent
    at: float

    @property
    def spent(self) -> Spent:
        return _sum(self.written, self.unwritten)


class Metering:
    """`defaults`: of keys that have no quota of their own. May be asked from several threads.

    `admit` and `attempt` never wait for the ledger.
    """

    def __init__(
        self,
        store: UsageStore,
        *,
        defaults: Quota,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._defaults = defaults
        self._clock = clock
        self._seconds = seconds
        self._requests: dict[str, Bucket] = {}
        self._attempts: OrderedDict[str, Bucket] = OrderedDict()
        self._days: dict[str, _Day] = {}
        self._lock = Lock()
        self._lock_of_days = Lock()

    def admit(self, access: Access) -> Room | None:
        """Count a request; None where they are not limited. Raises TooManyRequests."""
        limit = _chosen(access.quota.requests_a_minute, self._defaults.requests_a_minute)
        if access.key is None or not limit:
            return None
        with self._lock:
            now = self._seconds()
            bucket = self._requests.get(access.key)
            if bucket is None or bucket.size != limit:
                bucket = self._requests[access.key] = Bucket(limit, now)
            wait = bucket.take(now)
            if wait:
                raise TooManyRequests(limit=limit, retry_after_seconds=wait)
            return bucket.room(now)

    def attempt(self, address: str) -> None:
        """Count a wrong key from this address. Raises TooManyAttempts."""
        with self._lock:
            now = self._seconds()
            bucket = self._attempts.pop(address, None) or Bucket(ATTEMPTS_A_MINUTE, now)
            self._attempts[address] = bucket
            while len(self._attempts) > _MAX_ADDRESSES:
                self._attempts.popitem(last=False)
            wait = bucket.take(now)
        if wait:
            raise TooManyAttempts(limit=ATTEMPTS_A_MINUTE, retry_after_seconds=wait)

    def ensure_tokens(self, access: Access) -> None:
        """Before a model is asked. Raises TokensSpent where none are left of today."""
        limit = _chosen(access.quota.tokens_a_day, self._defaults.tokens_a_day)
        if access.key is not None and limit and self._spent(access.key).tokens >= limit:
            raise TokensSpent(limit=limit, retry_after_seconds=self._until_midnight())

    def take_bytes(self, access: Access, declared: int) -> int | None:
        """Count so many before they come; how many more are left of today, None without an end.

        Raises MegabytesSpent where it is more than that, or none are left.
        """
        limit = _chosen(access.quota.megabytes_a_day, self._defaults.megabytes_a_day)
        if access.key is None:
            return None
        with self._lock_of_days:
            day = self._day(access.key)
            left = limit * MEGABYTE - day.spent.bytes - declared
            if limit and (left < 0 or left + declared == 0):
                raise self.too_many_bytes(access)
            day.unwritten = _sum(day.unwritten, Spent(bytes=declared))
        return left if limit else None

    def too_many_bytes(self, access: Access) -> MegabytesSpent:
        """What whoever counts for itself raises."""
        limit = _chosen(access.quota.megabytes_a_day, self._defaults.megabytes_a_day)
        return MegabytesSpent(limit=limit, retry_after_seconds=self._until_midnight())

    def spend(self, access: Access, spent: Spent) -> None:
        """On top of what there is; less than nothing gives back what was taken before."""
        if access.key is None or spent == Spent():
            return
        with self._lock_of_days:
            day = self._day(access.key)
            day.unwritten = _sum(day.unwritten, spent)
            if self._seconds() - day.at >= WRITE_EVERY_SECONDS:
                self._write(access.key, day)

    def flush(self) -> None:
        """Write down what is not yet."""
        with self._lock_of_days:
            for key_id, day in self._days.items():
                self._write(key_id, day)

    # --- inside

    def _spent(self, key_id: str) -> Spent:
        with self._lock_of_days:
            return self._day(key_id).spent

    def _day(self, key_id: str) -> _Day:
        today = self._clock().date()
        day = self._days.get(key_id)
        if day is not None and day.on != today:
            self._write(key_id, day)
        if day is None or day.on != today:
            day = _Day(today, self._store.spent(key_id, on=today), Spent(), self._seconds())
            self._days[key_id] = day
        return day

    def _write(self, key_id: str, day: _Day) -> None:
        """What other processes wrote meanwhile is seen here. On a disk that is full it goes on being counted."""
        day.at = self._seconds()
        if day.unwritten == Spent():
            return
        with suppress(UnableError):
            self._store.spend(key_id, day.unwritten, on=day.on)
            day.unwritten = Spent()
            day.written = self._store.spent(key_id, on=day.on)

    def _until_midnight(self) -> float:
        now = self._clock().astimezone(UTC)
        midnight = datetime.combine(now.date(), time_of_day.max, tzinfo=UTC)
        return max(1.0, (midnight - now).total_seconds())


def _chosen(own: int | None, default: int | None) -> int:
    return (default or 0) if own is None else own


def _sum(one: Spent, other: Spent) -> Spent:
    return Spent(one.tokens + other.tokens, one.bytes + other.bytes)
