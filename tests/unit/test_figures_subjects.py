"""Figures: names that say nothing alone are completed with what the sentence tells of; the rest stays as it is."""

from __future__ import annotations

import pytest

from rag.figures import find_figures


def measured(text):
    return [figure.indicator for figure in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("失业人员再就业90人，完成目标任务的120%。", ["失业人员再就业", "失业人员再就业完成目标任务"]),
        # what comes after the share of a target is told of the subject again
        ("基金收入12亿元，为预算的98%，增长3%。", ["基金收入", "基金收入为预算", "基金收入"]),
        (
            "新增就业9人，完成省级目标任务的110%，市级目标任务的108%。",
            ["新增就业", "新增就业完成省级目标任务", "新增就业完成市级目标任务"],
        ),
        (
            "甲、乙两线客流分别为3人、5人，分别完成年度任务的98%、97%。",
            ["甲", "乙两线客流", "甲完成年度任务", "乙两线客流完成年度任务"],
        ),
        # another clause after a semicolon is of something else
        ("新增就业9人；完成年度任务的95%。", ["新增就业", "完成年度任务"]),
    ],
)
def test_the_share_of_a_target_says_of_what(text, indicators):
    assert measured(text) == indicators


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("低保对象90户150人，其中市本级20户40人。", ["低保对象"] * 2 + ["低保对象（市本级）"] * 2),
        (
            "特困对象70人，其中集中供养30人，分散供养40人。",
            ["特困对象", "特困对象（集中供养）", "特困对象（分散供养）"],
        ),
        ("建成孵化园9家，其中青岚区3家、白石区4家。", ["建成孵化园", "建成孵化园（青岚区）", "建成孵化园（白石区）"]),
        ("全县现有幼儿园8所，其中公办5所、民办3所。", ["幼儿园", "幼儿园（公办）", "幼儿园（民办）"]),
        # the parts of a whole come to no more than the whole
        ("参训86人次，其中企业职工52人次，农民工30人次。", ["参训", "参训（企业职工）", "参训（农民工）"]),
        ("参训86人次，其中企业职工52人次，返乡青年90人次。", ["参训", "参训（企业职工）", "返乡青年"]),
        # names that say it themselves
        ("基层党组织9个，其中党委2个。", ["基层党组织", "党委"]),
        ("总里程9公里，其中乡道里程6公里。", ["总里程", "乡道里程"]),
        ("外贸总额9亿元，其中出口6亿元。", ["外贸总额", "外贸出口"]),
    ],
)
def test_a_part_says_of_what_whole(text, indicators):
    assert measured(text) == indicators


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("化解邻里纠纷28起，化解率98%。", ["化解邻里纠纷", "邻里纠纷化解率"]),
        ("受理欠薪线索31件，办结30件，办结率97%。", ["受理欠薪线索", "欠薪线索办结", "欠薪线索办结率"]),
        ("应入学80人，入学率98%。", ["应入学", "入学率"]),
        ("新建梯田3万亩，改造提升1万亩。", ["新建梯田", "改造提升梯田"]),
        ("山羊存栏4万只、出栏6万只。", ["山羊存栏", "山羊出栏"]),
        ("开展“暖冬”活动，发放补贴3万元。", ["“暖冬”活动发放补贴"]),
        ("落实稳岗返还政策，累计发放资金5万元。", ["稳岗返还政策发放资金"]),
        ("平稳承接困难家庭补助发放职能，发放资金2万元。", ["困难家庭补助发放资金"]),
        ("无人机产量达2万台。产值突破6亿元。", ["无人机产量", "无人机产值"]),
        # nothing plain to complete them with
        ("认真贯彻上级精神，发放资金2万元。", ["发放资金"]),
        ("无人机产量达2万台，手机产量3万台。产值突破6亿元。", ["无人机产量", "手机产量", "产值"]),
        ("无人机产量达2万台。\n产值突破6亿元。", ["无人机产量", "产值"]),
    ],
)
def test_a_bare_verb_or_measure_takes_its_subject_only_where_that_is_plain(text, indicators):
    assert measured(text) == indicators


def test_what_a_clause_compares_with_is_neither_indicator_nor_period():
    text = "2031年，登记失业率为3.3%，与去年相比降低0.1个百分点，比2029年降低0.3个百分点，低于省控线0.8个百分点。"
    figures = find_figures(text)
    assert [figure.indicator for figure in figures] == ["登记失业率"] * 4
    assert [figure.period for figure in figures] == ["2031年"] * 4
    assert figures[1].qualifier == "与去年相比降低"


