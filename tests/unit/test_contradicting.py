"""Conflicts of an answer's figures, over two invented reports."""

from __future__ import annotations

from rag.contradicting import contradictions
from rag.domain import Place, Span
from rag.evidence import Evidence, EvidenceSet

FIRST = "全年城镇新增就业3.2万人，比上年多。"
SECOND = "全市城镇新增就业3.1万人，任务完成。"


class Texts:
    def __init__(self, **texts: str) -> None:
        self._texts = texts

    def text(self, report_id: str) -> str:
        return self._texts[report_id]


def evidence(report_id: str, year: int, text: str, start: int = 0) -> Evidence:
    return Evidence(
        handle=f"a2b{len(report_id)}",
        report_id=report_id,
        report_title=report_id,
        year=year,
        path=("主要成效",),
        span=Span(start, start + len(text)),
        text=text,
        is_heading=False,
    )


def cited(report_id: str, text: str) -> list[Place]:
    return [Place(report_id, report_id, ("主要成效",), Span(0, len(text)))]


def test_the_same_indicator_of_one_year_in_two_reports_is_a_conflict() -> None:
    shown = EvidenceSet((evidence("甲", 2024, FIRST), evidence("乙", 2024, SECOND)))
    (found,) = contradictions(cited("甲", FIRST), shown, Texts(甲=FIRST, 乙=SECOND))
    assert [clause for _, clause in found.places] == ["全年城镇新增就业3.2万人", "全市城镇新增就业3.1万人"]


def test_two_years_are_no_conflict() -> None:
    shown = EvidenceSet((evidence("甲", 2023, FIRST), evidence("乙", 2024, SECOND)))
    assert contradictions(cited("甲", FIRST), shown, Texts(甲=FIRST, 乙=SECOND)) == []


def test_a_conflict_between_reports_that_the_answer_does_not_cite_is_not_its_own() -> None:
    shown = EvidenceSet((evidence("丙", 2023, FIRST), evidence("甲", 2024, FIRST), evidence("乙", 2024, SECOND)))
    assert contradictions(cited("丙", FIRST), shown, Texts(甲=FIRST, 乙=SECOND, 丙=FIRST)) == []
