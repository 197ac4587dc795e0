"""Answering in processes of their own: Python lets one thread of a process run at a time, and an answer of the built-in
model is nothing but running.

Each process has a view of the data folder that only reads: the ledger, the words, all vectors in memory; no lock and no
Chroma. They are started when two questions come at a time; until one is ready, answers are made here. A process that
dies is replaced, and its question asked again.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass
from typing import IO, Any

from rag import pipes
from rag.cancelling import Cancellation
from rag.domain import Answer, AnswerEvent, Exchange, ReportFilter
from rag.drafts import AnswerStream
from rag.errors import AnswererDied, RagError
from rag.remembered_answers import Answers

OpenAnswers = Callable[[], AbstractContextManager[Answers]]

# Who refuses, and serves pages, goes first: at ten times the load that takes half a core of two.
_NICENESS = 3
# Answers leave next to nothing behind in cycles (550 objects in 200), and looking for it takes 0.2 s with 1,000 reports
# remembered: it is done seldom, and only for what is new since.
_ANSWERS_BETWEEN_COLLECTIONS = 500
_LOOK_EVERY_SECONDS = 0.05
_ATTEMPTS = 2
_BETWEEN_STARTS_SECONDS = 1.0
_WARMING = "主要工作有哪些？"


@dataclass(frozen=True, slots=True)
class _Asked:
    number: int
    question: str
    where: ReportFilter
    language: str
    history: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class _Stop:
    """Nobody wants the answer with this number any more."""

    number: int


@dataclass(frozen=True, slots=True)
class _Ready:
    """The process has opened everything."""


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing more comes for this question. `error`: what was raised."""

    error: BaseException | None = None


