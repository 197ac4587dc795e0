"""A report goes to a model in pieces: all of it, in order, none longer than agreed, none of two kinds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import SourceText
from rag.parsing import parse
from rag.questions import Aspect
from rag.summarizing.units import units_of

SENTENCES = "".join(f"全年建成第{number}处泵站，惠及农户{number * 30}户。" for number in range(1, 30))
REPORT = f"""一、主要工作
（一）水利建设
{SENTENCES}
（二）造林绿化
全年造林七千亩。
（三）森林防火
配备护林员148名。
二、存在的问题
护林员年龄偏大。
三、下一步打算
计划造林八千亩。
"""


def test_short_sections_are_one_piece_and_long_ones_several() -> None:
    parsed = parse(SourceText(REPORT))
    units = units_of(parsed, max_characters=300)
    assert all(one.characters <= 300 for one in units)
    work = [one for one in units if one.path[:1] == ("主要工作",)]
    assert len(work) >= 2
    assert [one.aspect for one in units][-2:] == [Aspect.PROBLEMS, Aspect.PLANS]


def test_neighbours_that_fit_are_joined_but_not_results_with_problems() -> None:
    parsed = parse(SourceText(REPORT))
    whole = units_of(parsed, max_characters=10_000)
    assert [one.aspect for one in whole] == [None, Aspect.PROBLEMS, Aspect.PLANS]
    assert [one.path for one in whole] == [("主要工作",), ("存在的问题",), ("下一步打算",)]


def test_a_sentence_longer_than_agreed_is_a_piece_of_its_own() -> None:
    parsed = parse(SourceText("一、工作\n" + "很长" * 300 + "。\n短句一个。\n"))
    units = units_of(parsed, max_characters=200)
    assert max(one.characters for one in units) > 200
    assert sum(len(one.sentences) for one in units) == len(parsed.sentences)


PIECES = st.sampled_from(
    ["一、工作\n", "（一）就业。", "二、问题\n", "三、打算\n", "建成车站3座。", "投入*万元；", "\n", "一是好。", "——"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=30), st.integers(5, 200))
def test_every_sentence_is_in_one_piece_and_in_order(pieces: list[str], limit: int) -> None:
    parsed = parse(SourceText("".join(pieces)))
    held = [index for unit in units_of(parsed, max_characters=limit) for index in unit.sentences]
    assert held == [index for index, one in enumerate(parsed.sentences) if one.section >= 0]


@pytest.mark.parametrize("text", ["", "\n", "一、", "。"])
def test_a_report_that_says_nothing_has_no_pieces_that_could_fail(text: str) -> None:
    parsed = parse(SourceText(text))
    for unit in units_of(parsed, max_characters=100):
        assert unit.span(parsed).of(text)
