"""How many questions are worked on at once, how long others wait for their turn, and who is told to come back later.

A short rush waits (`patience_seconds`). Where that is not enough for somebody, more come than can be answered: from
then on nobody waits longer than `crowded_seconds`, and whoever would is refused at once, so that those who are let in
are answered as quickly as ever. It is over when nobody has been refused for a while.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar, Token
from dataclasses import dataclass, field

# What one question takes before any has been asked, and how much each weighs in what the next is expected to take.
_FIRST_GUESS_SECONDS = 0.05
_WEIGHT = 0.05
# Without a refusal for so long, those who come next may wait again: in a crowd somebody is refused all the time.
_CALM_SECONDS = 2.0

_current: ContextVar[Turn | None] = ContextVar("turn", default=None)


@dataclass(frozen=True, slots=True)
class Crowd:
    """How crowded it may become. `at_once`: how many are worked on; the others wait."""

    at_once: int = 16
    patience_seconds: float = 5.0
    crowded_seconds: float = 2.0


USUAL = Crowd()
# One process makes answers one after the other; beside the one that is made, others read and write theirs.
BUILT_IN = Crowd(at_once=4, patience_seconds=1.5, crowded_seconds=0.05)
# A language model is somewhere else and answers many at once, each for seconds; each takes one of 40 threads.
LANGUAGE_MODEL = Crowd(at_once=24, patience_seconds=10.0, crowded_seconds=3.0)


class Gate:
    """Of one event loop."""

    def __init__(self, crowd: Crowd = USUAL, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._crowd = crowd
        self._clock = clock
        self._inside = 0
        self._waiting: deque[_Waiting] = deque()
        self._refused_at = -math.inf
        self._seconds = _FIRST_GUESS_SECONDS

    async def enter(self) -> Turn | None:
        """A turn to be left, or None where it would take too long to come."""
        now = self._clock()
        if self._inside < self._crowd.at_once:
            self._inside += 1
            return Turn(self, now)
        if self._expected_seconds() > self._allowed_seconds(now):
            self._refused_at = now
            return None
        return await self._wait(now)

    def retry_after_seconds(self) -> int:
        """When it is worth coming back: when those who wait will have had their turn."""
        return max(1, math.ceil(self._expected_seconds()))

    def left(self, turn: Turn) -> None:
        """The next one's turn, of those who have not waited too long."""
        now = self._clock()
        self._seconds += _WEIGHT * (now - turn.since - self._seconds)
        while self._waiting:
            first = self._waiting.popleft()
            if first.turn.done():
                continue
            if now - first.since <= self._allowed_seconds(now):
                first.turn.set_result(Turn(self, now))
                return
            self._refused_at = now
            first.turn.set_result(None)
        self._inside -= 1

    def _expected_seconds(self) -> float:
        return (len(self._waiting) + 1) * self._seconds / self._crowd.at_once

    def _allowed_seconds(self, now: float) -> float:
        is_crowded = now - self._refused_at < _CALM_SECONDS
        return self._crowd.crowded_seconds if is_crowded else self._crowd.patience_seconds

    async def _wait(self, now: float) -> Turn | None:
        loop = asyncio.get_running_loop()
        waiting = _Waiting(now, loop.create_future())
        self._waiting.append(waiting)
        given_up = loop.call_later(self._crowd.patience_seconds, _give_up, waiting)
        try:
            return await waiting.turn
        except asyncio.CancelledError:
            if waiting.turn.done() and not waiting.turn.cancelled() and (turn := waiting.turn.result()):
                turn.leave()
            raise
        finally:
            given_up.cancel()
            with suppress(ValueError):  # who has had his turn is no longer among them
                self._waiting.remove(waiting)


@dataclass(slots=True)
class Turn:
    """From being let in to leaving. It is left once, however often it is said."""

    _gate: Gate
    since: float
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    _is_left: bool = False

    def leave(self) -> None:
        if not self._is_left:
            self._is_left = True
            self._gate.left(self)

    def leave_from_thread(self) -> None:
        """Soon: when the answer is made, whether or not its reader has taken it all."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.leave)


def current() -> Turn | None:
    """That of the request that is being answered."""
    return _current.get()


def begin(turn: Turn) -> Token[Turn | None]:
    return _current.set(turn)


def end(token: Token[Turn | None]) -> None:
    _current.reset(token)


@dataclass(slots=True, eq=False)
class _Waiting:
    since: float
    turn: asyncio.Future[Turn | None]


def _give_up(waiting: _Waiting) -> None:
    if not waiting.turn.done():
        waiting.turn.set_result(None)
