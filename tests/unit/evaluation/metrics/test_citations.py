"""Whether a quote holds up its claim, and what share of the citations does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation.metrics.citations import Source, f1, holds_figure, holds_up, share, shared_pairs
from rag.evaluation.metrics.derived import is_derived
from rag.evaluation.metrics.figures import figures_in

QUOTE = "全年城镇新增就业3.05万人，完成年度目标3万人的101.7%。"


def _holds(claim: str, quote: str, *years: int) -> bool:
    return all(holds_figure(one, Source(quote, frozenset(years))) for one in figures_in(claim))


@pytest.mark.parametrize("claim", ["城镇新增就业30,500人", "城镇新增就业三万零五百人", "完成101.7％", "新增3.05 万人"])
def test_a_figure_that_the_quote_states_is_held_up(claim: str) -> None:
    assert _holds(claim, QUOTE)


@pytest.mark.parametrize("claim", ["新增3.06万人", "新增3.05万元", "新增3.05万户", "完成101.8%", "提高101.7个百分点"])
def test_another_value_or_unit_is_not(claim: str) -> None:
    assert not _holds(claim, QUOTE)


def test_two_percent_for_three_percent_is_wrong() -> None:
    assert not _holds("增长2%", "增长3%")


def test_the_right_figure_of_another_year_is_not_held_up() -> None:
    assert _holds("2022年新增3.05万人", QUOTE, 2022)
    assert not _holds("2023年新增3.05万人", QUOTE, 2022)
    assert not _holds("2023年新增3.05万人", "2022年新增3.05万人，2023年新增3.12万人")
    assert _holds("2023年新增3.05万人", QUOTE)  # nobody knows of which year the quote is


def test_a_cell_without_unit_holds_up_what_is_written_the_same() -> None:
    assert _holds("在校生1.16万人", "中等职业学校\t8\t1.16\t*")
    assert not _holds("在校生1.17万人", "中等职业学校\t8\t1.16\t*")


def test_words_of_counting_stand_for_one_another_and_units_do_not() -> None:
    assert _holds("14个单位", "新增备案单位14家")
    assert not _holds("14个", "增长14%")


def test_a_quote_about_something_else_is_no_reason_though_its_figure_is_the_same() -> None:
    assert not holds_up("医疗机构按信用分成4个等级，实行差异化监管", Source("新增省级临床重点专科4个"))
    assert holds_up("新增3.05万人", Source(QUOTE))


def test_a_quote_with_other_figures_is_no_reason_however_alike_its_words_are() -> None:
    assert not holds_up("城镇登记失业率2%", Source("城镇登记失业率3%"))
    assert holds_up("城镇登记失业率低0.5个百分点", Source("城镇登记失业率3%"), is_computed=True)


def test_words_decide_where_there_are_no_figures() -> None:
    quote = Source("由于汛期降雨偏多，我们提前转移危险区群众，实现了零伤亡。")
    assert holds_up("因汛期降雨偏多，提前转移了危险区群众", quote)
    assert not holds_up("石枕县仍没有二级甲等医院", quote)


def test_f1_of_precision_and_recall() -> None:
    assert f1(0.5, 1.0) == pytest.approx(2 / 3)
    assert f1(None, 0.0) == 0.0
    assert f1(1.0, None) is None
    assert share([]) is None
    assert share([True, False, True, False]) == 0.5


_texts = st.text(alphabet="新增就业人数2022年3.05万%，", max_size=16)


@settings(deadline=None)
@given(_texts, _texts)
def test_pairs_are_shared_both_ways(one: str, other: str) -> None:
    assert shared_pairs(one, other) == shared_pairs(other, one)
    assert 0.0 <= shared_pairs(one, other) <= 1.0


@settings(deadline=None)
@given(st.lists(st.sampled_from(["3.05万人", "3万人", "101.7%", "7家", "2%", "9亿元"]), min_size=1, max_size=6))
def test_a_wrong_figure_more_never_raises_precision(figures: list[str]) -> None:
    def precision(claim: str) -> float:
        held = share([holds_figure(one, Source(QUOTE)) for one in figures_in(claim)])
        assert held is not None
        return held

    claim = "；".join(figures)
    assert precision(claim + "；8888户") <= precision(claim)


# --- computed figures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("computed", "stated"),
    [
        ("多1400人", "3.26万人，3.12万人"),
        ("多0.14万人", "3.26万人，3.12万人"),
        ("低0.51个百分点", "2.97%，3.48%"),
        ("增长4.5%", "3.26万人，3.12万人"),
        ("共6.38万人", "3.26万人，3.12万人"),
        ("占76.9%", "130万元，100万元"),
        ("是1.3倍", "130万元，100万元"),
        ("平均3.19万人", "3.26万人，3.12万人"),
    ],
)
def test_what_follows_from_the_stated_figures_is_derived(computed: str, stated: str) -> None:
    assert is_derived(figures_in(computed)[0], figures_in(stated))


@pytest.mark.parametrize(
    ("computed", "stated"),
    [
        ("多1500人", "3.26万人，3.12万人"),
        ("低0.5%", "2.97%，3.48%"),
        ("低0.52个百分点", "2.97%，3.48%"),
        ("增长4.6%", "3.26万人，3.12万人"),
        ("多1400元", "3.26万人，3.12万人"),
        ("多1400人", "3.26万人"),
        ("多1400人", ""),
    ],
)
def test_what_does_not_is_not(computed: str, stated: str) -> None:
    assert not is_derived(figures_in(computed)[0], figures_in(stated))
