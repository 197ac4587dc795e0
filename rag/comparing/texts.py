"""What reports say in words: what is new, gone and repeated, and what became of problems and plans. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.comparing.matters import missing_matters
from rag.comparing.plans import plans_and_results
from rag.comparing.problems import carried_over
from rag.comparing.reading import ReadReport
from rag.comparing.repeating import repeated, repeated_share
from rag.comparing.sources import consecutive
from rag.domain import ComparedText, FollowedUp


@dataclass(frozen=True, slots=True)
class ComparedTexts:
    """`new` and `gone`: between the last two reports of an office, the most telling first. `repeated` in the order of
    the last report that has it; `repeated_share`: of the characters of the last report."""

    new: tuple[ComparedText, ...]
    gone: tuple[ComparedText, ...]
    repeated: tuple[ComparedText, ...]
    repeated_share: float


def compare_texts(sources: Sequence[ReadReport]) -> ComparedTexts:
    """`sources` in order of year."""
    new: list[ComparedText] = []
    gone: list[ComparedText] = []
    for before, after in last_pairs(sources):
        earlier, later = sources[before], sources[after]
        new += missing_matters(later, later.units, earlier.mentions)
        gone += missing_matters(earlier, earlier.units, later.mentions)
    same = repeated(sources)
    return ComparedTexts(tuple(new), tuple(gone), tuple(same), repeated_share(sources, same))


def last_pairs(sources: Sequence[ReadReport]) -> list[tuple[int, int]]:
    """The last two reports of each office."""
    pairs = consecutive(sources)
    earlier = {before for before, _ in pairs}
    return [pair for pair in pairs if pair[1] not in earlier]


def follow(sources: Sequence[ReadReport]) -> tuple[tuple[FollowedUp, ...], tuple[FollowedUp, ...]]:
    """Problems carried over and plans against results, of neighbouring reports of one office. `sources` by year."""
    problems: list[FollowedUp] = []
    plans: list[FollowedUp] = []
    for before, after in consecutive(sources):
        problems += carried_over(sources[before], sources[after])
        plans += plans_and_results(sources[before], sources[after])
    return tuple(problems), tuple(plans)
