"""What a person says, read with what was said before: chat, one question or several, each made to stand alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Exchange
from rag.turns.chat import Chat, chat_of, without_manner
from rag.turns.following import Unclear, stand_alone
from rag.turns.replacing import confined
from rag.turns.splitting import split_questions

__all__ = ["MOST_QUESTIONS", "Chat", "Turn", "read_turn"]

# More are not answered at once: an answer is read by a person.
MOST_QUESTIONS = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be answered.

    `questions`: each stands alone; none where it is chat, or unclear. `chat`: the message `chat_<value>` answers it.
    `is_unclear`: it leans on something that was not said, and the message `turn_unclear` asks what is meant.
    `rewritten`: the questions as they are answered, a line each, where they are not what was put; else "".
    `left_out`: what is not answered: questions beyond the fourth, and those that are unclear beside clear ones.
    """

    questions: tuple[str, ...] = ()
    chat: Chat | None = None
    is_unclear: bool = False
    rewritten: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def understood(self) -> str:
        """For the conversation: what the next turn may lean on; "" where nothing was asked."""
        return "\n".join(self.questions)


def read_turn(text: str, history: Sequence[Exchange] = ()) -> Turn:
    """`history`: oldest first; an exchange's question is `Turn.understood` of its turn. Never raises."""
    chat = chat_of(text)
    if chat is not None:
        return Turn(chat=chat)
    before, lines = _before(history)
    understood: list[str] = []
    unclear: list[str] = []
    written: list[str] = []
    for part in split_questions(without_manner(text)) or [text.strip()]:
        if chat_of(part) is not None:
            continue
        written.append(part)
        try:
            own = stand_alone(part, understood[-1] if understood else before, () if understood else lines)
        except Unclear:
            unclear.append(part)
            continue
        understood.append(_within(own, understood))
    return _turn(understood, written, unclear)


def _turn(understood: Sequence[str], written: Sequence[str], unclear: Sequence[str]) -> Turn:
    if not understood:
        return Turn(is_unclear=True)
    questions = tuple(dict.fromkeys(understood))
    shown = questions[:MOST_QUESTIONS]
    is_as_put = all(one in written for one in shown)
    return Turn(
        questions=shown,
        rewritten="" if is_as_put else "\n".join(shown),
        left_out=(*questions[MOST_QUESTIONS:], *unclear),
    )


def _within(question: str, earlier: Sequence[str]) -> str:
    """Within the times and place that the first question of the same text named."""
    return (confined(question, earlier[0]) or question) if earlier else question


def _before(history: Sequence[Exchange]) -> tuple[str, tuple[str, ...]]:
    """The last question that was asked, and the lines of its answer."""
    for exchange in reversed(history):
        questions = [one for one in exchange.question.splitlines() if one.strip()]
        if questions and chat_of(exchange.question) is None:
            return questions[-1], tuple(one for one in exchange.answer.splitlines() if one.strip())
    return "", ()
