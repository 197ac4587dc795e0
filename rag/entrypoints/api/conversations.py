"""Conversations that were kept."""

from __future__ import annotations

from fastapi import APIRouter

from rag.entrypoints import documents
from rag.entrypoints.api.callers import Reader
from rag.entrypoints.api.paging import MAX_ENTRIES, Cursor, Limit, page_of
from rag.entrypoints.documents import Document

router = APIRouter(prefix="/api/v1", tags=["conversations"])


@router.get("/conversations")
def conversations(caller: Reader, limit: Limit = MAX_ENTRIES, cursor: Cursor = None) -> Document:
    """As `rag conversations list --json`, page by page."""
    page = page_of(
        caller.service.conversations(),
        key=lambda one: (one.changed.isoformat(), one.id),
        descending=True,
        limit=limit,
        cursor=cursor,
        about="conversations",
    )
    return {**documents.of_conversations(page.entries), "next": page.next}


@router.get("/conversations/{id}")
def conversation(id: str, caller: Reader) -> Document:
    """As `rag conversations show --json`."""
    return documents.of_conversation_view(caller.service.conversation(id))


@router.delete("/conversations/{id}")
def remove(id: str, caller: Reader) -> Document:
    """As `rag conversations remove --json`."""
    return {"removed": documents.of_conversation(caller.service.remove_conversation(id))}
