"""What readers say of answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """`answer`: as it was shown, or a part of it; `conversation`: that it was given in, if it was; `owner`: the key of
    who says it, None where keys are off; `idempotency_key`: of the owner's own choice."""

    id: str
    question: str
    answer: str
    helpful: bool
    given: datetime
    comment: str = ""
    conversation: str | None = None
    owner: str | None = None
    idempotency_key: str | None = None

    @property
    def said(self) -> tuple[str, str, bool, str, str | None]:
        """What tells it from other feedback under the same key."""
        return self.question, self.answer, self.helpful, self.comment, self.conversation


@dataclass(frozen=True, slots=True)
class NumberedFeedback:
    """`number`: in the order it was given in."""

    number: int
    feedback: Feedback
