"""What a chat model sends, as it comes, from beside the caller: who waits can stop waiting, and stop the sending.

A model with an asynchronous stream is read on one event loop of the process, where cancelling closes the connection at
once. Its loop is shared, because libraries share their connections between models. Any other is read on a thread of its
own, which ends with the next thing that comes. Both are daemons: no reply keeps a process from ending.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage

from rag.deadlines import begin

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece:
    """Something came. `at`: by the monotonic clock."""

    message: AIMessage
    at: float


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more comes. `error`: what the model raised."""

    error: BaseException | None = None


Put = Callable[[Piece | Ended], None]
Cancel = Callable[[], object]


def open_stream(model: BaseChatModel, messages: Sequence[BaseMessage], put: Put, *, seconds: float) -> Cancel:
    """Sends `messages`; `put` gets every piece and then one Ended, from another thread. Ended at the latest after
    `seconds`, where the model's library lets itself be interrupted."""
    if is_asynchronous(model):
        return asyncio.run_coroutine_threadsafe(_pump(model, list(messages), put, seconds), _loops.running()).cancel
    stopped = threading.Event()
    begin(lambda: _read(model, list(messages), put, stopped))
    return stopped.set


def is_asynchronous(model: BaseChatModel) -> bool:
    """Whether it waits for its server without holding a thread."""
    kind = type(model)
    if kind._astream is not BaseChatModel._astream:
        return True
    return kind._stream is BaseChatModel._stream and kind._agenerate is not BaseChatModel._agenerate


async def _pump(model: BaseChatModel, messages: list[BaseMessage], put: Put, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds), aclosing(cast(Any, model.astream(messages))) as pieces:
            async for one in pieces:
                put(Piece(one, time.monotonic()))
                await asyncio.sleep(
                    0
                )  # a server that sends without end leaves the loop to others, and can be cancelled
    except asyncio.CancelledError:
        put(Ended())
        raise
    except BaseException as error:  # noqa: BLE001  # it belongs to whoever waits
        put(Ended(error))
    else:
        put(Ended())


def _read(model: BaseChatModel, messages: list[BaseMessage], put: Put, stopped: threading.Event) -> None:
    try:
        for one in model.stream(messages):
            if stopped.is_set():
                break
            put(Piece(one, time.monotonic()))
    except BaseException as error:  # noqa: BLE001  # as above
        put(Ended(error))
    else:
        put(Ended())


class _Daemons(ThreadPoolExecutor):
    """For what a loop cannot wait for by itself, as the look-up of a name: its own threads would be waited for at the
    end of the process."""

    def submit(self, work: Callable[..., T], /, *given: Any, **named: Any) -> Future[T]:
        return begin(partial(work, *given, **named))


class _Loops:
    """The event loop of this process, made when it is first needed; a forked process gets one of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None or self._thread is None or not self._thread.is_alive():
                self._loop = asyncio.new_event_loop()
                self._loop.set_default_executor(_Daemons())
                self._thread = threading.Thread(target=self._loop.run_forever, name="rag-streams", daemon=True)
                self._thread.start()
            return self._loop


_loops = _Loops()
