"""The judges' own prompts, `prompts/evaluation/`: no other choice of prompts for the product changes them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

import rag
from rag.errors import PromptInvalid

_FILE = re.compile(
    r"\A---\n(?P<matter>.*?)\n---\n<system>\n(?P<system>.*?)\n</system>\n<user>\n(?P<user>.*?)\n</user>\s*\Z", re.DOTALL
)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]+")
_HASH_CHARACTERS = 12
# An answer has at most 600, a list of a comparison more.
_MOST_CHARACTERS = 1_500


@dataclass(frozen=True, slots=True)
class JudgePrompt:
    """`hash` is over the whole file."""

    name: str
    system: str
    user: str
    hash: str

    def filled(self, **values: str) -> list[BaseMessage]:
        """Every value as it is; what comes from outside goes through `one_line` before."""
        return [SystemMessage(self.system), HumanMessage(_VARIABLE.sub(lambda found: values[found[1]], self.user))]


@lru_cache(maxsize=8)
def judge_prompt(name: str) -> JudgePrompt:
    """Raises PromptInvalid."""
    file = _folder() / f"{name}.zh.md"
    try:
        content = file.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptInvalid(prompt=file.name, reason=str(error)) from error
    found = _FILE.match(content.replace("\r\n", "\n"))
    if not found or f"name: {name}\n" not in found["matter"]:
        raise PromptInvalid(prompt=file.name, reason="expected front matter, <system>…</system> and <user>…</user>")
    return JudgePrompt(
        name, found["system"], found["user"], hashlib.sha256(content.encode()).hexdigest()[:_HASH_CHARACTERS]
    )


def one_line(text: str) -> str:
    """So that nothing in an answer can look like a part of the prompt."""
    return " ".join(_CONTROL.sub(" ", text).split())[:_MOST_CHARACTERS]


def _folder() -> Path:
    """In a checkout, or its copy inside the package in a wheel."""
    package = Path(rag.__file__).parent
    packaged = package / "templates"
    return (packaged if packaged.is_dir() else package.parent / "prompts") / "evaluation"
