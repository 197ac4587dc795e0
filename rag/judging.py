"""A second opinion: a language model reads each shown claim with its quotes and says whether they bear it out.

It is given apart from the answer and changes nothing that is shown: a model's word neither adds to what was verified
nor takes away from it. It is for those who compare models and prompts, and for readers who want to look twice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from rag.cancelling import Cancellation
from rag.domain import Answer, Judgement, SecondOpinion
from rag.errors import GenerationFailed
from rag.generation import Generation
from rag.prompts import load_prompt

_log = logging.getLogger(__name__)

# The answer waits for it: so long at most.
SECONDS = 20.0

# Quotes are sentences; a table row or an enumeration may be long, and what a claim rests on stands near its beginning.
_QUOTE_CHARACTERS = 400
_VERDICT = re.compile(
    r"\W*(?:论断|claim)?\s*(?P<number>\d{1,3})\s*[^\w\s]{0,3}\s*"
    r"(?P<no>不支持|not supported|unsupported)?(?P<yes>支持|supported)?\W*",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]+")


class Judging:
    """Asks `model`, which may be another than the one that answers."""

    def __init__(self, model: Generation) -> None:
        self._model = model

    def judge(self, answer: Answer, *, cancellation: Cancellation | None = None) -> SecondOpinion | None:
        """What the judge says of each claim, unknown where it says nothing clear; None where it cannot be had.

        Never raises for what the model does.
        """
        if not answer.claims:
            return None
        reply = self._model.begin(load_prompt("judge", answer.language).render(claims=_listed(answer)))
        lines: list[str] = []
        with reply, (cancellation or Cancellation()).stopping(reply.close):
            try:
                lines.extend(reply.lines())
            except GenerationFailed as failure:
                _log.warning("%s", failure)
                lines = reply.text.splitlines()
        verdicts = read_verdicts(lines, len(answer.claims))
        if not any(one.entailed is not None for one in verdicts):
            return None
        return SecondOpinion(model=self._model.name, claims=verdicts)


def read_verdicts(lines: Sequence[str], count: int) -> tuple[Judgement, ...]:
    """One a claim, in order. A line that is not a number and a verdict is not read; two that differ say nothing."""
    said: dict[int, set[bool]] = {}
    for line in lines:
        found = _VERDICT.fullmatch(line)
        if found and bool(found["no"]) != bool(found["yes"]):
            said.setdefault(int(found["number"]), set()).add(bool(found["yes"]))
    return tuple(Judgement(number, _only(said.get(number, set()))) for number in range(1, count + 1))


def _only(verdicts: set[bool]) -> bool | None:
    return next(iter(verdicts)) if len(verdicts) == 1 else None


def _listed(answer: Answer) -> str:
    quotes = {citation.id: citation.quote for citation in answer.citations}
    words = ("论断 {}：", "原文：") if answer.language == "zh" else ("Claim {}: ", "Passage: ")
    blocks = []
    for number, claim in enumerate(answer.claims, start=1):
        cited = [words[1] + _line(quotes[one], _QUOTE_CHARACTERS) for one in claim.citations if one in quotes]
        blocks.append("\n".join([words[0].format(number) + _line(claim.text, _QUOTE_CHARACTERS), *cited]))
    return "\n\n".join(blocks)


def _line(text: str, limit: int) -> str:
    """One line, so that nothing in it can look like a part of the prompt."""
    return " ".join(_CONTROL.sub(" ", text).split())[:limit]
