"""Prompts are data: front matter (name, version, language, variables) and a template in two parts, system and user.

A prompt that goes on with a conversation has no system part.

A variable is `{{name}}`. Unknown, unused and missing variables are errors; nothing else in a template is special, and
what is filled in is never searched for variables again.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.domain import PromptIdentity
from rag.errors import PromptInvalid

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

_FILE = re.compile(
    r"\A---\n(?P<matter>.*?)\n---\n(?:<system>\n(?P<system>.*?)\n</system>\n)?<user>\n(?P<user>.*?)\n</user>\s*\Z",
    re.DOTALL,
)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_FIELDS = {"name", "version", "language", "variables"}

# A user's own folder of prompts, where there is one.
_chosen: list[Path] = []


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file. `hash` is over the whole file, so that any change shows in every answer."""

    name: str
    version: str
    language: str
    variables: frozenset[str]
    system: str
    user: str
    hash: str

    @property
    def identity(self) -> PromptIdentity:
        return PromptIdentity(name=self.name, version=self.version, hash=self.hash)

    def render(self, **values: str) -> list[BaseMessage]:
        """System and user message, or the user message alone where the prompt goes on with a conversation.

        Raises PromptInvalid unless exactly the declared variables are given.
        """
        if values.keys() != self.variables:
            wrong = ", ".join(sorted(values.keys() ^ self.variables))
            raise PromptInvalid(prompt=self.name, reason=f"variables given and declared differ: {wrong}")
        from langchain_core.messages import HumanMessage, SystemMessage  # 0.1 s, which finding a template does without

        asked = HumanMessage(_VARIABLE.sub(lambda found: values[found[1]], self.user))
        return [SystemMessage(self.system), asked] if self.system else [asked]


def parse_prompt(content: str, *, source: str) -> Prompt:
    """Raises PromptInvalid, naming `source`, where front matter, parts or variables are not as they must be."""
    found = _FILE.match(content.replace("\r\n", "\n"))
    if not found:
        raise PromptInvalid(
            prompt=source, reason="expected front matter, <system>…</system> (or none) and <user>…</user>"
        )
    matter = _front_matter(found["matter"], source=source)
    variables = frozenset(one.strip() for one in matter["variables"].strip("[]").split(",") if one.strip())
    used = set(_VARIABLE.findall(found["user"]))
    system = found["system"] or ""
    if used != variables or _VARIABLE.search(system):
        raise PromptInvalid(prompt=source, reason=f"declared {sorted(variables)}, used in <user> {sorted(used)}")
    return Prompt(
        name=matter["name"],
        version=matter["version"],
        language=matter["language"],
        variables=variables,
        system=system,
        user=found["user"],
        hash=hashlib.sha256(content.encode()).hexdigest()[:12],
    )


def _front_matter(block: str, *, source: str) -> dict[str, str]:
    matter: dict[str, str] = {}
    for line in block.splitlines():
        name, colon, value = line.partition(":")
        if not colon or name.strip() in matter:
            raise PromptInvalid(prompt=source, reason=f"front matter line “{line}”")
        matter[name.strip()] = value.strip().strip('"')
    if matter.keys() != _FIELDS:
        raise PromptInvalid(prompt=source, reason=f"front matter needs exactly {', '.join(sorted(_FIELDS))}")
    return matter


def templates_folder() -> Path:
    """`prompts/` in a checkout, its copy inside the package in a wheel."""
    packaged = Path(__file__).parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "prompts"


def use_prompts(folder: Path | None) -> None:
    """From now on in this process prompts are those of `folder`, and the product's own where it has none of a name.

    Raises PromptInvalid where it is no folder. None: the product's own.
    """
    if folder is not None and not folder.is_dir():
        raise PromptInvalid(prompt=str(folder), reason="no such folder")
    _chosen.clear()
    if folder is not None:
        _chosen.append(folder)


def load_prompt(name: str, language: str) -> Prompt:
    """The prompt `name` in `language`. Raises PromptInvalid where it is missing or malformed."""
    file = f"{name}.{language}.md"
    own = next((one / file for one in _chosen if (one / file).is_file()), None)
    return _read(own or templates_folder() / file)


@lru_cache(maxsize=32)
def _read(path: Path) -> Prompt:
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptInvalid(prompt=path.name, reason=str(error)) from error
    return parse_prompt(content, source=path.name)
