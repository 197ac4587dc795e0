"""Measures of summaries against values worked out by hand, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.metrics.citations import Source
from rag.evaluation.metrics.summaries import (
    characters,
    compression,
    figures_without_source,
    is_held_up,
    redundancy,
    says,
)
from rag.evaluation.metrics.texts import normalise

TEXTS = st.lists(st.text(alphabet="全年完成营造林万亩2.8%同比增长，。 ", max_size=30), max_size=6)


def test_a_claim_says_what_holds_one_alternative_of_every_group() -> None:
    assert says(normalise("完成营造林２.８万亩"), [["营造林", "造林"], ["2.8万"]])
    assert not says(normalise("完成营造林2.8万亩"), [["营造林"], ["2.9万"]])
    assert not says(normalise("增长12%"), [["2%"]])


def test_the_same_sentence_twice_is_wholly_redundant() -> None:
    assert redundancy(["森林覆盖率61.9%。", "森林覆盖率６１.９％"]) == 1


def test_a_sentence_said_again_in_short_is_redundant() -> None:
    assert redundancy(["全年完成营造林2.8万亩，同比增长12%。", "完成营造林2.8万亩"]) == 1


def test_sentences_that_share_nothing_are_not_redundant() -> None:
    assert redundancy(["森林覆盖率", "查处案件", "发放补助"]) == 0


def test_redundancy_by_hand() -> None:
    """Pairs of 甲乙丙丁 and 甲乙戊己: 甲乙 of three each in common; 庚辛 shares none. (1/3 + 1/3 + 0) / 3."""
    assert redundancy(["甲乙丙丁", "甲乙戊己", "庚辛"]) == pytest.approx(2 / 9)


@pytest.mark.parametrize("claims", [[], ["森林覆盖率"]])
def test_of_fewer_than_two_claims_nothing_can_be_said_twice(claims: list[str]) -> None:
    assert redundancy(claims) is None


def test_compression_counts_what_is_not_blank() -> None:
    assert characters("营造 林　2.8\n万亩") == 8
    assert compression(["营造林 2.8万亩"], ["营造林2.8万亩", "森林覆盖率 61.9%"]) == pytest.approx(8 / 18)
    assert compression(["一"], [" \n"]) is None


def test_a_figure_without_source_is_told_with_its_unit_and_year() -> None:
    quote = Source("全年完成营造林2.8万亩，同比增长12%。", frozenset({2024}))
    assert figures_without_source("营造林28000亩，增长12%", [quote]) == []
    assert [one.unit for one in figures_without_source("营造林2.8万亩，增长12个百分点", [quote])] == ["百分点"]
    assert len(figures_without_source("2023年营造林2.8万亩", [quote])) == 1


def test_a_citation_that_shares_nothing_spoils_its_claim() -> None:
    right, other = Source("护林员年龄偏大。"), Source("松材线虫病防治压力大。")
    assert is_held_up("护林员年龄偏大", [right])
    assert not is_held_up("护林员年龄偏大", [right, other])
    assert not is_held_up("护林员年龄偏大", [])


@given(TEXTS)
def test_redundancy_lies_between_nothing_and_all_and_does_not_depend_on_order(claims: list[str]) -> None:
    told = redundancy(claims)
    backwards = redundancy(claims[::-1])
    if told is None:
        assert len(claims) < 2
    else:
        assert 0 <= told <= 1
        assert backwards == pytest.approx(told)


@given(st.text(alphabet="营造林森覆盖率护员年龄偏大", min_size=2, max_size=20))
def test_a_claim_is_held_up_by_itself(claim: str) -> None:
    assert is_held_up(claim, [Source(claim)])
    assert redundancy([claim, claim]) == 1
