from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.questions import MONEY, PEOPLE, SHARE, Aim, Aspect, Kind, Whole, aim_of, understand


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("去年培训了多少人次？", Kind.FIGURE),
        ("网上办件的比例是多少", Kind.FIGURE),
        ("建成了几个社区食堂？", Kind.FIGURE),
        ("城镇登记失业率是多少？", Kind.FIGURE),
        ("方案是什么时候印发的？", Kind.WHEN),
        ("专项行动是几月开始的？", Kind.WHEN),
        ("谁在会上讲了党课？", Kind.WHO),
        ("组长叫什么？", Kind.WHO),
        ("为什么新增岗位变少了？", Kind.WHY),
        ("收入下降的原因是什么？", Kind.WHY),
        ("招聘会在哪里举办？", Kind.WHERE),
        ("采取了哪些措施？", Kind.LIST),
        ("取消了哪三项手续？", Kind.LIST),
        ("如何方便群众办事？", Kind.LIST),
        ("是否完成了全年目标？", Kind.YES_NO),
        ("完成全年目标了吗？", Kind.YES_NO),
    ],
)
def test_the_kind_of_answer_wanted_is_recognised(text: str, kind: Kind) -> None:
    assert understand(text).kind is kind


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("还存在哪些问题？", Aspect.PROBLEMS),
        ("工作中有什么不足？", Aspect.PROBLEMS),
        ("下一步怎么安排？", Aspect.PLANS),
        ("局里打算怎样改进作风？", Aspect.PLANS),
        ("解决了多少个问题？", None),
        ("取得了哪些成效？", Aspect.RESULTS),
        ("全年主要做了什么工作？", Aspect.RESULTS),
        ("一共有多少项成果？", None),
        ("排队问题是怎么解决的？", None),
    ],
)
def test_questions_about_problems_and_plans_are_recognised(text: str, aspect: Aspect | None) -> None:
    assert understand(text).aspect is aspect


def test_units_follow_from_what_is_counted() -> None:
    assert understand("发放补贴多少钱？").units == MONEY
    assert understand("多少人参加？").units == PEOPLE
    assert understand("有多少名学员？").units == PEOPLE
    assert understand("合格率是多少？").units == SHARE
    assert understand("开了几次会？").units == {"次"}


def test_years_and_halves_are_read_in_digits_and_numerals() -> None:
    assert understand("2023年和二〇二四年上半年各是多少？").years == ("2023", "2024")
    assert understand("2023年上半年是多少？").half == "上半年"


def test_words_of_asking_are_not_what_the_question_is_about() -> None:
    assert understand("2023年城镇新增就业多少人？").terms == ("城镇", "新增", "就业")


def test_quoted_names_must_stand_in_the_answer() -> None:
    assert understand("“暖心行动”和《实施方案》是什么？").names == ("暖心行动", "实施方案")


@given(st.text())
def test_any_text_is_understood_without_an_error(text: str) -> None:
    understand(text)


def test_a_word_that_ends_like_a_particle_stays_whole() -> None:
    assert understand("厅里发了多少由局里批准的补贴？").terms[0] == "发"
    assert "存" not in understand("存在哪些问题？").terms
    assert "超过" in understand("超过三成的企业有什么困难？").terms


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("这份报告主要讲了什么？", Whole.GIST),
        ("概括一下这份总结", Whole.GIST),
        ("民政局2023年的报告讲了哪些内容？", Whole.GIST),
        ("报告分几部分？", Whole.PARTS),
        ("这份总结由哪几个部分组成？", Whole.PARTS),
        ("中期评估报告一共有几章？", Whole.PARTS),
        ("项目资金由哪几部分组成？", None),
        ("报告里讲了哪些养老措施？", None),
        ("总结大会什么时候召开？", None),
        ("建了几个公园？", None),
    ],
)
def test_questions_about_a_whole_report_are_told_from_those_about_what_it_says(text: str, whole: Whole | None) -> None:
    assert understand(text).whole is whole


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("一共有几个专项行动？", "专项行动"),
        ("提出了几项措施？", "措施"),
        ("工作安排有几条？", "安排"),
        ("取得了哪些成效？", ""),
        ("城镇新增就业多少人？", ""),
    ],
)
def test_what_is_counted_is_read(text: str, counted: str) -> None:
    assert understand(text).counted == counted


def test_entries_of_a_part_are_counted_there_and_what_was_dealt_with_is_not() -> None:
    assert understand("总结里讲了几个问题？").aspect is Aspect.PROBLEMS
    assert understand("全年解决了几个问题？").aspect is None


@pytest.mark.parametrize(
    "text", ["2024年比2023年多多少？", "近三年怎么变化的？", "甲县和乙县各有多少？", "两年相比如何？"]
)
def test_questions_that_compare_are_recognised(text: str) -> None:
    assert understand(text).compares


def test_a_share_compares_nothing() -> None:
    assert not understand("药占比是多少？").compares


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("大班额是否全部消除了？", Kind.YES_NO),
        ("网办率是不是95%？", Kind.YES_NO),
        ("有没有按期完工，什么时候投用？", Kind.WHEN),
        ("两年分别是多少？", Kind.FIGURE),
        ("各部门的数字对得上吗？", Kind.FIGURE),
    ],
)
def test_yes_or_no_is_asked_only_where_nothing_more_is(text: str, kind: Kind) -> None:
    assert understand(text).kind is kind


def test_counties_that_the_dictionary_lacks_are_known_by_their_form() -> None:
    assert understand("石枕县2024年打了多少吨粮食？").places == ("石枕县",)
    assert understand("城镇新增就业多少人？").places == ()
    assert understand("新建了多少座水厂？").places == ()


@given(st.text(max_size=80))
def test_how_a_question_is_looked_for_agrees_with_what_it_asks(text: str) -> None:
    asked = understand(text)
    aim = aim_of(text)
    assert aim is not Aim.ACCOUNT or asked.kind is Kind.LIST or asked.aspect
