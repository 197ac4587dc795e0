"""The stage of the product at which a failed answer was lost, by what was found, shown, written and dropped.

From the end of the pipeline nothing can be told of its beginning: what was never retrieved is that, whatever the answer
says. So the stages are asked in the order of the pipeline, of the words that the answer lacks; a citation that is not
the text at its place, and a place said to lie in another section, come before all, as they show where the fault is.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import AnswerStatus, Dropped
from rag.evaluation.metrics.citations import shared_pairs
from rag.evaluation.metrics.figures import ReadFigure, figure_of, figures_in, same_quantity
from rag.evaluation.metrics.texts import holds
from rag.evaluation.scoring.demands import Findings, Wanted
from rag.evaluation.scoring.seen import AnswerSeen
from rag.evaluation.stages import Stage
from rag.evaluation.suites.cases import AnswerCase

_SAYS_THE_SAME = 0.5
"""Share of the pairs of characters from which a sentence says what a quote says."""


def stage_of(case: AnswerCase, seen: AnswerSeen, found: Findings) -> Stage:
    """Of an answer that has not passed."""
    is_refused = seen.answer.status is AnswerStatus.REFUSED
    if case.status == "refused":
        return Stage.ANSWERED_WRONGLY
    if "section" in found.problems or any(not one.places for one in found.wanted):
        return Stage.MISREAD
    if "quote_not_verbatim" in found.problems:
        return Stage.CITED_WRONGLY
    lost = _lost(found, is_refused=is_refused)
    before_the_model = _before_the_model(case, lost)
    if before_the_model:
        return before_the_model
    if any(_was_wanted(one, found, lost) for one in seen.answer.dropped):
        return Stage.DROPPED
    return Stage.REFUSED_WRONGLY if is_refused else _of_what_was_written(case, found, lost, seen)


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


def _was_wanted(dropped: Dropped, found: Findings, lost: Sequence[Wanted]) -> bool:
    return _holds_missing(dropped.text, found) or any(_says(dropped.text, one.cite.quote) for one in lost)


def _says(text: str, quote: str) -> bool:
    """Whether a sentence says what a quote says: in its words, and where it has figures with one of them."""
    quoted = figures_in(quote, articles=True)
    figures = figures_in(text, articles=True)
    has_figure = any(same_quantity(one, other) for one in figures for other in quoted)
    return shared_pairs(text, quote) >= _SAYS_THE_SAME and (has_figure or not quoted)


def _of_what_was_written(case: AnswerCase, found: Findings, lost: Sequence[Wanted], seen: AnswerSeen) -> Stage:
    """Everything wanted was shown to the model, nothing of it dropped, and something was answered."""
    is_missing = bool(found.missing_words or found.missing_numbers)
    if lost:
        said = [one.text for one in seen.answer.claims]
        says_it = any(_says(text, one.cite.quote) for text in said for one in lost)
        return Stage.CITED_WRONGLY if says_it and not is_missing else Stage.NOT_USED
    astray = [one.figure for one in found.figures if not one.is_held_up]
    known = _figures_wanted(case)
    are_right = bool(astray) and all(any(same_quantity(one, other) for other in known) for one in astray)
    return Stage.CITED_WRONGLY if are_right and not is_missing else Stage.USED_WRONGLY


def _figures_wanted(case: AnswerCase) -> list[ReadFigure]:
    quoted = [figure for one in case.must_cite for figure in figures_in(one.quote, articles=True)]
    return [*quoted, *(figure_of(one.value, one.unit) for one in case.numbers)]
