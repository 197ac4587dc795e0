"""A conflict is the same thing measured twice with different results, and nothing less."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.conflicts import find_conflicts
from rag.domain import Fact, Origin, Report, ReportFacts, ReportStatus, SourceText
from rag.figures import find_figures
from rag.parsing import parse, sentence_spans
from rag.stated_figures import StatedFigure, stated_figures


def stated(text: str, *, report: str = "甲", year: int | None = 2031, planned: bool = False) -> list[StatedFigure]:
    return [
        StatedFigure(figure, report, text, span, year, planned)
        for span in sentence_spans(text)
        for figure in find_figures(text, span)
    ]


def conflicts(*groups: Sequence[StatedFigure]) -> list[tuple[str, list[str]]]:
    figures = [one for group in groups for one in group]
    return [
        (found.indicator, [figures[index].figure.text for index in found.members]) for found in find_conflicts(figures)
    ]


def test_one_report_with_two_values() -> None:
    text = "全年发放创业担保贷款2.12亿元。会同银行简化手续，发放创业担保贷款2.21亿元。"
    assert conflicts(stated(text)) == [("发放创业担保贷款", ["2.12亿元", "2.21亿元"])]


def test_two_reports_of_one_year() -> None:
    one = stated("全年城镇新增就业3.26万人。", report="甲")
    other = stated("城镇新增就业3.21万人。", report="乙")
    assert conflicts(one, other) == [("城镇新增就业", ["3.26万人", "3.21万人"])]


def test_two_reports_of_different_years_do_not_contradict_each_other() -> None:
    one = stated("全年城镇新增就业3.26万人。", report="甲", year=2031)
    other = stated("城镇新增就业3.21万人。", report="乙", year=2030)
    assert conflicts(one, other) == []


def test_a_report_without_a_year_contradicts_itself_in_no_period_and_its_id_is_shown_to_nobody() -> None:
    text = "发放创业担保贷款2.12亿元。会同银行简化手续，发放创业担保贷款2.21亿元。"
    assert [found.period for found in find_conflicts(stated(text, report="e42d141000a5", year=None))] == [""]


def test_the_same_value_in_other_words_is_no_conflict() -> None:
    assert conflicts(stated("组织网络学习培训人数1.12万人。全市网络学习培训人数11200人。")) == []


@pytest.mark.parametrize(
    "text",
    [
        "城镇新增就业目标为3.1万人。全年城镇新增就业3.26万人。",
        "城镇登记失业率3.26%。城镇登记失业率比上年下降0.22个百分点。",
        "养老金最低标准由138元提高到148元。",
        "东岭区城镇新增就业1.2万人。西岭区城镇新增就业1.3万人。",
        "全市政务服务事项网上可办率82%。市本级事项中，政务服务事项网上可办率96%。",
        "城镇新增就业约3.2万人。城镇新增就业3.26万人。",
        "城镇新增就业*万人。城镇新增就业3.26万人。",
        "过去五年，城镇新增就业14.2万人。城镇新增就业3.26万人。",
        "举办专场招聘会4场。举办线上线下招聘会126场。",
    ],
)
def test_what_only_looks_like_a_conflict_is_none(text: str) -> None:
    assert conflicts(stated(text)) == []


def test_a_plan_is_not_compared_with_a_result() -> None:
    assert conflicts(stated("城镇新增就业3.26万人。"), stated("城镇新增就业3.1万人。", planned=True)) == []


def test_figures_of_one_sentence_never_contradict_each_other() -> None:
    assert conflicts(stated("低保标准提高到每人每月768元，低保标准提高到每人每月640元。")) == []


def in_report(text: str, year: str = "2031") -> list[StatedFigure]:
    facts = ReportFacts(title=Fact("总结", Origin.TEXT), year=Fact(year, Origin.TEXT))
    report = Report("甲", "甲.txt", "default", facts, len(text), 1, 1, 0, ReportStatus.READY)
    return list(stated_figures(report, parse(SourceText(text))))


def test_a_note_at_the_end_contradicts_the_results_though_it_stands_under_the_plans() -> None:
    text = (
        "一、主要工作\n渔业保险参保人数9.6万人。\n二、2032年工作打算\n力争渔业保险参保人数达到9.9万人。\n"
        "附：据年末台账，全市渔业保险参保人数9.4万人。\n"
    )
    assert conflicts(in_report(text)) == [("渔业保险参保人数", ["9.6万人", "9.4万人"])]


def test_under_a_heading_of_half_a_year_a_figure_is_of_that_half() -> None:
    text = (
        "一、上半年工作情况\n海洋产业总收入27.6亿元。\n二、下半年工作打算\n抓好增收。\n"
        "附注：据快报，上半年海洋产业总收入27.1亿元。\n"
    )
    assert conflicts(in_report(text)) == [("海洋产业总收入", ["27.6亿元", "27.1亿元"])]
    of_whole = "一、上半年工作情况\n海洋产业总收入27.6亿元。\n二、上年情况\n2030年海洋产业总收入27.1亿元。\n"
    assert conflicts(in_report(of_whole)) == []
