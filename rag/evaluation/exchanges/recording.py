"""A real model, every exchange with which is kept in a file when it is over: to the end or not."""

from __future__ import annotations

import threading
import time
from asyncio import CancelledError
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast
from weakref import WeakValueDictionary

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field, PrivateAttr

from rag.errors import Failure, ModelBusy, RagError
from rag.evaluation.exchanges.attempts import AttemptScope, running
from rag.evaluation.exchanges.files import End, Exchange, Piece, append, begin_file
from rag.evaluation.exchanges.pieces import piece_of, scrubbed
from rag.evaluation.exchanges.requests import key_of, request_of
from rag.evaluation.exchanges.secrets import Scrubber
from rag.settings import Settings

ANSWERING = "answering"
_SECONDS_DECIMALS = 3


class Recording:
    """A `rag.bootstrap.Connecting`: models are reached as ever, and what they say is appended to `file`.

    `purpose`: what they are asked for. Raises OutputNotWritable; a file of earlier exchanges is gone on with.
    """

    def __init__(self, file: Path, settings: Settings, *, purpose: str = ANSWERING) -> None:
        begin_file(file)
        self._asked = Asked(file, parameters_of(settings), purpose, Scrubber.of(settings))

    def __call__(self, name: str, connect: Callable[[], BaseChatModel]) -> BaseChatModel:
        inner = connect()
        kind = type(inner)
        if kind._astream is not BaseChatModel._astream:
            return RecordedAsyncStream(inner=inner, asked=self._asked, name_shown=name)
        if kind._stream is not BaseChatModel._stream:
            return RecordedStream(inner=inner, asked=self._asked, name_shown=name)
        return RecordedModel(inner=inner, asked=self._asked, name_shown=name)


def parameters_of(settings: Settings) -> dict[str, Any]:
    """Of generation, with which models are connected (`rag.adapters.chat_models`)."""
    return {"temperature": 0, "context_tokens": settings.model_context_tokens}


class Asked:
    """What all requests of a recording, or a replay, have in common."""

    def __init__(self, file: Path, parameters: Mapping[str, Any], purpose: str, scrubber: Scrubber) -> None:
        self.file = file
        self.scrubber = scrubber
        self._parameters = parameters
        self._purpose = purpose

    def request(
        self, model: str, messages: Sequence[BaseMessage], stop: Sequence[str] | None, given: Mapping[str, Any]
    ) -> tuple[dict[str, Any], str]:
        """As it is kept, without secrets, and its key: what the model had repeated of one is asked again without."""
        request = request_of(
            messages, model=model, purpose=self._purpose, parameters=self._parameters, stop=stop, given=given
        )
        kept: dict[str, Any] = self.scrubber.value(request)
        return kept, key_of(kept)


class RecordedModel(BaseChatModel):
    """`inner`, unchanged for who asks it."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    inner: BaseChatModel = Field(repr=False)
    asked: Asked = Field(repr=False)
    name_shown: str
    _open: WeakValueDictionary[tuple[str, str], Keeping] = PrivateAttr(default_factory=WeakValueDictionary)

    @property
    def _llm_type(self) -> str:
        return "recorded"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.name_shown}

    def gave_up(self, messages: Sequence[BaseMessage], failure: Failure) -> None:
        """`rag.streamed_replies.Timed`: the product's time was up, of which a replay has no clock to know."""
        scope = running()
        request, key = self.asked.request(self.name_shown, messages, None, {})
        keeping = self._open.get((scope.session, key)) or Keeping(self.asked, scope, request, key)
        keeping.end(End.LATE, {"failure": str(failure)})

    def _keeping(
        self, messages: Sequence[BaseMessage], stop: Sequence[str] | None, given: Mapping[str, Any]
    ) -> Keeping:
        scope = running()
        keeping = Keeping(self.asked, scope, *self.asked.request(self.name_shown, messages, stop, given))
        self._open[scope.session, keeping.key] = keeping
        return keeping

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        with self._keeping(messages, stop, kwargs) as kept:
            result = self.inner._generate(messages, stop=stop, run_manager=run_manager, **kwargs)
            kept.add(result.generations[0], at_once=True)
        return result


class RecordedStream(RecordedModel):
    """Of a model that gives its reply piece by piece."""

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with self._keeping(messages, stop, kwargs) as kept:
            for piece in self.inner._stream(messages, stop=stop, run_manager=run_manager, **kwargs):
                kept.add(piece)
                yield piece


class RecordedAsyncStream(RecordedStream):
    """Of a model whose library waits without holding a thread."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        with self._keeping(messages, stop, kwargs) as kept:
            pieces = self.inner._astream(messages, stop=stop, run_manager=run_manager, **kwargs)
            async with aclosing(cast(Any, pieces)):
                async for piece in pieces:
                    kept.add(piece)
                    yield piece


class Keeping:
    """One exchange while it goes on. It is written once: when it is over, or when its attempt is."""

    def __init__(self, asked: Asked, scope: AttemptScope, request: dict[str, Any], key: str) -> None:
        self.key = key
        self._asked = asked
        self._scope = scope
        self._request = request
        self._number = scope.number(key)
        self._pieces: list[Piece] = []
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._at_once = False
        self._is_over = False
        scope.at_end(lambda: self.end(End.CLOSED))

    def add(self, generation: ChatGeneration, *, at_once: bool = False) -> None:
        with self._lock:
            self._pieces.append(piece_of(generation))
            self._at_once = at_once

    def end(self, end: End, error: Mapping[str, Any] | None = None) -> None:
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
            scrubber = self._asked.scrubber
            exchange = Exchange(
                key=self.key,
                case=self._scope.case,
                repeat=self._scope.repeat,
                session=self._scope.session,
                number=self._number,
                request=self._request,
                pieces=tuple(scrubbed(self._pieces, scrubber)),
                end=end,
                error=scrubber.value(error or {}),
                at_once=self._at_once,
                seconds=round(time.monotonic() - self._begun, _SECONDS_DECIMALS),
            )
        append(self._asked.file, exchange)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            self.end(End.WHOLE)
        elif isinstance(error, (GeneratorExit, CancelledError)):
            self.end(End.CLOSED)
        else:
            self.end(End.ERROR, _described(error))


def _described(error: BaseException) -> dict[str, Any]:
    described: dict[str, Any] = {"type": type(error).__name__, "reason": str(error)}
    if isinstance(error, RagError):
        described["reason"] = str(error.values.get("reason", error))
    if isinstance(error, ModelBusy) and error.retry_after_seconds is not None:
        described["retry_after_seconds"] = error.retry_after_seconds
    return described
