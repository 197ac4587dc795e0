"""A service in memory whose language model says what a test tells it to, over the prompt that it was really sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import Field

from rag.adapters import chat_models
from rag.bootstrap import open_services_in_memory
from rag.service import Service
from rag.settings import Settings

_LINE = re.compile(r"^- (.*)\[([a-z]\d[a-z]\d)\]$", re.MULTILINE)


class ObedientModel(BaseChatModel):
    """Replies with `write(prompt)`; `prompts` keeps what it was sent, system message first."""

    write: Callable[[str], str] = lambda prompt: "REFUSE"
    prompts: list[list[str]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "obedient"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.prompts.append([one.text for one in messages])
        asked = next(one.text for one in messages if one.type == "human")
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.write(asked)))])


def handles(prompt: str) -> dict[str, str]:
    """The lines of evidence that a prompt shows, by their text without spaces."""
    return {"".join(text.split()): handle for text, handle in _LINE.findall(prompt)}


@contextmanager
def obeyed_by(model: ObedientModel) -> Iterator[Callable[[], Service]]:
    """A maker of services in memory that answer with `model`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chat_models, "connect", lambda *_, **__: model)
        with open_services_in_memory(Settings(model="scripted:obedient")) as new_service:
            yield new_service
