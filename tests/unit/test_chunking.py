"""Chunks: never across sections, item groups whole, nothing lost, spans exact."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.adapters.tokens import count_tokens
from rag.chunking import chunk_id, chunk_report, embedding_text, report_of_chunk
from rag.domain import Chunk, ParsedReport, SourceText, Span
from rag.parsing import parse

LIST_REPORT = """港务局工作情况

一、主要做法
坚持三个到位。一是组织领导到位，成立专班。二是责任落实到位，签订责任书。三是督促检查到位，每月通报。

二、工作打算
继续推进泊位建设。
"""


def chunks_of(text: str, *, max_tokens: int = 400, count=len) -> tuple[ParsedReport, list[Chunk]]:
    parsed = parse(SourceText(text))
    return parsed, chunk_report(parsed, report_id="r", count_tokens=count, max_tokens=max_tokens)


def texts_of(text: str, **options) -> list[str]:
    return [one.text for one in chunks_of(text, **options)[1]]


def test_a_section_that_fits_is_one_chunk_with_its_heading() -> None:
    assert "二、工作打算\n继续推进泊位建设。" in texts_of(LIST_REPORT)


def test_a_chunk_knows_the_headings_that_lead_to_it() -> None:
    text = "一、主要做法\n（一）泊位建设\n新建泊位3个。\n（二）航道疏浚\n疏浚航道12公里。\n\n二、打算\n继续推进。\n"
    paths = {one.text.splitlines()[-1]: one.path for one in chunks_of(text)[1]}
    assert paths["新建泊位3个。"] == ("主要做法", "泊位建设")
    assert paths["疏浚航道12公里。"] == ("主要做法", "航道疏浚")


def test_a_heading_that_its_subsections_carry_is_no_chunk_of_its_own() -> None:
    text = "一、主要做法\n（一）泊位建设\n新建泊位3个。\n（二）航道疏浚\n疏浚航道12公里。\n"
    assert not any(one.startswith("一、") for one in texts_of(text))


def test_a_report_of_headings_alone_can_be_searched() -> None:
    chunks = texts_of("一、泊位建设\n二、航道疏浚\n三、安全生产\n")
    assert chunks == ["一、泊位建设", "二、航道疏浚", "三、安全生产"]


def test_a_group_of_items_stays_whole_where_it_fits() -> None:
    group = "坚持三个到位。一是组织领导到位，成立专班。二是责任落实到位，签订责任书。三是督促检查到位，每月通报。"
    before = "".join(f"第{number}季度吞吐量平稳。" for number in "一二三四") + "\n"
    text = f"一、主要做法\n{before}{group}\n二、打算\n继续。\n"
    assert any(group in one for one in texts_of(text, max_tokens=len(group) + 5))


def test_a_group_that_does_not_fit_is_cut_between_its_items() -> None:
    items = [
        f"{number}是{what}，逐项落实到人，按月通报进展。"
        for number, what in zip("一二三四", ("抓泊位", "抓航道", "抓安全", "抓服务"), strict=True)
    ]
    pieces = texts_of("一、主要做法\n" + "".join(items) + "\n二、打算\n继续。\n", max_tokens=50)
    for item in items:
        assert any(item in piece for piece in pieces), item


def test_a_sentence_is_cut_only_if_it_exceeds_the_limit_by_itself() -> None:
    long = "，".join(["持续推进港口集疏运体系建设"] * 12) + "。"
    text = f"一、做法\n开头一句。{long}结尾一句。\n"
    pieces = texts_of(text, max_tokens=40)
    assert all(len(one) <= 40 for one in pieces)
    assert any("开头一句。" in one for one in pieces) and any(one.endswith("结尾一句。") for one in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)


def test_pieces_of_a_long_section_are_of_about_equal_size() -> None:
    text = "一、做法\n" + "".join(f"第{number:03d}项工作完成。" for number in range(42))
    sizes = [len(one) for one in texts_of(text, max_tokens=150)]
    assert min(sizes) > max(sizes) / 2


def test_tokens_never_exceed_the_limit_with_the_real_counter() -> None:
    text = "一、做法\n" + "".join(f"第{number}项工作完成，成效明显。" for number in range(300))
    _, chunks = chunks_of(text, max_tokens=120, count=count_tokens)
    assert len(chunks) > 10
    assert max(count_tokens(one.text) for one in chunks) <= 120


@pytest.mark.parametrize("text", ["", " \n\n\t", "\n"])
def test_nothing_makes_no_chunk(text) -> None:
    assert texts_of(text) == []


def test_five_megabytes_in_one_line_are_cut_in_linear_time() -> None:
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return len(text)

    text = "港" * 5_000_000
    chunks = chunk_report(parse(SourceText(text)), report_id="r", count_tokens=count, max_tokens=400)
    assert sum(len(one.text) for one in chunks) == len(text)
    assert counted < 8 * len(text)


def test_ids_sort_in_reading_order_and_name_their_report() -> None:
    ids = [chunk_id("abc", ordinal) for ordinal in (0, 2, 10, 99999)]
    assert ids == sorted(ids)
    assert {report_of_chunk(one) for one in ids} == {"abc"}


def test_title_and_path_are_embedded_with_the_text() -> None:
    chunk = Chunk("r-00000", 0, 0, ("主要做法", "泊位建设"), Span(0, 4), "新建泊位", 4)
    assert embedding_text("港务局总结", chunk) == "港务局总结 › 主要做法 › 泊位建设\n新建泊位"


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["一、主要做法", "（一）泊位建设。", "1. 完成疏浚", "二、打算", "一是抓细。二是抓实。三是抓牢。", "", "  "]
        ),
        st.text(alphabet="港口泊位，。；：“”（）一二三四五是、1 \t", max_size=120),
        st.text(max_size=20),
    ),
    max_size=12,
).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(LINES, st.integers(min_value=1, max_value=80))
def test_chunks_quote_the_text_stay_in_their_section_and_lose_nothing(text, max_tokens) -> None:
    parsed, chunks = chunks_of(text, max_tokens=max_tokens)
    sections = {placed.index: placed for placed in parsed.walk()}
    for chunk in chunks:
        section = sections[chunk.section].section
        assert chunk.text == chunk.span.of(parsed.text) and chunk.text.strip() == chunk.text != ""
        assert chunk.path == sections[chunk.section].path
        assert Span(section.heading_span.start, section.body.end).contains(chunk.span)
        assert len(chunk.text) <= max_tokens or len(chunk.text) == 1
    assert all(one.span.end <= next_one.span.start for one, next_one in pairwise(chunks))
    covered = {place for chunk in chunks for place in range(chunk.span.start, chunk.span.end)}
    for sentence in parsed.sentences:
        if not sentence.is_heading:
            assert all(
                place in covered or text[place].isspace() for place in range(sentence.span.start, sentence.span.end)
            )
