"""The scores of a case for which nothing came back: of all that it demands nothing is there."""

from __future__ import annotations

from rag.evaluation.suites.cases import AnswerCase, AnyCase, SummaryCase


def scores_of_nothing(case: AnyCase) -> dict[str, float | None]:
    """0 for each share of what is demanded, so that no metric gets better by an error; shares of what is said, as
    precision, have nothing to be a share of."""
    if isinstance(case, AnswerCase):
        return _of_an_answer(case)
    demanded = {"coverage": case.points} if isinstance(case, SummaryCase) else {"row_recall": case.rows}
    return {name: 0.0 for name, what in demanded.items() if what}


def _of_an_answer(case: AnswerCase) -> dict[str, float | None]:
    expects_words = case.status == "answered" and bool(case.contains or case.computed)
    demanded = {
        "status": True,
        "contains": expects_words,
        "figure_recall": case.numbers,
        "citation_recall": case.must_cite,
        "citation_f1": case.must_cite,
    }
    return {name: 0.0 for name, what in demanded.items() if what}
