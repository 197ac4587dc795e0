"""Chat models that do as a test says: they reply, stream piece by piece, fail, or wait until they are let go."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field

from rag.errors import ModelUnavailable

_EVIDENCE_LINE = re.compile(r"^- (?P<text>.*)\[(?P<handle>\w+)\]$", re.MULTILINE)
# A passage to be put in order.
_PASSAGE_LINE = re.compile(r"^\[(?P<handle>\w+)\] (?P<text>.*)$", re.MULTILINE)
_CITED_WORDS = re.compile("<(.*?)>")


class ScriptedModel(BaseChatModel):
    """Gives `replies` one after the other, the last again and again, with `<words>` replaced by the handle of the first
    line of evidence that holds the words. `asked`: the messages of each call.

    `fails`: it cannot be reached. `go`: it waits for this event first.
    """

    replies: list[str] = Field(default_factory=list)
    fails: bool = False
    go: Any = None
    asked: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._next(messages)))])

    def _next(self, messages: list[BaseMessage]) -> str:
        self.asked.append(messages)
        if self.go:
            self.go.wait(60)
        if self.fails:
            raise ModelUnavailable(model="scripted", reason="connection refused")
        reply = self.replies[min(len(self.asked), len(self.replies)) - 1] if self.replies else ""
        return cited(reply, messages)


class StreamingModel(ScriptedModel):
    """Sends its replies line by line. After line N of the first reply it sets `written[N]` and, where there is a
    `gates[N]`, waits for it; `breaks_after`: lines after which the connection is lost. `closed` is set when whoever
    listens goes away."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    gates: dict[int, threading.Event] = Field(default_factory=dict)
    breaks_after: int | None = None
    closed: threading.Event = Field(default_factory=threading.Event)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        lines = self._next(messages).splitlines(keepends=True)
        try:
            for number, line in enumerate(lines, start=1):
                yield ChatGenerationChunk(message=AIMessageChunk(line))
                if gate := self.gates.get(number):
                    gate.wait(60)
                if number == self.breaks_after:
                    raise ModelUnavailable(model="scripted", reason="connection reset")
            yield ChatGenerationChunk(
                message=AIMessageChunk("", response_metadata={"finish_reason": "stop"}, chunk_position="last")
            )
        except GeneratorExit:
            self.closed.set()
            raise


def cited(reply: str, messages: list[BaseMessage]) -> str:
    """`reply` with handles of the evidence that `messages` show."""
    lines = (_EVIDENCE_LINE, _PASSAGE_LINE)
    shown = [found for message in messages for line in lines for found in line.finditer(message.text)]

    def handle(found: re.Match[str]) -> str:
        return next((f"[{one['handle']}]" for one in shown if found[1] in one["text"]), found[0])

    return _CITED_WORDS.sub(handle, reply)