def test_half_width_marks_read_like_full_width_ones():
    wide = "2031年，新增就业90人，同比增长3%；（一）登记企业1,200家，其中县属12家。"
    narrow = wide.replace("，", ",").replace("；", ";").replace("（", "(").replace("）", ")")
    keys = ("indicator", "text", "value", "unit", "qualifier", "period", "span")
    assert [[getattr(one, key) for key in keys] for one in find_figures(narrow)] == [
        [getattr(one, key) for key in keys] for one in find_figures(wide)
    ]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("报销比例由集中采购后的65%提高到70%。", ["报销比例"] * 2),
        ("认定标准由低收入标准1.5倍扩大到2倍。", ["认定标准"] * 2),
        ("申请材料由原来的12份精简为3份。", ["申请材料"] * 2),
        ("志愿队伍从8支壮大到26支。", ["志愿队伍"] * 2),
        ("合作社连续4年保持20%以上增长。", ["合作社"] * 2),
    ],
)
def test_what_changes_from_one_value_to_another_is_what_stands_before(text, indicators):
    assert measured(text) == indicators


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("城乡居民收入分别增长4%、6%。", ["城镇居民收入", "农村居民收入"]),
        ("城乡低保标准分别提高到每人每月90元、80元。", ["城市低保标准", "农村低保标准"]),
        ("城乡居民医保参保率95%。", ["城乡居民医保参保率"]),
        ("公共预算收入、支出分别完成3亿元、9亿元。", ["公共预算收入", "公共预算支出"]),
        ("快递业务量、业务收入分别增长12%、9%。", ["快递业务量", "快递业务收入"]),
        ("火灾事故起数、死亡人数分别下降9%、4%。", ["火灾事故起数", "火灾事故死亡人数"]),
        ("养老、失业保险参保人数分别为4万人、2万人。", ["养老保险参保人数", "失业保险参保人数"]),
        ("调解率78%，结案率98%，分别提高1.2个、3.6个百分点。", ["调解率", "结案率"] * 2),
    ],
)
def test_each_figure_of_a_list_has_its_own_thing(text, indicators):
    assert measured(text) == indicators


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("建成12英寸晶圆产线2条。", ["建成晶圆产线", "建成12英寸晶圆产线"]),
        ("新建220千伏变电站3座。", ["新建变电站", "新建220千伏变电站"]),
        ("为16家乡镇（街道）养老中心配备终端。", ["乡镇（街道）养老中心配备终端"]),
        ("覆盖5个县（市、区）。", ["覆盖县（市、区）"]),
        ("劳务输送23车次610人。", ["劳务输送"] * 2),
        ("为320名农民工追讨工资51万元。", ["农民工追讨工资", "追讨工资"]),
    ],
)
def test_names_hold_sizes_and_brackets_and_no_other_figure_of_their_own(text, indicators):
    assert measured(text) == indicators


@pytest.mark.parametrize(
    ("text", "written", "unit"),
    [
        ("接种疫苗8万剂次。", "8万剂次", "剂次"),
        ("死亡率低0.8个千分点。", "0.8个千分点", "个千分点"),
        ("印发宣传单30页。", "30页", "页"),
    ],
)
def test_units_of_departments_are_read_whole(text, written, unit):
    figure = find_figures(text)[0]
    assert (figure.text, figure.unit) == (written, unit)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2023年1—6月，货运量21万吨。", "2023年1—6月"),
        ("客流恢复到2019年的96%。", ""),
        ("材料由2019年的12份精简为3份。", "2019年"),
    ],
)
def test_a_range_of_months_is_a_period_and_a_year_measured_against_is_none(text, period):
    assert find_figures(text)[0].period == period


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        (
            "公路投资32亿元、铁路投资12亿元，分别占年度计划的106%、98%。",
            ["公路投资", "铁路投资", "公路投资占年度计划", "铁路投资占年度计划"],
        ),
        (
            "税收收入15亿元，非税收入5亿元，占比分别为75%、25%。",
            ["税收收入", "非税收入", "税收收入占比", "非税收入占比"],
        ),
        ("高中、小学入学率分别达93%、98%，较2020年提高1个和4个百分点。", ["高中入学率", "小学入学率"] * 2),
        ("财政收入21亿元，占年预算的102%，同比增收1亿元。", ["财政收入", "财政收入占年预算", "财政收入"]),
    ],
)
def test_a_list_told_of_the_figures_before_it_is_matched_with_them(text, indicators):
    assert measured(text) == indicators


def test_a_part_of_people_is_told_of_the_people_not_of_the_rate_between():
    assert measured("渔业保险参保人数9万人，参保率97%，其中在职渔工2万人、近海渔户7万人。") == [
        "渔业保险参保人数",
        "渔业保险参保率",
        "渔业保险参保人数（在职渔工）",
        "渔业保险参保人数（近海渔户）",
    ]


@pytest.mark.parametrize("text", ["渔业保险参保*.*万人", "渔业保险参保**.3万人", "渔业保险参保3.*万人"])
def test_a_number_masked_before_or_behind_its_point_is_one_masked_figure(text):
    assert [(one.indicator, one.text, one.masked, one.value) for one in find_figures(text)] == [
        ("渔业保险参保", text.removeprefix("渔业保险参保"), True, None)
    ]
