"""How models are reached in each mode, and with which settings."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rag.bootstrap import Connecting
from rag.errors import DataFileEmpty
from rag.evaluation.exchanges import Recording, Replaying, unhurried
from rag.evaluation.exchanges.files import Exchange, Recorded, read_exchanges
from rag.evaluation.running.options import EXTRACTIVE, Mode, RunOptions
from rag.settings import Settings

# The listwise reranker: it asks the model that is set.
_RERANKED_BY_MODEL = "model"


@dataclass(frozen=True, slots=True)
class Reach:
    """`connecting`: None where models are reached as ever. `exchanges`: hash of those that are replayed."""

    settings: Settings
    connecting: Connecting | None
    repeats: int
    exchanges: str | None = None


def reach(settings: Settings, options: RunOptions) -> Reach:
    """Raises NoSuchPath, DataError, OutputNotWritable for a file of exchanges."""
    if options.mode is Mode.REPLAY and options.exchanges:
        return _replaying(settings, options.exchanges, options.repeat)
    if options.mode is Mode.LIVE:
        connecting = Recording(options.record, settings) if options.record else None
        return Reach(settings, connecting, options.repeat or 1)
    return Reach(_without_models(settings), None, options.repeat or 1)


def _without_models(settings: Settings) -> Settings:
    reranker = "" if settings.reranker == _RERANKED_BY_MODEL else settings.reranker
    return replace(settings, model=EXTRACTIVE, reranker=reranker, judge="")


def _replaying(settings: Settings, file: Path, repeat: int | None) -> Reach:
    """Of the model that was recorded, as often as it was, unless others are set."""
    recorded = read_exchanges(file)
    if not recorded:
        raise DataFileEmpty(path=file)
    model = settings.model if settings.model != EXTRACTIVE else _model_of(recorded, judge=settings.judge)
    chosen = unhurried(replace(settings, model=model))
    repeats = repeat or 1 + max(number for _, number in recorded)
    return Reach(chosen, Replaying(file, chosen), repeats, hashlib.sha256(file.read_bytes()).hexdigest())


def _model_of(recorded: Recorded, *, judge: str) -> str:
    """That was asked most."""
    asked = Counter(str(one.request["model"]) for one in _all(recorded))
    return max(asked, key=lambda name: (name != judge, asked[name], name))


def _all(recorded: Recorded) -> Iterator[Exchange]:
    return (one for by_case in recorded.values() for several in by_case.values() for one in several)
