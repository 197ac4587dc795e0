"""A language model says whether an answer says what the reference says, and nothing against it.

It is asked with the reference first and with the answer first, as models favour what stands in one place; where the two
differ, or one is unclear, a third time, point by point. What two of the three say holds; otherwise nothing is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from rag.errors import ModelUnavailable
from rag.evaluation.judges.prompts import judge_prompt, one_line

AGREEMENT, POINTS, PREFERENCE = "agreement", "agreement_points", "preference"
_MAJORITY = 2

_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_VERDICT = re.compile("不一致|无法判断|一致")
_VERDICTS = {"一致": True, "不一致": False}
_PREFERENCE = re.compile("一样|甲|乙")

Vote = bool | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`agrees`: what most votes say, None where they say nothing clear. `votes`: reference first, answer first, and the
    third where it was needed."""

    votes: tuple[Vote, ...]

    @property
    def agrees(self) -> Vote:
        return majority(self.votes)

    @property
    def is_consistent(self) -> bool:
        """Whether the order of the two made no difference."""
        return self.votes[0] is not None and self.votes[0] == self.votes[1]


class Judge:
    """`model` at temperature 0. May be asked from several threads."""

    def __init__(self, model: BaseChatModel) -> None:
        self._model = model

    def judge(self, question: str, reference: str, answer: str) -> Judgement:
        """A vote that cannot be had is none. Raises ExchangeMissing in a replay."""
        blocks = [f"标准答案：{one_line(reference)}", f"待评答案：{one_line(answer)}"]
        votes = [self._vote(AGREEMENT, question, order) for order in (blocks, blocks[::-1])]
        if majority(votes) is None:
            votes.append(self._vote(POINTS, question, blocks))
        return Judgement(tuple(votes))

    def prefers_first(self, question: str, reference: str, first: str, second: str) -> Vote:
        """Whether the first answer is the better of two; None where neither is, or the order decides."""
        given = {"question": one_line(question), "reference": one_line(reference)}
        pairs = ((one_line(first), one_line(second)), (one_line(second), one_line(first)))
        prompt = judge_prompt(PREFERENCE)
        said = [read_preference(self._said(prompt.filled(**given, first=one, second=two))) for one, two in pairs]
        return said[0] if None not in said and said[0] is not said[1] else None

    def _vote(self, name: str, question: str, blocks: Sequence[str]) -> Vote:
        messages = judge_prompt(name).filled(question=one_line(question), answers="\n".join(blocks))
        return read_verdict(self._said(messages))

    def _said(self, messages: list[BaseMessage]) -> str:
        try:
            return self._model.invoke(messages).text
        except ModelUnavailable:
            return ""


def prompt_hashes() -> dict[str, str]:
    return {name: judge_prompt(name).hash for name in (AGREEMENT, POINTS, PREFERENCE)}


def majority(votes: Sequence[Vote]) -> Vote:
    counted = Counter(one for one in votes if one is not None)
    return next((vote for vote, count in counted.items() if count >= _MAJORITY), None)


def read_verdict(reply: str) -> Vote:
    """What the last line says, if it says one thing."""
    said = set(_VERDICT.findall(_last_line(reply)))
    return _VERDICTS.get(said.pop()) if len(said) == 1 else None


def read_preference(reply: str) -> Vote:
    """Whether the first was named."""
    said = set(_PREFERENCE.findall(_last_line(reply)))
    return {"甲": True, "乙": False}.get(said.pop()) if len(said) == 1 else None


def _last_line(reply: str) -> str:
    lines = [one for one in _THOUGHT.sub("", reply).splitlines() if one.strip()]
    return lines[-1] if lines else ""
