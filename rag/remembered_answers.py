"""Answers that were made before, shown again while nothing has changed; what is asked twice at once is made once.

For answers that hang on the question and the reports alone: of the built-in model, without a conversation, a reranker
or a second model. The same events come again, each as it was; only the times say that it was remembered.
"""

from __future__ import annotations

import pickle
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from rag.cancelling import Cancellation
from rag.domain import Answer, AnswerEvent, Exchange, ReportFilter
from rag.drafts import AnswerStream
from rag.ports import LedgerState

# An answer takes 2 to 9 KB: some 8,000 of them.
LIMIT_BYTES = 32_000_000
# What an entry takes beside its answer.
_ENTRY_BYTES = 600
# An answer takes 30 to 120 ms. Whoever makes it may have been held up by a reader who takes nothing.
_PATIENCE_SECONDS = 1.0
_LOOK_EVERY_SECONDS = 0.05


class Answers(Protocol):
    """Whatever answers questions: `rag.answering.Answering`, or what stands in front of it."""

    def stream(
        self,
        question: str,
        *,
        where: ReportFilter = ReportFilter(),
        language: str = "zh",
        history: Sequence[Exchange] = (),
        cancellation: Cancellation | None = None,
    ) -> AnswerStream:
        """As `Answering.stream`."""
        ...


@dataclass(frozen=True, slots=True)
class _Key:
    """All that decides an answer, in one process: `today` is what `last year` refers to."""

    question: str
    where: ReportFilter
    language: str
    state: LedgerState
    today: date


class RememberedAnswers:
    """`Answers` in front of others. `state`: of the ledger, as it is now. May be asked from several threads."""

    def __init__(
        self,
        answers: Answers,
        *,
        state: Callable[[], LedgerState],
        limit_bytes: int = LIMIT_BYTES,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._answers = answers
        self._state = state
        self._today = today
        self._kept = _Kept(limit_bytes)
        self._being_made: dict[_Key, threading.Event] = {}
        self._lock = threading.Lock()

    def stream(
        self,
        question: str,
        *,
        where: ReportFilter = ReportFilter(),
        language: str = "zh",
        history: Sequence[Exchange] = (),
        cancellation: Cancellation | None = None,
    ) -> AnswerStream:
        """As of the others. What leans on what was said before is always made anew."""
        cancellation = cancellation or Cancellation()
        key = _Key(question, where, language, self._state(), self._today())
        started = time.perf_counter()
        if not history and (kept := self._kept.get(key)):
            return _again(kept, started, cancellation)
        events = self._answers.stream(
            question, where=where, language=language, history=history, cancellation=cancellation
        )
        return events if history else self._made_once(key, events, cancellation)

    def _made_once(self, key: _Key, events: AnswerStream, cancellation: Cancellation) -> AnswerStream:
        started = time.perf_counter()
        with closing(events):
            mine = threading.Event()
            with self._lock:
                other = self._being_made.setdefault(key, mine)
            if other is not mine:
                _wait(other, cancellation)
            try:
                kept = self._kept.get(key)
                if kept:
                    yield from _again(kept, started, cancellation)
                else:
                    yield from self._kept_when_whole(key, events)
            finally:
                with self._lock:
                    if other is mine:
                        del self._being_made[key]
                mine.set()

    def _kept_when_whole(self, key: _Key, events: AnswerStream) -> AnswerStream:
        """What was made while reports came or went is not kept: nobody knows which of them it has seen."""
        made: list[AnswerEvent] = []
        for event in events:
            made.append(event)
            if isinstance(event, Answer) and not event.degraded and self._state() == key.state:
                self._kept.put(key, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
            yield event


def _wait(other: threading.Event, cancellation: Cancellation) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not (other.wait(_LOOK_EVERY_SECONDS) or cancellation.is_cancelled or time.monotonic() > until):
        pass


def _again(kept: bytes, started: float, cancellation: Cancellation) -> AnswerStream:
    """`started`: when it was asked for, by the clock that times are measured with."""
    for event in pickle.loads(kept):  # our own, from this memory
        if cancellation.is_cancelled:
            return
        if isinstance(event, Answer):
            yield replace(event, timings_ms={"remembered": round((time.perf_counter() - started) * 1000, 1)})
        else:
            yield event


class _Kept:
    """Those asked for last, up to a number of bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._bytes = 0
        self._entries: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
            return found

    def put(self, key: Hashable, entry: bytes) -> None:
        with self._lock:
            self._bytes += _size(entry) - _size(self._entries.pop(key, None))
            self._entries[key] = entry
            while self._bytes > self._limit_bytes:
                self._bytes -= _size(self._entries.popitem(last=False)[1])


def _size(entry: bytes | None) -> int:
    return 0 if entry is None else len(entry) + _ENTRY_BYTES
