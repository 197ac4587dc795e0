"""Figures: what is a quantity, its value and unit, its mask, its span."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Span
from rag.figures import find_figures, same_quantity


def only(text):
    figures = find_figures(text)
    assert len(figures) == 1, [figure.text for figure in figures]
    return figures[0]


@pytest.mark.parametrize(
    ("text", "written", "value", "unit"),
    [
        ("组织1.12万名干部参加培训", "1.12万名", 11200, "名"),
        ("网上办理业务495.4万件", "495.4万件", 4954000, "件"),
        ("减费达到1288亿元", "1288亿元", 128800000000, "元"),
        ("网办率80%", "80%", 80, "%"),
        ("覆盖率达95％。", "95％", 95, "%"),
        ("提高2.5个百分点", "2.5个百分点", "2.5", "个百分点"),
        ("是上年的3倍", "3倍", 3, "倍"),
        ("满意度为百分之九十八点五", "百分之九十八点五", "98.5", "%"),
        ("占比千分之三", "千分之三", 3, "‰"),
        ("召开会议五次", "五次", 5, "次"),
        ("共一百二十三名", "一百二十三名", 123, "名"),
        ("发放两千零五份", "两千零五份", 2005, "份"),
        ("投入两万五元", "两万五元", 25000, "元"),
        ("招聘3千人", "3千人", 3000, "人"),
        ("支出2万5千元", "2万5千元", 25000, "元"),
        ("筹资1亿2000万元", "1亿2000万元", 120000000, "元"),
        ("服务３５９０人", "３５９０人", 3590, "人"),
        ("登记1,234,567户", "1,234,567户", 1234567, "户"),
        ("登记1，234户", "1，234户", 1234, "户"),
        ("产值1.4万亿元", "1.4万亿元", 1400000000000, "元"),
        ("建设光伏电站3万千瓦", "3万千瓦", 30000, "千瓦"),
        ("占四成以上", "四成", 4, "成"),
        ("收款壹拾贰万元整", "壹拾贰万元", 120000, "元"),
        ("惠及30多万人", "30多万人", 300000, "人"),
        ("培训120余人次", "120余人次", 120, "人次"),
        ("翻了两番", "两番", 2, "番"),
        ("降至-3.2%", "-3.2%", "-3.2", "%"),
        ("办理 3590 人", "3590 人", 3590, "人"),
        ("入园儿童超43万，", "43万", 430000, ""),
        ("浓度27.4微克/立方米", "27.4微克/立方米", "27.4", "微克/立方米"),
        ("近百家企业", "百家", 100, "家"),
        ("为期40天的行动", "40天", 40, "天"),
        ("连续四年获奖", "四年", 4, "年"),
        ("5家电商企业", "5家", 5, "家"),
        ("低保标准提高到850元/月", "850元/月", 850, "元/月"),
        ("蔬菜产量稳定在百万吨以上", "百万吨", 1000000, "吨"),
        ("发现野马12群", "12群", 12, "群"),
        ("夺得3金", "3金", 3, "金"),
        ("28纳米芯片量产", "28纳米", 28, "纳米"),
        ("提前三年建成", "三年", 3, "年"),
        ("提前一年实现目标", "一年", 1, "年"),
        ("智能算力达到2.6万P。", "2.6万P", 26000, "P"),
        ("每年新增百万户以上", "百万户", 1000000, "户"),
        ("发电超3000亿度", "3000亿度", 300000000000, "度"),
        ("用三年时间补齐短板", "三年", 3, "年"),
    ],
)
def test_a_quantity_is_read_exactly_in_plain_units(text, written, value, unit):
    figure = only(text)
    assert (figure.text, figure.value, figure.unit) == (written, Decimal(value), unit)
    assert not figure.masked


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("选派3-5个小组", 3, 5, "个"),
        ("选派3—5个小组", 3, 5, "个"),
        ("选派三至五名干部", 3, 5, "名"),
        ("增长10%~15%", 10, 15, "%"),
        ("补贴3-5万元", 30000, 50000, "元"),
        ("两三个村", 2, 3, "个"),
        ("五六百人", 500, 600, "人"),
        ("占百分之三至五", 3, 5, "%"),
    ],
)
def test_a_range_has_both_ends(text, low, high, unit):
    figure = only(text)
    assert (figure.value, figure.upper, figure.unit) == (Decimal(low), Decimal(high), unit)


def test_a_change_from_one_value_to_another_is_two_figures():
    assert [figure.value for figure in find_figures("材料由12份精简为1份")] == [12, 1]
    assert [figure.value for figure in find_figures("参保率从85%到92%")] == [85, 92]


def test_fractions_are_parts_of_one():
    assert only("三分之二的社区").value == only("占2/3以上").value
    assert same_quantity(only("二分之一的社区"), only("50%的社区"))


@pytest.mark.parametrize(
    "text",
    [
        "第三批名单", "2019年", "二〇二二年", "7月16日至8月26日", "12•4普法日", "“1+6”专项行动", "“五心”人社",
        "落实一岗双责", "十九届五中全会精神",
        "拨打12333热线", "实行7×24小时值守", "云政发〔2022〕15号", "电话0599-1234567", "地址192.168.1.10",
        "见1.2.3节", "一、总体情况",
        "（一）主要做法", "1. 总体情况", "一是抓落实", "推进一体化", "一定要", "十分重视", "五星级酒店",
        "三会一课", "两个维护", "“六稳”“六保”工作",
        "排名前10名", "几十家企业", "数百人次", "2015-2020年规划", "《三年行动方案（2021—2023年）》",
        "一个系统性工程", "成千上万", "百亿企业培育", "V2.0版本",
        "按照市委八届四次、五次、六次全会部署", "县十八届人大二次会议", "二轮土地延包", "劣五类水体", "排名后十位",
        "“最多跑一次”改革", "最初一公里", "保持两位数增长",
        "过去五年，我们砥砺前行", "今后五年的任务", "五年历程充满艰辛",
        "实施好十年禁渔", "展望二○三五年", "创近5年新高", "违规三四轮车", "二人转演出", "附件2名词解释",
        "5G基站", "三年行动计划", "一企一策", "两个月来", "一次性办结", "再一次强调", "省委十二届七次全会",
    ],
)  # fmt: skip
def test_dates_ordinals_names_and_phrases_are_no_figures(text):
    assert find_figures(text) == []


@pytest.mark.parametrize(
    ("text", "written", "unit"),
    [
        ("城镇新增就业*万人，", "*万人", "人"),
        ("召开会议**次。", "**次", "次"),
        ("完成率*%", "*%", "%"),
        ("*年*月，获评先进", "*年*月", "年月"),
        ("2023年**月，印发方案", "2023年**月", "年月"),
        ("*年以来，召开会议", "*年", "年"),
        ("追缴资金XX万元", "XX万元", "元"),
        ("追缴资金xx万元", "xx万元", "元"),
        ("处理××人", "××人", "人"),
        ("安排□□元", "□□元", "元"),
        ("培训＊余名干部", "＊余名", "名"),
        ("处理○○人", "○○人", "人"),
        ("入选20**年榜单", "20**年", "年"),
        ("帮扶*多人次", "*多人次", "人次"),
    ],
)
def test_a_masked_figure_is_never_given_a_value(text, written, unit):
    figure = only(text)
    assert (figure.text, figure.unit, figure.masked, figure.value, figure.upper) == (written, unit, True, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "**人社局印发方案", "*同志获评先进", "开展*主题教育", "获得“*年度**省优秀案例”", "**加粗的字**",
        "* 个人自学", "* 次要事项", "XX市人民政府", "尺寸5X5",
        "X射线检查", "**家园建设", "**支队", "某某区", "**部门", "由**组织实施", "a**b",
    ],
)  # fmt: skip
def test_a_mask_of_a_name_is_no_figure(text):
    assert find_figures(text) == []


def test_numbers_of_a_list_share_the_last_unit_and_scale():
    figures = find_figures("各项指标分别增长5.2、6.1和7.3个百分点")
    assert [(figure.text, figure.unit) for figure in figures] == [
        ("5.2", "个百分点"), ("6.1", "个百分点"), ("7.3个百分点", "个百分点"),
    ]  # fmt: skip
    assert [figure.value for figure in find_figures("分别惠及5、6.1和7.3万人")] == [50000, 61000, 73000]
    assert [figure.masked for figure in find_figures("分别为*、*和*万人")] == [True] * 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.12万名", "11,200人"), ("80%", "百分之八十"), ("80％", "80%"), ("七成", "70%"), ("3千人", "三千人"),
        ("1亿元", "10000万元"), ("5起", "五件"),
        ("3-5个", "三至五个"), ("30‰", "3%"), ("2公里", "2000米"),
    ],
)  # fmt: skip
def test_the_same_amount_is_the_same_however_it_is_written(one, other):
    assert same_quantity(only(one), only(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5%", "5个百分点"),
        ("5人", "5户"),
        ("5万元", "5元"),
        ("3-5个", "3个"),
        ("*人", "5人"),
        ("*人", "*人"),
        ("5次", "6次"),
    ],
)
def test_other_amounts_are_not_the_same(one, other):
    assert not same_quantity(only(one), only(other))


@given(st.integers(1, 99_999_999))
def test_a_number_written_in_chinese_is_read_back(number):
    assert only(f"共{in_chinese(number)}人").value == number


@given(st.integers(1_000, 999_999_999))
def test_a_number_with_separators_or_full_width_digits_is_read_back(number):
    full_width = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert only(f"发放{number:,}元").value == only(f"发放{full_width}元").value == number


@given(st.decimals(min_value="0.01", max_value="9999.99", places=2))
def test_ten_thousands_are_multiplied_exactly(number):
    assert only(f"投资{number}万元").value == number * 10_000


@given(st.text())
def test_any_text_gives_figures_whose_span_is_their_text(text):
    assert_spans(text)


@given(st.text("0123456789０１*＊Xx×□○一二十百千万亿点零两第年月日个人名元%％、，。-—~至分之余多约增长“”《》（）. \n"))
def test_text_full_of_numbers_gives_figures_whose_span_is_their_text(text):
    assert_spans(text)


def assert_spans(text):
    position = 0
    for figure in find_figures(text):
        assert text[figure.span.start : figure.span.end] == figure.text
        assert figure.span.start >= position
        assert len(figure.span) > 0
        assert (figure.value is None) == figure.masked
        position = figure.span.end


def test_spans_are_absolute_within_a_part_of_the_text():
    text = "前年处理5件。今年处理7件。"
    figures = find_figures(text, Span(7, len(text)))
    assert [figure.text for figure in figures] == ["7件"]
    assert figures[0].span.of(text) == "7件"


@settings(deadline=None, max_examples=20)
@given(
    st.sampled_from(
        [
            "1",
            "一",
            "*",
            "万",
            "百分之",
            "“1",
            "《",
            "1、",
            "3-",
            "2年",
            "1,234,",
            "十点",
            "*、",
            "第",
            "个1",
            "分之1",
            "其中5个",
        ]
    )
)
def test_time_grows_with_the_text_and_no_faster(piece):
    started = time.perf_counter()
    find_figures(piece * (100_000 // len(piece)))
    # 100,000 characters take 0.1 s to 0.7 s on one shared core; quadratic time would take minutes.
    assert time.perf_counter() - started < 15


def in_chinese(number):
    """The plain way of writing it."""
    digits, small = "零一二三四五六七八九", ["", "十", "百", "千"]

    def section(part):
        text, zero = "", False
        for place in range(3, -1, -1):
            digit = part // 10**place % 10
            if digit:
                text += ("零" if zero and text else "") + digits[digit] + small[place]
                zero = False
            else:
                zero = True
        return text

    high, low = divmod(number, 10_000)
    return (section(high) + "万" if high else "") + ("零" if high and 0 < low < 1000 else "") + section(low)


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2009", "\u202f"])
def test_a_number_and_its_unit_belong_together_whatever_blank_stands_between_them(blank: str) -> None:
    (found,) = find_figures(f"举办讲座{blank}38{blank}场")
    assert (found.text, found.value, found.unit) == (f"38{blank}场", 38, "场")
