"""`rag.ports.FeedbackStore` in the ledger's database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from rag.adapters.ledger.engine import Database
from rag.adapters.ledger.schema import FEEDBACK
from rag.domain import Feedback, NumberedFeedback
from rag.errors import IdempotencyKeyReused

# Two rows without an owner are two owners to a database, and one here.
_NOBODY = ""


class SqlFeedback:
    """One row each, in the order they came."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, feedback: Feedback) -> Feedback:
        with self._database.writing() as connection:
            before = _before(connection, feedback)
            if before is not None:
                return before
            connection.execute(insert(FEEDBACK).values(_values(feedback)))
        return feedback

    def all(self, *, owner: str | None = None, limit: int, before: int | None = None) -> list[NumberedFeedback]:
        query = select(FEEDBACK).order_by(FEEDBACK.c.number.desc()).limit(limit)
        if owner is not None:
            query = query.where(FEEDBACK.c.owner == owner)
        if before is not None:
            query = query.where(FEEDBACK.c.number < before)
        with self._database.reading() as connection:
            return [NumberedFeedback(row.number, _feedback_of(row)) for row in connection.execute(query)]


def _before(connection: Connection, feedback: Feedback) -> Feedback | None:
    if feedback.idempotency_key is None:
        return None
    query = select(FEEDBACK).where(
        FEEDBACK.c.owner == (feedback.owner or _NOBODY), FEEDBACK.c.idempotency_key == feedback.idempotency_key
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    before = _feedback_of(row)
    if before.said != feedback.said:
        raise IdempotencyKeyReused(idempotency_key=feedback.idempotency_key)
    return before


def _values(feedback: Feedback) -> dict[str, Any]:
    return {
        "id": feedback.id,
        "owner": feedback.owner or _NOBODY,
        "idempotency_key": feedback.idempotency_key,
        "question": feedback.question,
        "answer": feedback.answer,
        "helpful": feedback.helpful,
        "comment": feedback.comment,
        "conversation": feedback.conversation,
        "given": feedback.given.isoformat(),
    }


def _feedback_of(row: Row[Any]) -> Feedback:
    return Feedback(
        id=row.id,
        question=row.question,
        answer=row.answer,
        helpful=bool(row.helpful),
        given=datetime.fromisoformat(row.given),
        comment=row.comment,
        conversation=row.conversation,
        owner=row.owner or None,
        idempotency_key=row.idempotency_key,
    )
