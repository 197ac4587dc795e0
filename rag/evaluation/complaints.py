"""Feedback that an answer did not help, by question: what was asked, after what, what was shown, what was said of it.

Nothing else of people is taken: not who said it, nor when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rag.domain import ConversationTurn, Feedback
from rag.errors import UnknownConversation
from rag.evaluation.metrics.texts import units_of
from rag.service import ConversationView, Service

Key = tuple[str, ...]
"""What is the same for the same question: it, what it leans on, the report and the year that it was narrowed to."""

_A_PAGE = 500


@dataclass(frozen=True, slots=True)
class Complaint:
    """A question and an answer that did not help. `said`: the questions and answers before it in its conversation,
    oldest first; `leans`: whether it was understood as one that hangs on them. `report` (an id), `year`, `library`:
    what the conversation was narrowed to. `is_torn`: its conversation is gone."""

    question: str
    shown: str
    comments: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    leans: bool = False
    report: str | None = None
    year: int | None = None
    library: str | None = None
    is_torn: bool = False
    times: int = 1

    @property
    def history(self) -> tuple[str, ...]:
        return tuple(question for question, _ in self.said)

    def keys(self, report: str | None) -> tuple[Key, ...]:
        """Its own, then with all that was said before where it does not hang on that. `report`: the file name."""
        own = self.history if self.leans else ()
        return tuple(dict.fromkeys(key_of(self.question, one, report, self.year) for one in (own, self.history)))


def key_of(question: str, history: Iterable[str] = (), report: str | None = None, year: int | None = None) -> Key:
    """Of words and numbers alone: punctuation, spaces and width do not make another question."""
    asked = [" ".join(units_of(one)) or one.strip() for one in (question, *history)]
    return (report or "", str(year or ""), *asked)


def complaints(service: Service, *, since: datetime | None = None, library: str | None = None) -> list[Complaint]:
    """A question once, those that were put most often first, then the latest. `library`: without those of conversations
    that were in another."""
    views: dict[str, ConversationView | None] = {}
    given = [one for one in _feedback(service) if since is None or one.given >= since]
    found = [_complaint(one, _view(service, one.conversation, views)) for one in _unhelpful(given)]
    meant = [one for one in found if library is None or one.library in (None, library)]
    grouped: dict[Key, list[Complaint]] = {}
    for one in meant:
        grouped.setdefault(one.keys(one.report)[0], []).append(one)
    return sorted((_together(several) for several in grouped.values()), key=lambda one: -one.times)


def _feedback(service: Service) -> Iterator[Feedback]:
    """All of it, the latest first."""
    before = None
    while page := service.feedback(limit=_A_PAGE, before=before):
        yield from (one.feedback for one in page)
        before = page[-1].number


def _unhelpful(given: Sequence[Feedback]) -> list[Feedback]:
    """Of an answer in a conversation the last word counts: a thumb, then one with a comment, are one; one that is taken
    back is none. Where the last has no comment, an earlier one's stands."""
    latest: dict[tuple[str | None, ...], Feedback] = {}
    comments: dict[tuple[str | None, ...], str] = {}
    for one in given:
        about = (one.conversation, one.owner, one.question, one.answer) if one.conversation else (one.id,)
        latest.setdefault(about, one)
        if one.comment and not one.helpful:
            comments.setdefault(about, one.comment)
    return [replace(one, comment=comments.get(about, "")) for about, one in latest.items() if not one.helpful]


def _view(service: Service, id: str | None, known: dict[str, ConversationView | None]) -> ConversationView | None:
    if id is None:
        return None
    if id not in known:
        try:
            known[id] = service.conversation(id)
        except UnknownConversation:
            known[id] = None
    return known[id]


def _complaint(feedback: Feedback, view: ConversationView | None) -> Complaint:
    said = Complaint(feedback.question.strip(), feedback.answer, (feedback.comment,) if feedback.comment else ())
    if view is None:
        return replace(said, is_torn=feedback.conversation is not None)
    where, place = view.conversation.where, _place(feedback, view.turns)
    before = view.turns[: place or 0]
    return replace(
        said,
        said=tuple((one.question, one.answer.text) for one in before),
        leans=bool(before) and _leans(view.turns[len(before)]),
        report=where.report_ids[0] if len(where.report_ids) == 1 else None,
        year=where.year,
        library=where.library,
        is_torn=place is None,
    )


def _place(feedback: Feedback, turns: Sequence[ConversationTurn]) -> int | None:
    """Of the turn that it is about: the last with this question, rather one with this answer too."""
    asked = [number for number, one in enumerate(turns) if one.question.strip() == feedback.question.strip()]
    shown = [number for number in asked if turns[number].answer.text.strip() == feedback.answer.strip()]
    found = shown or asked
    return found[-1] if found else None


def _leans(turn: ConversationTurn) -> bool:
    """Chat is understood as nothing."""
    return bool(turn.understood) and units_of(turn.understood) != units_of(turn.question)


def _together(several: Sequence[Complaint]) -> Complaint:
    """The latest, of those with the least said before it, with what all have said of it."""
    one = min(several, key=lambda complaint: (complaint.is_torn, len(complaint.said)))
    comments = dict.fromkeys(comment for each in several for comment in each.comments)
    return replace(one, comments=tuple(comments), times=len(several))
