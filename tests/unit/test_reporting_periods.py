"""Which year's results a report tells, and of when each sentence speaks."""

from __future__ import annotations

import pytest

from rag.comparing.contexts import Time, contexts_of
from rag.comparing.reading import compared_report
from rag.comparing.sources import ComparedReport, consecutive, in_order
from rag.domain import Fact, Origin, Report, ReportFacts, ReportStatus, SourceText
from rag.parsing import parse
from rag.reporting_periods import ReportingPeriod, in_digits, reporting_period


def report(title: str, year: int | None, *, period: str = "", office: str | None = None) -> Report:
    facts = ReportFacts(
        title=Fact(title, Origin.TEXT),
        year=Fact(str(year), Origin.TEXT) if year else None,
        period=Fact(period, Origin.TEXT) if period else None,
        organisation=Fact(office, Origin.TEXT) if office else None,
    )
    return Report(f"{title}{year}", "a.txt", "default", facts, 1, 0, 0, 0, ReportStatus.READY)


def period_of(text: str, title: str, year: int | None, *, period: str = "") -> ReportingPeriod:
    return reporting_period(report(title, year, period=period), parse(SourceText(text)))


@pytest.mark.parametrize(
    ("text", "title", "year", "expected"),
    [
        ("一、2031年工作回顾\n完成12件实事。\n二、2032年工作安排\n再办10件。", "2032年云溪市政府工作报告", 2032, 2031),
        ("一、工作回顾\n过去一年，完成12件实事。\n二、工作安排\n再办10件。", "2032年云溪市政府工作报告", 2032, 2031),
        ("一、2032年工作总结\n完成12件。\n二、2033年工作计划\n再办10件。", "云溪市民政局2032年工作总结", 2032, 2032),
        ("一、工作开展情况\n完成12件。\n二、下一步工作\n再办10件。", "云溪市民政局2032年工作总结", 2032, 2032),
        ("一、一九八九年的回顾\n全年增产。\n二、一九九〇年的工作\n继续努力。", "1990年政府工作报告", 1990, 1989),
    ],
)
def test_the_year_whose_results_a_report_tells(text: str, title: str, year: int, expected: int) -> None:
    assert period_of(text, title, year) == ReportingPeriod(expected)


def test_a_part_of_a_year_is_kept() -> None:
    assert period_of("完成12件。", "云溪市民政局2032年上半年总结", 2032, period="2032年上半年").part == "上半年"


def test_a_report_without_a_year_has_none() -> None:
    assert period_of("完成12件。", "工作情况", None) == ReportingPeriod(None)


def test_years_in_numerals_keep_their_places() -> None:
    words = "一九八五年，二〇二三年，１９８０年增长５％"
    assert in_digits(words) == "1985年，2023年，1980年增长5%"


def times(text: str) -> dict[str, Time]:
    parsed = parse(SourceText(text))
    contexts = contexts_of(parsed, ReportingPeriod(2031))
    return {one.span.of(text): contexts[one.span].time for one in parsed.sentences if not one.is_heading}


def test_a_marker_holds_until_the_next_one() -> None:
    found = times(
        "一、2031年和“十六五”时期工作回顾\n过去一年，我们砥砺前行。新建学校3所。\n各位代表！五年来，我们接续奋斗。新建医院9家。\n"
        "刚刚过去的2031年，很不平凡。新建公园2座。\n二、2032年工作安排\n新建桥梁4座。\n名词解释\n四好公路：5条标准。\n"
    )
    assert found["新建学校3所。"] is Time.PERIOD
    assert found["新建医院9家。"] is Time.YEARS
    assert found["新建公园2座。"] is Time.PERIOD
    assert found["新建桥梁4座。"] is Time.PLAN


def test_headings_of_a_later_year_announce_plans() -> None:
    found = times(
        "一、2031年工作回顾\n新建学校3所。\n二、2032年主要工作\n新建桥梁4座。\n三、加强自身建设\n查办案件5起。\n"
    )
    assert found["新建学校3所。"] is Time.PERIOD
    assert found["新建桥梁4座。"] is Time.PLAN
    assert found["查办案件5起。"] is Time.PLAN


def compared(title: str, year: int | None, office: str | None, text: str = "完成12件。") -> ComparedReport:
    return compared_report(report(title, year, office=office), parse(SourceText(text)))


def test_an_office_is_known_under_its_forms() -> None:
    offices = {compared("报告", 2032, name).office for name in ("海川省政府", "海川省人民政府", "海川政府")}
    assert len(offices) == 1


def test_a_government_that_names_itself_nowhere_is_known_by_its_assembly() -> None:
    text = "政府工作报告\n——2032年1月26日在海川省第十四届人民代表大会第五次会议上\n各位代表：完成12件。"
    assert compared("政府工作报告", 2032, None, text).office == compared("报告", 2031, "海川省政府").office


def test_neighbouring_years_of_one_office_are_paired() -> None:
    sources = [
        compared("甲", 2030, "云溪市民政局"),
        compared("乙", 2030, "泽川市民政局"),
        compared("丙", 2031, "云溪市民政局"),
        compared("丁", 2032, "云溪市民政局"),
    ]
    assert consecutive(sources) == [(0, 2), (2, 3)]


def test_reports_stand_in_order_of_year_and_those_without_one_last() -> None:
    reports = [report("甲", None), report("乙", 2032), report("丙", 2031)]
    assert [one.title for one in in_order(reports)] == ["丙", "乙", "甲"]
