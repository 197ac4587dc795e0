"""How a suite is run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rag.service import SourceFile

EXTRACTIVE = "extractive"
_MOST_PROCESSES = 4
# A process takes 2.5 s of a core until its first answer, and 35 ms for each (23 reports, extractive): two pay from 140
# cases on, and cost little from 100.
_CASES_A_PROCESS = 50
_THREADS = 4


class Mode(StrEnum):
    """STUB: models that need nothing (extractive, scripted). REPLAY: a model's recorded exchanges. LIVE: a model."""

    STUB = "stub"
    REPLAY = "replay"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of a suite, `number` from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`jobs`: how many at once, None: as many as pay. `repeat`: how often each case is asked, None: once, in a replay
    as often as was recorded. `only` (ids), `types`, `tags`: the cases meant; all where none is said.
    `files`: the reports asked about in place of those that ship. `own`: ask what the user has in, the library of that
    name or, where it is "", all of it. `isolated`: all questions in processes of their own, where this one must keep
    its network. `judge`: `provider:name` of a model that judges the answers, too; in a replay, that recorded."""

    mode: Mode = Mode.STUB
    jobs: int | None = None
    repeat: int | None = None
    shard: Shard | None = None
    only: tuple[str, ...] | None = None
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    resume: bool = False
    seed: int = 0
    record: Path | None = None
    exchanges: Path | None = None
    files: Sequence[SourceFile] | None = None
    own: str | None = None
    isolated: bool = False
    judge: str = ""

    @property
    def is_offline(self) -> bool:
        return self.mode is not Mode.LIVE

    @property
    def is_partial(self) -> bool:
        return bool(self.shard or self.types or self.tags) or self.only is not None

    def at_once(self, cases: int) -> int:
        if self.jobs is not None:
            return max(1, min(self.jobs, cases))
        if self.mode is Mode.LIVE:
            return min(_THREADS, cases)
        return max(1, min(os.cpu_count() or 1, _MOST_PROCESSES, cases // _CASES_A_PROCESS))
