"""What became of an earlier report's problems and plans. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rag.comparing.plans import plans_and_results
from rag.comparing.problems import carried_over
from rag.comparing.reading import ReadReport
from rag.comparing.sources import consecutive
from rag.domain import FollowedUp


def follow(sources: Sequence[ReadReport]) -> tuple[tuple[FollowedUp, ...], tuple[FollowedUp, ...]]:
    """Problems carried over and plans against results, of neighbouring reports of one office. `sources` by year."""
    problems: list[FollowedUp] = []
    plans: list[FollowedUp] = []
    for before, after in consecutive(sources):
        problems += carried_over(sources[before], sources[after])
        plans += plans_and_results(sources[before], sources[after])
    return tuple(problems), tuple(plans)
