"""What holds for every text whatever: spans, nesting, tiling, and time that grows with the text and no faster."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.domain import Fact, Mark, MarkKind, Origin, ParsedReport, Section, SourceText, Span
from rag.parsing import parse
from rag.parsing.lines import BLANKS
from rag.parsing.outline import DEEPEST

LINES = st.lists(
    st.sampled_from(
        [
            "第一章 总则",
            "第二条 适用。",
            "一、就业工作",
            "二、社保。参保稳定，发放及时。",
            "三、",
            "（一）稳岗",
            "（二)扩岗。一是甲；二是乙。",
            "1.学习。开展十二次。",
            "2、调研",
            "3.",
            "（1）线上；",
            "（2）线下。",
            "①甲",
            "②乙",
            "1.1 概况",
            "A.甲",
            "一是抓学习。",
            "二是抓作风。",
            "第一，甲。",
            "——甲。",
            "附件1",
            "目录",
            "过去一年工作回顾",
            "全市就业形势总体稳定，“五心”服务（含网办）见效，新增就业*万人，投入2.5亿元。完成任务！",
            "",
            "　　",
        ]
    ),
    max_size=40,
).map("\n".join)
TEXTS = st.one_of(
    st.text(max_size=300), LINES, st.text(alphabet="一二第章条（）()12.、，。；：是——①\n\t　“”*", max_size=150)
)


@st.composite
def sources(draw: st.DrawFn) -> SourceText:
    text = draw(TEXTS)
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    marks = st.builds(Mark, st.sampled_from(list(MarkKind)), places.map(lambda place: Span(*place)), st.integers(0, 7))
    return SourceText(text, tuple(draw(st.lists(marks, max_size=8))))


def all_sections(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from all_sections(section.children)


def check(report: ParsedReport) -> None:
    check_sections(report, report.sections, 1, Span(0, len(report.text)))
    check_sentences(report)


def check_sections(report: ParsedReport, sections: tuple[Section, ...], level: int, around: Span) -> None:
    position = around.start
    for section in sections:
        assert section.level == level <= DEEPEST
        assert position <= section.span.start and section.span.end <= around.end
        assert section.span.start < section.span.end
        assert section.span.contains(section.heading_span)
        assert section.heading_span.start == section.span.start
        assert section.heading in section.heading_span.of(report.text)
        assert section.body.start <= section.body.end
        end = section.heading_span.end
        for item in section.items:
            assert end <= item.span.start < item.span.end <= section.body.end
            assert item.span.of(report.text).startswith(item.marker)
            end = item.span.end
        check_sections(report, section.children, level + 1, section.span)
        position = section.span.end
    if sections:
        assert position == around.end


def check_sentences(report: ParsedReport) -> None:
    placed = list(report.walk())
    position = 0
    for sentence in report.sentences:
        assert not report.text[position : sentence.span.start].strip(BLANKS).strip()
        assert position <= sentence.span.start < sentence.span.end
        position = sentence.span.end
        if sentence.section == -1:
            continue
        section = placed[sentence.section].section
        own = Span(section.span.start, section.body.end)
        assert own.contains(sentence.span)
        assert sentence.is_heading == section.heading_span.contains(sentence.span)
        if sentence.item is not None:
            assert section.items[sentence.item].span.overlaps(sentence.span)
    assert not report.text[position:].strip(BLANKS).strip()


@given(sources())
@example(SourceText(""))
@example(SourceText("\n\u3000\n"))
@example(SourceText("一、\n二、\n三、"))
@example(SourceText("第一章"))
@example(SourceText("\ud800一、甲\n"))
def test_any_text_is_parsed_and_its_spans_hold(source: SourceText) -> None:
    check(parse(source))


@given(sources(), st.integers(0, 40), st.integers(0, 40))
def test_any_title_leaves_the_spans_right(source: SourceText, start: int, length: int) -> None:
    check(parse(source, title=Fact("总结", Origin.TEXT, Span(start, start + length))))


@given(TEXTS)
def test_parsing_is_deterministic(text: str) -> None:
    assert parse(SourceText(text)) == parse(SourceText(text))


def test_deep_nesting_is_bounded() -> None:
    markers = [
        "第一编 ",
        "第一章 ",
        "第一节 ",
        "一、",
        "（一）",
        "1.",
        "（1）",
        "1）",
        "①",
        "Ⅰ.",
        "A.",
        "（A）",
        "1.1 ",
        "1.1.1 ",
    ]
    seconds = [
        "第二编 ",
        "第二章 ",
        "第二节 ",
        "二、",
        "（二）",
        "2.",
        "（2）",
        "2）",
        "②",
        "Ⅱ.",
        "B.",
        "（B）",
        "1.2 ",
        "1.1.2 ",
    ]
    text = "\n".join(f"{marker}甲" for marker in [*markers, *reversed(seconds)])
    report = parse(SourceText(text))
    check(report)
    assert max(section.level for section in all_sections(report.sections)) == DEEPEST


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"{number % 99 + 1}.加强组织领导" for number in range(50_000)),
        "就业形势总体稳定，新增就业三万人。" * 60_000,
        "（" * 20_000 + "甲。" + "）" * 20_000,
        "“甲。" * 100_000,
        "一是甲；二是乙；" * 20_000,
        "、一、" * 100_000,
        "1." * 200_000,
        "甲" * 1_000_000,
        "\n" * 500_000,
        " " * 1_000_000,
    ],
    ids=[
        "headings",
        "one line",
        "brackets",
        "quotes",
        "items",
        "commas",
        "numbers",
        "no punctuation",
        "lines",
        "spaces",
    ],
)
def test_time_grows_with_the_text_and_no_faster(text: str) -> None:
    """Quadratic work on these would take minutes; a slow shared machine takes a few seconds."""
    started = time.process_time()
    parse(SourceText(text))
    assert time.process_time() - started < 20
