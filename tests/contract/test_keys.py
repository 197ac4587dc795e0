"""What every store of keys and of what they used does: the one in memory, the one in the ledger's database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rag.adapters.ledger import SqlLedger
from rag.domain import Key, Quota, Scope, Spent, StoredKey, StoredSession
from rag.errors import UnknownKey
from rag.ports import Ledger
from rag.testing import MemoryLedger

START = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)
LATER = START + timedelta(days=1)
FIRST = StoredKey(Key("k1", "统计科", Scope.READ, START), "d" * 64)
SECOND = StoredKey(
    Key(
        "k2",
        "网页",
        Scope.WRITE,
        LATER,
        libraries=frozenset({"年报", "季报"}),
        expires=LATER,
        quota=Quota(requests_a_minute=5, tokens_a_day=0),
    ),
    "e" * 64,
)


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with nullcontext(MemoryLedger()) if request.param == "memory" else closing(SqlLedger(tmp_path / "ledger")) as one:
        yield one


def test_keys_read_back_as_they_went_in_the_oldest_first(ledger: Ledger) -> None:
    assert not ledger.keys.exist() and ledger.keys.all() == []
    ledger.keys.add(SECOND)
    ledger.keys.add(FIRST)
    assert ledger.keys.exist()
    assert ledger.keys.all() == [FIRST.key, SECOND.key]
    assert ledger.keys.find("k2") == SECOND
    assert ledger.keys.find("nobody") is None


def test_a_revoked_key_stays_known_and_keeps_the_first_moment(ledger: Ledger) -> None:
    ledger.keys.add(FIRST)
    ledger.keys.revoke("k1", at=START)
    ledger.keys.revoke("k1", at=LATER)
    assert ledger.keys.all() == [replace(FIRST.key, revoked=START)]
    assert ledger.keys.exist()
    with pytest.raises(UnknownKey):
        ledger.keys.revoke("nobody", at=START)


def test_the_day_of_the_last_use_is_kept(ledger: Ledger) -> None:
    ledger.keys.add(FIRST)
    ledger.keys.mark_used("k1", on=LATER.date())
    assert ledger.keys.all()[0].used == LATER.date()


def test_sessions_go_with_their_key_when_signed_out_and_when_expired(ledger: Ledger) -> None:
    ledger.keys.add(FIRST)
    ledger.keys.add(SECOND)
    sessions = [
        StoredSession("s1", "k1", LATER),
        StoredSession("s2", "k2", LATER),
        StoredSession("s3", "k2", LATER),
        StoredSession("s4", "k2", START),
    ]
    for one in sessions:
        ledger.keys.add_session(one)
    assert [ledger.keys.session(one.digest) for one in sessions] == sessions
    ledger.keys.revoke("k1", at=START)
    ledger.keys.remove_session("s2")
    ledger.keys.remove_session("nothing")
    ledger.keys.forget_sessions(before=LATER)
    assert [ledger.keys.session(one.digest) for one in sessions] == [None, None, sessions[2], None]


def test_what_was_used_adds_up_by_key_and_day(ledger: Ledger) -> None:
    ledger.keys.add(FIRST)
    ledger.keys.add(SECOND)
    today, tomorrow = START.date(), LATER.date()
    assert ledger.usage.spent("k1", on=today) == Spent()
    ledger.usage.spend("k1", Spent(tokens=3, bytes=5_000_000_000), on=today)
    ledger.usage.spend("k1", Spent(tokens=4), on=today)
    ledger.usage.spend("k1", Spent(tokens=9), on=tomorrow)
    ledger.usage.spend("k2", Spent(bytes=1), on=today)
    assert ledger.usage.spent("k1", on=today) == Spent(7, 5_000_000_000)
    assert ledger.usage.spent("k1", on=tomorrow) == Spent(9, 0)
    assert ledger.usage.spent("k2", on=today) == Spent(0, 1)
