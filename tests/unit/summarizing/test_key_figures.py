"""The table of key figures: what is measured reads right, growth stands beside it, nothing nameless or twice."""

from __future__ import annotations

from rag.domain import Fact, Origin, Report, ReportFacts, ReportStatus, SourceText
from rag.parsing import parse
from rag.stated_figures import stated_figures
from rag.summarizing.key_figures import KeyRow, key_figures


def rows(text: str, limit: int = 12) -> list[KeyRow]:
    facts = ReportFacts(title=Fact("报告", Origin.FILE_NAME), year=Fact("2031", Origin.TEXT))
    report = Report("r", "r.txt", "default", facts, len(text), 0, 0, 0, ReportStatus.READY)
    figures = list(stated_figures(report, parse(SourceText(text))))
    return key_figures(figures, [], limit=limit)


def shown(text: str) -> dict[str, tuple[str, str]]:
    return {
        one.stated.figure.indicator: (one.stated.figure.text, one.change.text if one.change else "")
        for one in rows(text)
    }


def test_the_growth_of_a_figure_stands_beside_it_and_has_no_row_of_its_own() -> None:
    found = shown("一、工作成效\n全年海洋生产总值320亿元，同比增长7.2%。渔港完好率达到98.5%，比上年提高1.2个百分点。\n")
    assert found["海洋生产总值"] == ("320亿元", "7.2%")
    assert found["渔港完好率"] == ("98.5%", "1.2个百分点")
    assert len(found) == 2


def test_a_growth_that_stands_alone_is_a_row() -> None:
    assert shown("一、工作成效\n海洋生产总值增长7.2%，渔民人均收入增长6.1%。\n") == {
        "海洋生产总值": ("7.2%", ""),
        "渔民人均收入": ("6.1%", ""),
    }


def test_the_growth_over_several_years_is_not_shown_as_that_of_one() -> None:
    for sentence in ("海洋生产总值达到320亿元，年均增长7.2%。", "五年来，海洋生产总值达到320亿元，增长41.2%。"):
        assert all(change == "" for _, change in shown(f"一、工作成效\n{sentence}\n").values())


def test_the_growth_of_something_else_is_not_taken_for_it() -> None:
    found = shown("一、工作成效\n海洋生产总值320亿元，其中出口额增长9.9%。\n")
    assert found["海洋生产总值"] == ("320亿元", "")


def test_a_masked_value_and_a_handful_of_things_have_no_row() -> None:
    assert shown("一、工作成效\n海洋生产总值*亿元，增长*%。参赛省份14个，召开座谈会3次。\n") == {}


def test_the_rows_are_at_most_as_many_as_asked_for_and_each_indicator_has_one() -> None:
    text = "一、工作成效\n" + "".join(
        f"渔港{name}产量{number}00万吨。" for number, name in enumerate("甲乙丙丁戊己", 2)
    )
    assert len(rows(text, limit=3)) == 3
    indicators = [one.stated.figure.indicator for one in rows(text + "渔港甲产量300万吨。")]
    assert len(indicators) == len(set(indicators))


def test_standard_indicators_come_first_in_their_customary_order_without_the_words_before_them() -> None:
    text = (
        "一、工作回顾\n渔港完好率达到98.5%。城镇新增就业3.2万人。一般公共预算收入增长4.1%。"
        "预计全市地区生产总值增长6.2%左右、突破3200亿元。\n"
    )
    found = rows(text)
    assert [one.stated.figure.indicator for one in found] == [
        "地区生产总值",
        "一般公共预算收入",
        "城镇新增就业",
        "渔港完好率",
    ]
    assert (found[0].stated.figure.text, found[0].change and found[0].change.text) == ("3200亿元", "6.2%")


def test_the_value_of_the_year_is_shown_not_the_average_or_the_sum_of_several() -> None:
    text = (
        "一、工作回顾\n“十四五”时期，地区生产总值年均增长5.1%，城镇新增就业累计15万人。\n"
        "地区生产总值增长6.2%，城镇新增就业3.2万人。\n"
    )
    assert shown(text) == {"地区生产总值": ("6.2%", ""), "城镇新增就业": ("3.2万人", "")}


def test_a_target_does_not_take_the_place_of_a_result() -> None:
    text = "一、2031年工作回顾\n地区生产总值增长6.2%。\n二、2032年工作安排\n地区生产总值增长7%左右。\n"
    assert shown(text) == {"地区生产总值": ("6.2%", "")}


def test_the_change_of_a_masked_value_is_not_shown_as_the_value() -> None:
    assert shown("一、工作成效\n渔民月平均收入*元，比上年提高300元。渔港吞吐总量*万吨，增长7.2%。\n") == {}


def test_a_change_in_the_unit_of_the_level_is_not_the_level() -> None:
    assert shown("一、工作成效\n渔民月平均收入比上年提高300元。\n") == {}
    assert shown("一、工作成效\n渔民月平均收入提高到5300元。\n") == {"渔民月平均收入": ("5300元", "")}


def test_growths_that_are_given_respectively_stand_beside_their_levels() -> None:
    found = shown("一、工作成效\n全市发生渔船事故31起、落水52人，同比分别下降8.8%和15%。\n")
    assert found["发生渔船事故"] == ("31起", "8.8%")
    assert all(not value.endswith("%") for value, _ in found.values())


def test_how_much_of_a_target_is_reached_is_not_shown_as_the_indicator() -> None:
    found = shown("一、工作成效\n新增渔业就业2.06万人，完成年度目标2万人的103%。渔港投资为年度计划的98%。\n")
    assert found["新增渔业就业"] == ("2.06万人", "")
    assert "103%" not in [value for value, _ in found.values()]
    assert "2万人" not in [value for value, _ in found.values()]
