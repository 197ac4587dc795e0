"""A chat model as a reranker: it is shown all passages of a search at once and names those that answer, best first.

Passages are data. Each is one line under a number of ours, and of the reply nothing is used but such numbers: whatever
a passage says, it can change the order and no more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel

from rag.errors import ModelUnavailable, RankingInvalid, RerankerUnavailable
from rag.prompts import load_prompt

# A chunk has at most 400 tokens, which is rarely more than so many characters of Chinese.
_PASSAGE_CHARACTERS = 400
_QUERY_CHARACTERS = 500

_HAN = re.compile("[\u3400-\u9fff]")
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
# Numbers and what stands between them in a list: 3,1,2 · [3] > [1] · 3、1、2。 A short label may stand before them.
_RANKING = re.compile(r"(?:[^\d:]{0,20}:)?(?P<numbers>[\s\d\[\]【】(),、;>.。|→-]+)")
_NUMBER = re.compile(r"\d+")


class ListwiseReranker:
    """`rag.ports.Reranker` of any LangChain chat model. `name` as it is shown in messages."""

    def __init__(self, model: BaseChatModel, *, name: str) -> None:
        self._model = model
        self._name = name

    def rank(self, query: str, passages: Sequence[str], *, until: float) -> list[int]:  # noqa: ARG002
        """The model's own time limit holds: it cannot be given one for each call."""
        prompt = load_prompt("rerank", "zh" if _HAN.search(query) else "en")
        listed = "\n".join(f"[{number}] {_line(one, _PASSAGE_CHARACTERS)}" for number, one in enumerate(passages, 1))
        try:
            reply = self._model.invoke(prompt.render(passages=listed, question=_line(query, _QUERY_CHARACTERS)))
        except ModelUnavailable as error:
            raise RerankerUnavailable(reranker=self._name, reason=error.values["reason"]) from error
        positions = read_ranking(reply.text, len(passages))
        if not positions:
            raise RankingInvalid(reranker=self._name)
        return positions

    def close(self) -> None:
        """A call that waits for a server keeps no process from ending."""


def read_ranking(reply: str, count: int) -> list[int]:
    """Positions (from 0) by the numbers (1 to `count`) of a reply, each once; nothing where it is no ranking.

    Only lines of numbers count, words around them do not: a number in a sentence may be anything. Numbers that were
    never given are left out; where they are the most, nothing is believed.
    """
    numbers = [number for line in _lines(reply) for number in _numbers(line)]
    known = [number - 1 for number in numbers if 0 < number <= count]
    return list(dict.fromkeys(known)) if 2 * len(known) > len(numbers) else []


def _lines(reply: str) -> list[str]:
    return unicodedata.normalize("NFKC", _THOUGHT.sub("", reply)).splitlines()


def _numbers(line: str) -> list[int]:
    found = _RANKING.fullmatch(line.strip().strip("*`"))
    # Nobody gave a number of more than four digits: 0 stands for it.
    return [int(one) if len(one) <= 4 else 0 for one in _NUMBER.findall(found["numbers"])] if found else []


def _line(text: str, limit: int) -> str:
    """One line without control characters: what a passage says cannot look like a line of ours."""
    plain = " ".join(text[: 2 * limit].split())
    return "".join(one for one in plain if unicodedata.category(one) not in ("Cc", "Cs", "Cf"))[:limit]
