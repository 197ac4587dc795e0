"""The built-in model: a LangChain chat model that reads the same prompt as any other and answers by choosing sentences.

Deterministic, offline, no weights of its own: the judgement is `rag.extraction`'s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import ConfigDict

from rag import messages as texts
from rag.claims import REFUSAL
from rag.extraction import Group, Line, Pick, choose
from rag.matching import Matcher
from rag.questions import understand

_HEADER = re.compile(
    r"## 《(?P<title>.*?)》(?:（(?:(?P<year>\d{4})年)?，?(?:提及：(?P<mentions>[^）]*))?）)?(?: › (?P<path>.*))?"
)
_LINE = re.compile(r"- (?P<text>.*)\[(?P<handle>[a-z]\d[a-z]\d)\]")
_QUESTION = re.compile(r"\n\n(?:问题：|Question: )(?P<question>.*)\Z", re.DOTALL)


class ExtractiveModel(BaseChatModel):
    """Answers the `answer` prompt with sentences of its evidence, or with `REFUSE`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    matcher: Matcher

    @property
    def _llm_type(self) -> str:
        return "extractive"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": "extractive"}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 (LangChain's signature)
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        prompt = messages[-1].text
        language = "en" if "\n\nQuestion: " in prompt else "zh"
        evidence, question = _parts(prompt)
        picks = choose(understand(question), read_evidence(evidence), self.matcher)
        reply = "\n".join(_written(pick, language) for pick in picks) or REFUSAL
        return ChatResult(generations=[ChatGeneration(message=AIMessage(reply))])


def _written(pick: Pick, language: str) -> str:
    text = texts.text("undisclosed_claim", language, quote=pick.text) if pick.masked else pick.text
    return f"{text}[{', '.join(pick.handles)}]"


def _parts(prompt: str) -> tuple[str, str]:
    """Evidence and question. Evidence has no empty line, so the first one before `问题：` ends it."""
    found = _QUESTION.search(prompt)
    return (prompt[: found.start()], found["question"].strip()) if found else (prompt, "")


def read_evidence(prompt: str) -> Sequence[Group]:
    """The groups of a rendered prompt, in order; lines that are neither header nor sentence are passed over."""
    groups: list[Group] = []
    header: re.Match[str] | None = None
    lines: list[Line] = []
    for row in prompt.split("\n"):
        if found := _HEADER.fullmatch(row):
            _close(groups, header, lines)
            header, lines = found, []
        elif header and (found := _LINE.fullmatch(row)):
            lines.append(Line(found["handle"], found["text"]))
    _close(groups, header, lines)
    return groups


def _close(groups: list[Group], header: re.Match[str] | None, lines: Sequence[Line]) -> None:
    if header and lines:
        groups.append(
            Group(
                title=header["title"],
                year=header["year"] or "",
                path=tuple(header["path"].split(" › ")) if header["path"] else (),
                lines=tuple(lines),
                mentions=header["mentions"] or "",
            )
        )
