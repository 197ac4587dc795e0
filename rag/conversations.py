"""Questions that may lean on one another: begun, resumed, listed, shown, removed, forgotten after a while."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from rag.domain import Answer, Conversation, ConversationTurn, Exchange, ReportFilter
from rag.errors import ConversationElsewhere, UnknownConversation
from rag.ports import EVERYTHING, ConversationStore, CountTokens
from rag.turns import read_turn

# What stands for a conversation that is to be begun.
NEW = "new"

# What the next question may lean on. Rules look at the last question alone; a model is shown the last four at most.
HISTORY_TOKENS = 1_000
_HISTORY_TURNS = 20

_TITLE_CHARACTERS = 60
_ID_BYTES = 16
_ID = re.compile(f"[0-9a-f]{{{2 * _ID_BYTES}}}")
_EVER_SINCE = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation with all that was said in it, as it was shown."""

    conversation: Conversation
    turns: tuple[ConversationTurn, ...]


class Conversations:
    """`days`: how long after its last turn a conversation is kept; 0 = for ever. May be asked from several threads."""

    def __init__(
        self,
        store: ConversationStore,
        *,
        count_tokens: CountTokens,
        days: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        history_tokens: int = HISTORY_TOKENS,
    ) -> None:
        self._store = store
        self._count_tokens = count_tokens
        self._days = days
        self._clock = clock
        self._history_tokens = history_tokens

    def open(self, reference: str, where: ReportFilter = EVERYTHING, *, owner: str | None = None) -> Conversation:
        """A new one for `new`, else the one with this id. Nothing is stored before its first turn is recorded.

        `where`: what this question is narrowed to. A conversation goes on within what it was narrowed to before, unless
        reports or a year are named again, and never leaves its library. `owner`: the key that asks; what another began
        is unknown to it, None may go on with any. Raises UnknownConversation, ConversationElsewhere.
        """
        if reference == NEW:
            now = self._clock()
            return Conversation(secrets.token_hex(_ID_BYTES), where, "", started=now, changed=now, owner=owner)
        found = self._found(reference, owner)
        return replace(found, where=_within(found, where))

    def history(self, conversation: Conversation) -> tuple[Exchange, ...]:
        """What the next question may lean on: the newest exchanges that fit, oldest first."""
        if not conversation.turns:
            return ()
        turns = self._store.turns(conversation.id, last=_HISTORY_TURNS)
        return self._newest([Exchange(one.understood, one.answer.text) for one in turns if one.understood])

    def retold(self, said: Sequence[tuple[str, str]]) -> tuple[Exchange, ...]:
        """As `history`, of a conversation that is kept elsewhere: questions as they were put, and their answers."""
        exchanges: list[Exchange] = []
        for question, answer in said[-_HISTORY_TURNS:]:
            understood = read_turn(question, exchanges).understood
            if understood:
                exchanges.append(Exchange(understood, answer))
        return self._newest(exchanges)

    def record(self, conversation: Conversation, question: str, answer: Answer) -> Conversation:
        """Keep a turn as it was shown; the conversation as it is now. Raises UnknownConversation, if it is gone."""
        self._forget_expired()
        now = self._clock()
        title = conversation.title or " ".join(question.split())[:_TITLE_CHARACTERS]
        changed = replace(conversation, title=title, changed=now)
        self._store.add(changed, ConversationTurn(question, answer.understood, answer, asked=now))
        return replace(changed, turns=conversation.turns + 1)

    def all(self, *, owner: str | None = None) -> Sequence[Conversation]:
        """Those that have not expired, the latest first. `owner` here and below: as of `open`."""
        return self._store.all(since=self._oldest(), owner=owner)

    def show(self, conversation_id: str, *, owner: str | None = None) -> ConversationView:
        """Raises UnknownConversation."""
        found = self._found(conversation_id, owner)
        return ConversationView(found, tuple(self._store.turns(found.id)))

    def remove(self, conversation_id: str, *, owner: str | None = None) -> Conversation:
        """What was removed. Raises UnknownConversation."""
        found = self._found(conversation_id, owner)
        self._store.remove(found.id)
        return found

    # --- inside

    def _found(self, reference: str, owner: str | None) -> Conversation:
        reference = reference.strip().lower()
        found = self._store.find(reference) if _ID.fullmatch(reference) else None
        if found is None or found.changed < self._oldest() or owner not in (None, found.owner):
            raise UnknownConversation(conversation=reference[:_TITLE_CHARACTERS])
        return found

    def _oldest(self) -> datetime:
        return self._clock() - timedelta(days=self._days) if self._days else _EVER_SINCE

    def _forget_expired(self) -> None:
        if self._days:
            self._store.forget(before=self._oldest())

    def _newest(self, exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
        """As many as fit, oldest first."""
        kept: list[Exchange] = []
        left = self._history_tokens
        for exchange in reversed(exchanges):
            fitting = self._fitting(exchange, left)
            if fitting is None:
                break
            kept.append(fitting)
            left -= self._tokens(fitting)
        return tuple(reversed(kept))

    def _fitting(self, exchange: Exchange, tokens: int) -> Exchange | None:
        """Whole, or where the answer is too long its question alone; None where neither fits."""
        for one in (exchange, replace(exchange, answer="")):
            if self._tokens(one) <= tokens:
                return one
        return None

    def _tokens(self, exchange: Exchange) -> int:
        return self._count_tokens(exchange.question) + self._count_tokens(exchange.answer)


def _within(conversation: Conversation, where: ReportFilter) -> ReportFilter:
    kept = conversation.where
    if where.library is not None and where.library != kept.library:
        raise ConversationElsewhere(conversation=conversation.id, library=kept.library or "*", other=where.library)
    if where.report_ids or where.year is not None:
        return replace(where, library=kept.library)
    return kept
