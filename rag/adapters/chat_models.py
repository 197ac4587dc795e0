"""Any chat model that LangChain knows, by one setting: `provider:name`, as `init_chat_model` takes it."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field, SecretStr, ValidationError

from rag.errors import InvalidSetting, ModelBusy, ModelRefused, ModelReplyInvalid, ModelUnavailable, ProviderMissing

_NAMED_PACKAGE = re.compile(r"langchain-[a-z0-9-]+")
_REASON_CHARACTERS = 200

# What a provider's message may repeat of a key: the key itself in any of these forms, and what it left of one.
_KEYS = re.compile(
    r"\b(?:sk|pk|gsk|xai|nvapi|hf)[-_][\w*.…-]{4,}|(?<=Bearer )\S+|(?<=://)[^/\s@]+(?=@)|\bAIza[\w-]{8,}"
)
_LEAST_KEY_CHARACTERS = 4

_TOO_MANY_REQUESTS = {429, 529}  # 529: Anthropic's “overloaded”
_AGAIN = {408, 409, 425}  # of the 4xx, those that may pass
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError)

# Settings of ours that some servers do not know: the word in their refusal, the model's field, what it then becomes.
_CONCESSIONS = (("stream_options", "stream_usage", False), ("temperature", "temperature", None))

# Ollama cuts a longer prompt in silence, from its beginning, where it is not told: evidence takes about 5,000 tokens.
_OLLAMA_CONTEXT_TOKENS = 8_192


class RemoteModel(BaseChatModel):
    """A provider's model whose failures are ModelUnavailable, whatever its library calls them."""

    inner: BaseChatModel = Field(repr=False)  # some hold the key in plain words
    name_shown: str

    @property
    def _llm_type(self) -> str:
        return "remote"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self.name_shown}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        while True:
            try:
                return self.inner._generate(messages, stop=stop, run_manager=run_manager, **kwargs)
            # Every provider's library raises a tree of its own, and none is a dependency of ours: they meet only here.
            except Exception as error:  # noqa: BLE001
                if not self._concedes(error):
                    raise self._ours(error) from None

    def _concedes(self, error: Exception) -> bool:
        """Whether the server refused a setting that can be done without; from now on it is."""
        words = str(error)
        for word, field, without in _CONCESSIONS:
            if _status(error) in (400, 422) and word in words and getattr(self.inner, field, without) != without:
                setattr(self.inner, field, without)
                return True
        return False

    def _ours(self, error: Exception) -> ModelUnavailable:
        """To be raised `from None`: what the provider's library says of it may hold the key."""
        if isinstance(error, ModelUnavailable):
            return error
        return _translated(error, model=self.name_shown, secrets=_secrets(self.inner))

    def _check(self, begun: bool) -> None:
        if not begun:  # a web page, or another server's stream
            raise ModelReplyInvalid(model=self.name_shown, reason="no reply")


class RemoteStream(RemoteModel):
    """One that gives its reply piece by piece."""

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        begun = False
        while not begun:
            try:
                for piece in self.inner._stream(messages, stop=stop, run_manager=run_manager, **kwargs):
                    begun = True
                    yield piece
                self._check(begun)
            except Exception as error:  # noqa: BLE001  # as above
                if begun or not self._concedes(error):
                    raise self._ours(error) from None


class RemoteAsyncStream(RemoteStream):
    """One whose library waits without holding a thread, so that a reply can be cancelled at any moment."""

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        begun = False
        while not begun:
            try:
                pieces = self.inner._astream(messages, stop=stop, run_manager=run_manager, **kwargs)
                async with aclosing(cast(Any, pieces)):
                    async for piece in pieces:
                        begun = True
                        yield piece
                self._check(begun)
            except Exception as error:  # noqa: BLE001  # as above
                if begun or not self._concedes(error):
                    raise self._ours(error) from None


