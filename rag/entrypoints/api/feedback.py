"""Whether answers helped."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rag.entrypoints import documents
from rag.entrypoints.api.accepting import IdempotencyKey
from rag.entrypoints.api.callers import Administrator, Reader
from rag.entrypoints.api.paging import MAX_ENTRIES, Cursor, Limit, number_of, write_cursor
from rag.entrypoints.documents import Document

router = APIRouter(prefix="/api/v1", tags=["feedback"])

_ABOUT = "feedback"
# An answer has 600 characters and its markers, a question 2,000 unless more are set.
_MAX_CHARACTERS = 20_000
_MAX_COMMENT_CHARACTERS = 4_000


def _clean(text: str) -> str:
    """As databases take it."""
    return text.replace("\0", "").strip()


Text = Annotated[str, Field(min_length=1, max_length=_MAX_CHARACTERS), AfterValidator(_clean)]
Comment = Annotated[str, Field(max_length=_MAX_COMMENT_CHARACTERS), AfterValidator(_clean)]


class GivenFeedback(BaseModel):
    """What `POST /api/v1/feedback` takes."""

    model_config = ConfigDict(extra="forbid")

    question: Text
    answer: Text
    helpful: Annotated[bool, Field(strict=True)]
    comment: Comment = ""
    conversation: Annotated[str | None, Field(max_length=100)] = None


@router.post("/feedback", status_code=HTTPStatus.CREATED)
def give(given: GivenFeedback, caller: Reader, idempotency_key: IdempotencyKey = None) -> Document:
    """Keep what a reader says of an answer."""
    kept = caller.service.give_feedback(
        given.question,
        given.answer,
        helpful=given.helpful,
        comment=given.comment,
        conversation=given.conversation or None,
        idempotency_key=idempotency_key,
    )
    return {"id": kept.id}


@router.get("/feedback")
def feedback(caller: Administrator, limit: Limit = MAX_ENTRIES, cursor: Cursor = None) -> Document:
    """All that was said, the latest first."""
    before = number_of(cursor, about=_ABOUT)
    found = caller.service.feedback(limit=limit + 1, before=before)
    shown = found[:limit]
    following = write_cursor((shown[-1].number,), _ABOUT) if len(found) > limit else None
    return {"feedback": [documents.of_feedback(one.feedback) for one in shown], "next": following}
