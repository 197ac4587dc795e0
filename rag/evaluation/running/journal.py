"""What has come back so far, a line each as it comes: whoever goes on after a crash asks only what is missing.

A line that a crash has cut short is as if it had not been written.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.domain import Usage
from rag.evaluation.running.asking import Outcome
from rag.evaluation.runs import attempt_document, attempt_of

Key = tuple[str, int]
"""A case's id and the repeat, from 0."""


class Journal:
    """`found`: what was there already."""

    def __init__(self, file: Path, descriptor: int | None, found: dict[Key, Outcome]) -> None:
        self._file = file
        self._descriptor = descriptor
        self.found = found

    def note(self, key: Key, outcome: Outcome) -> None:
        if self._descriptor is not None:
            line = json.dumps(_document(key, outcome), ensure_ascii=False) + "\n"
            os.write(self._descriptor, line.encode())

    def remove(self) -> None:
        """What it holds is kept elsewhere."""
        if self._descriptor is not None:
            self._file.unlink(missing_ok=True)


@contextmanager
def open_journal(file: Path, *, resume: bool) -> Iterator[Journal]:
    """Begun anew unless `resume`. Where another run of the same writes it just now, nothing is noted or found."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        yield Journal(file, None, {})
        return
    try:
        if not resume:
            os.ftruncate(descriptor, 0)
        yield Journal(file, descriptor, _read(file, descriptor))
    finally:
        os.close(descriptor)


def _read(file: Path, descriptor: int) -> dict[Key, Outcome]:
    content = file.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    os.ftruncate(descriptor, len(whole))
    return dict(_entry(json.loads(line)) for line in whole.splitlines())


def _document(key: Key, outcome: Outcome) -> dict[str, Any]:
    usage = outcome.usage
    return {
        "case": key[0],
        "repeat": key[1],
        "ms": outcome.ms,
        "usage": [usage.input_tokens, usage.output_tokens] if usage else None,
        "attempt": attempt_document(outcome.attempt),
    }


def _entry(document: dict[str, Any]) -> tuple[Key, Outcome]:
    usage = Usage(*document["usage"]) if document["usage"] else None
    outcome = Outcome(attempt_of(document["attempt"]), document["ms"], usage)
    return (document["case"], document["repeat"]), outcome
