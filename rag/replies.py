"""What a reply is, and the simple kind: of a model in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import UsageMetadata, add_usage

from rag.domain import Usage
from rag.errors import Failure, GenerationFailed, ModelRefused, ModelReplyInvalid, ModelUnavailable
from rag.reply_text import ReplyText


@dataclass(frozen=True, slots=True)
class GenerationLimits:
    """What a reply may take. `context_tokens`: what the model reads and writes together, 0 where it is not known."""

    seconds: float = 60.0
    first_token_seconds: float = 30.0
    between_tokens_seconds: float = 10.0
    attempts: int = 3
    backoff_seconds: float = 0.25
    reply_characters: int = 4_000
    reply_tokens: int = 1_024
    context_tokens: int = 0


class Reply(Protocol):
    """One reply. Close it (or leave its block) as soon as nothing more is wanted of it: the model stops writing."""

    def lines(self) -> Iterator[str]:
        """Each whole line the moment it is finished, without its end, never empty; to be read once.

        Raises GenerationFailed, after which the lines before it still stand.
        """

    @property
    def text(self) -> str:
        """The lines given so far."""

    @property
    def usage(self) -> Usage:
        """As the provider counts; where it does not, as we do."""

    def close(self) -> None:
        """From any thread, any number of times. Who is waiting for a line gets GenerationFailed(cancelled)."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Closes."""


class KeptReply:
    """What both kinds of reply share: their lines, and a block that closes them."""

    def __init__(self) -> None:
        self._given: list[str] = []
        self._counted: UsageMetadata | None = None

    @property
    def text(self) -> str:
        return "\n".join(self._given)

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _add(self, message: AIMessage) -> None:
        if message.usage_metadata:
            self._counted = add_usage(self._counted, message.usage_metadata)

    def _give(self, lines: Sequence[str]) -> Iterator[str]:
        for line in lines:
            self._given.append(line)
            yield line


class DirectReply(KeptReply):
    """Of a model in this process, on the caller's thread: no time is taken, and what it writes is not doubted."""

    def __init__(self, model: BaseChatModel, messages: Sequence[BaseMessage], *, name: str) -> None:
        super().__init__()
        self._model = model
        self._messages = list(messages)
        self._name = name
        self._closed = False

    def lines(self) -> Iterator[str]:
        written = ReplyText()
        try:
            for piece in self._model.stream(self._messages):
                self._add(piece)
                yield from self._give(written.feed(piece.text))
                if self._closed:
                    raise GenerationFailed(failure=Failure.CANCELLED, model=self._name)
        except GenerationFailed:
            raise
        except ModelUnavailable as error:
            raise failed(error, model=self._name, begun=bool(self._given)) from error
        yield from self._give(written.finish())

    @property
    def usage(self) -> Usage:
        return usage_of(self._counted) if self._counted else Usage()

    def close(self) -> None:
        self._closed = True


def failed(error: ModelUnavailable, *, model: str, begun: bool) -> GenerationFailed:
    if isinstance(error, ModelReplyInvalid):
        failure = Failure.MALFORMED
    elif begun:
        failure = Failure.CUT_OFF
    else:
        failure = Failure.REFUSED if isinstance(error, ModelRefused) else Failure.UNAVAILABLE
    return GenerationFailed(failure=failure, model=model, reason=str(error.values["reason"]))


def usage_of(counted: UsageMetadata) -> Usage:
    return Usage(counted["input_tokens"], counted["output_tokens"])
