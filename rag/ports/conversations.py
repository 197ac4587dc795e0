"""What is kept of people: conversations, and whether answers helped them. And summaries that need not be made again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from rag.domain import Conversation, ConversationTurn, Feedback, NumberedFeedback


class ConversationStore(Protocol):
    """Conversations and their turns. Nothing of one is ever read with the id of another."""

    def all(self, *, since: datetime, owner: str | None = None) -> list[Conversation]:
        """Those whose last turn was then or later, the latest first; of this owner only, where given."""
        ...

    def find(self, conversation_id: str) -> Conversation | None: ...

    def turns(self, conversation_id: str, *, last: int | None = None) -> list[ConversationTurn]:
        """In order; the newest `last` only, where given. Nothing for an unknown id."""
        ...

    def add(self, conversation: Conversation, turn: ConversationTurn) -> None:
        """Keep one more turn, and `where` and `changed` of the conversation. One with `turns` 0 is new.

        Raises UnknownConversation where it has been removed meanwhile.
        """
        ...

    def remove(self, conversation_id: str) -> None:
        """With all its turns. Raises UnknownConversation."""
        ...

    def forget(self, *, before: datetime) -> int:
        """Remove those whose last turn was before then; how many."""
        ...


class FeedbackStore(Protocol):
    """What readers say of answers."""

    def add(self, feedback: Feedback) -> Feedback:
        """Keep it; or the one there is, where its owner has said the same under the same idempotency key before.

        Raises IdempotencyKeyReused where that was something else.
        """
        ...

    def all(self, *, owner: str | None = None, limit: int, before: int | None = None) -> list[NumberedFeedback]:
        """The latest first; of this owner, where given; only what has a lower number than `before`."""
        ...


class SummaryStore(Protocol):
    """What was written about reports, so that it need not be written again. A key holds all that decides what is kept
    under it. What has not been used for longest goes where room is needed: anything may be missing at any time."""

    def find(self, keys: Collection[str]) -> dict[str, str]:
        """Those that are there; they count as used now."""
        ...

    def keep(self, key: str, content: str, *, report_ids: Collection[str], of_section: bool = False) -> None:
        """Until one of the reports is purged; nothing is kept where one is not ready (any more).

        `of_section`: of a piece of text that several reports may have. It stays as long as one of them does, and goes
        over to the report that takes its report's place under the same name.
        """
        ...
