"""A model's reply, line by line as it is written, within a time and a length that are agreed beforehand.

Whatever a model does (refuses, stalls, breaks off, repeats itself), the reply ends in time: with the lines that were
finished, and GenerationFailed that says why there are no more. Nothing is asked again once a word has come.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from rag.deadlines import Breaker
from rag.errors import Failure, GenerationFailed
from rag.replies import DirectReply, GenerationLimits, Reply
from rag.streamed_replies import StreamedReply

__all__ = ["Failure", "Generation", "GenerationFailed", "GenerationLimits", "Reply"]

# At most so many questions in a row wait for a model that is down; then one every half minute tries it (as a reranker).
FAILURES_IN_A_ROW = 2
_PAUSE_SECONDS = 30.0

# Roles and separators around a message: 3 to 7 tokens with the templates of ChatML, Llama 3 and DeepSeek.
_TOKENS_A_MESSAGE = 8


class Generation:
    """Asks one model. With `limits` None (a model in this process that cannot hang) it is simply called.

    `count_tokens`: tokens of a text for this model, rather too many than too few. `failures`: after so many in a row it
    is not asked for a while.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        name: str,
        count_tokens: Callable[[str], int],
        limits: GenerationLimits | None,
        failures: int = FAILURES_IN_A_ROW,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._model = model
        self._count_tokens = count_tokens
        self._limits = limits
        self._breaker = Breaker(failures=failures, pause_seconds=_PAUSE_SECONDS, clock=clock)

    def until(self) -> float | None:
        """When an answer that is begun now has to be whole, by the monotonic clock; None where nobody waits."""
        return None if self._limits is None else time.monotonic() + self._limits.seconds

    def begin(self, messages: Sequence[BaseMessage], *, until: float | None = None) -> Reply:
        """The reply to `messages`; the model is asked when its first line is asked for.

        `until`: of an answer that takes several replies; without it this one has all the time there is.

        Where `messages` are longer than the model reads, `lines()` raises GenerationFailed(over_budget) and nothing is
        sent.
        """
        if self._limits is None:
            return DirectReply(self._model, messages, name=self.name)
        return StreamedReply(
            self._model,
            messages,
            name=self.name,
            limits=self._limits,
            breaker=self._breaker,
            count=self._count_tokens,
            over_budget=self.room(messages) == 0,
            until=until,
        )

    def room(self, messages: Sequence[BaseMessage]) -> int | None:
        """Tokens left for evidence beside `messages` and a reply; None where no limit is known.

        `count_tokens(evidence) <= room(prompt without evidence)` is what fits.
        """
        if self._limits is None or not self._limits.context_tokens:
            return None
        taken = sum(self._count_tokens(one.text) + _TOKENS_A_MESSAGE for one in messages)
        return max(0, self._limits.context_tokens - self._limits.reply_tokens - taken)

    def count_tokens(self, text: str) -> int:
        """As this model counts, rather too many than too few."""
        return self._count_tokens(text)
