"""A defect: what it breaks, and how it is put in and taken out again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from rag.evaluation.stages import Stage

Change = Callable[[Any], Any]
"""From what a name stands for to what it stands for with the defect."""


@dataclass(frozen=True)
class Defect:
    """`changes`: by the dotted name of what is replaced. `stages`: any of these names what is broken. `suite`: in which
    it must show. `reads`: reports have to be taken in anew, for it is in their reading."""

    name: str
    what: str
    changes: Mapping[str, Change]
    stages: frozenset[Stage]
    suite: str = "answers"
    reads: bool = False

    @property
    def is_asked_apart(self) -> bool:
        """In a place of its own: what summaries are made of is kept where they were made."""
        return self.reads or self.suite == "summaries"

    @contextmanager
    def put_in(self) -> Iterator[None]:
        with ExitStack() as stack:
            for target, change in self.changes.items():
                stack.enter_context(patch(target, change(_named(target))))
            yield


def _named(target: str) -> Any:
    """What a dotted name stands for now: a module, then attributes."""
    module, _, rest = target, "", ""
    parts = target.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found: Any = __import__(".".join(parts[:end]), fromlist=["_"])
        except ImportError:
            continue
        for name in parts[end:]:
            found = found.__dict__[name] if isinstance(found, type) else getattr(found, name)
        return found
    raise LookupError(f"{module}{rest}")
