"""Keys: shown once, recognised without telling what is wrong, gone when revoked or expired; browsers that signed in."""

from __future__ import annotations

import hashlib
import hmac
import pickle
from datetime import UTC, datetime, timedelta

import pytest

from rag import access
from rag.access import Keys
from rag.domain import Access, KeyState, Quota, Scope, StoredKey
from rag.errors import DiskFull, KeyInvalid, UnknownKey
from rag.testing import MemoryKeys

START = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


class Watched(MemoryKeys):
    """Notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.sought: list[str] = []
        self.marked = 0

    def find(self, key_id: str) -> StoredKey | None:
        self.sought.append(key_id)
        return super().find(key_id)

    def mark_used(self, key_id: str, **values: object) -> None:
        self.marked += 1
        super().mark_used(key_id, **values)  # type: ignore[arg-type]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Watched:
    return Watched()


@pytest.fixture
def keys(store: Watched, clock: Clock) -> Keys:
    return Keys(store, session_hours=12, clock=clock)


def test_a_key_is_let_in_with_what_it_was_made_for(keys: Keys) -> None:
    quota = Quota(requests_a_minute=5)
    made = keys.create("统计科", Scope.WRITE, libraries=["年报", "季报", "年报"], quota=quota)
    assert keys.check(made.text) == Access(Scope.WRITE, frozenset({"年报", "季报"}), made.key.id, quota)


def test_without_libraries_a_key_is_for_all(keys: Keys) -> None:
    found = keys.check(keys.create("所有", Scope.READ).text)
    assert found is not None
    assert found.libraries is None and found.may_see("任何")


def test_the_secret_has_at_least_128_random_bits_and_no_two_are_alike(keys: Keys) -> None:
    made = [keys.create("x", Scope.READ).text for _ in range(20)]
    secrets = {one.rsplit("_", 1)[1] for one in made}
    assert len(secrets) == 20
    assert all(one.startswith("rag_") for one in made)
    assert all(len(one) * 4 >= 128 and int(one, 16) for one in secrets)


def test_what_is_stored_and_what_is_printed_holds_no_secret(keys: Keys, store: Watched) -> None:
    made = keys.create("x", Scope.READ)
    secret = made.text.rsplit("_", 1)[1]
    session = keys.sign_in(made.text)
    assert session is not None
    shown = [repr(made), str(made), repr(session), repr(store.all()), repr(keys.check(made.text)), str(vars(store))]
    assert not [one for one in shown if secret in one or session.token in one]
    assert store.find(made.key.id).digest == hashlib.sha256(made.text.encode()).hexdigest()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "bent",
    [
        lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"),
        lambda text: text.upper(),
        lambda text: text + " ",
        lambda text: text[:-1],
        lambda text: "rag_" + "0" * 16 + "_" + text.rsplit("_", 1)[1],
        lambda text: "",
        lambda text: "rag_",
        lambda text: "密钥",
        lambda text: "\ud800",
        lambda text: text * 1000,
    ],
)
def test_nothing_but_the_whole_key_opens(keys: Keys, bent) -> None:
    made = keys.create("x", Scope.READ)
    assert keys.check(bent(made.text)) is None
    assert keys.check(made.text) is not None


def test_whatever_is_wrong_with_a_key_the_same_work_is_done(
    keys: Keys, store: Watched, clock: Clock, monkeypatch
) -> None:
    right = keys.create("right", Scope.READ).text
    expired = keys.create("expired", Scope.READ, days=1).text
    revoked = keys.create("revoked", Scope.READ)
    keys.revoke(revoked.key.id)
    clock.pass_(days=2)
    assert keys.check(right)  # its day is noted
    compared: list[tuple[int, int]] = []
    monkeypatch.setattr(
        access.hmac, "compare_digest", lambda a, b: compared.append((len(a), len(b))) or hmac_compare(a, b)
    )
    hashed: list[int] = []
    monkeypatch.setattr(access.hashlib, "sha256", lambda value: hashed.append(len(value)) or sha256(value))
    unknown = "rag_" + "1" * 16 + "_" + "1" * 48
    for wrong in (unknown, right[:-1] + "x", "rubbish" + "x" * 62, expired, revoked.text):
        store.sought.clear()
        compared.clear()
        hashed.clear()
        assert keys.check(wrong) is None
        assert (len(store.sought), compared, len(hashed)) == (1, [(64, 64)], 1), wrong


hmac_compare, sha256 = hmac.compare_digest, hashlib.sha256


def test_a_key_expires_to_the_moment(keys: Keys, clock: Clock) -> None:
    made = keys.create("x", Scope.READ, days=1)
    clock.pass_(days=1, seconds=-1)
    assert keys.check(made.text)
    clock.pass_(seconds=1)
    assert keys.check(made.text) is None
    assert keys.access_of(made.key.id) is None
    assert keys.state_of(keys.all()[0]) is KeyState.EXPIRED


def test_a_revoked_key_opens_nothing_from_then_on_nor_does_a_browser_signed_in_with_it(keys: Keys) -> None:
    made, other = keys.create("x", Scope.READ), keys.create("y", Scope.READ)
    session, kept = keys.sign_in(made.text), keys.sign_in(other.text)
    assert session and kept
    assert keys.revoke(made.key.id).revoked == START
    assert keys.check(made.text) is None
    assert keys.session(session.token) is None
    assert keys.sign_in(made.text) is None
    assert keys.access_of(made.key.id) is None
    assert keys.session(kept.token) == other.key.access


def test_an_unknown_key_cannot_be_revoked_and_a_revoked_one_keeps_its_day(keys: Keys, clock: Clock) -> None:
    with pytest.raises(UnknownKey):
        keys.revoke("nobody")
    made = keys.create("x", Scope.READ)
    keys.revoke(made.key.id)
    clock.pass_(days=3)
    assert keys.revoke(made.key.id).revoked == START


def test_what_was_protected_once_counts_as_such_when_its_last_key_is_revoked(keys: Keys) -> None:
    assert not keys.exist() and not keys.any_valid()
    made = keys.create("x", Scope.READ)
    assert keys.exist() and keys.any_valid()
    keys.revoke(made.key.id)
    assert keys.exist() and not keys.any_valid()


def test_the_day_of_the_last_use_is_noted_once_a_day(keys: Keys, store: Watched, clock: Clock) -> None:
    made = keys.create("x", Scope.READ)
    for _ in range(3):
        keys.check(made.text)
    assert store.marked == 1
    clock.pass_(days=1)
    keys.check(made.text)
    assert store.marked == 2
    assert keys.all()[0].used == START.date() + timedelta(days=1)


def test_a_full_disk_keeps_nobody_out(keys: Keys, store: Watched, monkeypatch) -> None:
    made = keys.create("x", Scope.READ)

    def full(*_: object, **__: object) -> None:
        raise DiskFull(folder="/")

    monkeypatch.setattr(store, "mark_used", full)
    assert keys.check(made.text)


def test_a_browser_stays_signed_in_for_a_while_and_not_after_it_signed_out(keys: Keys, clock: Clock) -> None:
    made = keys.create("x", Scope.WRITE, libraries=["年报"])
    first, second = keys.sign_in(made.text), keys.sign_in(made.text)
    assert first and second and first.token != second.token
    assert len(first.token) * 4 >= 128
    assert keys.session(first.token) == made.key.access
    keys.sign_out(first.token)
    assert keys.session(first.token) is None
    clock.pass_(hours=12, seconds=-1)
    assert keys.session(second.token) == made.key.access
    clock.pass_(seconds=1)
    assert keys.session(second.token) is None


def test_a_browser_does_not_outlast_its_key(keys: Keys, clock: Clock) -> None:
    made = keys.create("x", Scope.READ, days=1)
    clock.pass_(hours=23)
    session = keys.sign_in(made.text)
    assert session
    clock.pass_(hours=1)
    assert keys.session(session.token) is None


def test_a_wrong_key_signs_nobody_in_and_a_key_is_no_session(keys: Keys) -> None:
    made = keys.create("x", Scope.READ)
    assert keys.sign_in(made.text[:-1]) is None
    assert keys.session(made.text) is None
    assert keys.session("") is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("name", {"name": " "}),
        ("name", {"name": "x" * 101}),
        ("name", {"name": "a\nb"}),
        ("name", {"name": "a\x1b[31m"}),
        ("library", {"libraries": [""]}),
        ("library", {"libraries": ["x" * 256]}),
        ("library", {"scope": Scope.ADMIN, "libraries": ["年报"]}),
        ("expires", {"days": 0}),
        ("expires", {"days": -1}),
        ("expires", {"days": 40_000}),
        ("quota", {"quota": Quota(tokens_a_day=-1)}),
    ],
)
def test_what_a_key_cannot_have_is_said_in_both_languages(keys: Keys, name: str, values) -> None:
    with pytest.raises(KeyInvalid) as refused:
        keys.create(**{"name": "x", "scope": Scope.READ, **values})
    assert refused.value.values["name"] == name
    assert refused.value.in_language("zh") != refused.value.in_language("en")
    again = pickle.loads(pickle.dumps(refused.value))
    assert again.in_language("en") == refused.value.in_language("en")
    assert keys.all() == []


def test_a_key_for_one_library_takes_new_reports_there(keys: Keys) -> None:
    assert keys.create("x", Scope.WRITE, libraries=["年报"]).key.access.default_library == "年报"
    assert keys.create("x", Scope.WRITE, libraries=["年报", "季报"]).key.access.default_library == "default"
    assert keys.create("x", Scope.WRITE).key.access.default_library == "default"
