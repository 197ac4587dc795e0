"""The tree of headings: which lines are headings, how deep, what they say, where they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.adapters.readers import read
from rag.domain import Fact, Mark, MarkKind, Origin, ParsedReport, SourceText, Span
from rag.parsing import parse

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
Outline = list[tuple[int, str, str]]


def parsed(text: str) -> ParsedReport:
    return parse(SourceText(text))


def outline(text: str) -> Outline:
    return outline_of(parse(SourceText(text)))


def outline_of(report: ParsedReport) -> Outline:
    """(level, marker, heading) of every section but the text before the first heading."""
    sections = [placed.section for placed in report.walk()]
    return [(one.level, one.marker, one.heading) for one in sections if one.marker or one.heading]


def marked(*lines: str | tuple[int, str]) -> SourceText:
    """Lines of text; those given with a level carry a heading mark."""
    text, marks = "", []
    for line in lines:
        level, words = line if isinstance(line, tuple) else (0, line)
        if level:
            marks.append(Mark(MarkKind.HEADING, Span(len(text), len(text) + len(words)), level))
        text += words + "\n"
    return SourceText(text, tuple(marks))


# --- heading styles and levels -------------------------------------------------------------------------------


def test_each_style_nests_beneath_the_one_above_it() -> None:
    text = (
        "第一部分 回顾\n一、就业工作\n（一）稳岗扩岗\n1.落实补贴。发放补贴三百万元。\n（1）线上办理。当天办结。\n"
        "（2）线下办理。三天办结。\n2.开展招聘。举办招聘会九场。\n（二）技能培训\n培训两千人。\n二、社保工作\n参保稳定。\n"
        "第二部分 打算\n再接再厉。\n"
    )
    assert outline(text) == [
        (1, "第一部分", "回顾"),
        (2, "一、", "就业工作"),
        (3, "（一）", "稳岗扩岗"),
        (4, "1.", "落实补贴"),
        (5, "（1）", "线上办理"),
        (5, "（2）", "线下办理"),
        (4, "2.", "开展招聘"),
        (3, "（二）", "技能培训"),
        (2, "二、", "社保工作"),
        (1, "第二部分", "打算"),
    ]


def test_any_style_may_be_the_outermost() -> None:
    text = "（一）形势\n形势总体平稳。\n一、机遇\n机遇良多。\n二、挑战\n挑战不少。\n（二）对策\n积极应对。\n"
    assert [(level, marker) for level, marker, _ in outline(text)] == [
        (1, "（一）"),
        (2, "一、"),
        (2, "二、"),
        (1, "（二）"),
    ]


def test_a_style_pops_to_its_level_when_it_comes_again() -> None:
    text = (
        "一、回顾\n（一）就业\n1.稳岗\n落实。\n2.扩岗\n落实。\n"
        "二、打算\n1.学习\n落实。\n2.调研\n落实。\n（一）保障\n落实。\n"
    )
    assert [(level, marker) for level, marker, _ in outline(text)] == [
        (1, "一、"),
        (2, "（一）"),
        (3, "1."),
        (3, "2."),
        (1, "二、"),
        (2, "1."),
        (2, "2."),
        (2, "（一）"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一、", "二、"),
        ("一．", "二．"),
        ("一.", "二、"),
        ("（一）", "（二）"),
        ("(一)", "（二)"),
        ("（一)", "(二）"),
        ("㈠", "㈡"),
        ("1.", "2."),
        ("1．", "2．"),
        ("1、", "2、"),
        ("1.", "2、"),
        ("１．", "２．"),
        ("1.　", "2.　"),
        ("（1）", "（2）"),
        ("(1)", "（2)"),
        ("（１）", "（２）"),
        ("⑴", "⑵"),
        ("1）", "2)"),
        ("①", "②"),
        ("⒈", "⒉"),
        ("Ⅰ.", "Ⅱ."),
        ("A.", "B."),
        ("第一章 ", "第二章 "),
        ("第1章　", "第2章　"),
        ("第 一 节 ", "第 二 节 "),
        ("第一编", "第二编"),
        ("第一部分：", "第二部分："),
        ("一　", "二　"),
    ],
)
def test_markers_are_recognised_in_every_width(first: str, second: str) -> None:
    text = f"　　{first}就业工作\n新增就业稳步推进，任务完成。\n　　{second}社保工作\n参保人数稳步增长，任务完成。\n"
    found = outline(text)
    assert [(level, heading) for level, _, heading in found] == [(1, "就业工作"), (1, "社保工作")]
    assert [marker for _, marker, _ in found] == [first.strip("　 ："), second.strip("　 ：")]


def test_decimal_numbers_nest() -> None:
    text = (
        "1 概况\n1.1 机构\n设五个科室，人员齐备。\n1.2 编制\n共有编制四十名。\n"
        "2 打算\n2.1 队伍\n加强培训，提高能力。\n2.2 经费\n厉行节约。\n"
    )
    assert [(level, marker) for level, marker, _ in outline(text)] == [
        (1, "1"),
        (2, "1.1"),
        (2, "1.2"),
        (1, "2"),
        (2, "2.1"),
        (2, "2.2"),
    ]


def test_numbers_go_on_across_parents() -> None:
    text = (
        "第一章 总则\n第一条 为规范管理，制定本办法。\n第二条 本办法适用于全市。\n第二章 职责\n第三条 市局负责统筹。\n"
    )
    assert [(level, marker) for level, marker, _ in outline(text)] == [
        (1, "第一章"),
        (2, "第一条"),
        (2, "第二条"),
        (1, "第二章"),
        (2, "第三条"),
    ]


def test_a_slip_in_the_numbering_loses_no_heading() -> None:
    text = "一、就业\n做好就业。\n二、社保\n做好社保。\n二、人才\n做好人才。\n五、作风\n做好作风。\n"
    assert [heading for _, _, heading in outline(text)] == ["就业", "社保", "人才", "作风"]


def test_a_report_that_begins_in_the_middle_keeps_its_headings() -> None:
    text = "三、存在问题\n能力不足。\n四、下步打算\n加强学习。\n"
    assert [marker for _, marker, _ in outline(text)] == ["三、", "四、"]


def test_a_name_in_the_line_below_its_marker_is_the_heading() -> None:
    text = "第一章\n总则\n第一条 为规范管理，制定本办法。\n第二章\n职责\n第二条 市局负责统筹。\n"
    assert outline(text)[0] == (1, "第一章", "总则")
    assert outline(text)[2] == (1, "第二章", "职责")


def test_a_code_of_law_nests_its_divisions() -> None:
    text = (
        "第一编 总则\n第一章 基本规定\n第一条 为保护权益，制定本法。\n第二编 物权\n第一分编 通则\n第二章 一般规定\n"
        "第二条 本编调整下列关系：\n（一）甲；\n（二）乙。\n第一节 登记\n第三条 登记应当公开。\n"
    )
    assert [(level, marker) for level, marker, _ in outline(text)] == [
        (1, "第一编"),
        (2, "第一章"),
        (3, "第一条"),
        (1, "第二编"),
        (2, "第一分编"),
        (3, "第二章"),
        (4, "第二条"),
        (4, "第一节"),
        (5, "第三条"),
    ]


# --- heading and body ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paragraph", "heading"),
    [
        ("（一）全面深化政务公开。一是严格落实责任制。二是拓宽渠道。", "全面深化政务公开"),
        ("（一）在推动重点项目方面，一是进度不快。二是协调不够。", "在推动重点项目方面"),
        ("（一）在窗口服务提升行动中，出台制度*项；新增窗口*个，比2022年增加*％。", "在窗口服务提升行动中"),
        ("（一）就业方面，扩大见习规模，提高补贴标准。", "就业方面"),
        ("（一）工作目标：到2025年底，全市新增就业*万人，登记失业率控制在4%以内。", "工作目标"),
        ("（一）提升“一窗通办”能力，优化服务。全年办件*万件。", "提升“一窗通办”能力，优化服务"),
        ("（一）落实《关于支持企业稳岗。扩岗的意见》。发放补贴。", "落实《关于支持企业稳岗。扩岗的意见》"),
        ("（一）怎么看形势？要全面看。", "怎么看形势"),
        ("（一）加强组织领导", "加强组织领导"),
        ("（一）加强组织领导：", "加强组织领导"),
        ("（一）截至12月，全市新增就业*万人，促进创业*人。为重点群体发放补贴*万元。", ""),
        (
            "（一）会议强调：要抓好落实，务求实效，确保全年各项目标任务圆满完成，为全市经济社会发展作出新的更大贡献，奋力谱写新篇章。",
            "",
        ),
    ],
)
def test_the_heading_ends_where_the_body_begins(paragraph: str, heading: str) -> None:
    text = f"一、主要工作\n{paragraph}\n（二）抓好落实。继续推进。\n"
    found = next(placed.section for placed in parsed(text).walk() if placed.section.marker == "（一）")
    assert found.heading == heading
    own = found.heading_span.of(text) + found.body.of(text)
    assert own.strip() == paragraph


def test_a_heading_span_covers_marker_words_and_closing_punctuation() -> None:
    text = "（一）稳定就业。发放补贴。\n（二）扩大参保。\n"
    section = parsed(text).sections[0]
    assert section.heading_span.of(text) == "（一）稳定就业。"
    assert section.body.of(text) == "发放补贴。\n"


def test_a_section_ends_where_the_next_of_the_same_or_a_higher_level_begins() -> None:
    text = "前言。\n一、就业\n（一）稳岗\n落实。\n（二）扩岗\n落实。\n二、社保\n落实。\n"
    preamble, first, second = parsed(text).sections
    assert preamble.span.end == first.span.start
    assert first.span.end == second.span.start
    assert [child.span.end for child in first.children] == [first.children[1].span.start, first.span.end]
    assert second.span.end == len(text)


def test_text_before_the_first_heading_has_no_heading() -> None:
    report = parsed("各位领导：\n现将有关情况报告如下。\n一、就业\n稳定。\n二、社保\n稳定。\n")
    assert report.sections[0].heading == report.sections[0].marker == ""
    assert report.sections[0].level == 1


# --- articles and lists --------------------------------------------------------------------------------------


def test_an_article_has_no_invented_heading() -> None:
    text = "第一条 为规范管理，制定本办法。\n第二条 【适用范围】本办法适用于全市。\n第三条（解释权）由市局解释。\n"
    assert outline(text) == [(1, "第一条", ""), (1, "第二条", "适用范围"), (1, "第三条", "解释权")]


def test_a_mentioned_article_is_no_section() -> None:
    text = (
        "第一条 为规范管理，制定本办法。\n第二条 违反规定的，予以通报。\n第一条规定的情形除外。\n"
        "第一条第二款所称单位，是指法人。\n第一条、第二条规定的期限，以工作日计算。\n"
    )
    assert [marker for _, marker, _ in outline(text)] == ["第一条", "第二条"]


def test_the_conditions_of_an_article_are_items() -> None:
    text = (
        "第一条 申请人应当具备下列条件：\n"
        "（一）年满十八周岁；\n（二）有固定住所。没有的，应当提供证明；\n（三）其他条件。\n"
        "具体办法另行制定。\n第二条 本办法自发布之日起施行。\n"
    )
    report = parsed(text)
    assert [marker for _, marker, _ in outline_of(report)] == ["第一条", "第二条"]
    assert [item.marker for item in report.sections[0].items] == ["（一）", "（二）", "（三）"]


@pytest.mark.parametrize(
    "entries",
    [
        "1.身份证复印件；\n2.户口簿复印件；\n3.登记表。\n",
        "1.组织招聘会二十场。\n2.发放补贴一百万元。\n3.培训三千人。\n",
        "（1）身份证复印件；\n（2）登记表。\n",
        "①身份证复印件\n②登记表\n",
    ],
)
def test_the_entries_of_an_announced_list_are_items(entries: str) -> None:
    report = parsed(f"一、办理要求\n应当提交以下材料：\n{entries}二、办理时限\n五个工作日。\n")
    assert [marker for _, marker, _ in outline_of(report)] == ["一、", "二、"]
    assert len(report.sections[0].items) == entries.count("\n")


def test_an_announced_list_whose_entries_have_headings_is_sections() -> None:
    text = (
        "一、重点任务\n重点抓好两件事：\n（一）稳定就业。落实补贴，走访企业。\n（二）扩大参保。宣传政策，优化服务。\n"
    )
    assert [(level, heading) for level, _, heading in outline(text)] == [
        (1, "重点任务"),
        (2, "稳定就业"),
        (2, "扩大参保"),
    ]


def test_a_report_of_headings_alone_has_its_outline() -> None:
    text = "一、总则\n（一）目的\n（二）范围\n二、职责\n1.统筹\n2.落实\n"
    assert [level for level, _, _ in outline(text)] == [1, 2, 2, 1, 2, 2]


# --- what is no heading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "一是一、二是二，凡事讲清楚。",
        "一方面抓服务，另一方面抓监管。",
        "一、二、三产业协调发展，结构不断优化。",
        "1.12万名职工参加培训，比上年增长。",
        "2.5亿元资金全部到位，惠及企业三百家。",
        "2023年5月，专项行动全面启动。",
        "2023.5.1前完成整改任务。",
        "12•4宣传日活动开展三场。",
        "3、4月份集中开展专项检查。",
        "第一书记驻村工作全面展开。",
        "第一次全市动员会议顺利召开。",
        "第三季度各项指标稳步回升。",
        "第一部分是总体情况的说明，第二部分是附表。",
        "三是三、四是四，账目分明。",
        "（一）、（二）项任务已经完成。",
        "（见附件）各项任务已经完成。",
        "1.认识还不够到位。",
        "5.组织开展专项检查，督促整改落实。",
        "（一个都不能少）确保全覆盖。",
    ],
)
def test_what_only_looks_like_a_marker_is_text(line: str) -> None:
    text = f"一、工作情况\n总体平稳。\n{line}\n二、工作打算\n继续推进。\n"
    assert [marker for _, marker, _ in outline(text)] == ["一、", "二、"]


def test_a_table_of_contents_is_not_the_outline() -> None:
    entries = "一、就业工作\n二、社保工作\n"
    assert len(outline(f"目　录\n{entries}{entries}完成全年任务。\n")) == 2
    dotted = "一、就业工作…………1\n二、社保工作…………5\n"
    assert len(outline(f"{dotted}{entries}完成全年任务。\n")) == 2


def test_rows_of_a_table_are_no_headings() -> None:
    text = "一、就业\n平稳。\n一、收入\t100\n二、支出\t90\n二、社保\n平稳。\n"
    rows = tuple(
        Mark(MarkKind.TABLE_ROW, Span(text.index(row), text.index(row) + len(row)))
        for row in ("一、收入\t100", "二、支出\t90")
    )
    assert [heading for _, _, heading in outline_of(parse(SourceText(text, rows)))] == ["就业", "社保"]


# --- headings without a marker -------------------------------------------------------------------------------

LONG = "全市就业形势总体稳定，各项社会保险参保人数稳步增长，人才队伍建设取得新的进展，群众满意度持续提升。"


def test_lines_of_their_own_between_paragraphs_are_headings() -> None:
    text = f"{LONG}\n过去一年工作回顾\n{LONG}\n（一）就业\n{LONG}\n（二）社保\n{LONG}\n今年工作安排\n{LONG}\n"
    assert [(level, heading) for level, _, heading in outline(text)] == [
        (1, "过去一年工作回顾"),
        (2, "就业"),
        (2, "社保"),
        (1, "今年工作安排"),
    ]


@pytest.mark.parametrize("line", ["来源：云州日报", "局长 林某某", "2024年1月5日", "各位代表：", "2.5", "特此报告"])
def test_bylines_and_dates_are_no_headings(line: str) -> None:
    assert outline(f"{LONG}\n{line}\n{LONG}\n{line}\n{LONG}\n") == []


def test_a_single_short_line_is_no_heading() -> None:
    assert outline(f"{LONG}\n过去一年工作回顾\n{LONG}\n") == []


def test_an_annex_ends_the_section_before_it() -> None:
    text = (
        f"一、就业\n{LONG}\n二、社保\n{LONG}\n"
        "附件1\n今年民生实事\n一、建设零工市场。建成三家。\n二、开展培训。培训千人。\n"
        "附件2 名词解释\n1.“一窗通办”：指一个窗口受理全部事项。\n2.零工市场：指提供灵活就业服务的场所。\n"
    )
    assert outline(text)[2:] == [
        (1, "附件1", "今年民生实事"),
        (1, "一、", "建设零工市场"),
        (1, "二、", "开展培训"),
        (1, "附件2", "名词解释"),
        (2, "1.", "“一窗通办”"),
        (2, "2.", "零工市场"),
    ]


# --- marks of the source -------------------------------------------------------------------------------------


def test_marked_headings_and_numbered_ones_stand_in_one_tree() -> None:
    source = marked(
        (1, "一、就业工作"),
        "（一）稳岗。落实补贴。",
        "（二）扩岗。走访企业。",
        (2, "典型做法"),
        "经验推广。",
        (1, "二、社保工作"),
        "稳定。",
    )
    assert outline_of(parse(source)) == [
        (1, "一、", "就业工作"),
        (2, "（一）", "稳岗"),
        (2, "（二）", "扩岗"),
        (2, "", "典型做法"),
        (1, "二、", "社保工作"),
    ]


def test_a_marked_salutation_is_a_heading() -> None:
    source = marked((4, "各位代表："), "请予审议。", (5, "一、工作回顾"), "平稳。", (5, "二、工作安排"), "推进。")
    assert outline_of(parse(source)) == [(1, "", "各位代表"), (2, "一、", "工作回顾"), (2, "二、", "工作安排")]


def test_an_unmarked_heading_stands_with_the_marked_ones_of_its_style() -> None:
    source = marked(
        (2, "一、就业工作"), (3, "（一）稳岗"), "落实。", "二、社保工作", "稳定。", (2, "三、人才工作"), "推进。"
    )
    assert [(level, marker) for level, marker, _ in outline_of(parse(source))] == [
        (1, "一、"),
        (2, "（一）"),
        (1, "二、"),
        (1, "三、"),
    ]


def test_a_list_below_a_marked_heading_of_its_style_is_a_list() -> None:
    source = marked(
        (2, "1. 就业"),
        "做法：",
        "1. 走访；",
        "2. 座谈。",
        (2, "2. 社保"),
        "做法：",
        "1. 宣传；",
        "2. 核查。",
        (2, "3. 人才"),
    )
    report = parse(source)
    assert [heading for _, _, heading in outline_of(report)] == ["就业", "社保", "人才"]
    assert [len(section.items) for section in report.sections] == [2, 2, 0]


def test_conditions_below_a_marked_heading_of_their_style_are_items() -> None:
    source = marked(
        (3, "（一）申请"),
        "应当具备下列条件：",
        "（一）年满十八周岁；",
        "（二）有固定住所。",
        (3, "（二）受理"),
        "五日。",
    )
    report = parse(source)
    assert [heading for _, _, heading in outline_of(report)] == ["申请", "受理"]
    assert len(report.sections[0].items) == 2


def test_numbered_headings_below_a_marked_one_of_their_style_nest() -> None:
    source = marked((2, "1. 就业"), "1. 稳岗。发放补贴。", "2. 扩岗。走访企业。", (2, "2. 社保"), "稳定。")
    assert [(level, heading) for level, _, heading in outline_of(parse(source))] == [
        (1, "就业"),
        (2, "稳岗"),
        (2, "扩岗"),
        (1, "社保"),
    ]


def test_a_mark_needs_no_sequence() -> None:
    source = marked((1, "5.重点任务"), "推进。", (1, "怎么办？"), "落实。")
    assert outline_of(parse(source)) == [(1, "5.", "重点任务"), (1, "", "怎么办")]


def test_body_text_in_a_heading_style_is_no_heading() -> None:
    assert outline_of(parse(marked((1, "工作进展顺利。" * 30), "落实。"))) == []


# --- the title -----------------------------------------------------------------------------------------------


def test_the_title_is_no_section() -> None:
    text = "云州市人社局工作总结\n今年工作平稳。\n一、就业\n稳定。\n二、社保\n稳定。\n"
    title = Fact("云州市人社局工作总结", Origin.FIRST_LINE, Span(0, 10))
    report = parse(SourceText(text), title=title)
    assert report.sections[0].span.of(text) == "今年工作平稳。\n"
    assert report.sentences[0].span.of(text) == "云州市人社局工作总结"
    assert report.sentences[0].section == -1


def test_a_title_in_markup_is_no_section() -> None:
    source = marked((1, "云州市人社局工作总结"), (2, "一、就业"), "稳定。", (2, "二、社保"), "稳定。")
    title = Fact("云州市人社局工作总结", Origin.MARKUP, Span(0, 10))
    assert outline_of(parse(source, title=title)) == [(1, "一、", "就业"), (1, "二、", "社保")]


def test_a_title_named_within_a_sentence_takes_nothing_away() -> None:
    text = "现将就业工作情况报告如下：\n一、稳岗\n落实。\n二、扩岗\n落实。\n"
    report = parse(SourceText(text), title=Fact("就业工作情况", Origin.TEXT, Span(2, 8)))
    assert report.sections[0].span.of(text) == "现将就业工作情况报告如下：\n"
    assert all(sentence.section >= 0 for sentence in report.sentences)


@pytest.mark.parametrize("text", ["鲸", "全年新建公厕12座", "\n 全年新建公厕12座 \n"])
def test_a_report_that_is_nothing_but_its_title_has_that_to_say(text: str) -> None:
    line = text.strip()
    start = text.index(line)
    report = parse(SourceText(text), title=Fact(line, Origin.FIRST_LINE, Span(start, start + len(line))))
    assert [(one.span.of(text), one.section) for one in report.sentences] == [(line, 0)]


def test_a_first_heading_taken_for_the_title_stays_a_heading() -> None:
    text = "一、就业\n稳定。\n二、社保\n稳定。\n"
    assert len(outline_of(parse(SourceText(text), title=Fact("一、就业", Origin.FIRST_LINE, Span(0, 4))))) == 2


# --- the real reports ----------------------------------------------------------------------------------------

LEVELS = {
    # file: how many sections of each level, counted by hand; the text before the first heading is one of level 1
    "000": {1: 4, 2: 13},
    "001": {1: 8, 2: 13},
    "002": {1: 4, 2: 10, 3: 3, 4: 4},
    "003": {1: 4, 2: 7},
    "004": {1: 1},
}
ITEMS = {"000": 14, "001": 18, "002": 25, "003": 12, "004": 3}


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not beside this checkout")
@pytest.mark.parametrize("name", sorted(LEVELS))
def test_the_real_reports_have_the_outline_that_a_reader_sees(name: str) -> None:
    file = next(REPORTS.glob(f"{name}_*.txt"))
    report = parse(read(file.read_bytes(), name=file.name))
    levels = [placed.section.level for placed in report.walk()]
    assert {level: levels.count(level) for level in set(levels)} == LEVELS[name]
    assert sum(len(placed.section.items) for placed in report.walk()) == ITEMS[name]
