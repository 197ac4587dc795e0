"""A reply of a model somewhere else, which may fail in every way."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn, Protocol, runtime_checkable

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

from rag.deadlines import Breaker
from rag.domain import Usage
from rag.errors import Failure, GenerationFailed, ModelBusy, ModelRefused, ModelReplyInvalid, ModelUnavailable
from rag.replies import GenerationLimits, KeptReply, failed, usage_of
from rag.reply_text import ReplyText
from rag.streams import Cancel, Ended, Piece, open_stream

# What tells of a server that will fail the next question too.
_OF_THE_SERVER = {Failure.UNAVAILABLE, Failure.SLOW_START, Failure.STALLED, Failure.OVERDUE, Failure.MALFORMED}
# Of the time of a whole answer: a reply that gets less and does not come in time may have had too little.
_ITS_TIME_SHARE = 0.5
# Where a server says when to come again, waiting pays only if the reply then still has time.
_WAIT_AT_MOST_SHARE = 0.5
# The usage comes after the last word, if at all.
_AFTER_THE_END_SECONDS = 0.5
# So much later a stream that nobody waits for ends by itself.
_LIBRARY_SECONDS = 1.0

# How the providers of LangChain say that the model has finished by itself, and where.
_FINISH_FIELDS = ("finish_reason", "done_reason", "stop_reason", "stopReason", "status")
_FINISHED = {"stop", "end_turn", "stop_sequence", "eos", "eos_token", "complete", "completed", "end"}


@runtime_checkable
class Timed(Protocol):
    """A model that is told when its time was up: where it is recorded, nothing else would say so."""

    def gave_up(self, messages: Sequence[BaseMessage], failure: Failure) -> None: ...


class StreamedReply(KeptReply):
    """Of a model somewhere else. The waiting is done here, by the clock, whatever its library does meanwhile."""

    def __init__(
        self,
        model: BaseChatModel,
        messages: Sequence[BaseMessage],
        *,
        name: str,
        limits: GenerationLimits,
        breaker: Breaker,
        count: Callable[[str], int],
        over_budget: bool = False,
        until: float | None = None,
    ) -> None:
        super().__init__()
        self._model = model
        self._messages = list(messages)
        self._name = name
        self._limits = limits
        self._breaker = breaker
        self._count = count
        self._over_budget = over_budget
        self._written = ReplyText(limit_characters=limits.reply_characters)
        self._begun = False
        self._until = math.inf if until is None else until
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._arrived: queue.SimpleQueue[Piece | Ended] = queue.SimpleQueue()
        self._cancel: Cancel | None = None

    def lines(self) -> Iterator[str]:
        now = time.monotonic()
        if self._over_budget:
            raise self._failure(Failure.OVER_BUDGET)
        if now >= self._until:
            raise self._late(Failure.OVERDUE)
        if not self._breaker.allows():
            raise self._failure(Failure.UNAVAILABLE)
        has_its_time = self._until - now > self._limits.seconds * _ITS_TIME_SHARE
        self._until = min(self._until, now + self._limits.seconds)
        try:
            yield from self._attempts()
        except GenerationFailed as error:
            self._tell_breaker(error.failure, has_its_time=has_its_time)
            raise
        except GeneratorExit:
            if self._given:  # enough has been read
                self._breaker.succeeded()
            raise
        else:
            self._breaker.succeeded()
        finally:
            self._stop()

    def _tell_breaker(self, failure: Failure, *, has_its_time: bool) -> None:
        """A reply that had to be over soon, or that nobody wanted any more, says nothing about the server."""
        if failure is Failure.CANCELLED or (failure is Failure.OVERDUE and not has_its_time):
            return
        if failure in _OF_THE_SERVER:
            self._breaker.failed()
        else:
            self._breaker.succeeded()

    @property
    def usage(self) -> Usage:
        if self._counted:
            return usage_of(self._counted)
        if not self._begun:
            return Usage()
        return Usage(sum(self._count(one.text) for one in self._messages), self._count(self.text))

    def close(self) -> None:
        self._closed.set()
        self._stop()
        self._arrived.put(Ended())

    def _stop(self) -> None:
        with self._lock:
            cancel, self._cancel = self._cancel, None
        if cancel:
            cancel()

    def _attempts(self) -> Iterator[str]:
        """Asks, and asks again where nothing has come and it may help."""
        for attempt in range(1, self._limits.attempts + 1):
            try:
                yield from self._attempt()
                return
            except _NothingCame as nothing:
                wait = self._wait_seconds(nothing.error, attempt)
                if wait is None:
                    raise failed(nothing.error, model=self._name, begun=False) from nothing.error
                if self._closed.wait(wait):
                    raise self._failure(Failure.CANCELLED) from None

    def _wait_seconds(self, error: ModelUnavailable, attempt: int) -> float | None:
        """Until the next attempt; None where there is none."""
        if attempt >= self._limits.attempts or isinstance(error, (ModelRefused, ModelReplyInvalid)):
            return None
        wait = self._limits.backoff_seconds * 2 ** (attempt - 1)
        if isinstance(error, ModelBusy) and error.retry_after_seconds is not None:
            wait = error.retry_after_seconds
        left = self._until - time.monotonic()
        return wait if wait <= left * _WAIT_AT_MOST_SHARE else None

    def _attempt(self) -> Iterator[str]:
        self._open()
        last = time.monotonic()
        while True:
            piece = self._next(last)
            if isinstance(piece, Ended):
                self._check_end(piece)
            last, message = piece.at, piece.message
            self._begun = self._begun or bool(message.text)
            self._add(message)
            yield from self._give(self._written.feed(message.text))
            if self._written.problem:
                raise self._failure(self._written.problem)
            if _has_finished(message, model=self._name):
                yield from self._finish()
                return

    def _open(self) -> None:
        """Each attempt has a queue of its own: what an earlier one still sends is for nobody."""
        arrived: queue.SimpleQueue[Piece | Ended] = queue.SimpleQueue()
        with self._lock:
            self._arrived = arrived
            if self._closed.is_set():
                raise self._failure(Failure.CANCELLED)
            seconds = self._until - time.monotonic() + _LIBRARY_SECONDS
            self._cancel = open_stream(self._model, self._messages, arrived.put, seconds=seconds)

    def _next(self, last: float) -> Piece | Ended:
        """What has come, even late; otherwise what comes in time."""
        patience = self._limits.between_tokens_seconds if self._begun else self._limits.first_token_seconds
        until = min(self._until, last + patience)
        try:
            return self._arrived.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            if until == self._until:
                raise self._late(Failure.OVERDUE) from None
            raise self._late(Failure.STALLED if self._begun else Failure.SLOW_START) from None

    def _check_end(self, ended: Ended) -> NoReturn:
        """Raises: an end that the model has not announced is none, except of a reply that came in one piece."""
        if self._closed.is_set():
            raise self._failure(Failure.CANCELLED)
        error = ended.error
        if isinstance(error, GenerationFailed):  # it knows itself how it failed
            raise error
        if isinstance(error, TimeoutError):
            raise self._late(Failure.OVERDUE) from error
        if isinstance(error, ModelUnavailable):
            raise failed(error, model=self._name, begun=True) if self._begun else _NothingCame(error)
        if error:
            raise error
        raise self._failure(Failure.CUT_OFF if self._begun else Failure.MALFORMED)

    def _finish(self) -> Iterator[str]:
        """The last line is given at once; then the usage may come, and nothing is a failure any more."""
        yield from self._give(self._written.finish())
        if not self._given:
            raise self._failure(self._written.problem or Failure.MALFORMED)
        until = time.monotonic() + _AFTER_THE_END_SECONDS
        while True:
            try:
                piece = self._arrived.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                return
            if isinstance(piece, Ended):
                return
            self._add(piece.message)

    def _late(self, failure: Failure) -> GenerationFailed:
        if isinstance(self._model, Timed):
            self._model.gave_up(self._messages, failure)
        return self._failure(failure)

    def _failure(self, failure: Failure) -> GenerationFailed:
        return GenerationFailed(failure=failure, model=self._name)


class _NothingCame(Exception):
    """An attempt failed before its first word."""

    def __init__(self, error: ModelUnavailable) -> None:
        super().__init__(str(error))
        self.error = error


def _has_finished(message: AIMessage, *, model: str) -> bool:
    """Whether the model says that this was the last. Raises GenerationFailed where something else ended it."""
    said = next((said for field in _FINISH_FIELDS if (said := message.response_metadata.get(field))), None)
    if said is None:
        return not isinstance(message, AIMessageChunk)
    if str(said).lower() not in _FINISHED:
        raise GenerationFailed(failure=Failure.CUT_OFF, model=model, reason=str(said)[:40])
    return True
