"""A turn whose questions stand alone, in the language of the reports: by rules, and by a language model where these
don't reach.

Rules come first: where they know a follow-up, they are exact and take no time. A model is asked about what they leave
unclear, about what leans on the conversation in a way they don't know, and to put English questions into Chinese. What
it writes is believed only if it keeps what was said and adds no figure or name; otherwise the rules' reading holds.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from rag.cancelling import Cancellation
from rag.domain import Exchange, Usage
from rag.errors import GenerationFailed
from rag.generation import Generation
from rag.prompts import load_prompt
from rag.turns import Turn, by_figures_and_names, is_chinese, read_turn, seems_to_lean
from rag.turns.checking import is_faithful

_log = logging.getLogger(__name__)

# Nobody waits longer for a question to be understood: a line or two of a small model on two cores take 3 s.
_SECONDS = 15.0
_QUESTION_CHARACTERS = 500
_ANSWER_CHARACTERS = 300
_EXCHANGES = 4
_UNCLEAR = "UNCLEAR"
_DECORATION = re.compile(
    r"^\s*(?:[-•*]|\d{1,2}[.、)）]|(?:改写后?|问题|提问|Rewritten|Question)\s*\d*\s*[：:])\s*|[`\"“”「」\s]+$"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]+")


class Rewriting:
    """Reads turns; `model` None: by rules alone. May be asked from several threads."""

    def __init__(self, model: Generation | None = None) -> None:
        self._model = model

    def read(
        self,
        text: str,
        history: Sequence[Exchange] = (),
        *,
        language: str = "zh",
        are_chinese: Callable[[], bool] = lambda: True,
        cancellation: Cancellation | None = None,
        spend: Callable[[Usage], None] | None = None,
    ) -> Turn:
        """`language`: of the asker. `are_chinese`: whether the reports are, asked for a question that is not.
        `spend` is told what the model took. Never raises for what the model does.
        """
        turn = read_turn(text, history)
        if turn.chat is not None or (turn.is_unclear and not history):
            return turn
        asked = _Asked(history, language, cancellation or Cancellation(), spend or (lambda _: None))
        if self._model and history and (turn.is_unclear or (not turn.rewritten and seems_to_lean(text))):
            turn = self._by_model((text.strip(),), turn, asked) or turn
        if turn.questions and not all(map(is_chinese, turn.questions)) and are_chinese():
            return self._in_chinese(turn, asked)
        return turn

    def _in_chinese(self, turn: Turn, asked: _Asked) -> Turn:
        """Without a model only where nothing but figures and names was said."""
        plain = tuple(one if is_chinese(one) else by_figures_and_names(one) for one in turn.questions)
        if all(plain):
            return replace(turn, questions=plain, rewritten="\n".join(plain))
        written = self._by_model(turn.questions, turn, asked) if self._model else None
        return written or replace(turn, questions=(), rewritten="", needs_model=True)

    def _by_model(self, questions: Sequence[str], turn: Turn, asked: _Asked) -> Turn | None:
        """None where the model says nothing that can be believed."""
        lines = self._written(questions, asked)
        known = [one.question for one in asked.history] + [one.answer for one in asked.history]
        if len(lines) != len(questions) or not all(
            is_faithful(line, question, known) for line, question in zip(lines, questions, strict=True)
        ):
            return None
        if tuple(lines) == tuple(questions):
            return turn if turn.questions else Turn(questions=tuple(lines))
        return Turn(questions=tuple(lines), rewritten="\n".join(lines), left_out=turn.left_out)

    def _written(self, questions: Sequence[str], asked: _Asked) -> list[str]:
        if self._model is None:
            return []
        messages = load_prompt("rewrite", asked.language).render(
            conversation=_rendered(asked.history) or "-",
            questions="\n".join(_line(one, _QUESTION_CHARACTERS) for one in questions),
        )
        until = min(self._model.until() or time.monotonic() + _SECONDS, time.monotonic() + _SECONDS)
        reply = self._model.begin(messages, until=until)
        with reply, asked.cancellation.stopping(reply.close):
            try:
                lines = [_plain(one) for one in islice(reply.lines(), len(questions) + 1)]
            except GenerationFailed as failure:
                _log.info("%s", failure)
                return []
            finally:
                asked.spend(reply.usage)
        return [] if any(_UNCLEAR in one.upper() for one in lines) else lines


class _Asked:
    """What a model is told besides the questions, and whom to tell what it took."""

    def __init__(
        self,
        history: Sequence[Exchange],
        language: str,
        cancellation: Cancellation,
        spend: Callable[[Usage], None],
    ) -> None:
        self.history = history
        self.language = language
        self.cancellation = cancellation
        self.spend = spend


def _rendered(history: Sequence[Exchange]) -> str:
    """A line each, so that nothing in it can look like a part of the prompt."""
    return "\n".join(
        f"问：{_line(one.question, _QUESTION_CHARACTERS)}\n答：{_line(one.answer, _ANSWER_CHARACTERS)}"
        for one in history[-_EXCHANGES:]
    )


def _line(text: str, limit: int) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())[:limit]


def _plain(line: str) -> str:
    """Without numbering, labels and quotation marks around it."""
    line = _DECORATION.sub("", _CONTROL.sub(" ", line)).strip()
    return line[1:].strip() if line[:1] in '“"「`' and line[:1] else line
