"""The same words in several reports are one result; anything that says something else is one of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Chunk, Passage, Span
from rag.duplicates import collapse

PLEDGE = "我们将自觉接受人大监督、政协监督和社会监督，广泛听取各方意见，让权力在阳光下运行，不负全市人民重托。"


def passage(text: str, *, report: str = "a", score: float = 1.0) -> Passage:
    return Passage(report, f"{report}报告", Chunk(f"{report}-00000", 0, 0, (), Span(0, len(text)), text, 1), score)


def shape(*texts: str) -> list[list[str]]:
    """Of each result the reports that stand together in it."""
    found = collapse(passage(text, report=name) for name, text in zip("abcdef", texts, strict=False))
    return [[one.report_id, *(twin.report_id for twin in one.twins)] for one in found]


def test_the_same_words_in_two_years_are_one_result_that_names_the_other() -> None:
    assert shape(PLEDGE, "港口吞吐量稳步增长。", PLEDGE) == [["a", "c"], ["b"]]


@pytest.mark.parametrize(
    "other",
    [
        PLEDGE.replace("将自觉", "将更加自觉"),
        PLEDGE.replace("，", ","),
        "（三）" + PLEDGE,
        "3." + PLEDGE,
        PLEDGE.replace("全市", "全 市"),
    ],
)
def test_a_word_more_a_marker_or_other_punctuation_do_not_make_another_text(other: str) -> None:
    assert shape(PLEDGE, other) == [["a", "b"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("全年新建改造农村公路120公里，惠及沿线群众。", "全年新建改造农村公路130公里，惠及沿线群众。"),
        ("全年化解纠纷*件，群众满意度持续提升。", "全年化解纠纷35件，群众满意度持续提升。"),
        ("2022年，城镇新增就业完成5万人，任务超额完成。", "2023年，城镇新增就业完成5万人，任务超额完成。"),
        ("全年组织招聘会五十场，服务企业和群众。", "全年组织招聘会六十场，服务企业和群众。"),
        ("研发经费占生产总值的比例达到4.5%左右。", "研发经费占生产总值的比例达到4.6%左右。"),
    ],
)
def test_another_figure_or_a_figure_of_another_year_is_another_statement(one: str, other: str) -> None:
    assert shape(one, other) == [["a"], ["b"]]


def test_another_year_alone_is_not_another_statement() -> None:
    one, other = (f"{year}年以来，{PLEDGE}" for year in (2022, 2023))
    assert shape(one, other) == [["a", "b"]]


def test_half_of_the_words_in_common_is_not_the_same() -> None:
    assert shape(PLEDGE, PLEDGE[:26] + "深入开展调查研究，回应群众关切，办好民生实事。") == [["a"], ["b"]]


def test_texts_without_words_are_left_alone() -> None:
    assert shape("", "。", "*") == [["a"], ["b"], ["c"]]


@given(st.lists(st.text(alphabet="港口建设1２*年，。", max_size=20), max_size=8))
def test_nothing_is_lost_and_the_order_stays(texts: list[str]) -> None:
    before = [passage(text, report=f"r{number}") for number, text in enumerate(texts)]
    after = collapse(before)
    assert sorted(one.report_id for kept in after for one in (kept, *kept.twins)) == sorted(o.report_id for o in before)
    order = [one.report_id for one in before]
    assert [order.index(one.report_id) for one in after] == sorted(order.index(one.report_id) for one in after)