class AnswersBeside:
    """`Answers` of `count` processes. `open_answers`: what each opens for itself; `here`: what answers meanwhile."""

    def __init__(self, open_answers: OpenAnswers, *, here: Callable[[], Answers], count: int) -> None:
        self._open_answers = open_answers
        self._here = here
        self._count = count
        self._idle: queue.LifoQueue[_Process] = queue.LifoQueue()
        self._has_begun = threading.Event()
        self._processes: list[_Process] = []
        self._asked_here = 0
        self._is_closed = False
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Start the processes, if that has not been done."""
        with self._lock:
            if not self._processes and not self._is_closed:
                self._processes = [_Process(self._open_answers, self._is_idle) for _ in range(self._count)]

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
        for one in self._processes:
            one.close()

    def await_ready(self, seconds: float) -> bool:
        """Whether one of them is, within this time."""
        return self._has_begun.wait(seconds)

    @property
    def process_ids(self) -> list[int]:
        return [one.process_id for one in self._processes]

    def stream(
        self,
        question: str,
        *,
        where: ReportFilter = ReportFilter(),
        language: str = "zh",
        history: Sequence[Exchange] = (),
        cancellation: Cancellation | None = None,
    ) -> AnswerStream:
        """As of those here, whose eager checks are made in any case."""
        cancellation = cancellation or Cancellation()
        here = self._here().stream(question, where=where, language=language, history=history, cancellation=cancellation)
        if not self._has_begun.is_set():
            return self._answered_here(here)
        here.close()
        return self._events((question, where, language, tuple(history)), cancellation)

    def _answered_here(self, events: AnswerStream) -> AnswerStream:
        """Two at a time are reason enough to start the processes; one person alone needs none of them."""
        with closing(events):
            self._asked_here += 1
            try:
                if self._asked_here > 1:
                    self.begin()
                yield from events
            finally:
                self._asked_here -= 1

    def _events(
        self, asked: tuple[str, ReportFilter, str, tuple[Exchange, ...]], cancellation: Cancellation
    ) -> AnswerStream:
        """The question is asked once more where its process dies before the first event."""
        for attempt in range(_ATTEMPTS):
            process = self._next(cancellation)
            if process is None:
                return
            with closing(process.answered(asked, cancellation)) as events:
                first = next(events, None)
                is_last = attempt == _ATTEMPTS - 1
                if isinstance(first, _End) and isinstance(first.error, AnswererDied) and not is_last:
                    continue
                for event in _and(first, events):
                    if not isinstance(event, _End):
                        yield event
                    elif event.error is not None:
                        raise event.error
                return

    def _next(self, cancellation: Cancellation) -> _Process | None:
        """One that has nothing to do; None where the answer is no longer wanted."""
        while not cancellation.is_cancelled:
            with suppress(queue.Empty):
                return self._idle.get(timeout=_LOOK_EVERY_SECONDS)
        return None

    def _is_idle(self, process: _Process) -> None:
        self._idle.put(process)
        self._has_begun.set()


def _and(first: AnswerEvent | _End | None, others: Iterator[AnswerEvent | _End]) -> Iterator[AnswerEvent | _End]:
    if first is not None:
        yield first
    yield from others


class _Process:
    """One process. Whoever has taken it from the idle ones asks it one question, and leaves it idle again."""

    def __init__(self, open_answers: OpenAnswers, is_idle: Callable[[_Process], None]) -> None:
        self._open_answers = open_answers
        self._is_idle = is_idle
        self._number = 0
        self._closing = False
        self._lock = threading.Lock()
        self._process = self._started()

    @property
    def process_id(self) -> int:
        return self._process.pid

    def answered(
        self, asked: tuple[str, ReportFilter, str, tuple[Exchange, ...]], cancellation: Cancellation
    ) -> Generator[AnswerEvent | _End, None, None]:
        """Its events and an _End, AnswererDied among them. It is idle again when this is closed."""
        self._number += 1
        last: AnswerEvent | _End | None = None
        try:
            self._send(_Asked(self._number, *asked))
            with cancellation.stopping(self._stop):
                while not isinstance(last, _End):
                    last = self._received()
                    yield last
        finally:
            if not isinstance(last, _End):
                self._stop()
            while not isinstance(last, _End):
                last = self._received()
            if not isinstance(last.error, AnswererDied):  # another one says so itself when it is ready
                self._is_idle(self)

    def _stop(self) -> None:
        self._send(_Stop(self._number))

    def close(self) -> None:
        with self._lock:
            self._closing = True
            self._process.kill()
            pipes.end(self._process)

    def _send(self, message: object) -> None:
        with self._lock:
            pipes.write(self._process.stdin, message)

    def _received(self) -> Any:
        """What comes next; where the process is gone, that, and another is started."""
        try:
            return pickle.load(self._process.stdout)  # type: ignore[arg-type]
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            code = self._replace()
            return _End(AnswererDied(code=code))

    def _replace(self) -> int:
        with self._lock:
            code = pipes.end(self._process)
            if not self._closing:
                self._process = self._started()
        return code

    def _started(self) -> subprocess.Popen[bytes]:
        process = pipes.start(__name__)
        pipes.write(process.stdin, self._open_answers)
        threading.Thread(target=self._await_ready, args=(process,), name="rag-answerer", daemon=True).start()
        return process

    def _await_ready(self, process: subprocess.Popen[bytes]) -> None:
        """It is idle when it has opened everything; one that cannot is started again, not too often."""
        assert process.stdout is not None
        try:
            pickle.load(process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            time.sleep(_BETWEEN_STARTS_SECONDS)
            if not self._closing:
                self._replace()
            return
        self._is_idle(self)


# --- in the process ------------------------------------------------------------------------------------------


def work() -> None:
    """What opens the answers first, then questions, until the pipe closes."""
    if sys.platform != "win32":
        os.nice(_NICENESS)
    outgoing = pipes.stdout_for_answers()
    open_answers: OpenAnswers = pickle.load(sys.stdin.buffer)
    incoming = _Incoming(sys.stdin.buffer)
    with open_answers() as answers:
        with suppress(RagError):  # there may be nothing to ask yet
            for _ in answers.stream(_WARMING):
                pass
        _collect()
        pipes.write(outgoing, _Ready())
        for number, (asked, cancellation) in enumerate(incoming, start=1):
            pipes.write(outgoing, _answer(answers, asked, cancellation, outgoing))
            if not number % _ANSWERS_BETWEEN_COLLECTIONS:
                _collect()


def _answer(answers: Answers, asked: _Asked, cancellation: Cancellation, outgoing: IO[bytes]) -> _End:
    try:
        events = answers.stream(
            asked.question,
            where=asked.where,
            language=asked.language,
            history=asked.history,
            cancellation=cancellation,
        )
        with closing(events):
            for event in events:
                pipes.write(outgoing, event)
                if cancellation.is_cancelled and not isinstance(event, Answer):
                    break
    # Whatever it is, it belongs to whoever asked.
    except Exception as error:  # noqa: BLE001
        return _End(_sendable(error))
    return _End()


def _sendable(error: Exception) -> Exception:
    """As it is, where it survives the pipe."""
    try:
        pickle.loads(pickle.dumps(error))
    except (pickle.PickleError, TypeError, AttributeError):
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _collect() -> None:
    gc.disable()
    gc.collect()
    gc.freeze()


class _Incoming:
    """Questions in order; what stops one is read beside it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._questions: queue.SimpleQueue[tuple[_Asked, Cancellation]] = queue.SimpleQueue()
        self._last: tuple[int, Cancellation] | None = None
        threading.Thread(target=self._read, args=(pipe,), daemon=True).start()

    def __iter__(self) -> Iterator[tuple[_Asked, Cancellation]]:
        while True:
            yield self._questions.get()

    def _read(self, pipe: IO[bytes]) -> None:
        while True:
            try:
                message = pickle.load(pipe)
            except (EOFError, OSError, pickle.UnpicklingError):
                os._exit(0)  # whoever wanted the answers is gone
            if isinstance(message, _Asked):
                self._last = (message.number, Cancellation())
                self._questions.put((message, self._last[1]))
            elif self._last and self._last[0] == message.number:
                self._last[1].cancel()
