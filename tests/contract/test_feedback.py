"""What every store of feedback does: the one in memory, the one in SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rag.adapters.ledger import SqlLedger
from rag.domain import Feedback
from rag.errors import IdempotencyKeyReused
from rag.ports import FeedbackStore
from rag.testing import MemoryFeedback

GIVEN = Feedback(
    id="a",
    question="就业多少人？",
    answer="5万人[1]",
    helpful=True,
    given=datetime(2026, 3, 2, 9, tzinfo=UTC),
    comment="好",
    conversation="c",
    owner="key",
    idempotency_key="once",
)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FeedbackStore]:
    if request.param == "memory":
        yield MemoryFeedback()
        return
    with closing(SqlLedger(tmp_path / "ledger.sqlite")) as ledger:
        yield ledger.feedback


def test_what_was_said_is_read_back_whole_the_latest_first(store: FeedbackStore) -> None:
    second = replace(GIVEN, id="b", owner=None, conversation=None, comment="", helpful=False, idempotency_key=None)
    store.add(GIVEN)
    store.add(second)
    assert [one.feedback for one in store.all(limit=10)] == [second, GIVEN]


def test_the_same_under_the_same_key_is_kept_once(store: FeedbackStore) -> None:
    store.add(GIVEN)
    assert store.add(replace(GIVEN, id="b")).id == "a"
    assert len(store.all(limit=10)) == 1


def test_something_else_under_the_same_key_is_refused(store: FeedbackStore) -> None:
    store.add(GIVEN)
    with pytest.raises(IdempotencyKeyReused):
        store.add(replace(GIVEN, id="b", helpful=False))


@pytest.mark.parametrize("owner", [None, "key"])
def test_keys_are_of_their_owner(store: FeedbackStore, owner: str | None) -> None:
    store.add(replace(GIVEN, owner=owner))
    store.add(replace(GIVEN, owner=owner, id="again"))
    store.add(replace(GIVEN, owner="other", id="b", helpful=False))
    assert [one.feedback.id for one in store.all(limit=10)] == ["b", "a"]


def test_without_a_key_the_same_may_be_said_twice(store: FeedbackStore) -> None:
    for id in ("a", "b"):
        store.add(replace(GIVEN, id=id, idempotency_key=None))
    assert len(store.all(limit=10)) == 2


def test_pages_go_by_number_and_may_be_of_one_owner(store: FeedbackStore) -> None:
    for n in range(5):
        store.add(replace(GIVEN, id=str(n), idempotency_key=None, owner="key" if n % 2 else None))
    first = store.all(limit=2)
    assert [one.feedback.id for one in first] == ["4", "3"]
    assert [one.feedback.id for one in store.all(limit=9, before=first[-1].number)] == ["2", "1", "0"]
    assert [one.feedback.id for one in store.all(owner="key", limit=9)] == ["3", "1"]
