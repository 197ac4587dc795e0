"""An answer as text: its sentences with their numbers, and beneath a rule the words they were taken from."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag import messages
from rag.domain import Answer, AnswerStatus, Place
from rag.entrypoints.places import place_line

# What stands between the sentences and what is beneath them.
RULE = "\n\n---\n"

# What Markdown would read as markup, or as the end of a link's text.
_MARKUP = re.compile(r"([\\`*_\[\]<>|])")

# The address of a page on which a place is shown.
Locate = Callable[[Place], str]


def cited_text(answer: Answer, *, language: str, locate: Locate | None = None) -> str:
    """Markdown; places are links where `locate` gives them an address. A refusal ends with the nearest sections."""
    lines = [f"[{one.id}] {_place(one.place, locate)}：“{_one_line(one.quote)}”" for one in answer.citations]
    if answer.status is AnswerStatus.REFUSED and answer.nearest:
        lines += [messages.text("nearest_sections", language).strip()]
        lines += [f"- {_place(one, locate)}" for one in answer.nearest]
    lines += [_escaped(one) for one in answer.notices]
    return answer.text + (RULE + "  \n".join(lines) if lines else "")


def _place(place: Place, locate: Locate | None) -> str:
    line = _escaped(place_line(place))
    return f"[{line}]({locate(place)})" if locate else line


def _one_line(text: str) -> str:
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
