"""What is wrong with what came back: a code for each demand that is not met, and the stage that it was lost at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.evaluation.stages import Stage

_ORDER = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Finding:
    """`about`: the words, figure or row that the demand is about."""

    code: str
    stage: Stage
    about: str = ""


def codes_of(found: Sequence[Finding]) -> tuple[str, ...]:
    """Each once, in the order in which they were found."""
    return tuple(dict.fromkeys(one.code for one in found))


def first_stage(found: Sequence[Finding]) -> Stage | None:
    """Of the pipeline: what comes after it may only follow from it."""
    return min((one.stage for one in found), key=_ORDER.index, default=None)


def told_of(found: Sequence[Finding]) -> list[dict[str, str]]:
    return [{"code": one.code, "stage": one.stage.value, "about": one.about} for one in found]
