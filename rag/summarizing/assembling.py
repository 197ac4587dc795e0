"""Arranged points → a summary: every claim verified and cited, key figures and conflicts beside."""

from __future__ import annotations

from collections.abc import Sequence

from rag import messages as texts
from rag.conflicts import find_conflicts
from rag.domain import Conflict, FailedReport, KeyFigure, Summary, SummaryPart, SummarySection, Undisclosed
from rag.positions import paths_ahead
from rag.stated_figures import place_of
from rag.summarizing.drafting import Draft
from rag.summarizing.hidden_figures import clause_of, hidden_figures
from rag.summarizing.job import Job
from rag.summarizing.key_figures import key_figures
from rag.summarizing.points import Arranged
from rag.summarizing.sources import Source

# Where the template says nothing.
_FIGURE_ROWS = 12
_LEAST_ROWS_A_REPORT = 2
# Masked figures beside those that the claims show; of several reports, and without a table, one each.
_HIDDEN = 3


def assemble(
    arranged: Sequence[Arranged], sources: Sequence[Source], job: Job, *, failed: Sequence[FailedReport] = ()
) -> Summary:
    draft = Draft()
    sections = _without_empty([_section(one, sources, draft) for one in arranged])
    _note_silent(sections, sources, job)
    figures = _figures(sources, draft, job)
    _note_hidden(sources, draft, job)
    conflicts = _conflicts(sources, draft)
    job.drop(draft.dropped)
    template, before = job.template, _parts_before_figures(job)
    return Summary(
        title=_title(sources, job.language),
        style=template.name,
        sections=tuple(sections),
        citations=tuple(draft.citations),
        figures=tuple(figures),
        figures_title=_own_title(job, SummaryPart.FIGURES),
        figures_at=max((at for at, one in enumerate(sections, 1) if one.part in before), default=0),
        gaps_title=_own_title(job, SummaryPart.GAPS),
        dropped=tuple(job.dropped),
        undisclosed=tuple(dict.fromkeys(draft.undisclosed)),
        conflicts=tuple(conflicts),
        failed=tuple(failed),
        notices=tuple(dict.fromkeys(job.notices)),
        degraded=job.degraded,
        language=job.language,
        model=job.model,
        prompt=job.prompt,
        template=template.identity,
        usage=job.usage,
    )


def _section(arranged: Arranged, sources: Sequence[Source], draft: Draft) -> SummarySection:
    by_id = {one.report.id: one for one in sources}
    claims = []
    for point in arranged.points:
        source = by_id[point.report_id]
        if claim := draft.admit(point, source.report, source.parsed):
            claims.append(claim)
    return SummarySection(arranged.title, tuple(claims), arranged.part, arranged.report_id, arranged.level)


def _without_empty(sections: Sequence[SummarySection]) -> list[SummarySection]:
    """A section without claims stays as the heading of deeper ones that have some."""
    kept: list[SummarySection] = []
    deepest = 0  # heading levels above this one are wanted by what follows
    for one in reversed(sections):
        if one.claims or one.level < deepest:
            kept.append(one)
            deepest = one.level
    return kept[::-1]


def _note_silent(sections: Sequence[SummarySection], sources: Sequence[Source], job: Job) -> None:
    if not sections:
        for one in sources:
            job.note("notice_nothing_to_say", title=_plain(one.report.title))


def _title(sources: Sequence[Source], language: str) -> str:
    if len(sources) == 1:
        return texts.text("summary_title", language, title=_plain(sources[0].report.title))
    return texts.text("summary_title_several", language, number=len(sources))


def _plain(title: str) -> str:
    return " ".join(title.split())


def _own_title(job: Job, part: SummaryPart) -> str:
    """What the template calls it; "" where it wants no such part."""
    return next((one.title for one in job.template.parts if one.part is part), "")


def _parts_before_figures(job: Job) -> set[SummaryPart]:
    parts = [one.part for one in job.template.parts]
    return set(parts[: parts.index(SummaryPart.FIGURES)]) if SummaryPart.FIGURES in parts else set()


def _figures(sources: Sequence[Source], draft: Draft, job: Job) -> list[KeyFigure]:
    wanted = [one for one in job.template.parts if one.part is SummaryPart.FIGURES]
    if not wanted:
        return []
    rows = _FIGURE_ROWS if wanted[0].rows is None else wanted[0].rows
    share = max(rows // len(sources), _LEAST_ROWS_A_REPORT) if rows else 0
    found: list[KeyFigure] = []
    for source in sources:
        shown = draft.spans_of(source.report.id)
        chosen = key_figures(source.figures, shown, limit=share, ahead=paths_ahead(source.parsed))
        found.extend(KeyFigure(place_of(one.stated, source.report), one.stated.figure, one.change) for one in chosen)
    return found


def _note_hidden(sources: Sequence[Source], draft: Draft, job: Job) -> None:
    """What a table of key figures would show were it not masked is named, where no claim shows it."""
    has_table = any(one.part is SummaryPart.FIGURES for one in job.template.parts)
    for source in sources:
        limit = _HIDDEN if has_table and len(sources) == 1 else 1
        for one in hidden_figures(source.figures, limit=limit, ahead=paths_ahead(source.parsed)):
            clause = clause_of(one)
            if not any(each.text in clause or clause in each.text for each in draft.undisclosed):
                citation = draft.cite(source.report, one.text, one.sentence, one.path)
                draft.undisclosed.append(Undisclosed(clause, citation))


def _conflicts(sources: Sequence[Source], draft: Draft) -> list[Conflict]:
    """Contradictions within and between the reports, each place cited."""
    reports = {source.report.id: source.report for source in sources}
    stated = [figure for source in sources for figure in source.figures]
    conflicts = []
    for found in find_conflicts(stated):
        members = [stated[index] for index in found.members]
        numbers = (draft.cite(reports[one.report_id], one.text, one.sentence, one.path) for one in members)
        conflicts.append(Conflict(found.indicator, found.period, found.unit, tuple(dict.fromkeys(numbers))))
    return conflicts
