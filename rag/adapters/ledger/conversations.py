"""`rag.ports.ConversationStore` in the ledger's database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select, update

from rag.adapters.ledger import exchanges
from rag.adapters.ledger.engine import Database
from rag.adapters.ledger.schema import CONVERSATIONS, EXCHANGES
from rag.domain import Conversation, ConversationTurn
from rag.errors import UnknownConversation

_COUNTS = (
    select(EXCHANGES.c.conversation_id, func.count().label("turns")).group_by(EXCHANGES.c.conversation_id).subquery()
)


class SqlConversations:
    """Rows of one conversation are never read without its id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, *, since: datetime, owner: str | None = None) -> list[Conversation]:
        query = _conversations().where(CONVERSATIONS.c.changed >= exchanges.moment(since))
        if owner is not None:
            query = query.where(CONVERSATIONS.c.owner == owner)
        ordered = query.order_by(CONVERSATIONS.c.changed.desc(), CONVERSATIONS.c.id)
        with self._database.reading() as connection:
            return [exchanges.conversation_of(row) for row in connection.execute(ordered)]

    def find(self, conversation_id: str) -> Conversation | None:
        with self._database.reading() as connection:
            row = connection.execute(_conversations().where(CONVERSATIONS.c.id == conversation_id)).one_or_none()
            return exchanges.conversation_of(row) if row else None

    def turns(self, conversation_id: str, *, last: int | None = None) -> list[ConversationTurn]:
        query = select(EXCHANGES).where(EXCHANGES.c.conversation_id == conversation_id)
        newest_first = query.order_by(EXCHANGES.c.number.desc()).limit(last)
        with self._database.reading() as connection:
            rows = connection.execute(newest_first).all()
        return [exchanges.turn_of(row) for row in reversed(rows)]

    def add(self, conversation: Conversation, turn: ConversationTurn) -> None:
        with self._database.writing() as connection:
            if conversation.turns:
                _require(connection, conversation.id)
                changes = exchanges.changes(conversation)
                connection.execute(update(CONVERSATIONS).where(_is(conversation.id)).values(changes))
            else:
                connection.execute(insert(CONVERSATIONS).values(exchanges.conversation_values(conversation)))
            connection.execute(insert(EXCHANGES).values(exchanges.turn_values(conversation.id, turn)))

    def remove(self, conversation_id: str) -> None:
        with self._database.writing() as connection:
            _require(connection, conversation_id)
            _delete(connection, [conversation_id])

    def forget(self, *, before: datetime) -> int:
        expired = select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.changed < exchanges.moment(before))
        with self._database.writing() as connection:
            ids = list(connection.execute(expired).scalars())
            _delete(connection, ids)
        return len(ids)


def _conversations() -> Select[Any]:
    counted = func.coalesce(_COUNTS.c.turns, 0).label("turns")
    return select(CONVERSATIONS, counted).outerjoin(_COUNTS, _COUNTS.c.conversation_id == CONVERSATIONS.c.id)


def _is(conversation_id: str) -> ColumnElement[bool]:
    return CONVERSATIONS.c.id == conversation_id


def _require(connection: Connection, conversation_id: str) -> None:
    if connection.execute(select(CONVERSATIONS.c.id).where(_is(conversation_id))).scalar() is None:
        raise UnknownConversation(conversation=conversation_id)


def _delete(connection: Connection, ids: list[str]) -> None:
    for one in ids:
        connection.execute(delete(EXCHANGES).where(EXCHANGES.c.conversation_id == one))
        connection.execute(delete(CONVERSATIONS).where(_is(one)))
