"""Conversations ↔ rows. An answer is kept as it was shown, whole, as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from rag.adapters.ledger.records import Values
from rag.domain import Answer, Conversation, ConversationTurn, ReportFilter


@cache
def _answers() -> TypeAdapter[Answer]:
    """Made when first needed: most commands read no conversation."""
    return TypeAdapter(Answer)


def moment(at: datetime) -> str:
    """All of one length, in UTC: their order is that of time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def conversation_values(conversation: Conversation) -> Values:
    return {
        "id": conversation.id,
        "title": _storable(conversation.title),
        "started": moment(conversation.started),
        "owner": conversation.owner,
        **changes(conversation),
    }


def changes(conversation: Conversation) -> Values:
    """What a further turn changes."""
    where = conversation.where
    return {
        "library": where.library,
        "narrowing": json.dumps({"reports": list(where.report_ids), "year": where.year}),
        "changed": moment(conversation.changed),
    }


def conversation_of(row: Row[Any]) -> Conversation:
    narrowing = json.loads(row.narrowing)
    where = ReportFilter(report_ids=tuple(narrowing["reports"]), year=narrowing["year"], library=row.library)
    return Conversation(
        id=row.id,
        where=where,
        title=row.title,
        started=datetime.fromisoformat(row.started),
        changed=datetime.fromisoformat(row.changed),
        turns=row.turns,
        owner=row.owner,
    )


def turn_values(conversation_id: str, turn: ConversationTurn) -> Values:
    return {
        "conversation_id": conversation_id,
        "question": _storable(turn.question),
        "understood": _storable(turn.understood),
        "answer": _storable(json.dumps(_answers().dump_python(turn.answer, mode="json"), ensure_ascii=False)),
        "asked": moment(turn.asked),
    }


def _storable(text: str) -> str:
    """Without halves of characters, which a model or a client may send and no database takes."""
    return text.encode("utf-8", "replace").decode()


def turn_of(row: Row[Any]) -> ConversationTurn:
    return ConversationTurn(
        question=row.question,
        understood=row.understood,
        answer=_answers().validate_json(row.answer),
        asked=datetime.fromisoformat(row.asked),
    )
