"""Conversations: resumed, listed, shown, removed and forgotten; nothing of one is ever in another."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.ledger import SqlLedger
from rag.conversations import NEW, Conversations
from rag.domain import Answer, AnswerStatus, Conversation, Exchange, ReportFilter
from rag.errors import ConversationElsewhere, UnknownConversation
from rag.testing import MemoryLedger

START = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)
HARBOUR = ReportFilter(report_ids=("r1",), library="港口")


class Clock:
    """Tells the time that it is set to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


def answer(text: str, *, understood: str = "") -> Answer:
    return Answer(AnswerStatus.ANSWERED, text, "zh", understood=understood)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Callable[..., Conversations]:
    store = MemoryLedger().conversations

    def _make(*, days: int = 30, tokens: int = 1000) -> Conversations:
        return Conversations(store, count_tokens=len, days=days, clock=clock, history_tokens=tokens)

    return _make


def say(
    conversations: Conversations, conversation: Conversation, question: str, told: str = "有3座。[1]"
) -> Conversation:
    return conversations.record(conversation, question, answer(told, understood=question))


def test_a_conversation_goes_on_where_it_was(make) -> None:
    conversations = make()
    first = say(conversations, conversations.open(NEW, HARBOUR), "新建水库几座？")
    second = conversations.open(first.id)
    assert second.where == HARBOUR
    assert conversations.history(second) == (Exchange("新建水库几座？", "有3座。[1]"),)


def test_ids_cannot_be_guessed_and_each_is_new(make) -> None:
    ids = {make().open(NEW).id for _ in range(50)}
    assert len(ids) == 50
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in ids)


def test_nothing_is_kept_before_something_was_answered(make) -> None:
    opened = make().open(NEW)
    assert make().all() == []
    with pytest.raises(UnknownConversation):
        make().open(opened.id)


@pytest.mark.parametrize("wrong", ["", " ", "nothing", "0" * 32, "0" * 31, "../x", "' or 1=1 --", "NEW", "%", "\ud800"])
def test_an_id_that_is_none_is_said_to_be_none(make, wrong: str) -> None:
    say(make(), make().open(NEW), "造林多少亩？")
    for ask in (make().open, make().show, make().remove):
        with pytest.raises(UnknownConversation):
            ask(wrong)


def test_they_are_listed_the_latest_first_by_their_first_question(make, clock) -> None:
    conversations = make()
    one = say(conversations, conversations.open(NEW), "新建水库几座？\n请列出。")
    clock.pass_(hours=1)
    say(conversations, conversations.open(NEW), "造林多少亩？")
    clock.pass_(hours=1)
    say(conversations, conversations.open(one.id), "为什么？")
    assert [(each.title, each.turns) for each in conversations.all()] == [
        ("新建水库几座？ 请列出。", 2),
        ("造林多少亩？", 1),
    ]


def test_it_is_shown_as_it_was(make, clock) -> None:
    conversations = make()
    opened = say(conversations, conversations.open(NEW), "新建水库几座？")
    clock.pass_(minutes=5)
    conversations.record(opened, "谢谢", answer("不客气。"))
    view = conversations.show(opened.id)
    assert [(one.question, one.answer.text) for one in view.turns] == [
        ("新建水库几座？", "有3座。[1]"),
        ("谢谢", "不客气。"),
    ]
    assert [one.asked for one in view.turns] == [START, START + timedelta(minutes=5)]


def test_what_is_removed_is_gone_with_all_that_was_said(make) -> None:
    conversations = make()
    kept = say(conversations, conversations.open(NEW), "造林多少亩？")
    gone = say(conversations, conversations.open(NEW), "新建水库几座？")
    assert conversations.remove(gone.id).id == gone.id
    assert [one.id for one in conversations.all()] == [kept.id]
    assert conversations.history(gone) == ()
    with pytest.raises(UnknownConversation):
        say(conversations, gone, "还有呢")


# --- expiry


def test_it_expires_so_many_days_after_its_last_turn(make, clock) -> None:
    conversations = make(days=30)
    opened = say(conversations, conversations.open(NEW), "造林多少亩？")
    clock.pass_(days=29)
    say(conversations, conversations.open(opened.id), "2022年呢")
    clock.pass_(days=29)
    assert conversations.open(opened.id).turns == 2
    clock.pass_(days=1, seconds=1)
    assert conversations.all() == []
    with pytest.raises(UnknownConversation):
        conversations.open(opened.id)


def test_what_has_expired_is_deleted_when_something_else_is_kept(make, clock) -> None:
    opened = say(make(), make().open(NEW), "造林多少亩？")
    clock.pass_(days=31)
    say(make(), make().open(NEW), "新建水库几座？")
    assert [one.title for one in make(days=0).all()] == ["新建水库几座？"]
    assert make().history(opened) == ()


