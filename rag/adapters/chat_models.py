"""Any chat model that LangChain knows, by one setting: `provider:name`, as `init_chat_model` takes it."""

from __future__ import annotations

import re
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from rag.errors import InvalidSetting, ModelUnavailable, ProviderMissing

_NAMED_PACKAGE = re.compile(r"langchain-[a-z0-9-]+")


class RemoteModel(BaseChatModel):
    """A provider's model whose failures are ModelUnavailable, whatever its library calls them."""

    inner: BaseChatModel
    name_shown: str

    @property
    def _llm_type(self) -> str:
        return "remote"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        try:
            return self.inner._generate(messages, stop=stop, run_manager=run_manager, **kwargs)
        # Every provider's library raises a tree of its own, and none is a dependency of ours: they meet only here.
        except Exception as error:
            raise ModelUnavailable(model=self.name_shown, reason=_first_line(error)) from error


def connect(model: str, *, base_url: str, api_key: str, timeout_seconds: float, max_retries: int) -> BaseChatModel:
    """The model `provider:name`, at temperature 0. Nothing is sent yet.

    Raises InvalidSetting for a name that LangChain cannot place, ProviderMissing where the provider's package is not
    installed, ModelUnavailable where the provider refuses the settings.
    """
    from langchain.chat_models import init_chat_model  # about 1 s, only when a provider is configured

    given: dict[str, Any] = {"temperature": 0, "timeout": timeout_seconds, "max_retries": max_retries}
    if base_url:
        given["base_url"] = base_url
    if api_key:
        given["api_key"] = api_key
    try:
        return RemoteModel(inner=init_chat_model(model, **given), name_shown=model)
    except ImportError as error:
        raise ProviderMissing(model=model, package=_package(model, error)) from error
    except ValueError as error:
        raise InvalidSetting(name="RAG_MODEL", value=model, expected="extractive | provider:name") from error
    # As above: the constructors of providers' models raise trees of their own.
    except Exception as error:
        raise ModelUnavailable(model=model, reason=_first_line(error)) from error


def _package(model: str, error: ImportError) -> str:
    """The package that LangChain asks for, by its words."""
    named = _NAMED_PACKAGE.search(str(error))
    return named[0] if named else f"langchain-{model.partition(':')[0].replace('_', '-')}"


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
