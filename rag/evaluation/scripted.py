"""A model that says what a case has written for it, so that what the product does with a model's words is measured
without one.

The `script` of a case holds its replies: one a call that shows evidence (the first writing and the correction of what
was sent back), the last again and again. In a reply

- `<words>` stands for the handle of the first line of evidence that holds the words, in brackets:
  `种粮一万亩。<一万亩>` is sent as `种粮一万亩。[k3f7]`. Where no line holds them it is a handle that nobody gave.
  Spaces don't count; tags in small letters, as `<think>`, stay as they are.
- a line `@break` is where the connection is lost. As the first line: the model refuses the request.
- a first line `@obey WORDS` makes the model depend on its rules: what follows it is the reply where the system
  prompt holds the words (`A|B`: either), and what follows a line `@else` where it does not. So a prompt that lost a
  rule shows:

      @obey 证据里没有答案|没有依据
      REFUSE
      @else
      全县有敬老院 12 所。<敬老院>

- an entry `@aside TEXT` is no answer: it replies to calls that show no evidence (a follow-up that is rewritten, a
  ranking, a second opinion), one a call, the last again and again. Without one these get UNCLEAR, which is no reply to
  any of them: the product then goes by its own rules.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from rag.bootstrap import Connecting
from rag.errors import ModelRefused, ModelUnavailable

SCRIPTED = "scripted:case"
"""As `Settings.model`."""

NEUTRAL = "UNCLEAR"

_EVIDENCE_LINE = re.compile(r"^- (?P<text>.*)\[(?P<handle>[a-z]\d[a-z]\d)\]$", re.MULTILINE)
_CITED_WORDS = re.compile(r"<(?!/?[a-z_]+>)(?P<words>[^<>\n]+)>")
_OBEY, _ELSE, _BREAK, _ASIDE = "@obey ", "@else", "@break", "@aside "


class ScriptedModel(BaseChatModel):
    """Set `replies` before each case: that begins the script anew. One case at a time."""

    _answers: tuple[str, ...] = PrivateAttr(default=())
    _asides: tuple[str, ...] = PrivateAttr(default=())
    _asked: int = PrivateAttr(default=0)
    _asked_aside: int = PrivateAttr(default=0)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def replies(self) -> tuple[str, ...]:
        return (*self._answers, *(_ASIDE + one for one in self._asides))

    @replies.setter
    def replies(self, script: Sequence[str]) -> None:
        self._answers = tuple(one for one in script if not one.startswith(_ASIDE))
        self._asides = tuple(one.removeprefix(_ASIDE) for one in script if one.startswith(_ASIDE))
        self._asked = self._asked_aside = 0

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002  # LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        text = "".join(self._pieces(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002  # LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> Iterator[ChatGenerationChunk]:
        for piece in self._pieces(messages):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        ended = AIMessageChunk(content="", response_metadata={"finish_reason": "stop"}, chunk_position="last")
        yield ChatGenerationChunk(message=ended)

    def _pieces(self, messages: Sequence[BaseMessage]) -> Iterator[str]:
        """Line by line."""
        lines = cited(obeyed(self._next(messages), messages), messages).splitlines(keepends=True)
        for number, line in enumerate(lines):
            if line.strip() == _BREAK:
                lost = ModelUnavailable if number else ModelRefused
                raise lost(model=SCRIPTED, reason=_BREAK)
            yield line

    def _next(self, messages: Sequence[BaseMessage]) -> str:
        if not evidence_of(messages):
            self._asked_aside += 1
            return _turn(self._asides, self._asked_aside)
        self._asked += 1
        return _turn(self._answers, self._asked)


def scripted(model: BaseChatModel) -> Connecting:
    """What reaches `model` where `SCRIPTED` is set, and everything else as it is reached otherwise."""

    def connecting(name: str, connect: Callable[[], BaseChatModel]) -> BaseChatModel:
        return model if name == SCRIPTED else connect()

    return connecting


# Where the product tells of a model that fails.
_TELLING = ("rag.writing", "rag.rewriting", "rag.reranking")


def _is_news(record: logging.LogRecord) -> bool:
    return SCRIPTED not in record.getMessage()


def keep_failures_quiet() -> None:
    """From now on in this process nothing is logged of what this model does: it is meant. Of others all is told."""
    for name in _TELLING:
        logging.getLogger(name).addFilter(_is_news)


def evidence_of(messages: Sequence[BaseMessage]) -> list[tuple[str, str]]:
    """The sentences that a prompt shows, without spaces, with their handles. Those of its examples are none."""
    asked = next((one.text for one in messages if one.type == "human"), "")
    return [(_packed(found["text"]), found["handle"]) for found in _EVIDENCE_LINE.finditer(asked)]


def obeyed(reply: str, messages: Sequence[BaseMessage]) -> str:
    """The part of `reply` that the rules in `messages` lead to."""
    if not reply.startswith(_OBEY):
        return reply
    first, _, rest = reply.partition("\n")
    followed, _, otherwise = f"\n{rest}\n".partition(f"\n{_ELSE}\n")
    rules = _packed("\n".join(one.text for one in messages if one.type == "system"))
    wanted = [_packed(one) for one in first.removeprefix(_OBEY).split("|")]
    return (followed if any(one in rules for one in wanted if one) else otherwise).strip("\n")


def cited(reply: str, messages: Sequence[BaseMessage]) -> str:
    """`reply` with handles of the evidence that `messages` show."""
    shown = evidence_of(messages)
    taken = {handle for _, handle in shown}
    unknown = next(one for one in (f"q{digit}q{digit}" for digit in range(9, 1, -1)) if one not in taken)

    def handle(found: re.Match[str]) -> str:
        words = _packed(found["words"])
        return f"[{next((handle for text, handle in shown if words in text), unknown)}]"

    return _CITED_WORDS.sub(handle, reply)


def _turn(replies: Sequence[str], asked: int) -> str:
    return replies[min(asked, len(replies)) - 1] if replies else NEUTRAL


def _packed(text: str) -> str:
    return "".join(text.split())
