"""Likeness of texts, held against values worked out by hand and against what any such measure must keep."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation.metrics.texts import (
    are_in_order,
    best,
    char_f1,
    exact_match,
    holds,
    normalise,
    rouge_l,
    units_of,
    without_marks,
)

Measure = Callable[[str, str], float]
MEASURES = [exact_match, char_f1, rouge_l]

_ALPHABET = "全年新增就业人数家、。，：％%（(１1２233．.亿万AaGDPｇ “”　\n"
texts = st.text(alphabet=_ALPHABET, max_size=24) | st.text(max_size=12)


@pytest.mark.parametrize("measure", MEASURES)
def test_identical_chinese_text_is_one(measure: Measure) -> None:
    said = "2022年，全市城镇新增就业3.05万人，完成年度目标的101.7%。"
    assert measure(said, said) == 1.0


@pytest.mark.parametrize("measure", MEASURES)
def test_nothing_in_common_is_zero(measure: Measure) -> None:
    assert measure("开展培训", "招聘教师") == 0.0


@pytest.mark.parametrize("measure", MEASURES)
def test_width_case_spaces_and_punctuation_make_no_difference(measure: Measure) -> None:
    assert measure("ＧＤＰ 增长５．６％，居全省第二。", "gdp增长5.6%,居全省第二") == 1.0


def test_characters_in_common_are_counted_as_often_as_both_have_them() -> None:
    # 5 units each (新 增 就 业 人 / 新 增 就 业 率), 4 in common: 2·4 / (5+5)
    assert char_f1("新增就业人", "新增就业率") == pytest.approx(0.8)
    # 人人 and 人: 1 in common of 2 and 1
    assert char_f1("人人", "人") == pytest.approx(2 / 3)


def test_a_number_is_one_unit_so_that_other_digits_are_nothing_alike() -> None:
    assert units_of("增长3.05%，共1,200家GDP") == ["增", "长", "3.05", "共", "1200", "家", "gdp"]
    assert char_f1("3.05", "3.06") == 0.0
    # 增 长 of three units each
    assert char_f1("增长2%", "增长3%") == pytest.approx(2 / 3)


def test_rouge_l_follows_the_order_and_characters_do_not() -> None:
    # the longest common subsequence of 甲乙丙丁 and 丙丁甲乙 has 2 of 4 units
    assert rouge_l("甲乙丙丁", "丙丁甲乙") == pytest.approx(0.5)
    assert char_f1("甲乙丙丁", "丙丁甲乙") == 1.0


def test_rouge_l_by_hand() -> None:
    # 全 市 新 增 就 业 3 万 人 (9) and 新 增 城 镇 就 业 3 万 人 (9): 新 增 就 业 3 万 人 is common, 7
    assert rouge_l("全市新增就业3万人", "新增城镇就业3万人") == pytest.approx(2 * 7 / 18)


def test_the_best_of_answer_and_aliases_counts() -> None:
    assert best(char_f1, "三十五分钟", ["35分钟", "三十五分钟"]) == 1.0
    assert best(char_f1, "三十五分钟", [""]) is None


@settings(deadline=None)
@given(texts, texts)
def test_likeness_is_symmetric_and_between_zero_and_one(one: str, other: str) -> None:
    for measure in MEASURES:
        assert measure(one, other) == measure(other, one)
        assert 0.0 <= measure(one, other) <= 1.0


@settings(deadline=None)
@given(texts, texts)
def test_an_exact_match_is_wholly_alike_and_order_can_only_cost(one: str, other: str) -> None:
    if exact_match(one, other):
        assert char_f1(one, other) == rouge_l(one, other) == 1.0
    assert rouge_l(one, other) <= char_f1(one, other) + 1e-12


@settings(deadline=None)
@given(texts)
def test_normalising_is_done_once_and_sees_no_compatibility_forms(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(unicodedata.normalize("NFKC", text)) == normalise(text)


@settings(deadline=None)
@given(texts, texts)
def test_compatibility_forms_do_not_change_likeness(one: str, other: str) -> None:
    folded = unicodedata.normalize("NFKC", one)
    assert [measure(folded, other) for measure in MEASURES] == [measure(one, other) for measure in MEASURES]


# --- words in a text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("增长１２％", "12%"),
        ("全年 3.05 万人", "3.05万"),
        ("由“一窗”办理", "「一窗」"),
        ("即A、B两级", "a,b两级"),
        ("分四个方面", "四个"),
    ],
)
def test_words_are_found_however_they_are_written(said: str, words: str) -> None:
    assert holds(said, words)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("增长12%", "2%"),
        ("增长2.5%", "5%"),
        ("13.05万人", "3.05万"),
        ("1,200家", "200家"),
        ("3.056万", "3.05"),
        ("共十四个", "四个"),
        ("二百六十家", "六十家"),
        ("无", ""),
    ],
)
def test_a_part_of_a_number_is_not_found(said: str, words: str) -> None:
    assert not holds(said, words)


def test_order_is_that_of_the_groups_and_any_alternative_will_do() -> None:
    groups = [["第一", "首先"], ["其次"], ["最后"]]
    assert are_in_order("首先甲，其次乙，最后丙", groups)
    assert not are_in_order("其次乙，首先甲，最后丙", groups)
    assert not are_in_order("首先甲，最后丙", groups)


def test_one_place_does_not_serve_two_groups() -> None:
    assert not are_in_order("甲", [["甲"], ["甲"]])
    assert are_in_order("甲，甲", [["甲"], ["甲"]])


def test_marks_of_citations_are_not_read() -> None:
    assert without_marks("共3家[1][12]。") == "共3家。"
