"""What a person says, read with what was said before: chat, one question or several, each made to stand alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Exchange
from rag.turns.chat import Chat, chat_of, without_manner
from rag.turns.checking import is_chinese
from rag.turns.english import by_figures_and_names
from rag.turns.following import seems_to_lean, stand_alone
from rag.turns.replacing import confined
from rag.turns.said import Unclear
from rag.turns.splitting import split_questions

__all__ = ["MOST_QUESTIONS", "Chat", "Turn", "by_figures_and_names", "is_chinese", "read_turn", "seems_to_lean"]

_SIGNS = " ，,。.？?！!；;、…\n\t"
_WIDTHS = {0xFF01 + code - 0x21: code for code in range(0x21, 0x7F) if chr(code).isalnum()}
# `其中企业多少，个人多少`: the second is a share, too.
_SHARE = re.compile("^[\u4e00-\u9fff]{1,6}?(?:有|是|占|为)?(?:多少|几)")

# More are not answered at once: an answer is read by a person.
MOST_QUESTIONS = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be answered.

    `questions`: each stands alone; none where it is chat, or unclear. `chat`: the message `chat_<value>` answers it.
    `is_unclear`: it leans on something that was not said, and the message `turn_unclear` asks what is meant.
    `rewritten`: the questions as they are answered, a line each, where they are not what was put; else "".
    `left_out`: what is not answered: questions beyond the fourth, and those that are unclear beside clear ones.
    `needs_model`: it is not in the language of the reports, and no language model can put it into that: the message
    `turn_needs_model` says so.
    """

    questions: tuple[str, ...] = ()
    chat: Chat | None = None
    is_unclear: bool = False
    rewritten: str = ""
    left_out: tuple[str, ...] = ()
    needs_model: bool = False

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
    reading = _Reading(before, lines)
    for parts in split_questions(_plain(without_manner(text))):
        reading.take(parts)
    return reading.turn()


class _Reading:
    """The questions of a text one after the other: each may lean on the one before it."""

    def __init__(self, before: str, lines: tuple[str, ...]) -> None:
        self._before = before
        self._lines = lines
        self._written: list[str] = []
        self._understood: list[str] = []
        self._unclear: list[str] = []
        self._base = ""  # what the next leans on: the last question that did not itself lean on another

    def take(self, parts: Sequence[str]) -> None:
        """The questions of one sentence: each by itself, else the sentence whole, else it is unclear."""
        for tried in (parts, ["，".join(parts)]):
            try:
                own = self._alone(tried)
            except Unclear:
                continue
            self._written += tried
            self._understood += own
            return
        self._unclear.append("，".join(parts))

    def _alone(self, parts: Sequence[str]) -> list[str]:
        """Raises Unclear."""
        own: list[str] = []
        whole = ""  # what `其中` is of, for the parts that go on with it
        for part in parts:
            if not part.strip(_SIGNS) or chat_of(part) is not None:
                continue
            earlier = [*self._understood, *own]
            if part.startswith("其中"):
                whole = whole or self._base or self._before
            is_share = bool(whole) and not part.startswith("其中") and _SHARE.match(part)
            said = f"其中{part}" if is_share else part
            before = whole or self._base or self._before
            alone = stand_alone(said, before, () if earlier else self._lines, is_beside=bool(own))
            self._base = self._base if self._base and alone != said else alone
            own.append((confined(alone, earlier[0]) or alone) if earlier else alone)
        return own

    def turn(self) -> Turn:
        questions = tuple(dict.fromkeys(self._understood))
        if not questions:
            return Turn(is_unclear=True)
        shown = questions[:MOST_QUESTIONS]
        is_as_put = all(one in self._written for one in shown)
        return Turn(
            questions=shown,
            rewritten="" if is_as_put else "\n".join(shown),
            left_out=(*questions[MOST_QUESTIONS:], *self._unclear),
        )


def _before(history: Sequence[Exchange]) -> tuple[str, tuple[str, ...]]:
    """The last question that was asked, and the lines of its answer."""
    for exchange in reversed(history):
        questions = [one for one in exchange.question.splitlines() if one.strip()]
        if questions and chat_of(exchange.question) is None:
            return questions[-1], tuple(one for one in exchange.answer.splitlines() if one.strip())
    return "", ()


def _plain(text: str) -> str:
    """Full-width digits and letters as plain ones; the signs of Chinese text as they are."""
    return text.translate(_WIDTHS)
