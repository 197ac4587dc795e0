"""Which sentences show how a report is built."""

from __future__ import annotations

from rag import outlines
from rag.domain import ParsedReport
from rag.questions import Aspect, understand
from tests.stored import staged

REPORT = """芦溪市水务局2023年工作总结

现将有关情况报告如下。
一、主要工作
（一）供水保障有力。新建水厂2座。日供水能力18万吨。
（二）河道治理见效。整治河道46公里。
二、存在的问题
一是管网老化。漏损率偏高。二是资金不足。
三、重点任务
（一）更新管网。（二）建设智慧水务。（三）推进节水。
"""
UNNUMBERED = """水务工作简报

全市上半年供水运行总体平稳有序。管网漏损有所下降。
各区加快推进老旧管网改造工作，进度过半。
下半年将继续抓好防汛抗旱各项准备。
"""
IN_PASSING = """芦溪市2023年工作报告

一、工作回顾
新建水厂2座。同时也清醒看到，还存在不少困难和问题：管网老化，资金不足。
二、2024年安排
更新管网60公里。
"""


def texts(report: str, indexes: list[int]) -> list[str]:
    parsed = _parsed(report)
    return [parsed.sentences[index].span.of(parsed.text) for index in indexes]


def _parsed(report: str) -> ParsedReport:
    return staged(report).parsed


def test_a_report_is_shown_by_its_parts_and_what_each_begins_with() -> None:
    shown = texts(REPORT, outlines.tree(_parsed(REPORT)))
    assert shown[0] == "芦溪市水务局2023年工作总结"
    for wanted in ("一、主要工作", "（一）供水保障有力。", "（二）河道治理见效。", "二、存在的问题", "一是管网老化。"):
        assert wanted in shown
    assert "新建水厂2座。" not in shown
    assert [text for text in shown if "节水" in text or "智慧水务" in text]


def test_a_report_without_headings_is_shown_by_its_paragraphs() -> None:
    shown = texts(UNNUMBERED, outlines.tree(_parsed(UNNUMBERED)))
    assert shown == [
        "全市上半年供水运行总体平稳有序。",
        "各区加快推进老旧管网改造工作，进度过半。",
        "下半年将继续抓好防汛抗旱各项准备。",
    ]


def test_the_section_that_a_question_names_is_shown_with_its_entries() -> None:
    shown = texts(REPORT, outlines.of_named_section(understand("重点任务有哪些？"), _parsed(REPORT)))
    assert shown[0] == "三、重点任务"
    assert len(shown) == 4


def test_a_section_of_another_year_is_not_the_one_that_is_named() -> None:
    report = REPORT.replace("三、重点任务", "三、2024年重点任务")
    assert outlines.of_named_section(understand("2022年的重点任务有哪些？"), _parsed(report)) == []


def test_headings_come_before_what_stands_below_them() -> None:
    shown = texts(REPORT, outlines.of_aspect(Aspect.PROBLEMS, _parsed(REPORT)))
    assert shown[1:4] == ["二、存在的问题", "一是管网老化。", "二是资金不足。"]


def test_problems_owned_up_to_in_passing_are_found_without_a_heading() -> None:
    shown = texts(IN_PASSING, outlines.of_aspect(Aspect.PROBLEMS, _parsed(IN_PASSING)))
    assert any("还存在不少困难和问题" in text for text in shown)


def test_an_outline_of_nothing_is_empty() -> None:
    parsed = ParsedReport("", (), ())
    assert outlines.tree(parsed) == []
    assert outlines.of_aspect(Aspect.PLANS, parsed) == []
    assert outlines.of_named_section(understand("重点任务有哪些？"), parsed) == []
