"""Conversations, summaries and feedback in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from rag.domain import Conversation, ConversationTurn, Feedback, NumberedFeedback
from rag.errors import IdempotencyKeyReused, UnknownConversation


class MemoryConversations:
    """`rag.ports.ConversationStore`."""

    def __init__(self) -> None:
        self._stored: dict[str, Conversation] = {}
        self._turns: dict[str, list[ConversationTurn]] = {}

    def all(self, *, since: datetime, owner: str | None = None) -> list[Conversation]:
        found = [one for one in self._stored.values() if one.changed >= since and owner in (None, one.owner)]
        return sorted(sorted(found, key=lambda one: one.id), key=lambda one: one.changed, reverse=True)

    def find(self, conversation_id: str) -> Conversation | None:
        return self._stored.get(conversation_id)

    def turns(self, conversation_id: str, *, last: int | None = None) -> list[ConversationTurn]:
        turns = self._turns.get(conversation_id, [])
        return turns[max(0, len(turns) - last) :] if last is not None else list(turns)

    def add(self, conversation: Conversation, turn: ConversationTurn) -> None:
        before = self._stored.get(conversation.id)
        if conversation.turns and before is None:
            raise UnknownConversation(conversation=conversation.id)
        turns = self._turns.setdefault(conversation.id, [])
        turns.append(turn)
        kept = before or conversation
        self._stored[conversation.id] = replace(
            kept, where=conversation.where, changed=conversation.changed, turns=len(turns)
        )

    def remove(self, conversation_id: str) -> None:
        if self._stored.pop(conversation_id, None) is None:
            raise UnknownConversation(conversation=conversation_id)
        del self._turns[conversation_id]

    def forget(self, *, before: datetime) -> int:
        gone = [one.id for one in self._stored.values() if one.changed < before]
        for one in gone:
            self.remove(one)
        return len(gone)


class MemorySummaries:
    """`rag.ports.SummaryStore`; `is_ready` says so of a report."""

    def __init__(self, is_ready: Callable[[str], bool], *, limit_characters: int = 50_000_000) -> None:
        self._is_ready = is_ready
        self._limit = limit_characters
        self._contents: dict[str, str] = {}  # used last, last
        self._reports: dict[str, set[str]] = {}
        self._of_section: set[str] = set()

    def find(self, keys: Collection[str]) -> dict[str, str]:
        found = {one: self._contents.pop(one) for one in sorted(set(keys)) if one in self._contents}
        self._contents |= found
        return found

    def keep(self, key: str, content: str, *, report_ids: Collection[str], of_section: bool = False) -> None:
        if len(content) > self._limit or not report_ids or not all(self._is_ready(one) for one in report_ids):
            return
        self._contents.pop(key, None)
        self._contents[key] = content
        self._reports.setdefault(key, set()).update(report_ids)
        if of_section:
            self._of_section.add(key)
        while sum(map(len, self._contents.values())) > self._limit:
            self._delete(next(iter(self._contents)))

    def hand_over(self, before: str, after: str) -> None:
        for key in self._of_section:
            if before in self._reports[key]:
                self._reports[key].add(after)

    def forget_reports(self, report_ids: Collection[str]) -> None:
        for key, about in list(self._reports.items()):
            left = about.difference(report_ids)
            if len(left) < len(about) and not (left and key in self._of_section):
                self._delete(key)
            else:
                self._reports[key] = left

    def _delete(self, key: str) -> None:
        del self._contents[key], self._reports[key]
        self._of_section.discard(key)


class MemoryFeedback:
    """`rag.ports.FeedbackStore`."""

    def __init__(self) -> None:
        self._given: list[Feedback] = []

    def add(self, feedback: Feedback) -> Feedback:
        key = feedback.owner, feedback.idempotency_key
        for before in self._given:
            if feedback.idempotency_key is not None and (before.owner, before.idempotency_key) == key:
                if before.said != feedback.said:
                    raise IdempotencyKeyReused(idempotency_key=feedback.idempotency_key)
                return before
        self._given.append(feedback)
        return feedback

    def all(self, *, owner: str | None = None, limit: int, before: int | None = None) -> list[NumberedFeedback]:
        numbered = [NumberedFeedback(number, one) for number, one in enumerate(self._given, start=1)]
        wanted = [one for one in numbered if owner in (None, one.feedback.owner)]
        return [one for one in reversed(wanted) if before is None or one.number < before][:limit]
