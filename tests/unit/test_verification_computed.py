"""Figures that stand nowhere and follow from those that do. All text is fictional."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import DropReason, Verdict
from rag.verification import Context, verify

LATER = "全年新增公办学位1.26万个，同比增长12.5%；改造薄弱学校48所，投入资金3.6亿元。"
EARLIER = "新增公办学位1.12万个，改造薄弱学校36所，投入资金2.4亿元，另有**所学校正在改造。"
CONTEST = "技能大赛设12个项目，参赛选手250名，其中女选手80名。"
RATES = ("网上办理率达到95%，比上年提高。", "网上办理率达到87.5%。")
SPANS = (LATER, EARLIER)
YEARS = (
    Context(2032, "青禾市2032年教育工作总结", ("主要成效",)),
    Context(2031, "青禾市2031年教育工作总结和2032年计划", ("2031年工作情况",)),
)


def verdict(claim, spans=SPANS, context=YEARS):
    return verify(claim, spans, context).verdict


@pytest.mark.parametrize(
    "claim",
    [
        "2032年新增公办学位1.26万个，2031年为1.12万个，增加0.14万个。",
        "2032年新增公办学位1.26万个，比2031年的1.12万个多1400个。",
        "2032年新增公办学位比2031年多1400个。",
        "2032年新增公办学位比上年多1400个。",
        "2031年投入资金2.4亿元，2032年为3.6亿元，相差1.2亿元。",
        "2032年投入资金3.6亿元，比2031年的2.4亿元增长50%。",
        "2032年投入资金3.6亿元，是2031年2.4亿元的1.5倍。",
        "2031年投入资金2.4亿元，2032年为3.6亿元，两年合计6亿元。",
        "2031年和2032年投入资金合计6亿元。",
        "投入资金由2031年的2.4亿元增加到2032年的3.6亿元，增加1.2亿元。",
        "2032年改造薄弱学校48所，比2031年的36所多12所，增长33.3%。",
        "2032年改造薄弱学校48所，多于2031年的36所。",
    ],
)
def test_what_code_arrives_at_too_is_computed(claim):
    assert verdict(claim) == Verdict.COMPUTED


@pytest.mark.parametrize("claim", ["女选手80名，占参赛选手250名的32%。", "参赛选手250名，其中女选手80名，占32%。"])
def test_a_share_of_a_stated_whole_is_computed(claim):
    assert verdict(claim, (CONTEST,), ()) == Verdict.COMPUTED


def test_percentages_differ_by_percentage_points():
    assert verdict("2032年网上办理率为95%，比2031年的87.5%提高7.5个百分点。", RATES) == Verdict.COMPUTED
    assert verdict("2032年网上办理率为95%，比2031年的87.5%提高7.5%。", RATES) is None


@pytest.mark.parametrize(
    "claim",
    [
        "2032年新增公办学位1.26万个，2031年为1.12万个，减少0.14万个。",
        "2032年新增公办学位1.26万个，2031年为1.12万个，增加0.15万个。",
        "2032年新增公办学位1.26万个，2031年为1.12万个，增加0.1万个。",
        "2031年新增公办学位1.26万个，比2032年的1.12万个多0.14万个。",
        "2032年新增公办学位比2030年多1400个。",
        "2032年投入资金3.6亿元，比2031年的2.4亿元增长48%。",
        "2032年投入资金3.6亿元，是2031年2.4亿元的2倍。",
        "2031年投入资金2.4亿元，2032年为3.6亿元，三年合计6亿元。",
        "两年合计投入6亿元。",
        "新增公办学位多1400个。",
        "2032年新增公办学位1.26万个，比改造薄弱学校36所多12564个。",
        "2032年改造薄弱学校48所，少于2031年的36所。",
        "2032年改造薄弱学校比2031年多12个百分点。",
    ],
)
def test_what_does_not_follow_is_dropped(claim):
    assert verify(claim, SPANS, YEARS).reason == DropReason.FIGURE_NOT_IN_SPAN


@pytest.mark.parametrize("claim", ["参赛选手250名，其中女选手80名，占35%。", "参赛选手250名，占女选手80名的32%。"])
def test_a_share_that_is_wrong_or_of_the_wrong_whole_is_dropped(claim):
    assert verdict(claim, (CONTEST,), ()) is None


def test_a_masked_value_is_never_computed_with():
    assert verdict("2032年改造薄弱学校48所，另有12所学校正在改造，合计60所。") is None
    assert verdict("2031年另有**所学校正在改造，与改造的36所合计40所。") is None


def test_values_with_bounds_are_not_computed_with():
    spans = ("全年投入资金超过3.6亿元。", "投入资金2.4亿元。")
    assert verdict("2032年投入资金比2031年多1.2亿元。", spans) is None


def test_a_part_is_not_added_to_its_whole():
    spans = ("参赛选手250名，其中女选手80名。",)
    assert verdict("参赛选手250名，女选手80名，合计330名。", spans, ()) is None


def test_one_year_with_two_values_is_not_named_by_its_year():
    spans = (LATER, EARLIER, "全年新增公办学位1.2万个。")
    context = (*YEARS, YEARS[0])
    assert verdict("2032年新增公办学位比2031年多1400个。", spans, context) is None


@given(
    st.lists(
        st.sampled_from(
            [*"比是占共多少的，。；", "2032年", "2031年", "1.26万个", "两年合计", "3.6亿元", "增长", "50%", "其中"]
        )
    ),
    st.booleans(),
)
def test_any_row_of_the_words_of_computing_gets_a_verdict_or_a_reason(words, dated):
    finding = verify("".join(words), SPANS, YEARS if dated else ())
    assert (finding.verdict is None) != (finding.reason is None)


def test_a_claim_that_is_no_sentence_any_more_is_dropped_at_once():
    assert verdict("两年合计" * 500 + "6亿元。") is None


def test_the_rest_of_the_claim_must_stand_as_ever():
    claim = "2032年新增公办学位1.26万个，比2031年的1.12万个多1400个，群众满意度全省第一。"
    assert verify(claim, SPANS, YEARS).verdict is None
