"""How models are reached in each mode, and with which settings."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rag.bootstrap import Connecting
from rag.errors import DataFileEmpty
from rag.evaluation.exchanges import ANSWERING, Recording, Replaying, unhurried
from rag.evaluation.exchanges.files import Exchange, Recorded, read_exchanges
from rag.evaluation.judges import JUDGING, JudgeChoice, as_ever
from rag.evaluation.running.options import EXTRACTIVE, Mode, RunOptions
from rag.settings import Settings

# The listwise reranker: it asks the model that is set.
_RERANKED_BY_MODEL = "model"


@dataclass(frozen=True, slots=True)
class Reach:
    """`connecting`: None where no model is reached. `exchanges`: hash of those that are replayed. `judging`: None
    where nobody judges."""

    settings: Settings
    connecting: Connecting | None
    repeats: int
    exchanges: str | None = None
    judging: JudgeChoice | None = None


def reach(settings: Settings, options: RunOptions) -> Reach:
    """Raises NoSuchPath, DataError, OutputNotWritable for a file of exchanges."""
    if options.mode is Mode.REPLAY and options.exchanges:
        return _replaying(settings, options.exchanges, options)
    if options.mode is Mode.LIVE:
        return _live(settings, options)
    return Reach(_without_models(settings), None, options.repeat or 1)


def _live(settings: Settings, options: RunOptions) -> Reach:
    connecting = Recording(options.record, settings) if options.record else as_ever
    reached = Reach(settings, connecting, options.repeat or 1)
    if not options.judge:
        return reached
    recording = Recording(options.record, settings, purpose=JUDGING) if options.record else as_ever
    return replace(reached, judging=JudgeChoice(options.judge, settings, recording))


def _without_models(settings: Settings) -> Settings:
    reranker = "" if settings.reranker == _RERANKED_BY_MODEL else settings.reranker
    return replace(settings, model=EXTRACTIVE, reranker=reranker, judge="")


def _replaying(settings: Settings, file: Path, options: RunOptions) -> Reach:
    """Of the models that were recorded, with as much room and as often as they were, unless others are set."""
    recorded = read_exchanges(file)
    if not recorded:
        raise DataFileEmpty(path=file)
    model = settings.model if settings.model != EXTRACTIVE else _model_of(recorded, ANSWERING, but=settings.judge)
    room = settings.model_context_tokens or _room_of(recorded)
    chosen = unhurried(replace(settings, model=model or EXTRACTIVE, model_context_tokens=room))
    repeats = options.repeat or 1 + max(number for _, number in recorded)
    judge = options.judge or _model_of(recorded, JUDGING)
    judging = JudgeChoice(judge, chosen, Replaying(file, chosen, purpose=JUDGING)) if judge else None
    return Reach(chosen, Replaying(file, chosen), repeats, hashlib.sha256(file.read_bytes()).hexdigest(), judging)


def _model_of(recorded: Recorded, purpose: str, *, but: str = "") -> str:
    """That was asked most; "" where none was."""
    asked = Counter(str(one.request["model"]) for one in _all(recorded) if one.request["purpose"] == purpose)
    return max(asked, key=lambda name: (name != but, asked[name], name), default="")


def _room_of(recorded: Recorded) -> int:
    """What the model could read and write when it answered; 0 where nobody knows. Evidence is cut to it."""
    answering = (one.request for one in _all(recorded) if one.request["purpose"] == ANSWERING)
    return max((int(one["parameters"].get("context_tokens") or 0) for one in answering), default=0)


def _all(recorded: Recorded) -> Iterator[Exchange]:
    return (one for by_case in recorded.values() for several in by_case.values() for one in several)
