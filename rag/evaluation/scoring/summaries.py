"""Whether a summary is what its case demands, how good it is, and at which stage what is missing was lost.

A point is said where one claim, or one row of the table of key figures, holds one alternative of each of its groups.
Figures count as the same quantity with the same unit. Nothing of the product judges here.
"""

from __future__ import annotations

from typing import Any

from rag.domain import Summary, Verdict
from rag.evaluation.metrics.citations import share
from rag.evaluation.metrics.figures import figures_in
from rag.evaluation.metrics.summaries import LENGTH_TOLERANCE, compression, is_held_up, redundancy
from rag.evaluation.runs import Attempt, rounded
from rag.evaluation.scoring.findings import codes_of, first_stage, told_of
from rag.evaluation.scoring.judged_summaries import JudgedSummary, is_told, judged_summary
from rag.evaluation.scoring.quoted import is_verbatim
from rag.evaluation.scoring.seen import SummarySeen
from rag.evaluation.scoring.summary_demands import findings
from rag.evaluation.scoring.told import sources_of
from rag.evaluation.suites.cases import SummaryCase


def score_summary(case: SummaryCase, seen: SummarySeen) -> Attempt:
    """It has passed if no demand of the case is left unmet. Raises UnknownReport for a report that is not in."""
    judged = judged_summary(case, seen)
    found = findings(judged)
    return Attempt(
        passed=not found,
        stage=first_stage(found),
        scores={name: None if value is None else rounded(value) for name, value in _scores(judged).items()},
        status="summarised" if judged.claims else "empty",
        text=_as_read(seen.summary),
        cited=judged.cited,
        problems=codes_of(found),
        details={"findings": told_of(found), **_details(judged)},
    )


def _scores(judged: JudgedSummary) -> dict[str, float | None]:
    case, points = judged.case, judged.points
    texts = [one.text for one in judged.claims]
    reports = [judged.fixtures.named(one).text for one in case.reports]
    return {
        "coverage": share([bool(one.told) for one in points]),
        "point_citation": share([one.is_cited for one in points if one.told and one.point.must_cite]),
        "figure_recall": share([is_told(one, judged) for one in case.numbers]),
        "figure_precision": share(_figures_stand(judged)),
        "citation_precision": share(_claims_held_up(judged)),
        "quotes_verbatim": share([is_verbatim(one, judged.fixtures) for one in judged.cited]),
        "redundancy": redundancy(texts),
        "compression": compression(texts, reports),
        "length_kept": float(judged.length <= case.length * LENGTH_TOLERANCE) if case.length else None,
        "length": float(judged.length),
    }


def _figures_stand(judged: JudgedSummary) -> list[bool]:
    """Of every figure of the claims, and of the table."""
    stand: list[bool] = []
    for claim, unfounded in zip(judged.claims, judged.unfounded, strict=True):
        stand += [one not in unfounded for one in figures_in(claim.text)]
    for row in judged.figures:
        stand += [row.is_read_right and is_verbatim(one, judged.fixtures) for one in row.cited]
    return stand


def _claims_held_up(judged: JudgedSummary) -> list[bool]:
    """Of every claim: whether each quote is a reason to say it, and its figures stand."""
    held: list[bool] = []
    for claim, unfounded in zip(judged.claims, judged.unfounded, strict=True):
        sources = sources_of(claim, judged.fixtures)
        is_computed = claim.verdict is Verdict.COMPUTED
        held.append(claim.whole and not unfounded and is_held_up(claim.text, sources, is_computed=is_computed))
    return held


# --- as people read it ---------------------------------------------------------------------------------------


def _as_read(summary: Summary) -> str:
    """As Markdown, without what changes with a machine."""
    lines = [f"# {summary.title}"]
    for part in summary.sections:
        lines.append(f"{'#' * (part.level + 1)} {part.title}")
        lines += [f"- {one.text}{''.join(f'[{each}]' for each in one.citations)}" for one in part.claims]
    return "\n".join(lines)


def _details(judged: JudgedSummary) -> dict[str, Any]:
    """What reports show beside the text."""
    summary = judged.summary
    return {
        "missing": [one.words for one in judged.points if not one.told],
        "claims": [{"text": one.text, "verdict": one.verdict.value} for one in judged.claims],
        "figures": [one.text for one in judged.figures],
        "undisclosed": [one.text for one in summary.undisclosed],
        "conflicts": [f"{one.indicator} {one.period}".strip() for one in summary.conflicts],
        "dropped": [{"text": one.text, "reason": one.reason.value} for one in summary.dropped],
    }
