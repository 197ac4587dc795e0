"""What a judge says of an attempt, beside its other scores."""

from __future__ import annotations

from dataclasses import replace

from rag.evaluation.judges.judging import Judge
from rag.evaluation.runs import Attempt
from rag.evaluation.suites.cases import AnswerCase

SCORE = "judged"
_ANSWERED = "answered"


def with_judgement(attempt: Attempt, case: AnswerCase, judge: Judge) -> Attempt:
    """The same attempt: 1 where the answer agrees with the reference, 0 where not, None where the judge is unclear, or
    there is no answer or no reference."""
    if not case.answer or attempt.status != _ANSWERED:
        return replace(attempt, scores={**attempt.scores, SCORE: None})
    judgement = judge.judge(case.question, case.answer, attempt.text)
    score = None if judgement.agrees is None else float(judgement.agrees)
    details = {**attempt.details, SCORE: list(judgement.votes)}
    return replace(attempt, scores={**attempt.scores, SCORE: score}, details=details)