def test_without_a_limit_it_is_kept_for_ever(make, clock) -> None:
    opened = say(make(days=0), make(days=0).open(NEW), "造林多少亩？")
    clock.pass_(days=20_000)
    assert make(days=0).open(opened.id).turns == 1
    assert len(make(days=0).all()) == 1


# --- what a follow-up may lean on


def test_the_history_is_bounded_and_the_newest_is_kept(make) -> None:
    conversations = make(tokens=40)
    opened = conversations.open(NEW)
    for number in range(10):
        opened = say(conversations, opened, f"问题{number}是什么？", "是" * 10)
    history = conversations.history(opened)
    assert [one.question for one in history] == ["问题8是什么？", "问题9是什么？"]
    assert sum(len(one.question) + len(one.answer) for one in history) <= 40


def test_of_an_answer_that_is_too_long_the_question_is_kept(make) -> None:
    conversations = make(tokens=40)
    opened = say(conversations, conversations.open(NEW), "造林多少亩？", "长" * 100)
    assert conversations.history(opened) == (Exchange("造林多少亩？", ""),)


def test_a_question_that_is_too_long_is_not_leant_on(make) -> None:
    conversations = make(tokens=40)
    opened = say(conversations, conversations.open(NEW), "长" * 100)
    assert conversations.history(opened) == ()


def test_what_asked_nothing_is_shown_but_not_leant_on(make) -> None:
    conversations = make()
    opened = say(conversations, conversations.open(NEW), "造林多少亩？")
    opened = conversations.record(opened, "谢谢", answer("不客气。"))
    assert [one.question for one in conversations.history(opened)] == ["造林多少亩？"]


def test_it_leans_on_what_was_understood_not_on_what_was_put(make) -> None:
    conversations = make()
    opened = say(conversations, conversations.open(NEW), "2023年造林多少亩？")
    opened = conversations.record(opened, "那2022年呢", answer("2万亩[1]", understood="2022年造林多少亩？"))
    assert conversations.history(opened)[-1].question == "2022年造林多少亩？"


# --- which reports it is about


def test_it_stays_with_the_reports_that_it_was_narrowed_to(make) -> None:
    conversations = make()
    opened = say(conversations, conversations.open(NEW, ReportFilter(report_ids=("r1",), year=2023)), "造林多少亩？")
    assert conversations.open(opened.id).where == ReportFilter(report_ids=("r1",), year=2023)


def test_it_goes_over_to_others_that_are_named_and_stays_there(make) -> None:
    conversations = make()
    opened = say(conversations, conversations.open(NEW, HARBOUR), "造林多少亩？")
    other = conversations.open(opened.id, ReportFilter(year=2022))
    assert other.where == ReportFilter(year=2022, library="港口")
    say(conversations, other, "2022年呢")
    assert conversations.open(opened.id).where == ReportFilter(year=2022, library="港口")


def test_it_never_leaves_its_library(make) -> None:
    conversations = make()
    opened = say(conversations, conversations.open(NEW, HARBOUR), "造林多少亩？")
    assert conversations.open(opened.id, ReportFilter(library="港口")).where == HARBOUR
    with pytest.raises(ConversationElsewhere):
        conversations.open(opened.id, ReportFilter(library="林业"))


# --- apart from one another


@given(st.lists(st.tuples(st.integers(0, 4), st.text(min_size=1, max_size=12)), max_size=25))
def test_of_interleaved_conversations_none_ever_sees_another(said: list[tuple[int, str]]) -> None:
    conversations = Conversations(MemoryLedger().conversations, count_tokens=len, days=30, clock=Clock())
    opened: dict[int, Conversation] = {}
    expected: dict[int, list[Exchange]] = {}
    for who, text in said:
        marked = f"{who}号：{text}"
        before = conversations.open(opened[who].id) if who in opened else conversations.open(NEW)
        assert conversations.history(before) == tuple(expected.get(who, []))[-20:]
        opened[who] = say(conversations, before, marked, f"答{marked}")
        expected.setdefault(who, []).append(Exchange(marked, f"答{marked}"))
    for who, conversation in opened.items():
        shown = conversations.show(conversation.id).turns
        assert [one.question for one in shown] == [one.question for one in expected[who]]


def test_after_a_restart_each_goes_on_as_it_was(tmp_path, clock) -> None:
    ids: dict[str, str] = {}
    for question in ("新建水库几座？", "造林多少亩？"):
        with closing(SqlLedger(tmp_path / "ledger")) as ledger:
            conversations = Conversations(ledger.conversations, count_tokens=len, days=30, clock=clock)
            ids[question] = say(conversations, conversations.open(NEW, HARBOUR), question).id
    with closing(SqlLedger(tmp_path / "ledger")) as ledger:
        conversations = Conversations(ledger.conversations, count_tokens=len, days=30, clock=clock)
        for question, found in ids.items():
            opened = conversations.open(found)
            assert opened.where == HARBOUR
            assert [one.question for one in conversations.history(opened)] == [question]
