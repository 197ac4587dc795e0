"""Whether a comparison is what its case demands, how good it is, and at which stage what is missing was lost.

A row is right where one that bears a name of its indicator has the value of every report, read anew from the text at
its place. All rows are looked at, whether the case speaks of them or not. Nothing of the product judges here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rag.domain import Comparison
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.metrics.citations import share
from rag.evaluation.runs import Attempt, Scores, rounded
from rag.evaluation.scoring.compared import ReadRow, has_agreement, is_computed_right, read_row, stands
from rag.evaluation.scoring.comparison_demands import JudgedComparison, findings, is_among, is_merged, may_be_there
from rag.evaluation.scoring.findings import codes_of, first_stage, told_of
from rag.evaluation.scoring.quoted import is_verbatim
from rag.evaluation.scoring.seen import ComparisonSeen
from rag.evaluation.suites.cases import ComparisonCase


def score_comparison(case: ComparisonCase, seen: ComparisonSeen) -> Attempt:
    """It has passed if no demand of the case is left unmet."""
    judged = _judged(case, seen)
    found = findings(judged)
    return Attempt(
        passed=not found,
        stage=first_stage(found),
        scores=_scores(judged),
        status="compared" if judged.rows else "empty",
        text=_as_read(judged),
        cited=judged.cited,
        problems=codes_of(found),
        details={"findings": told_of(found), **_details(judged)},
    )


def _judged(case: ComparisonCase, seen: ComparisonSeen) -> JudgedComparison:
    rows = tuple(read_row(one, seen.fixtures) for one in seen.comparison.rows)
    return JudgedComparison(case, seen.comparison, seen.fixtures, rows, _order(case, seen.comparison, seen.fixtures))


def _order(case: ComparisonCase, comparison: Comparison, fixtures: Fixtures) -> tuple[int, ...]:
    ids = [one.id for one in comparison.reports]
    wanted = [fixtures.named(one).id if one in fixtures else "" for one in case.reports]
    return tuple(ids.index(one) for one in wanted) if set(wanted) <= set(ids) else ()


def _scores(judged: JudgedComparison) -> Scores:
    case, made, fixtures = judged.case, judged.comparison, judged.fixtures
    right = [judged.right(one) if judged.order else None for one in case.rows]
    asked = [(row, wanted) for row, wanted in zip(right, case.rows, strict=True) if wanted.agrees is not None]
    scores = {
        "row_recall": share([one is not None for one in right]),
        "row_precision": share([_is_sound(one, judged) for one in judged.rows]),
        "figure_precision": share([stands(cell, fixtures) for row in judged.rows for cell in row.there()]),
        "computed_right": share([is_computed_right(each, row) for row in judged.rows for each in row.row.changes]),
        "new_recall": share([is_among(one, made.new) for one in case.new]),
        "gone_recall": share([is_among(one, made.gone) for one in case.gone]),
        "repeated_recall": share([is_among(one, made.repeated) for one in case.repeated]),
        "agrees_right": share([row is not None and has_agreement(row, wanted) for row, wanted in asked]),
        "quotes_verbatim": share([is_verbatim(one, fixtures) for one in judged.cited]),
    }
    return {name: None if value is None else rounded(value) for name, value in scores.items()}


def _is_sound(row: ReadRow, judged: JudgedComparison) -> bool:
    return (
        may_be_there(row, judged.case)
        and not any(is_merged(row, pair, judged.fixtures) for pair in judged.case.apart)
        and all(stands(cell, judged.fixtures) for cell in row.there())
        and all(is_computed_right(change, row) for change in row.row.changes)
    )


# --- as people read it ---------------------------------------------------------------------------------------


def _as_read(judged: JudgedComparison) -> str:
    """A table as Markdown: indicator, one value a report, difference and growth."""
    files = [_file(one.id, judged.fixtures) for one in judged.comparison.reports]
    head = ["", *files, "±", "%"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *(_line(one) for one in judged.rows)])


def _file(report_id: str, fixtures: Fixtures) -> str:
    return fixtures.by_id[report_id].file if report_id in fixtures.by_id else report_id


def _line(row: ReadRow) -> str:
    cells = [one.cited.quote if one else "" for one in row.cells]
    change = row.change
    told = [_plain(change.difference), _plain(change.growth)] if change else ["", ""]
    return "| " + " | ".join([row.row.indicator, *cells, *told]) + " |"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _details(judged: JudgedComparison) -> dict[str, Any]:
    """What reports show beside the table."""
    made = judged.comparison
    return {
        "new": [one.text for one in made.new],
        "gone": [one.text for one in made.gone],
        "repeated": [one.text for one in made.repeated],
        "problems": [one.earlier.text for one in made.problems],
        "plans": [{"text": one.earlier.text, "met": one.met} for one in made.plans],
    }
