"""An answer held against the demands of its case. `eval/README.md` describes each demand.

An answer passes when it meets every demand; its scores say how nearly, and its stage where it was lost. Scores that a
case says nothing about are None. What is cited is judged against the reports as they are in, never as the answer says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.domain import Answer, AnswerStatus, Claim, Verdict
from rag.evaluation.metrics.citations import Source, f1, holds_up, share
from rag.evaluation.metrics.retrieval import NAMES as RETRIEVAL_SCORES
from rag.evaluation.metrics.retrieval import retrieval_scores, share_met
from rag.evaluation.metrics.texts import best, char_f1, exact_match, rouge_l, units_of
from rag.evaluation.runs import Attempt, rounded
from rag.evaluation.scoring.attribution import stage_of
from rag.evaluation.scoring.demands import Findings, findings_of, may_be_refused
from rag.evaluation.scoring.quoted import cited_of
from rag.evaluation.scoring.seen import AnswerSeen
from rag.evaluation.suites.cases import AnswerCase

_LIKENESS = {"exact_match": exact_match, "char_f1": char_f1, "rouge_l": rouge_l}


def score_answer(case: AnswerCase, seen: AnswerSeen) -> Attempt:
    """One answer; raises nothing, whatever the answer is."""
    answer = seen.answer
    found = findings_of(case, seen)
    passed = not found.problems
    return Attempt(
        passed=passed,
        stage=None if passed else stage_of(case, seen, found),
        scores={name: None if value is None else rounded(value) for name, value in _scores(case, seen, found).items()},
        status=answer.status.value,
        text=answer.text,
        cited=tuple(cited_of(one, seen.fixtures) for one in answer.citations),
        problems=found.problems,
        details=_details(answer, found),
    )


# --- scores --------------------------------------------------------------------------------------------------


def _scores(case: AnswerCase, seen: AnswerSeen, found: Findings) -> dict[str, float | None]:
    searched = retrieval_scores(seen.found, found.needs)
    if may_be_refused(case, seen.answer):
        return {**_nothing_to_say(), **searched, "context_recall": share_met(seen.trace.shown, found.needs)}
    is_answered = seen.answer.status is AnswerStatus.ANSWERED
    expects_words = case.status == "answered" and bool(case.contains or case.computed)
    return {
        "status": float(found.status_right),
        **_likeness(case, found.said),
        "contains": float(is_answered and not found.lacks_words) if expects_words else None,
        **_of_figures(case, found),
        **_of_citations(seen.answer, found),
        "section_right": share(found.sections_right),
        "length": float(sum(map(len, units_of(found.said)))) if is_answered else None,
        **searched,
        "context_recall": share_met(seen.trace.shown, found.needs),
    }


def _nothing_to_say() -> dict[str, float | None]:
    names = ("status", *_LIKENESS, "contains", "figure_precision", "figure_recall")
    more = ("citation_precision", "citation_recall", "citation_f1", "quotes_verbatim", "section_right", "length")
    return dict.fromkeys((*names, *more, *RETRIEVAL_SCORES), None)


def _likeness(case: AnswerCase, said: str) -> dict[str, float | None]:
    wanted = [one for one in (case.answer, *case.aliases) if one]
    return {name: best(measure, said, wanted) for name, measure in _LIKENESS.items()}


def _of_figures(case: AnswerCase, found: Findings) -> dict[str, float | None]:
    """Recall: of the figures demanded. Precision: of the figures in the claims, those that a quote of their claim
    states, of the same period, or that were computed."""
    n_wanted = len(case.numbers)
    recall = 1 - len(found.missing_numbers) / n_wanted if n_wanted else None
    return {"figure_precision": share([one.is_held_up for one in found.figures]), "figure_recall": recall}


def _of_citations(answer: Answer, found: Findings) -> dict[str, float | None]:
    precision = share([_is_good(answer, found, one.id) for one in answer.citations])
    recall = share(found.needs_cited)
    return {
        "citation_precision": precision,
        "citation_recall": recall,
        "citation_f1": f1(precision, recall),
        "quotes_verbatim": share([found.verbatim[one.id] for one in answer.citations]),
    }


def _is_good(answer: Answer, found: Findings, citation: int) -> bool:
    """Verbatim, and a reason for one of the claims that cite it; or the head of a table whose row is one."""
    claims = [one for one in answer.claims if citation in one.citations]
    return found.verbatim[citation] and any(
        _is_reason(one, found.sources[citation])
        or (
            found.is_row(citation)
            and any(found.is_row(id) and _is_reason(one, found.sources[id]) for id in one.citations)
        )
        for one in claims
    )


def _is_reason(claim: Claim, source: Source) -> bool:
    return holds_up(claim.text, source, is_computed=claim.verdict is Verdict.COMPUTED)


# --- details -------------------------------------------------------------------------------------------------


def _details(answer: Answer, found: Findings) -> Mapping[str, Any]:
    """What a report of differences shows of an answer; empty parts are left out."""
    details: dict[str, Any] = {
        "claims": [_claim(one) for one in answer.claims],
        "dropped": [{"text": one.text, "reason": one.reason.value} for one in answer.dropped],
        "undisclosed": [{"text": one.text, "citation": one.citation} for one in answer.undisclosed],
        "conflicts": [_conflict(one) for one in answer.conflicts],
        "missing": list(answer.missing),
        "unmet": found.unmet,
        "wanted": found.wanted_places,
    }
    return {name: value for name, value in details.items() if value}


def _claim(claim: Claim) -> dict[str, Any]:
    return {"text": claim.text, "citations": list(claim.citations), "verdict": claim.verdict.value}


def _conflict(conflict: Any) -> dict[str, Any]:
    return {
        "indicator": conflict.indicator,
        "period": conflict.period,
        "unit": conflict.unit,
        "citations": list(conflict.citations),
    }
