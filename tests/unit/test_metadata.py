"""Facts about a report are found where the report says them, and nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Fact, Mark, MarkKind, Origin, ReportFacts, SourceText, Span
from rag.metadata import facts_of

BODY = "全年新增供水能力，管网漏损率下降，群众满意度稳步提升，各项任务均按期完成，得到上级肯定，也积累了一些经验。\n"


def facts(text: str, name: str = "x.txt", *marks: Mark) -> ReportFacts:
    return facts_of(SourceText(text, marks), name=name)


def value(fact: Fact | None) -> str | None:
    return fact.value if fact else None


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("云岫市水利局2023年工作总结\n" + BODY, "云岫市水利局2023年工作总结"),
        (
            "政府工作报告\n——2026年1月6日在云岫市第九届人民代表大会第五次会议上\n市长 甄怀远\n各位代表：\n",
            "政府工作报告",
        ),
        (
            "下载\n打印\n【字号：\n大\n小\n】\n2024年云岫市政府工作报告\n来源：云岫日报\n时间：2024-02-01\n各位代表：\n",
            "2024年云岫市政府工作报告",
        ),
        (
            "云政发〔2024〕5号\n云岫市人民政府关于印发养老服务三年行动方案的通知\n各县人民政府：\n",
            "云岫市人民政府关于印发养老服务三年行动方案的通知",
        ),
        ("附件1\n\n2023年度重点项目推进情况\n" + BODY, "2023年度重点项目推进情况"),
        ("在全市教育工作会议上的讲话\n（2024年2月18日）\n甄怀远\n同志们：\n", "在全市教育工作会议上的讲话"),
        ("云岫市城市更新“十四五”规划（送审稿）\n" + BODY, "云岫市城市更新“十四五”规划（送审稿）"),
        ("云岫市水务系统打响供水保障攻坚战\n" + BODY, "云岫市水务系统打响供水保障攻坚战"),
        ("　　关于2023年度供水保障工作情况的报告\n　　" + BODY, "关于2023年度供水保障工作情况的报告"),
        (
            "云岫市河道管理条例\n2019年3月1日 云岫市第七届人民代表大会常务委员会通过\n第一章 总则\n",
            "云岫市河道管理条例",
        ),
    ],
)
def test_the_title_is_the_line_of_the_head_that_names_the_report(head: str, title: str) -> None:
    found = facts(head).title
    assert (found.value, found.origin) == (title, Origin.TEXT)
    assert found.span is not None
    assert found.span.of(head) == title


@pytest.mark.parametrize("title", ["云岫市水利局2023年工作总结", "水", "一、二", "2023"])
def test_a_title_given_beside_the_text_is_the_title_whatever_the_text_says(title: str) -> None:
    source = SourceText("云岫市教育局2021年工作报告\n" + BODY, title=title)
    assert facts_of(source, name="x.json").title == Fact(title, Origin.GIVEN)


def test_year_and_organisation_are_read_from_a_title_given_beside_the_text() -> None:
    found = facts_of(SourceText(BODY, title="云岫市水利局2023年上半年工作总结"), name="x.json")
    assert (value(found.year), value(found.period)) == ("2023", "2023年上半年")
    assert value(found.organisation) == "云岫市水利局"
    assert all(one and one.span is None for one in (found.year, found.period, found.organisation))


def test_a_title_on_two_lines_is_given_without_the_line_break() -> None:
    text = "关于2023年度推进法治政府建设\n情况的报告\n" + BODY
    title = facts(text).title
    assert title.value == "关于2023年度推进法治政府建设情况的报告"
    assert title.span == Span(0, text.index("\n" + BODY))


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("根据会议安排，现将河湖长制工作情况报告如下：\n", "河湖长制工作情况报告"),
        ("现就文明村镇创建主要工作情况简要汇报如下。\n", "文明村镇创建主要工作情况"),
        ("受市人民政府委托，我就2023年全市水资源管理情况作如下报告。\n", "2023年全市水资源管理情况"),
        ("各位领导：\n下面，我代表水利局，就今年以来重点工作推进情况汇报如下：\n", "今年以来重点工作推进情况汇报"),
        ("按照通知要求，现将我镇2022年安全生产工作总结如下：\n一、主要做法\n", "我镇2022年安全生产工作总结"),
    ],
)
def test_without_a_title_the_report_itself_says_what_it_reports(opening: str, title: str) -> None:
    text = "各位专家：\n" + opening + BODY
    found = facts(text).title
    assert (found.value, found.origin) == (title, Origin.TEXT)
    assert found.span is not None
    assert found.span.of(text) == title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2023年度党建工作总结.docx", "2023年度党建工作总结"),
        ("材料/03_河长制述职报告(1).txt", "河长制述职报告"),
        ("C:\\报送\\2. 水利局半年小结.doc.docx", "水利局半年小结.doc"),
    ],
)
def test_a_file_name_that_says_something_is_the_title_of_a_text_that_has_none(name: str, title: str) -> None:
    found = facts(BODY * 3, name).title
    assert (found.value, found.origin, found.span) == (title, Origin.FILE_NAME, None)


@pytest.mark.parametrize(
    "name", ["IMG_20230801.txt", "新建文本文档 (2).txt", "report.docx", "000_11a6.txt", ".txt", ""]
)
def test_a_file_name_that_says_nothing_leaves_the_first_words(name: str) -> None:
    text = "　　今年以来，在市委正确领导下，全市水利系统攻坚克难，各项工作取得明显成效，现总结不足与经验。\n" + BODY
    found = facts(text, name).title
    assert found.origin is Origin.FIRST_LINE
    assert found.span is not None
    assert found.value == found.span.of(text) == "今年以来，在市委正确领导下，全市水利系统攻坚克难"


@pytest.mark.parametrize(
    "line",
    [
        "各位代表：",
        "同志们：",
        "尊敬的各位领导、各位专家：",
        "一、主要工作",
        "（一）总体情况",
        "来源：云岫日报",
        "——2024年1月5日在会议上",
        "（2024年1月5日）",
    ],
)
def test_salutations_headings_dates_and_sources_are_no_titles(line: str) -> None:
    assert facts(line + "\n" + BODY).title.value != line


def test_the_markup_knows_the_title_best() -> None:
    text = "云岫市水利局文件\n河湖治理三年回顾\n" + BODY
    start = text.index("河湖治理")
    title = facts(text, "x.docx", Mark(MarkKind.TITLE, Span(start, start + 8))).title
    assert title == Fact("河湖治理三年回顾", Origin.MARKUP, Span(start, start + 8))


def test_a_single_highest_heading_at_the_top_is_the_title_and_a_heading_of_a_section_is_not() -> None:
    text = "河湖治理回顾\n一、做法\n" + BODY
    top, section = Span(0, 6), Span(7, 11)
    both = (Mark(MarkKind.HEADING, top, 1), Mark(MarkKind.HEADING, section, 2))
    assert facts(text, "x.md", *both).title == Fact("河湖治理回顾", Origin.MARKUP, top)
    flat = "一、做法\n" + BODY
    assert facts(flat, "x.md", Mark(MarkKind.HEADING, Span(0, 4), 1)).title.value != "一、做法"


@pytest.mark.parametrize(
    ("text", "year", "period"),
    [
        ("云岫市水利局2023年工作总结\n" + BODY, "2023", "2023年"),
        ("云岫市水利局 2023 年度工作总结\n" + BODY, "2023", "2023 年度"),
        ("2024年上半年河湖治理工作情况的报告\n" + BODY, "2024", "2024年上半年"),
        ("2022年前三季度经济运行情况\n" + BODY, "2022", "2022年前三季度"),
        ("二〇二三年工作总结\n" + BODY, "2023", "二〇二三年"),
        ("２０２３年工作总结\n" + BODY, "2023", "２０２３年"),
        ("2021—2023年河湖治理情况\n" + BODY, "2023", "2021—2023年"),
        ("2023年工作总结和2024年工作要点\n" + BODY, "2023", "2023年"),
        ("云岫市养老服务“十四五”规划\n" + BODY, None, "“十四五”规划"),
        ("2023年以来，我局认真履职。" + BODY, "2023", "2023年"),
        ("2022年上半年，**局狠抓落实。" + BODY, "2022", "2022年上半年"),
        ("刚刚过去的2024年，是攻坚之年。" + BODY, "2024", "2024年"),
        ("在全市水利工作会议上的讲话\n（2024年2月18日）\n同志们：\n" + BODY, "2024", None),
        (
            "政府工作报告\n——2026年1月6日在云岫市第九届人民代表大会上\n各位代表：\n2025年，成绩来之不易。\n",
            "2026",
            None,
        ),
    ],
)
def test_the_year_is_that_of_the_time_reported_on(text: str, year: str | None, period: str | None) -> None:
    found = facts(text)
    assert (value(found.year), value(found.period)) == (year, period)


@pytest.mark.parametrize(
    "text",
    [
        BODY + "2019年3月动工的水库于2021年完工。",
        "自2021年以来，我局持续治理河湖。" + BODY,
        "与2022年相比，漏损率下降。" + BODY,
        "2024年3月5日，市水利局召开会议。" + BODY,
        "*年*月，我局开展检查。" + BODY,
        "**年上半年工作总结\n" + BODY,
        "投资1234年度、9999年和0000年。" + BODY,
        "今年以来，全市水利系统攻坚克难。" + BODY,
        "到2035年基本建成节水型社会。" + BODY,
    ],
)
def test_no_year_is_better_than_a_wrong_one(text: str) -> None:
    assert facts(text).year is None


def test_a_year_of_the_file_name_says_so() -> None:
    found = facts("今年以来，全市水利系统攻坚克难，取得成效。" + BODY, "水利工作总结2023.txt")
    assert found.year == Fact("2023", Origin.FILE_NAME)


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("云岫市水利局2023年工作总结\n" + BODY, "云岫市水利局"),
        ("2025年云岫市政府工作报告\n" + BODY, "云岫市政府"),
        ("中共青岚县委关于2022年落实主体责任情况的报告\n" + BODY, "中共青岚县委"),
        ("中共青岚县委组织部2023年工作总结\n" + BODY, "中共青岚县委组织部"),
        ("云岫市人力资源和社会保障局关于2023年工作情况的报告\n" + BODY, "云岫市人力资源和社会保障局"),
        ("青岚县人民法院工作报告\n——2025年1月8日在青岚县第十六届人民代表大会上\n各位代表：\n" + BODY, "青岚县人民法院"),
        ("云岫水务集团有限公司2023年度经营工作报告\n" + BODY, "云岫水务集团有限公司"),
        ("青岚县图书馆关于2023年服务情况的报告\n" + BODY, "青岚县图书馆"),
        ("柳湾镇2023年工作总结\n" + BODY, "柳湾镇"),
        (
            "关于2024年法治政府建设情况的报告\n" + BODY + "\n　　　　　　青岚县司法局\n　　　　　　2024年12月3日\n",
            "青岚县司法局",
        ),
        ("2023年工作总结\n青岚县财政局\n" + BODY, "青岚县财政局"),
        ("2022年上半年，**水利局始终坚持问题导向。" + BODY, "**水利局"),
        ("XX市卫健委2023年工作总结\n" + BODY, "XX市卫健委"),
        ("各位代表：\n现在，我代表青岚县人民政府，向大会报告工作，请予审议。\n" + BODY, "青岚县人民政府"),
        ("在市委领导下，人力资源和社会保障厅积极推进各项工作。" + BODY, "人力资源和社会保障厅"),
    ],
)
def test_the_organisation_is_named_as_the_report_names_it(text: str, organisation: str) -> None:
    found = facts(text).organisation
    assert found is not None
    assert found.value == organisation
    assert found.span is not None
    assert found.span.of(text) == organisation


@pytest.mark.parametrize(
    "text",
    [
        "我厅党组始终高度重视河湖治理。" + BODY,
        "今年以来，我局坚持目标导向。" + BODY,
        "在市委、市政府坚强领导下，全局上下齐心协力。" + BODY,
        "各位代表：\n现在，我代表省人民政府，向大会报告工作。\n" + BODY,
        "县级以上地方人民政府应当加强管理。" + BODY,
        "社会保障工作总结\n" + BODY,
        "在全市教育工作会议上的讲话\n同志们：\n" + BODY,
        "加强部门联动，推动各项工作部署落地。" + BODY,
    ],
)
def test_nobody_is_named_where_the_report_names_nobody(text: str) -> None:
    assert facts(text).organisation is None


@given(
    st.text(
        alphabet=st.sampled_from("二〇23年5月情况报告局市委的在\n 　。，：—（）《》*X“”一、现将如下我代表")
        | st.characters(),
        max_size=300,
    ),
    st.text(max_size=20),
)
@settings(max_examples=300, deadline=None)
def test_every_fact_of_any_text_stands_at_its_span(text: str, name: str) -> None:
    found = facts(text, name)
    assert isinstance(found.title.value, str)
    for fact in (found.title, found.period, found.organisation):
        if fact and fact.span:
            assert fact.span.of(text).replace("\n", "") == fact.value
    if found.year:
        assert 1949 <= int(found.year.value) <= 2100


def test_a_report_that_never_says_what_it_is_goes_by_whose_and_of_when_it_is() -> None:
    text = (
        "2023年以来，在县委县政府的坚强领导下，云岭县林业局认真履行职责，各项工作取得新的进展，现已全面完成年度任务。\n"
        "一、主要工作\n"
    )
    facts = facts_of(SourceText(text), name="a.txt")
    assert (facts.title.value, facts.title.origin, facts.title.span) == ("云岭县林业局2023年报告", Origin.FACTS, None)
    assert facts_of(SourceText(text), name="林业总结.txt").title.value == "林业总结"
