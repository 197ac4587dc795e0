"""What stands between title marks in a question is a report, or what a report speaks of."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Rag

INSPECTION = """岚浦市人社局2023年《劳动合同法》执法检查情况报告

一、检查情况
全年检查用人单位320家，责令整改45家。
"""
CAMPAIGN = """岚浦市总工会2023年普法工作总结

一、主要工作
围绕《劳动合同法》开展宣传活动26场次，发放资料1.8万份。
"""


def _ingested(rag: Rag, tmp_path: Path) -> Rag:
    for name, text in (("检查.txt", INSPECTION), ("普法.txt", CAMPAIGN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert rag("ingest", str(tmp_path / name)).code == 0
    return rag


def test_a_law_that_one_title_speaks_of_is_asked_of_all_reports(rag: Rag, tmp_path: Path) -> None:
    answer = _ingested(rag, tmp_path)("ask", "围绕《劳动合同法》开展了多少场次宣传活动？", "--json").document
    assert "26场次" in answer["answer"]
    assert {one["report"]["title"] for one in answer["citations"]} == {"岚浦市总工会2023年普法工作总结"}


def test_a_report_is_asked_by_most_of_its_title(rag: Rag, tmp_path: Path) -> None:
    answer = _ingested(rag, tmp_path)("ask", "《2023年普法工作总结》中，发放资料多少份？", "--json").document
    assert "1.8万份" in answer["answer"]
