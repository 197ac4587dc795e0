"""Figures are found by what they measure, under other names too."""

from __future__ import annotations

import pytest

from rag.domain import Span
from rag.figure_search import search_figures
from rag.figures import find_figures
from rag.stated_figures import StatedFigure

TEXT = "全县地区生产总值增长6.1%，固定资产投资增长8%，城镇新增就业1.2万人，新建公厕12座。"


def stated(text=TEXT, path=("主要成效",)):
    return [StatedFigure(one, "r1", text, Span(0, len(text)), 2024, path=path) for one in find_figures(text)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("GDP", ["6.1%"]),
        ("固投", ["8%"]),
        ("新增就业", ["1.2万人"]),
        ("就业 新增", ["1.2万人"]),
        ("公厕", ["12座"]),
        ("地区生产总值", ["6.1%"]),
        ("增长", []),
        ("主要成效", []),
        ("公厕 就业", []),
        ("航天", []),
        ("？！", []),
    ],
)
def test_words_find_the_figures_that_measure_what_they_name(words, found):
    assert [one.figure.text for one in search_figures(stated(), words)] == found


def test_headings_narrow_a_search_and_alone_find_nothing():
    there = stated(path=("乡村建设",))
    assert [one.figure.text for one in search_figures(there, "乡村 公厕")] == ["12座"]