def connect(
    model: str,
    *,
    base_url: str = "",
    api_key: str = "",
    timeout_seconds: float,
    context_tokens: int = 0,
    setting: str = "RAG_MODEL",
) -> RemoteModel:
    """The model `provider:name` that `setting` names, at temperature 0, asked once a call. Nothing is sent yet.

    Raises InvalidSetting for a name that LangChain cannot place, ProviderMissing where the provider's package is not
    installed, ModelUnavailable where the provider refuses the settings.
    """
    from langchain.chat_models import init_chat_model  # about 1 s, only when a provider is configured

    given = _arguments(model, base_url, api_key, timeout_seconds=timeout_seconds, context_tokens=context_tokens)
    try:
        inner = init_chat_model(model, **given)
    except ImportError as error:
        raise ProviderMissing(model=model, package=_package(model, error)) from error
    except ValidationError as error:
        raise _translated(error, model=model, secrets=(api_key,)) from None
    except ValueError as error:
        raise InvalidSetting(name=setting, value=model, expected="provider:name") from error
    # As above: the constructors of providers' models raise trees of their own.
    except Exception as error:  # noqa: BLE001
        raise ModelUnavailable(model=model, reason=_reason(error, secrets=(api_key,))) from None
    if hasattr(inner, "stream_chunk_timeout"):
        inner.stream_chunk_timeout = (
            None  # of langchain-openai: with it, Python 3.11 may miss that a reply is cancelled
        )
    return _wrapper(inner)(inner=inner, name_shown=model)


def _arguments(
    model: str, base_url: str, api_key: str, *, timeout_seconds: float, context_tokens: int
) -> dict[str, Any]:
    """What the provider's class takes. The time-outs and attempts that count are ours: see `rag.streamed_replies`."""
    provider = model.partition(":")[0]
    given: dict[str, Any] = {"temperature": 0}
    if base_url:
        given["base_url"] = base_url
    if provider == "ollama":
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        given["client_kwargs"] = {"timeout": timeout_seconds, "headers": headers}
        given["num_ctx"] = context_tokens or _OLLAMA_CONTEXT_TOKENS
        return given
    given |= {"timeout": timeout_seconds, "max_retries": 0}
    if api_key:
        given["api_key"] = api_key
    if provider == "openai":
        given["stream_usage"] = True
        if base_url and not api_key and not os.environ.get("OPENAI_API_KEY"):
            given["api_key"] = "none"  # a server of one's own wants none, the library wants one
    return given


def _wrapper(inner: BaseChatModel) -> type[RemoteModel]:
    kind = type(inner)
    if kind._astream is not BaseChatModel._astream:
        return RemoteAsyncStream
    return RemoteModel if kind._stream is BaseChatModel._stream else RemoteStream


def _translated(error: Exception, *, model: str, secrets: tuple[str, ...]) -> ModelUnavailable:
    """By the status of the server's answer, which all libraries hand on; without one, by what kind of error it is."""
    status, reason = _status(error), _reason(error, secrets=secrets)
    if status in _TOO_MANY_REQUESTS and "insufficient_quota" not in str(error):
        return ModelBusy(model=model, reason=reason, retry_after_seconds=_retry_after_seconds(error))
    if status is not None and 400 <= status < 500 and status not in _AGAIN:
        return ModelRefused(model=model, reason=reason)
    if status == 503:
        return ModelBusy(model=model, reason=reason, retry_after_seconds=_retry_after_seconds(error))
    if (status is not None and status < 400 and status > 0) or (status is None and isinstance(error, _UNREADABLE)):
        return ModelReplyInvalid(model=model, reason=reason)
    return ModelUnavailable(model=model, reason=reason)


def _status(error: Exception) -> int | None:
    found = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return found if isinstance(found, int) else None


def _retry_after_seconds(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    said = headers.get("retry-after") if isinstance(headers, Mapping) else None
    if not said:
        return None
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _reason(error: Exception, *, secrets: tuple[str, ...]) -> str:
    """One line: what the library says, and what it was told, without any key."""
    said = [_first_line(error)]
    if error.__cause__ is not None and _status(error) is None:  # “Connection error.” alone says little
        root = error.__cause__
        while root.__cause__ or root.__context__:
            root = root.__cause__ or root.__context__ or root
        said.append(_first_line(root))
    text = " · ".join(dict.fromkeys(said))
    for secret in secrets:
        if len(secret) >= _LEAST_KEY_CHARACTERS:
            text = text.replace(secret, "***")
    return _KEYS.sub("***", text)[:_REASON_CHARACTERS]


def _secrets(inner: BaseChatModel) -> tuple[str, ...]:
    """Every key that the model holds, from wherever it has it."""
    held = [one.get_secret_value() for one in vars(inner).values() if isinstance(one, SecretStr)]
    headers = (getattr(inner, "client_kwargs", None) or {}).get("headers", {})
    return (*held, *(str(one).removeprefix("Bearer ") for one in headers.values()))


def _package(model: str, error: ImportError) -> str:
    """The package that LangChain asks for, by its words."""
    named = _NAMED_PACKAGE.search(str(error))
    return named[0] if named else f"langchain-{model.partition(':')[0].replace('_', '-')}"


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
