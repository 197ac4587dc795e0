"""Markdown files, and what every format has in common: markers of levels, figures as written, what is computed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.domain import Claim, Comparison, Summary, SummarySection, Verdict
from rag.entrypoints import exports
from rag.entrypoints.exports import Format, amounts, of_comparisons, of_summaries
from rag.entrypoints.exports.paper import Heading, Table, chinese_number, printable
from tests.entrypoints import exported


def of_summary(summary: Summary = exported.SUMMARY) -> str:
    return exports.of_summary(summary, Format.MARKDOWN, text_of=exported.TEXTS.__getitem__).decode()


def of_comparison(comparison: Comparison = exported.COMPARISON, language: str = "zh") -> str:
    return exports.of_comparison(comparison, Format.MARKDOWN, language=language, text_of=lambda _: "").decode()


def lines_of(markdown: str) -> list[str]:
    return [one for one in markdown.splitlines() if one]


def test_a_summary_has_its_parts_in_the_order_of_its_template() -> None:
    headings = [one for one in lines_of(of_summary()) if one.startswith("#")]
    assert headings == [
        "# 2 份报告摘要",
        "## 总体情况",
        "## 主要成效",
        "### 口岸通关提速",
        "### 绿色港口",
        "#### 泊位改造",
        "### 供水",
        "## 关键数据",
        "## 存在问题",
        "## 需要注意",
        "## 出处",
    ]


def test_a_headline_is_one_paragraph_and_points_are_a_list() -> None:
    lines = lines_of(of_summary())
    headline = lines[lines.index("## 总体情况") + 1]
    assert headline.startswith("全年货物吞吐量达到3126.4万吨，增长5.8%。[1]新开内河航线6条")
    assert "- 专业引航员仍缺30人左右，夜间引航保障不够。[8]" in lines


def test_key_figures_have_value_change_period_and_source() -> None:
    lines = lines_of(of_summary())
    assert "| 指标 | 数值 | 变化 | 时期 | 出处 |" in lines
    source = f"{exported.HARBOUR} › 主要成效"
    assert f"| 货物吞吐量 | 3126.4万吨 | 增长5.8% | 2031年 | {source} |" in lines
    assert f"| 航道疏浚资金 | \\*亿元（未披露） |  |  | {source} |" in lines


def test_the_report_is_named_at_a_key_figure_only_where_there_are_several() -> None:
    alone = replace(exported.SUMMARY, figures=exported.FIGURES[:1])
    assert "| 货物吞吐量 | 3126.4万吨 | 增长5.8% | 2031年 | 主要成效 |" in of_summary(alone)


def test_what_contradicts_itself_is_said_also_where_the_template_has_no_part_for_it() -> None:
    lines = lines_of(of_summary(replace(exported.SUMMARY, gaps_title="")))
    assert "> 2031年“供水普及率”前后有两个不同的数值[11][12]" in lines
    assert any("岚浦市园林局" in one for one in lines)


def test_nothing_is_said_of_gaps_where_there_are_none() -> None:
    whole = replace(exported.SUMMARY, undisclosed=(), conflicts=(), failed=())
    assert "需要注意" not in of_summary(whole)


def test_key_figures_come_last_where_their_place_is_after_all_parts() -> None:
    headings = [one for one in lines_of(of_summary(replace(exported.SUMMARY, figures_at=99))) if one.startswith("## ")]
    assert headings.index("## 关键数据") == headings.index("## 存在问题") + 1


def test_key_figures_do_not_stand_inside_of_a_part() -> None:
    headings = [one for one in lines_of(of_summary(replace(exported.SUMMARY, figures_at=3))) if one.startswith("#")]
    assert headings.index("## 关键数据") == headings.index("## 存在问题") - 1 > headings.index("### 供水")


def test_a_comparison_shows_values_difference_growth_and_whether_the_report_agrees() -> None:
    lines = lines_of(of_comparison())
    assert "| 指标 | 2030年 | 2031年 | 差额（计算） | 增长（计算） | 报告自述 | 核对 |" in lines
    assert "| 货物吞吐量 | 2955万吨[1] | 3126.4万吨[2] | +171.4万吨 | +5.8% | 增长5.8%[3] | 一致 |" in lines
    assert "| 网办率 | 99.1%[4] | 98.6%[5] | −0.5个百分点 |  |  |  |" in lines
    assert "| 疏浚资金 | — | \\*亿元（未披露）[6] |  |  |  |  |" in lines


def test_a_comparison_lists_what_is_new_gone_repeated_carried_over_and_planned() -> None:
    lines = lines_of(of_comparison())
    assert lines[lines.index("## 新增内容") + 1] == "- 岸电设施覆盖38个泊位。[7]"
    assert lines[lines.index("## 不再出现的内容") + 1] == "- 推进渔港搬迁。[9]"
    assert "- 坚持生态优先、绿色发展。[10][11]" in lines
    assert "| 引航员缺40人。[12] | 引航员仍缺30人左右。[13] |" in lines
    assert "| 通关时间压到20小时。[16] | 压缩到21.5小时。[17] | 未达到 |" in lines
    assert "| 启动内港搬迁。[18] | 未找到相应内容 |  |" in lines


def test_what_several_offices_have_new_is_listed_office_by_office() -> None:
    texts = (exported.cited("乙的新事。", "new"), exported.cited("甲的新事。", "old"))
    lines = lines_of(of_comparison(replace(exported.COMPARISON, new=texts)))
    at = lines.index("## 新增内容")
    assert lines[at + 1 : at + 5] == ["### old的报告", "- 甲的新事。[7]", "### new的报告", "- 乙的新事。[8]"]


def test_reports_that_years_do_not_tell_apart_are_named_by_office() -> None:
    same = (exported.report("a", "甲局报告", 2031, "甲局"), exported.report("b", "乙局报告", 2031, "乙局"))
    assert of_comparisons.labels(same, "zh") == ["甲局2031年", "乙局2031年"]
    twice = (exported.report("a", "上半年报告", 2031), exported.report("b", "下半年报告", 2031))
    assert of_comparisons.labels(twice, "zh") == ["上半年报告", "下半年报告"]


def test_more_than_two_reports_are_listed_below_one_another() -> None:
    third = exported.report("third", "岚浦市交通局2031年工作报告", 2031, "岚浦市交通局")
    row = replace(exported.THROUGHPUT, cells=(*exported.THROUGHPUT.cells, None))
    comparison = replace(exported.COMPARISON, reports=(*exported.COMPARISON.reports, third), rows=(row,))
    lines = lines_of(of_comparison(comparison))
    assert "| 货物吞吐量 | 岚浦市港航局2030年 | 2955万吨[1] |  |  |  |  |  |" in lines
    after = "|  | 岚浦市港航局2031年 | 3126.4万吨[2] | 岚浦市港航局2030年 | +171.4万吨 | +5.8% | 增长5.8%[3] | 一致 |"
    assert after in lines


def test_an_empty_comparison_is_a_whole_file() -> None:
    assert lines_of(of_comparison(Comparison(exported.COMPARISON.reports, ())))[0].startswith("# 《")


def test_english_sentences_stand_apart() -> None:
    claims = (Claim("Jobs rose.", (1,), Verdict.SUPPORTED), Claim("Wages rose.", (2,), Verdict.SUPPORTED))
    section = replace(exported.SECTIONS[0], claims=claims)
    summary = replace(exported.SUMMARY, sections=(section,), language="en")
    assert "Jobs rose.[1] Wages rose.[2]" in of_summary(summary)
    page = exports.of_summary(summary, Format.HTML, text_of=exported.TEXTS.__getitem__).decode()
    assert "</span> Wages rose." in page


def test_english_headings_are_english() -> None:
    assert "## Indicators" in of_comparison(language="en")
    assert "+1714000吨" in of_comparison(language="en")


# --- nothing in a text is markup


@given(st.text(alphabet="*_[]()<>|#`~-+=.:&\\!1a 甲\n", min_size=1, max_size=30))
def test_text_of_reports_is_never_markup(text: str) -> None:
    claims = (Claim(text, (), Verdict.SUPPORTED), Claim(text, (), Verdict.SUPPORTED))
    summary = Summary("摘要", "brief", (SummarySection("成效", claims),), ())
    tokens = MarkdownIt("commonmark").enable("table").parse(of_summary(summary))
    inside = [child for token in tokens for child in token.children or ()]
    assert {one.type for one in inside} <= {"text", "text_special", "softbreak"}
    shown = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
    assert shown[2:4] == [printable(text)] * 2 or not printable(text)


def test_a_bracket_after_a_citation_makes_no_link_of_it() -> None:
    claims = (Claim("甲。", (1,), Verdict.SUPPORTED), Claim("(乙)丙。", (1,), Verdict.SUPPORTED))
    section = replace(exported.SECTIONS[0], claims=claims)
    written = of_summary(replace(exported.SUMMARY, sections=(section,)))
    assert "<a " not in MarkdownIt("commonmark").render(written)


# --- markers and amounts


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九"), (100, "100")],
)
def test_markers_are_chinese_numbers(number: int, shown: str) -> None:
    assert chinese_number(number) == shown


def test_markers_start_anew_below_each_heading() -> None:
    levels = (1, 2, 2, 3, 1, 2, 4)
    sections = tuple(SummarySection("节", (Claim("句。", (), Verdict.SUPPORTED),), level=level) for level in levels)
    blocks = of_summaries.paper(Summary("摘要", "detailed", sections, ())).blocks
    markers = [one.marker for one in blocks if isinstance(one, Heading)]
    assert markers == ["一、", "（一）", "（二）", "1.", "二、", "（一）", "（1）"]
    english = of_summaries.paper(Summary("Summary", "detailed", sections, (), language="en")).blocks
    assert [one.marker.strip() for one in english if isinstance(one, Heading)][:4] == ["1", "1.1", "1.2", "1.2.1"]


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("1714000", "吨", "+171.4万吨"),
        ("-23400000000", "元", "−234亿元"),
        ("12", "个", "+12个"),
        ("0", "个", "0个"),
        ("0.3", "%", "+0.3个百分点"),
        ("12.5", "亿元", "+12.5亿元"),
    ],
)
def test_a_difference_has_sign_and_unit(value: str, unit: str, shown: str) -> None:
    assert amounts.difference(Decimal(value), unit, "zh") == shown


@pytest.mark.parametrize(
    ("value", "shown"), [("5.8003", "+5.8%"), ("-0.04", "−0.04%"), ("0", "0%"), ("5.25", "+5.3%"), ("120", "+120%")]
)
def test_growth_has_one_digit(value: str, shown: str) -> None:
    assert amounts.growth(Decimal(value)) == shown


@given(st.lists(st.integers(1, 6), max_size=12))
def test_any_order_of_levels_makes_a_file(levels: list[int]) -> None:
    claims = (Claim("句。", (), Verdict.SUPPORTED),) * 2
    sections = tuple(SummarySection("节", claims, level=level) for level in levels)
    summary = Summary("摘要", "detailed", sections, (), figures=exported.FIGURES, figures_at=3)
    blocks = of_summaries.paper(summary).blocks
    assert sum(isinstance(one, Table) for one in blocks) == 1
    assert exports.of_summary(summary, Format.WORD, text_of=exported.TEXTS.__getitem__)
