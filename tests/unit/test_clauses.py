"""Cutting a sentence at its clauses leaves pieces that stand alone."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.clauses import is_balanced, is_whole, leans_back, split_clauses, waits, without_marker
from rag.domain import Span


def clauses(text: str) -> list[str]:
    return [span.of(text) for span in split_clauses(text, Span(0, len(text)))]


def test_a_sentence_is_cut_at_its_commas() -> None:
    assert clauses("印发方案，成立专班，检查工地40处。") == ["印发方案", "成立专班", "检查工地40处"]


@pytest.mark.parametrize("whole", ["“多办事，少跑腿”服务", "区（县、市，含新区）", "《规划，草案》", "1,200户"])
def test_commas_in_quotes_brackets_titles_and_numbers_do_not_cut(whole: str) -> None:
    assert clauses(f"推行{whole}，效果好") == [f"推行{whole}", "效果好"]


@pytest.mark.parametrize(
    ("marked", "bare"),
    [
        ("一是建成车站3座。", "建成车站3座"),
        ("第一，建成车站3座。", "建成车站3座"),
        ("——建成车站3座。", "建成车站3座"),
        ("（1）建成车站3座。", "建成车站3座"),
        ("3．建成车站3座。", "建成车站3座"),
        ("①建成车站3座。", "建成车站3座"),
        ("此外，建成车站3座。", "建成车站3座"),
        ("2.5亿元投向车站。", "2.5亿元投向车站"),
    ],
)
def test_list_markers_and_connectives_come_off_and_numbers_stay(marked: str, bare: str) -> None:
    assert without_marker(marked, Span(0, len(marked))).of(marked) == bare


@pytest.mark.parametrize(
    "sentence", ["该项目已经完工", "这一做法得到推广", "为此，我局派出专班", "但进度偏慢", "上述问题已整改"]
)
def test_a_sentence_that_points_back_leans_on_its_neighbour(sentence: str) -> None:
    assert leans_back(sentence)


@pytest.mark.parametrize("sentence", ["全市建成车站3座", "并购基金投资2亿元", "还款率达到99%", "其他收入增长3%"])
def test_a_sentence_that_only_looks_so_does_not(sentence: str) -> None:
    assert not leans_back(sentence)


@pytest.mark.parametrize(
    "clause", ["由于雨水偏多", "截至12月底", "2031年", "在改造过程中", "随着人口老龄化加快", "局长介绍"]
)
def test_a_circumstance_waits_for_what_follows(clause: str) -> None:
    assert waits(clause)


@pytest.mark.parametrize("clause", ["在东区建成车站3座", "通过招聘会录用90人", "将车站增加到5座"])
def test_a_clause_with_a_deed_of_its_own_does_not_wait(clause: str) -> None:
    assert not waits(clause)


def whole(text: str, first: int, last: int) -> bool:
    return is_whole(text, split_clauses(text, Span(0, len(text))), first, last)


def test_a_cut_that_would_turn_the_sense_is_refused() -> None:
    text = "污水治理率达到51%，距离55%的目标仍有差距"
    assert not whole(text, 0, 0)
    assert whole(text, 0, 1)


def test_a_growth_is_not_cut_from_what_grew() -> None:
    text = "旅游收入达到6亿元，同比增长8%"
    assert not whole(text, 1, 1)
    assert whole(text, 0, 0)


def test_quotes_and_brackets_must_close() -> None:
    assert is_balanced("推行“三零”服务（试行)")
    assert not is_balanced("推行“三零服务")


@given(st.text(alphabet="，；,；“”（）甲乙1。 ", max_size=40))
def test_clauses_are_in_order_and_in_the_text(text: str) -> None:
    spans = split_clauses(text, Span(0, len(text)))
    assert all(span.start < span.end for span in spans)
    assert all(before.end <= after.start for before, after in itertools.pairwise(spans))


def test_what_only_names_more_of_what_a_sentence_waits_for_says_nothing() -> None:
    text = "随着渔港规划的落实，渔船大赛的举办，以及休渔期的到来等"
    spans = split_clauses(text, Span(0, len(text)))
    assert not is_whole(text, spans, 0, len(spans) - 1)
    text += "，渔民收入增长5%"
    spans = split_clauses(text, Span(0, len(text)))
    assert is_whole(text, spans, 0, len(spans) - 1)
