"""How much a key may use: what goes beyond is refused, and told when to come again; a day outlives the process."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from rag.domain import Access, Quota, Scope, Spent
from rag.domain.access import UNLIMITED
from rag.errors import DiskFull, MegabytesSpent, TokensSpent, TooManyAttempts, TooManyRequests
from rag.metering import ATTEMPTS_A_MINUTE, MEGABYTE, WRITE_EVERY_SECONDS, Metering
from rag.testing import MemoryUsage

START = datetime(2031, 3, 1, 23, 0, tzinfo=UTC)
TODAY = START.date()


class Time:
    """Both clocks, set by hand."""

    def __init__(self) -> None:
        self.passed = 0.0

    def pass_(self, seconds: float) -> None:
        self.passed += seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.passed)

    def seconds(self) -> float:
        return self.passed


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def store() -> MemoryUsage:
    return MemoryUsage()


def metering(store: MemoryUsage, time: Time, **defaults: int) -> Metering:
    return Metering(store, defaults=Quota(**defaults), clock=time.now, seconds=time.seconds)


def holder(key: str = "k1", **quota: int) -> Access:
    return Access(Scope.READ, None, key, Quota(**quota))


def test_a_minutes_worth_is_let_through_at_once_and_then_one_at_a_time(store, time) -> None:
    door = metering(store, time, requests_a_minute=6)
    rooms = [door.admit(holder()) for _ in range(6)]
    assert [one.left for one in rooms if one] == [5, 4, 3, 2, 1, 0]
    with pytest.raises(TooManyRequests) as refused:
        door.admit(holder())
    assert refused.value.retry_after_seconds == pytest.approx(10)
    assert refused.value.values["limit"] == 6
    time.pass_(9.9)
    with pytest.raises(TooManyRequests):
        door.admit(holder())
    time.pass_(0.2)
    assert door.admit(holder())
    time.pass_(3600)
    assert door.admit(holder()).left == 5  # type: ignore[union-attr]


def test_keys_do_not_use_up_each_others_requests(store, time) -> None:
    door = metering(store, time, requests_a_minute=1)
    door.admit(holder("k1"))
    door.admit(holder("k2"))
    with pytest.raises(TooManyRequests):
        door.admit(holder("k1"))


def test_a_key_may_have_more_or_less_than_the_others_or_no_limit(store, time) -> None:
    door = metering(store, time, requests_a_minute=1)
    for _ in range(3):
        door.admit(holder("k1", requests_a_minute=3))
    with pytest.raises(TooManyRequests):
        door.admit(holder("k1", requests_a_minute=3))
    for _ in range(100):
        assert door.admit(holder("k2", requests_a_minute=0)) is None


def test_where_keys_are_off_nothing_is_limited(store, time) -> None:
    door = metering(store, time, requests_a_minute=1, tokens_a_day=1, megabytes_a_day=1)
    for _ in range(10):
        assert door.admit(UNLIMITED) is None
    door.spend(UNLIMITED, Spent(100, 10 * MEGABYTE))
    door.ensure_tokens(UNLIMITED)
    assert door.take_bytes(UNLIMITED, 10 * MEGABYTE) is None


def test_tokens_of_a_day_end_at_midnight(store, time) -> None:
    door = metering(store, time, tokens_a_day=100)
    door.ensure_tokens(holder())
    door.spend(holder(), Spent(tokens=99))
    door.ensure_tokens(holder())
    door.spend(holder(), Spent(tokens=1))
    with pytest.raises(TokensSpent) as refused:
        door.ensure_tokens(holder())
    assert refused.value.retry_after_seconds == pytest.approx(3600, abs=1)
    door.ensure_tokens(holder("k2"))
    time.pass_(3601)
    door.ensure_tokens(holder())
    assert store.spent("k1", on=TODAY) == Spent(tokens=100)  # yesterday's count is not lost


def test_an_upload_that_is_more_than_what_is_left_is_refused_before_it_comes(store, time) -> None:
    door = metering(store, time, megabytes_a_day=10)
    with pytest.raises(MegabytesSpent):
        door.take_bytes(holder(), 10 * MEGABYTE + 1)
    assert door.take_bytes(holder(), 6 * MEGABYTE) == 4 * MEGABYTE
    with pytest.raises(MegabytesSpent):  # it is counted while it comes
        door.take_bytes(holder(), 5 * MEGABYTE)
    assert door.take_bytes(holder(), 4 * MEGABYTE) == 0
    with pytest.raises(MegabytesSpent):
        door.take_bytes(holder(), 0)
    door.spend(holder(), Spent(bytes=-MEGABYTE))  # it was less than declared
    assert door.take_bytes(holder(), 0) == MEGABYTE
    assert door.take_bytes(holder(megabytes_a_day=0), 99 * MEGABYTE) is None


def test_a_restart_does_not_give_a_key_its_day_anew(store, time) -> None:
    before = metering(store, time, tokens_a_day=100)
    before.spend(holder(), Spent(tokens=100))
    before.flush()
    with pytest.raises(TokensSpent):
        metering(store, time, tokens_a_day=100).ensure_tokens(holder())


def test_the_ledger_is_written_now_and_then_not_at_every_request(store, time, monkeypatch) -> None:
    written: list[Spent] = []
    spend = store.spend
    monkeypatch.setattr(store, "spend", lambda key, spent, *, on: written.append(spent) or spend(key, spent, on=on))
    door = metering(store, time)
    for _ in range(5):
        door.spend(holder(), Spent(tokens=1))
    assert written == []
    time.pass_(WRITE_EVERY_SECONDS)
    door.spend(holder(), Spent(tokens=1))
    assert written == [Spent(tokens=6)]
    door.flush()
    assert written == [Spent(tokens=6)]


def test_what_another_process_wrote_counts_too(store, time) -> None:
    door = metering(store, time, tokens_a_day=100)
    door.spend(holder(), Spent(tokens=10))
    store.spend("k1", Spent(tokens=90), on=TODAY)
    time.pass_(WRITE_EVERY_SECONDS)
    door.spend(holder(), Spent(tokens=1))
    with pytest.raises(TokensSpent):
        door.ensure_tokens(holder())


def test_on_a_full_disk_it_goes_on_being_counted(store, time, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFull(folder="/")

    door = metering(store, time, tokens_a_day=2)
    monkeypatch.setattr(store, "spend", full)
    for _ in range(2):
        time.pass_(WRITE_EVERY_SECONDS)
        door.spend(holder(), Spent(tokens=1))
    with pytest.raises(TokensSpent):
        door.ensure_tokens(holder())


def test_a_ledger_that_is_slow_to_write_holds_up_nobody_at_the_door(store, time, monkeypatch) -> None:
    door = metering(store, time, requests_a_minute=10)
    spend = store.spend

    def slow(*values: object, **more: object) -> None:
        door.admit(holder("k2"))
        with suppress(TooManyAttempts):
            door.attempt("198.51.100.7")
        spend(*values, **more)

    monkeypatch.setattr(store, "spend", slow)
    door.spend(holder(), Spent(tokens=1))
    door.flush()
    assert store.spent("k1", on=TODAY) == Spent(tokens=1)


def test_wrong_keys_are_counted_by_where_they_come_from(store, time) -> None:
    door = metering(store, time)
    for _ in range(ATTEMPTS_A_MINUTE):
        door.attempt("198.51.100.7")
    with pytest.raises(TooManyAttempts) as refused:
        door.attempt("198.51.100.7")
    assert refused.value.retry_after_seconds > 0
    door.attempt("198.51.100.8")
    time.pass_(60)
    door.attempt("198.51.100.7")


def test_addresses_that_are_remembered_are_bounded(store, time) -> None:
    door = metering(store, time)
    for number in range(20_000):
        door.attempt(str(number))
    assert len(door._attempts) <= 10_000
