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
from rag.evaluation.runs import Attempt, Scores, rounded
from rag.evaluation.scoring.findings import codes_of, first_stage, told_of
from rag.evaluation.scoring.quoted import cited_of, is_verbatim
from rag.evaluation.scoring.seen import SummarySeen
from rag.evaluation.scoring.summary_demands import JudgedSummary, findings, is_cited, is_told, unfounded, words_of
from rag.evaluation.scoring.told import ToldClaim, claims_of, figures_of, sources_of, told_by
from rag.evaluation.suites.cases import SummaryCase


def score_summary(case: SummaryCase, seen: SummarySeen) -> Attempt:
    """It has passed if no demand of the case is left unmet. Raises UnknownReport for a report that is not in."""
    judged = _judged(case, seen)
    found = findings(judged)
    return Attempt(
        passed=not found,
        stage=first_stage(found),
        scores=_scores(judged),
        status="summarised" if judged.claims else "empty",
        text=_as_read(seen.summary),
        cited=judged.cited,
        problems=codes_of(found),
        details={"findings": told_of(found), **_details(judged)},
    )


def _judged(case: SummaryCase, seen: SummarySeen) -> JudgedSummary:
    summary, fixtures = seen.summary, seen.fixtures
    return JudgedSummary(
        case=case,
        summary=summary,
        fixtures=fixtures,
        claims=tuple(claims_of(summary, fixtures)),
        figures=tuple(figures_of(summary, fixtures)),
        cited=tuple(cited_of(one, fixtures) for one in summary.citations),
        told=told_by(summary),
    )


def _scores(judged: JudgedSummary) -> Scores:
    case = judged.case
    said = [one for one in case.points if judged.told_by(one)]
    texts = [one.text for one in judged.claims]
    reports = [judged.fixtures.named(one).text for one in case.reports]
    scores = {
        "coverage": share([one in said for one in case.points]),
        "point_citation": share([is_cited(one, judged) for one in said if one.must_cite]),
        "figure_recall": share([is_told(one, judged) for one in case.numbers]),
        "figure_precision": share(_figures_stand(judged)),
        "citation_precision": share([_is_held_up(one, judged) for one in judged.claims]),
        "quotes_verbatim": share([is_verbatim(one, judged.fixtures) for one in judged.cited]),
        "redundancy": redundancy(texts),
        "compression": compression(texts, reports),
        "length_kept": float(judged.length <= case.length * LENGTH_TOLERANCE) if case.length else None,
        "length": float(judged.length),
    }
    return {name: None if value is None else rounded(value) for name, value in scores.items()}


def _figures_stand(judged: JudgedSummary) -> list[bool]:
    """Of every figure of the claims, and of the table."""
    stand: list[bool] = []
    for claim in judged.claims:
        without = unfounded(claim, judged.fixtures)
        stand += [one not in without for one in figures_in(claim.text)]
    return stand + [is_verbatim(one, judged.fixtures) for row in judged.figures for one in row.cited]


def _is_held_up(claim: ToldClaim, judged: JudgedSummary) -> bool:
    is_computed = claim.verdict is Verdict.COMPUTED
    return claim.whole and is_held_up(claim.text, sources_of(claim, judged.fixtures), is_computed=is_computed)


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
        "missing": [words_of(one) for one in judged.case.points if not judged.told_by(one)],
        "claims": [{"text": one.text, "verdict": one.verdict.value} for one in judged.claims],
        "figures": [one.text for one in judged.figures],
        "undisclosed": [one.text for one in summary.undisclosed],
        "conflicts": [f"{one.indicator} {one.period}".strip() for one in summary.conflicts],
        "dropped": [{"text": one.text, "reason": one.reason.value} for one in summary.dropped],
    }
