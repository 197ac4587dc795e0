"""Words that must be cited: where they stand in the reports, and how far they came on the way to the answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.domain import Located, Span
from rag.evaluation.metrics.retrieval import Need, first_rank
from rag.evaluation.scoring.quoted import places_of
from rag.evaluation.scoring.seen import AnswerSeen
from rag.evaluation.suites.cases import AnswerCase, MustCite
from rag.evaluation.suites.clusters import WHOLE_REPORT, heading_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """`retrieved`: rank from 0 of the first passage that overlaps them, None for not."""

    cite: MustCite
    places: tuple[Located, ...]
    retrieved: int | None
    is_shown: bool
    cited_by: tuple[int, ...]

    def as_shown(self) -> dict[str, Any]:
        """For a report; ranks from 1."""
        return {
            "report": self.cite.report,
            "quote": self.cite.quote,
            "retrieved": None if self.retrieved is None else self.retrieved + 1,
            "shown": self.is_shown,
            "cited": list(self.cited_by),
        }


def wanted_of(cite: MustCite, seen: AnswerSeen) -> Wanted:
    spans = places_of(cite, seen.fixtures)
    places = tuple(Located(seen.fixtures.named(cite.report).id, span) for span in spans)
    cited = [
        one.id
        for one in seen.answer.citations
        if first_rank([Located(one.place.report_id, one.place.span)], places) is not None
    ]
    retrieved = first_rank(seen.trace.retrieved, places)
    is_shown = first_rank(seen.trace.shown, places) is not None
    return Wanted(cite, places, retrieved, is_shown, tuple(cited))


def heading_above(wanted: Wanted, case: AnswerCase) -> str:
    """The top-level heading that the words stand under; "" where the case names none, or they stand twice."""
    if len(wanted.places) != 1:
        return ""
    named = wanted.cite.section or heading_of(case.cluster, wanted.cite.report)
    return "" if named == WHOLE_REPORT else named


def needs_of(case: AnswerCase, wanted: Sequence[Wanted]) -> tuple[Need, ...]:
    """What must be cited: each of the words, or any of them."""
    if not wanted:
        return ()
    if case.cite == "any":
        return (tuple(place for one in wanted for place in one.places),)
    return tuple(one.places for one in wanted)


def is_cut(text: str, span: Span) -> bool:
    """Whether a place begins or ends within a phrase: between two letters, digits or Chinese characters."""
    return _is_within(text, span.start) or _is_within(text, span.end)


def _is_within(text: str, place: int) -> bool:
    around = text[place - 1 : place + 1] if place > 0 else ""
    return len(around) == 2 and all(unicodedata.category(one)[0] in "LN" for one in around)
