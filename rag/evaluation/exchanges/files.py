"""Exchanges in a file: a line each, appended when the exchange is over. Several processes may append to one."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from rag.errors import DataLineNotJson, DataLineWrong, NoSuchPath, OutputNotWritable

_log = logging.getLogger(__name__)

Piece = str | dict[str, Any]
"""What came at once: its text alone, or an object with `content` and what else it said (see `pieces`)."""


class End(StrEnum):
    """How an exchange was over."""

    WHOLE = "whole"  # the model had no more to say
    CLOSED = "closed"  # the product had read enough
    LATE = "late"  # the product waited no longer: `error["failure"]`
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Exchange:
    """`number`: of the same requests of its attempt, from 0. `at_once`: the reply was asked for in one piece.
    `seconds` are for people, and change nothing."""

    key: str
    case: str
    repeat: int
    session: str
    number: int
    request: dict[str, Any]
    pieces: tuple[Piece, ...]
    end: End
    error: dict[str, Any] = field(default_factory=dict)
    at_once: bool = False
    seconds: float = 0.0

    @property
    def has_begun(self) -> bool:
        """Whether a word has come."""
        return any(one if isinstance(one, str) else one["content"] for one in self.pieces)


_appending = threading.Lock()


def append(file: Path, exchange: Exchange) -> None:
    """A line, in one write. Raises OutputNotWritable."""
    line = json.dumps(asdict(exchange), ensure_ascii=False, separators=(",", ":"), default=str) + "\n"
    content = line.encode("utf-8", "backslashreplace")
    try:
        with _appending, file.open("ab", buffering=0) as kept:
            kept.write(content)
    except OSError as error:
        raise OutputNotWritable(path=file, reason=error.strerror or error) from error


def begin_file(file: Path) -> None:
    """Makes it where there is none, and takes away a last line that was never finished. Raises OutputNotWritable."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab+") as kept:
            kept.seek(0)
            content = kept.read()
            if content and not content.endswith(b"\n"):
                kept.truncate(content.rfind(b"\n") + 1)
            os.fsync(kept.fileno())
    except OSError as error:
        raise OutputNotWritable(path=file, reason=error.strerror or error) from error


Recorded = dict[tuple[str, int], dict[str, list[Exchange]]]
"""By key and repeat, then by case; in the order in which they were asked for."""


def read_exchanges(file: Path) -> Recorded:
    """Of an attempt that was made again, the last. A last line that was never finished is left out, and said.

    Raises NoSuchPath, DataError.
    """
    try:
        *lines, torn = file.read_bytes().split(b"\n")
    except OSError as error:
        raise NoSuchPath(path=file) from error
    if torn:
        _log.warning("%s: the last line is not whole, and is left out", file)
    exchanges = [_exchange(line, file, number) for number, line in enumerate(lines, 1) if line.strip()]
    last = {(one.case, one.repeat): one.session for one in exchanges}
    return _arranged([one for one in exchanges if last[one.case, one.repeat] == one.session])


def _arranged(exchanges: Sequence[Exchange]) -> Recorded:
    found: defaultdict[tuple[str, int], dict[str, list[Exchange]]] = defaultdict(dict)
    for one in sorted(exchanges, key=lambda one: one.number):
        found[one.key, one.repeat].setdefault(one.case, []).append(one)
    return dict(found)


def _exchange(line: bytes, file: Path, number: int) -> Exchange:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataLineNotJson(path=file, line=number, reason=error) from error
    try:
        return Exchange(**{**values, "pieces": tuple(values["pieces"]), "end": End(values["end"])})
    except (KeyError, TypeError, ValueError) as error:
        raise DataLineWrong(path=file, line=number, expected="key, case, repeat, pieces, end …") from error
