"""The stage of the product at which a failed answer was lost, by what was found, shown, written and dropped.

From the end of the pipeline nothing can be told of its beginning: what was never retrieved is that, whatever the answer
says. So the stages are asked in the order of the pipeline, of the words that the answer lacks; a citation that is not
the text at its place, and a place said to lie in another section, come before all, as they show where the fault is.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import AnswerStatus, Dropped
from rag.evaluation.metrics.citations import shared_pairs
from rag.evaluation.metrics.figures import figure_of, figures_in, same_quantity
from rag.evaluation.metrics.texts import holds
from rag.evaluation.scoring.demands import ClaimFigure, Findings
from rag.evaluation.scoring.seen import AnswerSeen
from rag.evaluation.scoring.wanted import Wanted
from rag.evaluation.stages import Stage
from rag.evaluation.suites.cases import AnswerCase

_SAYS_THE_SAME = 0.5
"""Share of the pairs of characters from which a sentence says what a quote says."""


def stage_of(case: AnswerCase, seen: AnswerSeen, found: Findings) -> Stage:
    """Of an answer that has not passed."""
    if case.status == "refused":
        return Stage.ANSWERED_WRONGLY
    if "section" in found.problems or any(not one.places for one in found.wanted):
        return Stage.MISREAD
    if {"quote_not_verbatim", "quote_cut"} & set(found.problems):
        return Stage.CITED_WRONGLY
    is_refused = seen.answer.status is AnswerStatus.REFUSED
    lost = _lost(found, is_refused=is_refused)
    return _before_the_model(case, lost) or _behind_the_model(found, lost, seen, is_refused=is_refused)


def _lost(found: Findings, *, is_refused: bool) -> list[Wanted]:
    """Of the words to be cited, those that the answer lacks: not cited though they must be, or holding what is
    missing."""
    if is_refused:
        return list(found.wanted)
    needed = [] if all(found.needs_cited) else [one for one in found.wanted if not one.cited_by]
    missing = [one for one in found.wanted if not one.cited_by and _holds_missing(one.cite.quote, found)]
    return [one for one in found.wanted if one in needed or one in missing]


def _holds_missing(text: str, found: Findings) -> bool:
    """Whether a text says something that the answer should."""
    if any(holds(text, one) for group in found.missing_words for one in group):
        return True
    figures = figures_in(text, articles=True)
    wanted = [figure_of(one.value, one.unit) for one in found.missing_numbers]
    return any(same_quantity(one, other) for one in figures for other in wanted)


def _before_the_model(case: AnswerCase, lost: Sequence[Wanted]) -> Stage | None:
    """Of alternatives the one that came furthest counts, of what is all needed the one that was lost first."""
    if not lost:
        return None
    reached = [2 if one.is_shown else int(one.retrieved is not None) for one in lost]
    furthest = max(reached) if case.cite == "any" else min(reached)
    return (Stage.NOT_RETRIEVED, Stage.NOT_IN_CONTEXT, None)[furthest]


def _behind_the_model(found: Findings, lost: Sequence[Wanted], seen: AnswerSeen, *, is_refused: bool) -> Stage:
    """The model was shown everything."""
    if _is_said_beside(found, lost, seen):
        return Stage.CITED_WRONGLY
    if any(_was_wanted(one, found, lost) for one in seen.answer.dropped):
        return Stage.DROPPED
    if is_refused:
        return Stage.REFUSED_WRONGLY
    return Stage.NOT_USED if lost else _of_what_was_used(found, seen)


def _was_wanted(dropped: Dropped, found: Findings, lost: Sequence[Wanted]) -> bool:
    return _holds_missing(dropped.text, found) or any(_says(dropped.text, one.cite.quote) for one in lost)


def _says(text: str, quote: str) -> bool:
    """Whether a sentence says what a quote says: in its words, and where it has figures with one of them."""
    quoted = figures_in(quote, articles=True)
    figures = figures_in(text, articles=True)
    has_figure = any(same_quantity(one, other) for one in figures for other in quoted)
    return shared_pairs(text, quote) >= _SAYS_THE_SAME and (has_figure or not quoted)


def _is_said_beside(found: Findings, lost: Sequence[Wanted], seen: AnswerSeen) -> bool:
    """Whether the answer says all that it should, of a place that it does not cite."""
    if not lost or found.missing_words or found.missing_numbers:
        return False
    return any(_says(claim.text, one.cite.quote) for claim in seen.answer.claims for one in lost)


def _of_what_was_used(found: Findings, seen: AnswerSeen) -> Stage:
    """All that must be cited is. A figure that its quotes do not state came from another place that the model was
    shown, or it was made up, or it is of another year."""
    astray = [one for one in found.figures if not one.is_held_up]
    shown = [] if found.missing_words or found.missing_numbers or not astray else _texts_shown(seen)
    are_elsewhere = [not one.is_quoted and any(_states(one, text) for text in shown) for one in astray]
    return Stage.CITED_WRONGLY if astray and all(are_elsewhere) else Stage.USED_WRONGLY


def _states(figure: ClaimFigure, text: str) -> bool:
    """Whether a text is what the claim with this figure was made of."""
    stated = figures_in(text, articles=True)
    is_there = any(same_quantity(figure.figure, one) for one in stated)
    return is_there and shared_pairs(figure.claim, text) >= _SAYS_THE_SAME


def _texts_shown(seen: AnswerSeen) -> list[str]:
    reports = seen.fixtures.by_id
    return [one.span.of(reports[one.report_id].text) for one in seen.trace.shown if one.report_id in reports]
