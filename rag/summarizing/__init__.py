"""Reports → cited summary: statements chosen from the parsed tree, each verified; figures and conflicts beside."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag import messages as texts
from rag.boilerplate import Repetition
from rag.conflicts import find_conflicts
from rag.domain import Claim, Conflict, KeyFigure, ParsedReport, Report, ReportFilter, Summary, SummarySection
from rag.errors import EmptyLibrary, InvalidSetting, UnknownReport
from rag.ports import Ledger
from rag.questions import Aspect
from rag.stated_figures import StatedFigure, place_of, stated_figures
from rag.statements import find_statements
from rag.summarizing.choosing import choose
from rag.summarizing.drafting import Draft
from rag.summarizing.key_figures import key_figures

MODEL = "extractive"
# Reports of the same library that are looked through for repeated phrases; more change nothing that was seen.
_OTHERS_READ = 40


@dataclass(frozen=True, slots=True)
class Style:
    """`characters`: of all claims together; `claim_characters`: of one; `figures`: rows of the table."""

    characters: int
    claim_characters: int
    figures: int


STYLES = {
    "brief": Style(characters=190, claim_characters=45, figures=5),
    "executive": Style(characters=850, claim_characters=90, figures=12),
    "detailed": Style(characters=2_000, claim_characters=140, figures=30),
}
# A part of a summary smaller than this holds no sentence.
_MIN_CHARACTERS = 60
_TITLES = {None: "summary_results", Aspect.PROBLEMS: "summary_problems", Aspect.PLANS: "summary_plans"}


@dataclass(frozen=True, slots=True)
class _Source:
    report: Report
    parsed: ParsedReport
    figures: tuple[StatedFigure, ...]


class Summarizing:
    """Summaries of reports in a ledger, made of the reports' own words."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def summarize(
        self,
        report_ids: Sequence[str],
        *,
        style: str = "executive",
        length: int | None = None,
        language: str = texts.DEFAULT,
    ) -> Summary:
        """A summary of one report, or of several with sections for each in the order given.

        `length`: characters of all claims together, in place of the style's. Raises EmptyLibrary for no reports,
        UnknownReport, and InvalidSetting for an unknown style.
        """
        begun = time.perf_counter()
        chosen_style = _style(style, length)
        sources = self._sources(report_ids)
        repetition = Repetition(self._other_texts(sources))
        draft = Draft()
        share = max(_MIN_CHARACTERS, chosen_style.characters // len(sources))
        sections: list[SummarySection] = []
        for source in sources:
            of = _plain(source.report.title) if len(sources) > 1 else None
            for aspect, claims in _claims(source, repetition, share, chosen_style, draft):
                sections.append(SummarySection(_section_title(aspect, of, language), claims))
        rows = max(chosen_style.figures // len(sources), 2)
        figures = [one for source in sources for one in _key_figures(source, draft, rows)]
        conflicts = _conflicts(sources, draft)
        return Summary(
            title=_title(sources, language),
            style=style,
            sections=tuple(sections),
            citations=tuple(draft.citations),
            figures=tuple(figures),
            figures_title=texts.text("summary_figures", language),
            figures_at=len(sections),
            dropped=tuple(draft.dropped),
            undisclosed=tuple(draft.undisclosed),
            conflicts=tuple(conflicts),
            model=MODEL,
            timings_ms={"summarize": round((time.perf_counter() - begun) * 1000, 1)},
        )

    def _sources(self, report_ids: Sequence[str]) -> list[_Source]:
        ids = tuple(dict.fromkeys(report_ids))
        if not ids:
            raise EmptyLibrary()
        reports = {report.id: report for report in self._ledger.reports(ReportFilter(report_ids=ids))}
        for one in ids:
            if one not in reports:
                raise UnknownReport(report=one)
        return [self._source(reports[one]) for one in ids]

    def _source(self, report: Report) -> _Source:
        parsed = self._ledger.parsed(report.id)
        return _Source(report, parsed, tuple(stated_figures(report, parsed)))

    def _other_texts(self, sources: Sequence[_Source]) -> list[str]:
        """Texts of the same libraries, those of the same office first, to tell what is said every year."""
        summarized = {source.report.id for source in sources}
        organisations = {source.report.organisation for source in sources} - {None}
        others = [
            report
            for library in dict.fromkeys(source.report.library for source in sources)
            for report in self._ledger.reports(ReportFilter(library=library))
            if report.id not in summarized
        ]
        others.sort(key=lambda report: report.organisation not in organisations)
        return [self._ledger.text(report.id) for report in others[:_OTHERS_READ]]


def _style(name: str, length: int | None) -> Style:
    if name not in STYLES:
        raise InvalidSetting(name="style", value=name, expected=" | ".join(STYLES))
    style = STYLES[name]
    if length is None:
        return style
    return Style(max(length, _MIN_CHARACTERS), min(style.claim_characters, max(length // 4, 30)), style.figures)


def _title(sources: Sequence[_Source], language: str) -> str:
    if len(sources) == 1:
        return texts.text("summary_title", language, title=_plain(sources[0].report.title))
    return texts.text("summary_title_several", language, number=len(sources))


def _plain(title: str) -> str:
    return " ".join(title.split())


def _section_title(aspect: Aspect | None, of: str | None, language: str) -> str:
    title = texts.text(_TITLES[aspect], language)
    return title if of is None else texts.text("summary_section_of", language, title=of, section=title)


def _claims(
    source: _Source, repetition: Repetition, characters: int, style: Style, draft: Draft
) -> Iterator[tuple[Aspect | None, tuple[Claim, ...]]]:
    """The verified claims of each part of a report that has any."""
    statements = find_statements(source.parsed, repetition, max_characters=style.claim_characters)
    chosen = choose(statements, characters=characters, max_characters=2 * style.claim_characters)
    for aspect, points in chosen.items():
        claims = tuple(claim for point in points if (claim := draft.admit(point, source.report, source.parsed.text)))
        if claims:
            yield aspect, claims


def _key_figures(source: _Source, draft: Draft, limit: int) -> list[KeyFigure]:
    shown = draft.spans_of(source.report.id)
    return [
        KeyFigure(place_of(one, source.report), one.figure) for one in key_figures(source.figures, shown, limit=limit)
    ]


def _conflicts(sources: Sequence[_Source], draft: Draft) -> list[Conflict]:
    """Contradictions within and between the reports, each place cited."""
    reports = {source.report.id: source.report for source in sources}
    stated = [figure for source in sources for figure in source.figures]
    conflicts = []
    for found in find_conflicts(stated):
        members = [stated[index] for index in found.members]
        numbers = (draft.cite(reports[one.report_id], one.text, one.sentence, one.path) for one in members)
        conflicts.append(Conflict(found.indicator, found.period, found.unit, tuple(dict.fromkeys(numbers))))
    return conflicts
