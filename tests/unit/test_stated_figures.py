"""Figures where they are stated: results, plans and goals."""

from __future__ import annotations

import pytest

from rag.domain import Fact, Origin, Report, ReportFacts, ReportStatus, SourceText
from rag.parsing import parse
from rag.stated_figures import stated_figures


def planned(text: str) -> list[tuple[str, bool]]:
    parsed = parse(SourceText(text))
    facts = ReportFacts(title=Fact("报告", Origin.TEXT), year=Fact("2024", Origin.TEXT))
    report = Report("r1", "报告.txt", "default", facts, len(text), 1, 1, 0, ReportStatus.READY)
    return [(one.figure.text, one.planned) for one in stated_figures(report, parsed)]


@pytest.mark.parametrize(
    "text",
    [
        "明年主要预期目标是：粮食产量增长3%。",
        "力争新增企业20家。",
        "到2027年，公路里程达到500公里。",
        "确保合格率达到98%。",
        "一、上年工作回顾\n修路5公里。\n二、下一步工作安排\n修路9公里。",
    ],
)
def test_what_is_announced_is_planned(text):
    assert planned(text)[-1][1]


@pytest.mark.parametrize(
    "text",
    ["粮食产量增长3%，超额完成年度目标。", "到2023年底，公路里程达到500公里。", "新增企业20家，力争再上台阶。"],
)
def test_what_was_done_is_not(text):
    assert not any(flag for _, flag in planned(text))
