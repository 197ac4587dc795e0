"""What an answer was made from, for whoever wants to know why it is as it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.domain.texts import Span


@dataclass(frozen=True, slots=True)
class Located:
    """A place of a report."""

    report_id: str
    span: Span


@dataclass(slots=True)
class Trace:
    """Grows while an answer comes to be, over all parts of the question: the passages that were found, best first, and
    the sentences that the model was shown."""

    retrieved: list[Located] = field(default_factory=list)
    shown: list[Located] = field(default_factory=list)
