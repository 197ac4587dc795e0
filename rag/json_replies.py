"""Claims in a reply that is JSON, though plain lines were asked for: any shape that holds texts and handles. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_BEGINS = re.compile(r"""\s*(?:\{\s*(?:["'}]|$)|\[\s*(?:[{\["]|$))""")
_HANDLE = re.compile(r"[\[【]?\s*([A-Za-z]\d[A-Za-z0-9]{0,4})\s*[\]】]?")
_INNERMOST = re.compile(r"\{[^{}]*\}")
# Where an object has one of these, its other texts are not for the reader (`"status": "answered"`).
_TEXT_KEYS = frozenset(
    (
        *("text", "claim", "claims", "sentence", "sentences", "content", "answer", "answers", "items", "response"),
        *("output", "答案", "回答", "内容", "句子", "要点", "结论", "论断"),
    )
)


@dataclass(frozen=True, slots=True)
class JsonText:
    """A text and the handles that stand beside it in the same object."""

    text: str
    handles: tuple[str, ...] = ()


class JsonReply:
    """Takes lines until they are a JSON value."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self.is_over = False

    @staticmethod
    def begins(line: str) -> bool:
        return bool(_BEGINS.match(line))

    def read(self, line: str) -> Sequence[JsonText]:
        """The texts, once the value is whole."""
        self._lines.append(line)
        if not line.rstrip().rstrip(",").endswith(("}", "]")):
            return ()
        try:
            value = json.loads("\n".join(self._lines).strip().rstrip(","), strict=False)
        except (ValueError, RecursionError):
            return ()
        self.is_over = True
        return tuple(_texts(value))

    def salvage(self) -> Sequence[JsonText]:
        """The texts of what is whole inside a value that was cut off."""
        found: list[JsonText] = []
        for inner in _INNERMOST.findall("\n".join(self._lines)):
            try:
                found.extend(_texts(json.loads(inner, strict=False)))
            except ValueError:
                continue
        return found


def _texts(value: object) -> Iterator[JsonText]:
    if isinstance(value, str):
        yield JsonText(value)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        handles = tuple(dict.fromkeys(handle for one in value.values() for handle in _handles(one)))
        for one in _for_readers(value):
            if isinstance(one, str):
                yield JsonText(one, handles)
            else:
                yield from _texts(one)


def _for_readers(found: dict[str, object]) -> list[object]:
    named = [one for key, one in found.items() if str(key).lower() in _TEXT_KEYS]
    return [one for one in named or found.values() if not list(_handles(one))]


def _handles(value: object) -> Iterator[str]:
    """The handles of a value that is nothing but handles."""
    listed = value if isinstance(value, list) else [value]
    found = [_HANDLE.fullmatch(one.strip()) if isinstance(one, str) else None for one in listed]
    if all(found):
        yield from (one[1].lower() for one in found if one)
