"""Figures as a careful reader of Chinese reports reads them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation.metrics.figures import ReadFigure, figure_of, figures_in, same_figure, same_quantity, years_in


def _read(text: str) -> list[tuple[str, str]]:
    return [(f"{one.value.normalize():f}", one.unit) for one in figures_in(text)]


def _periods(text: str) -> list[str]:
    return [one.period for one in figures_in(text)]


def _only(text: str) -> ReadFigure:
    (figure,) = figures_in(text)
    return figure


@pytest.mark.parametrize(
    "written",
    [
        "3.05万人",
        "３．０５万人",
        "30,500人",
        "３０，５００人",
        "30500 人",
        "3.05 万 人",
        "三万零五百人",
        "三点零五万人",
        "30500名",
    ],
)
def test_one_quantity_has_many_forms(written: str) -> None:
    assert _read(written) == [("30500", "人")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.05万人", "3.05万元"),
        ("3.05万人", "3.05万人次"),
        ("3.05万人", "3.05人"),
        ("2%", "3%"),
        ("2%", "2个百分点"),
        ("5%", "5‰"),
        ("12家", "12户"),
        ("3亿元", "3万元"),
        ("三成", "三倍"),
        ("2个月", "2个"),
        ("三分之二", "三分之一"),
        ("2.1:1", "1:2.1"),
    ],
)
def test_another_value_or_unit_is_another_figure(one: str, other: str) -> None:
    assert not same_quantity(_only(one), _only(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("一千二百家", "1200家"),
        ("五次", "5次"),
        ("三十七家", "37家"),
        ("百分之八十", "80％"),
        ("百分之八十七点四", "87.4%"),
        ("千分之五", "0.5%"),
        ("5‰", "0.5%"),
        ("三成", "30%"),
        ("八成三", "83%"),
        ("两成六左右", "26%"),
        ("一成", "10%"),
        ("两年", "2年"),
        ("三万五", "35000"),
        ("1万2千人", "12000人"),
        ("3亿5000万元", "3.5亿元"),
        ("2.5公里", "2500米"),
        ("35千米", "35公里"),
        ("三千米", "3公里"),
        ("1.2平方公里", "1200000平方米"),
        ("3公顷", "30000平方米"),
        ("0.5吨", "500公斤"),
        ("286名", "286人"),
        ("2个百分点", "2百分点"),
        ("60周岁", "60岁"),
        ("2.1∶1", "2.1：1"),
        ("10余万人", "10万人"),
        ("1200多家", "1200家"),
    ],
)
def test_the_same_thing_said_otherwise_is_the_same_figure(one: str, other: str) -> None:
    assert same_quantity(_only(one), _only(other))


@pytest.mark.parametrize(
    "text",
    [
        "截至12月底",
        "7月1日起施行",
        "十月一日",
        "1—9月",
        "9月12日至15日",
        "第3项",
        "第十二条",
        "第二届",
        "〔2022〕15号",
        "（2022）15号文",
        "A4纸",
        "PM2.5",
        "5G网络",
        "上午9点",
        "8时30分",
        "9:30",
        "一是推进改革；二是落实责任",
        "“十四五”规划",
        "二十大精神",
        "*万人",
        "**次",
        "数十家企业",
        "几百人",
        "十几个",
        "千家万户",
        "一个重要方面",
        "进一步",
        "统一部署",
        "2022年",
        "二〇二二年",
        "2021—2023年",
        "2022届毕业生",
        "见下文[1][12]",
        "“12345”热线",
        "（1）加强领导",
        "三、主要问题",
        "星期五",
        "“12·4”宣传",
        "“1+6”专题",
        "20*年",
        "三季度",
        "十九届五中全会",
        "六次全会",
        "省道218线",
        "“两个维护”",
        "“15分钟养老服务圈”",
        "一成不变",
        "最后一公里",
        "5．2024年工作安排",
    ],
)
def test_dates_ordinals_names_and_masks_are_no_figures(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3—5万人", [("30000", "人"), ("50000", "人")]),
        ("3万~5万人", [("30000", "人"), ("50000", "人")]),
        ("5%至8%", [("5", "%"), ("8", "%")]),
        ("3到5个", [("3", "个"), ("5", "个")]),
        ("60-79周岁", [("60", "岁"), ("79", "岁")]),
        ("分别为73、102家", [("73", "家"), ("102", "家")]),
        ("3000—1万元", [("3000", "元"), ("10000", "元")]),
        ("七八家", [("7", "家"), ("8", "家")]),
        ("二三十人", [("20", "人"), ("30", "人")]),
        ("由138元提高到148元", [("138", "元"), ("148", "元")]),
    ],
)
def test_ranges_and_lists_share_their_unit(text: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(_read(text)) == sorted(expected)


def test_a_full_width_comma_between_figures_is_no_thousands_separator() -> None:
    assert _read("分别建成58，102家") == [("58", ""), ("102", "家")]


def test_a_figure_is_where_it_stands_in_the_text_that_was_given() -> None:
    text = "全年（含　补报）新增３．０５　万人，下降２％。"
    assert [one.span.of(text) for one in figures_in(text)] == ["３．０５　万人", "２％"]


def test_one_of_an_article_is_read_where_it_is_asked_for() -> None:
    assert _read("建成一家医院") == [("1", "家")]
    assert [one.value for one in figures_in("一个平台", articles=True)] == [Decimal(1)]


def test_a_unit_that_nobody_knows_is_read_when_it_is_named() -> None:
    assert [one.unit for one in figures_in("评出12金奖", units=("金奖",))] == ["金奖"]


def test_what_a_case_demands_is_read_as_a_text_is() -> None:
    assert same_quantity(figure_of(Decimal("3.05"), "万人"), _only("30,500人"))
    assert same_quantity(figure_of(Decimal("-2"), "％"), _only("2%"))
    assert same_quantity(figure_of(Decimal("35"), "千米"), _only("35公里"))


# --- periods -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年新增3.05万人，2023年3.12万人", ["2022年", "2023年"]),
        ("二〇二二年新增3.05万人", ["2022年"]),
        ("3.05万人（2022年）和3.12万人（2023年）", ["2022年", "2023年"]),
        ("2024年为3.26万人，比2023年增长4.5%", ["2024年", "2024年"]),
        ("2024年3.26万人，比2023年的3.12万人多1400人", ["2024年", "2023年", "2024年"]),
        ("覆盖率由2022年的86.7%提高到89.4%", ["2022年", ""]),
        ("2021—2023年累计培训8万人次", ["2021-2023年"]),
        ("2022、2023年分别培训3万人次", ["2022、2023年"]),
        ("全年新增3.05万人", [""]),
        ("按〔2021〕3号文新增5人", [""]),
        ("（2022）新增5人", ["2022年"]),
        ("Of the 35 people hired in 2022, 5% left", ["", "2022年"]),
        ("造林2000亩，种树1980棵", ["", ""]),
    ],
)
def test_a_figure_holds_for_the_nearest_year_before_it(text: str, expected: list[str]) -> None:
    assert _periods(text) == expected


def test_the_right_figure_with_the_wrong_year_is_wrong() -> None:
    said, true = _only("2023年新增3.05万人"), _only("2022年新增3.05万人")
    assert same_quantity(said, true)
    assert not same_figure(said, true)
    assert same_figure(_only("新增3.05万人"), true)


def test_years_together_are_no_year_of_them() -> None:
    assert not same_figure(_only("2022年培训8万人次"), _only("2021—2023年培训8万人次"))
    assert years_in("2021—2023年和二〇二五年") == {2021, 2022, 2023, 2025}


# --- what any reader must keep -------------------------------------------------------------------------------

_values = st.decimals(min_value=0, max_value=99_999, places=2, allow_nan=False)
_units = st.sampled_from(["人", "万元", "%", "家", "亿元", "人次", "个百分点", "公里", "万亩"])
_WIDE = {ord(one): chr(ord(one) + 0xFEE0) for one in "0123456789.,%"}


@settings(deadline=None)
@given(_values, _units)
def test_full_width_is_read_as_half_width(value: Decimal, unit: str) -> None:
    text = f"达到{value}{unit}，"
    wide = figures_in(text.translate(_WIDE))
    assert wide == figures_in(text)
    assert same_quantity(wide[0], figure_of(value, unit))


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_separators_of_thousands_change_nothing(value: int) -> None:
    assert same_quantity(_only(f"{value:,}元"), _only(f"共{value}元"))


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,万亿千百十一二三两〇%年月日人次个元第余多—、（）() *\t2022", max_size=30))
def test_whatever_is_read_is_a_place_with_a_number_in_it(text: str) -> None:
    for one in figures_in(text):
        assert 0 <= one.span.start < one.span.end <= len(text)
        assert one.value >= 0


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    figures_in(text)
    years_in(text)
