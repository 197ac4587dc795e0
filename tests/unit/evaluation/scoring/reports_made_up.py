"""Two years of an invented bureau, and summaries and comparisons of them put together by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rag.domain import (
    Citation,
    Claim,
    ComparedFigure,
    ComparedText,
    Comparison,
    ComparisonRow,
    Fact,
    Figure,
    FigureChange,
    KeyFigure,
    Measure,
    Origin,
    Place,
    Report,
    ReportFacts,
    ReportStatus,
    Span,
    Summary,
    SummaryPart,
    SummarySection,
    Verdict,
)
from rag.evaluation.fixtures import Fixture, Fixtures
from rag.evaluation.runs import Attempt
from rag.evaluation.scoring.comparisons import score_comparison
from rag.evaluation.scoring.seen import ComparisonSeen, SummarySeen
from rag.evaluation.scoring.summaries import score_summary
from rag.evaluation.suites import ComparisonCase, SummaryCase

OLD, NEW = "linye-2023.txt", "linye-2024.txt"
_TEXTS = {
    OLD: (
        "松坪县林业局2023年工作总结\n一、主要成效\n全年完成营造林2.5万亩，同比增长4.2%。森林覆盖率61.3%。"
        "查处盗伐案件*起。带动户均增收三千元。\n二、存在问题\n护林员年龄偏大。\n三、2024年计划\n完成营造林2.6万亩。\n"
    ),
    NEW: (
        "松坪县林业局2024年工作总结\n一、主要成效\n全年完成营造林2.8万亩，同比增长12%。森林覆盖率61.9%。"
        "查处盗伐案件14起。发放补助*万元。\n二、存在问题\n护林员年龄偏大。松材线虫病防治压力大。\n"
        "三、2025年计划\n完成营造林3万亩。\n"
    ),
}
_TOP = {OLD: ("主要成效", "存在问题", "2024年计划"), NEW: ("主要成效", "存在问题", "2025年计划")}
_YEARS = {OLD: 2023, NEW: 2024}
FIXTURES = Fixtures(
    {f"id-{one}": Fixture(f"id-{one}", one, text[:13], _YEARS[one], text, _TOP[one]) for one, text in _TEXTS.items()}
)


def place(words: str, file: str = NEW, section: str = "主要成效") -> Place:
    fixture = FIXTURES.named(file)
    start = fixture.text.index(words)
    return Place(fixture.id, fixture.title, (section,), Span(start, start + len(words)))


def cited(id: int, words: str, file: str = NEW, section: str = "主要成效") -> Citation:
    return Citation(id, place(words, file, section), words)


def claim(text: str, *citations: int, verdict: Verdict = Verdict.SUPPORTED) -> Claim:
    return Claim(text, citations, verdict)


FORESTS = cited(1, "全年完成营造林2.8万亩，同比增长12%。")
COVER = cited(2, "森林覆盖率61.9%。")
PINES = cited(3, "松材线虫病防治压力大。", section="存在问题")
PLANNED = cited(4, "完成营造林3万亩。", section="2025年计划")
GRANTS = cited(5, "发放补助*万元。")
CLAIMS = (
    claim("全年完成营造林2.8万亩，同比增长12%。", 1),
    claim("森林覆盖率61.9%。", 2),
    claim("松材线虫病防治压力大。", 3),
    claim("完成营造林3万亩。", 4),
)


def summary(claims: Sequence[Claim] = CLAIMS, **changed: Any) -> Summary:
    section = SummarySection("主要成效", tuple(claims), SummaryPart.RESULTS)
    made = Summary("摘要", "executive", (section,), (FORESTS, COVER, PINES, PLANNED, GRANTS))
    return replace(made, **changed)


def figure(words: str, indicator: str, file: str = NEW, *, masked: bool = False) -> Figure:
    return Figure(indicator, words, None, "", "", "", masked, place(words, file).span)


def key_figure(words: str, indicator: str, *, at: str | None = None) -> KeyFigure:
    """`at`: the words at whose place it is said to stand. Its value is 14起."""
    shown = figure(at or words, indicator)
    return KeyFigure(place(at or words), replace(shown, text=words, value=Decimal(14), unit="起"))


def summed_up(case: Mapping[str, Any], made: Summary | None = None) -> Attempt:
    """`case`: what it demands."""
    values = {"id": "1", "type": "executive", "cluster": f"{NEW}/*", "reports": [NEW], **case}
    return score_summary(SummaryCase.model_validate(values), SummarySeen(made or summary(), FIXTURES))


# --- comparisons ---------------------------------------------------------------------------------------------


def report(file: str) -> Report:
    fixture = FIXTURES.named(file)
    facts = ReportFacts(Fact(fixture.title, Origin.TEXT), Fact(str(fixture.year), Origin.TEXT))
    return Report(fixture.id, file, "", facts, len(fixture.text), 3, 3, 9, ReportStatus.READY)


def cell(words: str, quote: str, file: str, *, masked: bool = False) -> ComparedFigure:
    return ComparedFigure(place(words, file), figure(words, "", file, masked=masked), quote)


STATED = cell("12%", "全年完成营造林2.8万亩，同比增长12%。", NEW)
PLANTED = ComparisonRow(
    indicator="完成营造林",
    measure=Measure.LEVEL,
    unit="万亩",
    cells=(
        cell("2.5万亩", "全年完成营造林2.5万亩，同比增长4.2%。", OLD),
        cell("2.8万亩", "全年完成营造林2.8万亩，同比增长12%。", NEW),
    ),
    values=(Decimal("2.5"), Decimal("2.8")),
    changes=(FigureChange(0, 1, Decimal("0.3"), Decimal("12.0"), STATED, agrees=True),),
)
CASES_OF_THEFT = ComparisonRow(
    indicator="查处盗伐案件",
    measure=Measure.LEVEL,
    unit="起",
    cells=(cell("*起", "查处盗伐案件*起。", OLD, masked=True), cell("14起", "查处盗伐案件14起。", NEW)),
    values=(None, Decimal(14)),
    changes=(FigureChange(0, 1, None, None),),
)
NEW_TROUBLE = ComparedText("松材线虫病防治压力大", (replace(PINES, id=1),))


def compared(case: Mapping[str, Any], *rows: ComparisonRow, files: Sequence[str] = (OLD, NEW), **lists: Any) -> Attempt:
    """`case`: what it demands; `lists`: of the comparison (new, gone, plans …)."""
    values = {"id": "1", "type": "comparison", "cluster": f"{OLD}|{NEW}/主要成效", "reports": list(files), **case}
    made = Comparison((report(OLD), report(NEW)), rows, **lists)
    return score_comparison(ComparisonCase.model_validate(values), ComparisonSeen(made, FIXTURES))
