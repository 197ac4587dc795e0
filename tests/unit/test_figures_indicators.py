"""Figures: what they measure, of when, and with which words of degree."""

from __future__ import annotations

import pytest

from rag.figures import find_figures


def measured(text):
    return [(figure.indicator, figure.text) for figure in find_figures(text)]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("城镇新增就业*人，帮扶就业困难人员就业52人。", ["城镇新增就业", "帮扶就业困难人员就业"]),
        ("全市网办率80%。", ["网办率"]),
        ("发放失业补助金*万元。", ["发放失业补助金"]),
        ("全系统受理举报*件，督查*次，督办*件，立案*件。", ["受理举报", "督查", "督办", "立案"]),
        ("先后召开5次专题民主生活会。", ["专题民主生活会"]),
        ("我局共有*个基层党组织，其中党委*个、党总支*个、党支部*个。", ["基层党组织", "党委", "党总支", "党支部"]),
        ("推出10项“打包办”。", ["推出“打包办”"]),
        ("有关科室调研22批次。", ["有关科室调研"]),
        ("关注人数达85万人。", ["关注人数"]),
        ("虽然80%的服务事项能够网办。", ["服务事项能够网办"]),
        ("社保卡持卡人数达90万人，比2022年增加3％。", ["社保卡持卡人数", "社保卡持卡人数"]),
        ("企业户数是去年全年的3倍。", ["企业户数"]),
        ("为*万人发放临时补助*万元。", ["发放临时补助", "发放临时补助"]),
        ("在全县开展为期40天的清欠专项行动。", ["清欠专项行动"]),
        ("申请材料由12份精简为1份，并在线上办理。", ["申请材料", "申请材料"]),
    ],
)
def test_the_indicator_is_the_nearest_words_that_say_what_is_measured(text, indicators):
    assert [indicator for indicator, _ in measured(text)] == indicators


def test_the_k_th_figure_measures_the_k_th_thing_of_a_list():
    text = "今年全县城镇新增就业、毕业生就业、农民工转移就业同比分别减少*万人、*万人、*万人。"
    assert [indicator for indicator, _ in measured(text)] == ["城镇新增就业", "毕业生就业", "农民工转移就业"]


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        # a noun to its end, and the verb before the number
        ("新增3家市级夜间文化和旅游消费街区。", ["市级夜间文化和旅游消费街区"]),
        ("改善河东等12个老旧片区环境。", ["改善河东等老旧片区环境"]),
        ("民生补贴惠及8万名婴幼儿。", ["民生补贴惠及婴幼儿"]),
        ("布局20个左右重点实验室。", ["布局重点实验室"]),
        ("完成60公里架空线入地。", ["架空线入地"]),
        # what is told of counted things that say nothing alone
        ("30项改革任务有序推进。", ["改革任务"]),
        ("4家企业上榜全国百强。", ["企业上榜全国百强"]),
        ("80%的村庄通了公交。", ["村庄通了公交"]),
        # a verb, a noun, a measure that a list says once
        ("新建绿道5公里、公园3座。", ["新建绿道", "新建公园"]),
        ("新建6个区级、20个街道级养老中心。", ["新建区级养老中心", "新建街道级养老中心"]),
        ("城镇、农村居民人均可支配收入分别增长4%、6%。", ["城镇居民人均可支配收入", "农村居民人均可支配收入"]),
        ("甲集团、乙集团利润分别增长1倍、2倍。", ["甲集团利润", "乙集团利润"]),
        ("铁路、公路货运量分别达3万吨、5万吨，分别增长2%、4%。", ["铁路货运量", "公路货运量"] * 2),
        # the whole of a total, a share, a change
        ("新增科技型企业48家、总数达122家。", ["新增科技型企业", "科技型企业总数"]),
        ("新能源汽车产量增长12%、占全国超三成。", ["新能源汽车产量", "新能源汽车产量占全国"]),
        ("规模工业增加值增长6%、高于全国平均0.3个百分点。", ["规模工业增加值"] * 2),
        ("人均GDP从2020年的5.2万元提高到2025年的7.4万元。", ["人均GDP", "人均GDP"]),
        ("甲类企业达到3万家、乙类企业达到4万家。", ["甲类企业", "乙类企业"]),
        # a figure in the name of what is counted
        ("开工2亿元以上重大项目12个。", ["开工重大项目", "开工2亿元以上重大项目"]),
        ("65岁及以上老年人健康管理率达70%。", ["老年人年龄", "65岁及以上老年人健康管理率"]),
        ("5条重点产业链产值突破3亿元。", ["重点产业链", "5条重点产业链产值"]),
        # how long something lasts
        ("粮食产量连续9年居全省首位。", ["粮食产量居全省首位"]),
        ("提前两年完成治理任务。", ["完成治理任务"]),
        # names that begin like words which say nothing
        ("全国重点实验室达8家。", ["全国重点实验室"]),
        ("全市性检查精简两成。", ["全市性检查"]),
    ],
)
def test_the_indicator_reads_right_alone(text, indicators):
    assert [indicator for indicator, _ in measured(text)] == indicators


def test_the_members_of_a_list_share_its_words_of_change():
    figures = find_figures("城镇、农村居民收入分别增长4%、6%，新增2个集群、1个园区。")
    assert [figure.qualifier for figure in figures] == ["增长", "增长", "新增", "新增"]


def test_what_is_done_is_no_word_of_degree():
    figure = find_figures("优化提升20条公交线路。")[0]
    assert (figure.indicator, figure.qualifier) == ("优化提升公交线路", "")


def test_indicators_stand_in_the_text():
    text = "新建标准厂房12万平方米、改造老旧小区30个，惠及居民1.2万户，群众满意度达98%以上。"
    for figure in find_figures(text):
        assert figure.indicator in text


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("税收同比增长5%。", "同比增长"),
        ("投诉量下降5%。", "下降"),
        ("覆盖率达到95%。", "达到"),
        ("约120次。", "约"),
        ("下载量超过10万次。", "超过"),
        ("不少于5场。", "不少于"),
        ("累计3000张。", "累计"),
        ("培训60余人。", "余"),
        ("满意度90%以上。", "以上"),
        ("产值增长10%左右。", "增长…左右"),
        ("网点12个。", ""),
    ],
)
def test_words_of_degree_and_change_are_the_qualifier(text, qualifier):
    assert find_figures(text)[0].qualifier == qualifier


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2022年上半年，开展检查6次。", "2022年上半年"),
        ("今年以来，开展检查6次。", "今年以来"),
        ("截至12月，开展检查6次。", "截至12月"),
        ("截至目前，开展检查6次。", "截至目前"),
        ("7月16日至8月26日开展检查6次。", "7月16日至8月26日"),
        ("去年开展检查6次。", "去年"),
        ("2021年办结5件。开展检查6次。", ""),
    ],
)
def test_the_period_is_the_nearest_time_before_in_the_sentence(text, period):
    assert find_figures(text)[-1].period == period


def test_a_year_that_is_compared_with_does_not_date_the_figure():
    assert find_figures("2023年，参保人数比2022年增加5%。")[0].period == "2023年"
