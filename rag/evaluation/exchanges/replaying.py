"""Recorded exchanges given back, each to its request: what was said, and how it ended, without the waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field

from rag.errors import (
    ExchangeMissing,
    Failure,
    GenerationFailed,
    ModelBusy,
    ModelRefused,
    ModelReplyInvalid,
    ModelUnavailable,
    NoSuchPath,
    RagError,
)
from rag.evaluation.exchanges.attempts import AttemptScope, running
from rag.evaluation.exchanges.files import End, Exchange, Recorded, read_exchanges
from rag.evaluation.exchanges.pieces import as_stream, chunk_of, message_of
from rag.evaluation.exchanges.recording import ANSWERING, Asked, parameters_of
from rag.evaluation.exchanges.secrets import Scrubber
from rag.settings import Settings

# Of waiting for a model: no machine is so busy that a reply that is there takes so long.
_UNHURRIED_SECONDS = 86_400.0
_KEY_CHARACTERS = 12
_FINAL = {one.__name__: one for one in (ModelRefused, ModelReplyInvalid)}


class Replaying:
    """A `rag.bootstrap.Connecting`: nothing is connected, and what was recorded in `file` is said again.

    `purpose` as in the recording. Raises NoSuchPath, DataError. Goes to other processes as it is.
    """

    def __init__(self, file: Path, settings: Settings, *, purpose: str = ANSWERING) -> None:
        _recorded(file)
        self._file = file
        self._settings = settings
        self._purpose = purpose

    def __call__(self, name: str, connect: Callable[[], BaseChatModel]) -> BaseChatModel:  # noqa: ARG002
        scrubber = Scrubber.of(self._settings)
        asked = Asked(self._file, parameters_of(self._settings), self._purpose, scrubber)
        return ReplayedModel(recorded=_recorded(self._file), asked=asked, name_shown=name)


def unhurried(settings: Settings) -> Settings:
    """With no time limit that a replay could meet on a busy machine."""
    return replace(
        settings,
        model_timeout_seconds=_UNHURRIED_SECONDS,
        model_first_token_seconds=_UNHURRIED_SECONDS,
        model_stall_seconds=_UNHURRIED_SECONDS,
        reranker_timeout_seconds=_UNHURRIED_SECONDS,
    )


def _recorded(file: Path) -> Recorded:
    try:
        facts = file.stat()
    except OSError as error:
        raise NoSuchPath(path=file) from error
    return _read(file, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=2)
def _read(file: Path, size: int, changed: int) -> Recorded:  # noqa: ARG001  # a file that has grown is read again
    return read_exchanges(file)


class ReplayedModel(BaseChatModel):
    """Says again what was recorded for the attempt that is running."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    recorded: Recorded = Field(repr=False)
    asked: Asked = Field(repr=False)
    name_shown: str

    @property
    def _llm_type(self) -> str:
        return "replayed"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.name_shown}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002  # LangChain's signature
        **kwargs: Any,
    ) -> ChatResult:
        exchange, error = self._found(messages, stop, kwargs)
        if error:
            raise error
        return ChatResult(generations=[ChatGeneration(message=message_of(exchange.pieces))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        exchange, error = self._found(messages, stop, kwargs)
        for piece in exchange.pieces:
            yield ChatGenerationChunk(message=chunk_of(as_stream(piece) if exchange.at_once else piece))
        if error:
            raise error

    def _found(
        self, messages: Sequence[BaseMessage], stop: Sequence[str] | None, given: Mapping[str, Any]
    ) -> tuple[Exchange, RagError | None]:
        """The exchange, and the error that it ended with. Raises ExchangeMissing."""
        scope = running()
        _, key = self.asked.request(self.name_shown, messages, stop, given)
        several = self._same(key, scope)
        number = scope.number(key)
        if not several or (number >= len(several) and not _failed_at_once(several[-1])):
            missing = self._missing(key)
            scope.miss(missing)
            raise missing
        exchange = several[min(number, len(several) - 1)]
        return exchange, self._error(exchange, is_last=number >= len(several) - 1)

    def _same(self, key: str, scope: AttemptScope) -> Sequence[Exchange]:
        """Of this case, or of another that asked the same."""
        by_case = self.recorded.get((key, scope.repeat), {})
        return by_case.get(scope.case) or next((by_case[case] for case in sorted(by_case)), ())

    def _error(self, exchange: Exchange, *, is_last: bool) -> RagError | None:
        """An attempt that was made again is made again at once; after the last the product gave it up."""
        if exchange.end is End.WHOLE:
            return None
        if exchange.end is End.CLOSED:  # the product has read enough, unless it is another by now
            return self._missing(exchange.key)
        if exchange.end is End.LATE:
            return GenerationFailed(failure=Failure(exchange.error["failure"]), model=self.name_shown)
        kind, reason = str(exchange.error["type"]), str(exchange.error["reason"])
        if kind in _FINAL or exchange.has_begun:
            return _FINAL.get(kind, ModelUnavailable)(model=self.name_shown, reason=reason)
        if is_last:
            return GenerationFailed(failure=Failure.UNAVAILABLE, model=self.name_shown, reason=reason)
        return ModelBusy(model=self.name_shown, reason=reason, retry_after_seconds=0.0)

    def _missing(self, key: str) -> ExchangeMissing:
        return ExchangeMissing(model=self.name_shown, path=self.asked.file, request=key[:_KEY_CHARACTERS])


def _failed_at_once(exchange: Exchange) -> bool:
    """There was no time left for another try, or no use in it."""
    return exchange.end is End.ERROR and not exchange.has_begun
