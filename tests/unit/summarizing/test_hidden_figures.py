"""Masked figures that nothing shows: money and what is asked for by name are, meetings and leaflets are not."""

from __future__ import annotations

from rag.domain import Fact, Origin, Report, ReportFacts, ReportStatus, SourceText
from rag.parsing import parse
from rag.stated_figures import stated_figures
from rag.summarizing.hidden_figures import clause_of, hidden_figures


def hidden(text: str, limit: int = 3) -> list[str]:
    facts = ReportFacts(title=Fact("报告", Origin.FILE_NAME), year=Fact("2031", Origin.TEXT))
    report = Report("r", "r.txt", "default", facts, len(text), 0, 0, 0, ReportStatus.READY)
    return [
        clause_of(one) for one in hidden_figures(list(stated_figures(report, parse(SourceText(text)))), limit=limit)
    ]


def test_money_and_indicators_that_are_masked_are_named_in_the_order_of_the_report() -> None:
    text = "一、工作成效\n改造码头38处，争取渔港建设资金*亿元。全市城镇新增就业**人。\n"
    assert hidden(text) == ["争取渔港建设资金*亿元", "全市城镇新增就业**人"]


def test_what_tells_little_is_not_named() -> None:
    assert hidden("一、工作成效\n召开座谈会*次，发放宣传单**份，开展巡查***次。\n") == []


def test_what_is_disclosed_or_planned_is_not_named() -> None:
    assert hidden("一、工作成效\n争取渔港建设资金3亿元。\n二、下一步打算\n争取渔港建设资金*亿元。\n") == []


def test_the_list_is_short_and_has_the_most_telling_ones() -> None:
    text = (
        "一、工作成效\n罚没款*万元。\n"
        + "".join(f"{name}港修缮费*万元。\n" for name in "甲乙丙")
        + "城镇新增就业*人。\n"
    )
    assert len(hidden(text)) == 3
    assert "城镇新增就业*人" in hidden(text, limit=1)


def test_a_clause_comes_with_the_one_that_says_what_it_is_of() -> None:
    assert hidden("一、工作成效\n引进冷链项目*个，到位资金*亿元。\n") == ["引进冷链项目*个，到位资金*亿元"]
