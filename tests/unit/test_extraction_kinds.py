"""Comparisons, counts, corrections, extremes and whole reports with the built-in model. The reports are invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Verdict
from rag.extraction import Group, Line, Pick, choose
from rag.matching import Matcher
from rag.questions import understand
from rag.verification import Context, verify

RARE = {"人": 0.1, "工作": 0.1, "全市": 0.3, "开展": 0.1, "建设": 0.2}
MATCHER = Matcher(lambda word: RARE.get(word, 0.8))
HANDLES = [f"{letter}{digit}a2" for letter in "bcdfghjk" for digit in "23456789"]


def group(*sentences: str, path: tuple[str, ...], year: str = "2023", first: int = 0) -> Group:
    lines = tuple(map(Line, HANDLES[first:], sentences))
    return Group(title=f"芦溪市教育局{year}年工作总结", year=year, path=path, lines=lines)


RESULTS = group(
    "新增公办学位4200个，学前教育毛入园率为93.1%。",
    "认定实训基地12个，其中东湖区5个、西岭区4个、南塘县3个。",
    "招聘教师320名，选派支教教师**名，发放助学金1.5亿元。",
    "由副局长顾云帆牵头，启动“青苗工程”。",
    "开展“清源”“护苗”两个专项行动。",
    "近视率51.2%，同比下降1.4个百分点。",
    path=("主要工作",),
)
NEXT_YEAR = group("新增公办学位5000个，招聘教师350名。", path=("主要工作",), year="2024", first=10)
PROBLEMS = (
    group("二、存在的问题", path=("存在的问题",), first=20),
    group("（一）城乡差距明显。", path=("存在的问题", "城乡差距明显"), first=21),
    group("（二）专任教师短缺。", path=("存在的问题", "专任教师短缺"), first=22),
    group("（三）经费投入压力较大。", path=("存在的问题", "经费投入压力较大"), first=23),
)
PLANS = group(
    "三、2024年打算",
    "实施减负提质行动、食堂提升行动和视力保护行动。",
    "新增公办学位6000个。",
    path=("2024年打算",),
    first=30,
)
EVERYTHING = (RESULTS, *PROBLEMS, PLANS, NEXT_YEAR)


def picks(question: str, *groups: Group) -> list[Pick]:
    return choose(understand(question), groups or EVERYTHING, MATCHER)


def answers(question: str, *groups: Group) -> list[str]:
    return [pick.text for pick in picks(question, *groups)]


def verdicts(question: str) -> list[Verdict | None]:
    """What verification makes of each pick, with what stands around its sentences."""
    placed = {line.handle: (line.text, one) for one in EVERYTHING for line in one.lines}
    found = []
    for pick in picks(question):
        cited = [placed[handle] for handle in pick.handles]
        around = [Context(int(one.year), one.title, one.path) for _, one in cited]
        found.append(verify(pick.text, [text for text, _ in cited], around).verdict)
    return found


# --- comparisons


def test_two_years_are_shown_each_and_their_difference_is_computed() -> None:
    assert answers("2024年新增公办学位比2023年多多少？") == [
        "2023年，新增公办学位4200个",
        "2024年，新增公办学位5000个",
        "2024年新增公办学位5000个，比2023年的4200个多800个",
    ]
    assert verdicts("2024年新增公办学位比2023年多多少？") == [
        Verdict.SUPPORTED,
        Verdict.SUPPORTED,
        Verdict.COMPUTED,
    ]


def test_a_planned_figure_is_not_set_beside_one_that_was_reached() -> None:
    assert not any("6000" in text for text in answers("2023年和2024年新增公办学位分别是多少个？"))


def test_a_year_of_which_nothing_is_said_is_left_out() -> None:
    assert answers("2022年和2023年招聘教师各多少名？") == ["2023年，招聘教师320名"]


# --- counts


def test_a_number_that_the_report_states_is_answered_with_its_sentence() -> None:
    assert answers("2023年开展了几个专项行动？") == ["开展“清源”“护苗”两个专项行动。"]


def test_entries_are_counted_and_named_where_no_number_is_stated() -> None:
    [pick] = picks("存在几个问题？")
    assert pick.text == "共3个问题：城乡差距明显；专任教师短缺；经费投入压力较大"
    assert len(pick.handles) == 3
    assert verdicts("存在几个问题？") == [Verdict.COMPUTED]


def test_things_listed_in_one_sentence_are_counted() -> None:
    assert answers("2024年打算实施几个行动？") == ["共3个行动：减负提质行动、食堂提升行动、视力保护行动"]


# --- false premises


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("2023年学前教育毛入园率是不是95%？", "学前教育毛入园率为93.1%，不是95%"),
        ("2023年学前教育毛入园率达到98%是怎么做到的？", "学前教育毛入园率为93.1%，不是98%"),
        ("2023年招聘教师500名，都分配到了哪里？", "招聘教师320名，不是500名"),
        ("“青苗工程”是方启明牵头的吗？", "由副局长顾云帆牵头，不是方启明"),
        ("2023年近视率为什么上升？", "近视率51.2%，同比下降1.4个百分点，不是上升"),
    ],
)
def test_what_a_question_takes_for_given_is_put_right(question: str, answer: str) -> None:
    assert answers(question) == [answer]
    assert verdicts(question) == [Verdict.SUPPORTED]


def test_a_bound_that_was_not_reached_is_said_to_be_so() -> None:
    assert answers("2023年新增公办学位达到5000个了吗？") == ["新增公办学位4200个，未达到5000个"]
    assert verdicts("2023年新增公办学位达到5000个了吗？") == [Verdict.COMPUTED]


def test_a_premise_that_holds_is_not_denied() -> None:
    assert not any("不是" in text for text in answers("2023年学前教育毛入园率是93.1%吗？"))


def test_a_figure_that_describes_what_is_asked_about_is_no_false_premise() -> None:
    more = group("改造老旧小区12个，惠及居民1.8万户。", path=("主要工作",), year="2024", first=50)
    known = group("改造老旧小区9个，涉及居民1.5万户。", path=("主要工作",), first=52)
    assert not any("不是" in text for text in answers("惠及1.5万户居民的老旧小区改造一共多少个？", known, more))


def test_the_same_figure_of_another_thing_confirms_nothing() -> None:
    assert answers("2023年近视率控制在93.1%了吗？") != ["新增公办学位4200个，学前教育毛入园率为93.1%。"]
    assert not any("毛入园率" in text for text in answers("2023年办结率是93.1%吗？"))


def test_a_premise_about_a_masked_figure_is_not_confirmed() -> None:
    [pick] = picks("2023年选派支教教师40名，是真的吗？")
    assert pick.masked
    assert "40" not in pick.text


# --- masked figures


def test_the_mask_of_another_indicator_answers_nothing() -> None:
    assert not any(pick.masked for pick in picks("2023年培训了多少名校长？"))
    assert not any(pick.masked for pick in picks("2023年招聘了多少名教师？"))


# --- tables

TABLE = group(
    "表1 2023年学校情况",
    "类别 学校数（所） 在校生（万人） 专任教师（人）",
    "小学 131 8.17 5126",
    "职业学校 8 1.16 *",
    path=("教育规模",),
    first=44,
)


def test_a_figure_in_a_table_is_given_with_its_row_and_column() -> None:
    [pick] = picks("小学有多少名专任教师？", TABLE)
    assert pick.text == "小学：专任教师（人）5126"
    assert len(pick.handles) == 2


def test_a_masked_cell_is_said_to_be_masked() -> None:
    [pick] = picks("职业学校有多少名专任教师？", TABLE)
    assert pick.masked
    assert "*" in pick.text


def test_a_table_of_another_year_answers_nothing() -> None:
    assert answers("2021年小学有多少名专任教师？", TABLE) == []


# --- extremes


def test_the_one_that_has_most_is_named_with_its_figure() -> None:
    assert answers("2023年哪个区县的实训基地最多？")[0] == "东湖区5个"
    assert answers("2023年哪个区县的实训基地最少？")[0] == "南塘县3个"


def test_none_is_named_where_the_report_does_not_compare() -> None:
    assert answers("哪个学校招聘的教师最多？") == []


# --- whole reports


def test_a_whole_report_is_told_part_by_part_in_order() -> None:
    told = answers("这份报告主要讲了什么？", RESULTS, *PROBLEMS, PLANS)
    assert [text.split("：")[0] for text in told[-2:]] == ["存在的问题", "2024年打算"]
    assert "城乡差距明显；专任教师短缺；经费投入压力较大" in told[-2]


def test_the_parts_of_a_report_are_counted() -> None:
    [pick] = picks("这份报告分几个部分？", group("一、主要工作", path=("主要工作",), first=40), *PROBLEMS, PLANS)
    assert pick.text == "共3个部分：主要工作；存在的问题；2024年打算"
    assert len(pick.handles) == 3


def test_several_reports_are_not_told_as_one() -> None:
    assert answers("这份报告主要讲了什么？") == []


def test_nothing_is_chosen_from_nothing() -> None:
    for question in ("这份报告讲了什么？", "2023年和2024年各多少人？", "有几个问题？", "哪个区最多？", "达到5%了吗？"):
        assert choose(understand(question), [], MATCHER) == []


WORDS = st.sampled_from(
    [
        "2023年",
        "2022年到2024年",
        "近三年",
        "公办学位",
        "招聘教师",
        "近视率",
        "实训基地",
        "问题",
        "打算",
        "专项行动",
        "几个",
        "多少",
        "哪个区",
        "最多",
        "分别",
        "和",
        "比",
        "是不是",
        "95%",
        "500名",
        "超过",
        "5000个",
        "方启明",
        "牵头",
        "吗",
        "？",
        "为什么",
        "下降",
        "这份报告",
        "主要讲了什么",
        "分几部分",
        "共",
        "、",
        "有哪些",
        "芦溪市",
        "第二届",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=9).map("".join))
def test_whatever_is_asked_what_is_chosen_rests_on_the_evidence(question: str) -> None:
    handles = {line.handle for one in EVERYTHING for line in one.lines}
    for pick in picks(question):
        assert pick.text
        assert set(pick.handles) <= handles


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused_without_an_error(question: str) -> None:
    picks(question)
    verify(question, [line.text for line in RESULTS.lines])
