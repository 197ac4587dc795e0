"""Nothing that opens a door is kept: keys of the settings and the environment, what looks like one, names and
passwords in addresses."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from rag.settings import Settings

HIDDEN = "***"

_SECRET_NAME = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|AUTH)$", re.IGNORECASE)
# Shorter ones are words that may stand anywhere ("none", "changeme" is long enough).
_LEAST_CHARACTERS = 8
_LEAST_OF_SETTINGS = 4
_LOOKS_SECRET = re.compile(
    r"\b(?:sk|pk|gsk|xai|nvapi|hf|ghp|github_pat)[-_][\w*.…-]{4,}"
    r"|\bAIza[\w-]{8,}|\bAKIA[A-Z0-9]{12,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*"  # a JSON web token
    r"|(?<=://)[^/\s@\"'<>]+(?=@)"
    r"|(?i:(?<=[?&]key=)|(?<=[?&]token=)|(?<=[?&]password=))[^&\s\"']{4,}"
    r"|(?i:(?<=bearer )|(?<=basic ))[\w.~+/=-]{8,}"
    r"|(?i:(?:proxy-)?authorization|x-api-key|api[-_]key|access[-_]token)[\"']?\s*[:=]\s*[\"']?"
    r"(?:(?i:bearer|basic)\s+)?[^\s\"',;}]{4,}"
)


class Scrubber:
    """Takes out `secrets`, whole, and whatever looks like one."""

    def __init__(self, secrets: Sequence[str]) -> None:
        longest_first = sorted({one for one in secrets if one}, key=lambda one: (-len(one), one))
        known = [re.escape(one) for one in longest_first]
        self._pattern = re.compile("|".join([*known, _LOOKS_SECRET.pattern]))

    @classmethod
    def of(cls, settings: Settings, environment: Mapping[str, str] | None = None) -> Scrubber:
        """`environment`: the process's own, without."""
        around = os.environ if environment is None else environment
        chosen = {one.name: str(getattr(settings, one.name)) for one in fields(settings)}
        held = [value for name, value in chosen.items() if _SECRET_NAME.search(name)]
        found = [value for name, value in around.items() if _SECRET_NAME.search(name)]
        return cls(
            [
                *(one for one in held if len(one) >= _LEAST_OF_SETTINGS),
                *(one for one in found if len(one) >= _LEAST_CHARACTERS),
            ]
        )

    def text(self, text: str) -> str:
        return self._pattern.sub(HIDDEN, text)

    def texts(self, pieces: Sequence[str]) -> list[str]:
        """Pieces of one text, in which a secret may begin in one and end in another."""
        whole = "".join(pieces)
        spans = [found.span() for found in self._pattern.finditer(whole)]
        if not spans:
            return list(pieces)
        hidden = {place for start, end in spans for place in range(start, end)}
        begun = {start for start, _ in spans}
        left: list[str] = []
        place = 0
        for piece in pieces:
            places = range(place, place + len(piece))
            place += len(piece)
            left.append("".join(HIDDEN if at in begun else "" if at in hidden else whole[at] for at in places))
        return left

    def value(self, value: Any) -> Any:
        """JSON, with every text in it scrubbed."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(name)): self.value(one) for name, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(one) for one in value]
        return value
