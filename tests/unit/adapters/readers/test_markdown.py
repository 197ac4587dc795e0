"""Markdown: markup goes, structure is marked, masked figures stay."""

from __future__ import annotations

import pytest

from rag.adapters.readers import read
from rag.domain import MarkKind, SourceText
from rag.errors import EmptyFile, FileTooLarge


def markdown(text: str) -> SourceText:
    return read(text.encode(), name="报告.MD")


def marked(source: SourceText, kind: MarkKind) -> list[tuple[int, str]]:
    return [(mark.level, mark.span.of(source.text)) for mark in source.marks if mark.kind is kind]


def test_headings_of_both_kinds_are_marked_without_their_markup() -> None:
    source = markdown("# 云岫市**2023年**总结 #\n正文\n\n二级标题\n---\n### [三级](http://a.b)\n")
    assert source.text == "云岫市2023年总结\n正文\n二级标题\n三级"
    assert marked(source, MarkKind.HEADING) == [(1, "云岫市2023年总结"), (2, "二级标题"), (3, "三级")]
    assert source.format == "md"


def test_front_matter_is_left_out_and_a_ruler_is_not_front_matter() -> None:
    assert markdown("---\ntitle: 甲\nauthor: 乙\n---\n丙\n").text == "丙"
    assert markdown("甲\n\n---\n\n乙\n").text == "甲\n乙"


def test_emphasis_links_and_code_give_their_words() -> None:
    source = markdown(
        '**加粗**字，*斜体*，`代码`、[链接](http://a.b "题")、<http://c.d>、\\*星\\*、~~删~~。![图](a.png)\n'
    )
    assert source.text == "加粗字，斜体，代码、链接、http://c.d、*星*、删。"


@pytest.mark.parametrize(
    "text",
    [
        "新增就业*万人，培训*次。",
        "检查**家次，整改**处。",
        "2022年上半年，**水利局召开会议**次。",
        "*月*日，*名同志参会",
        "扎实推进*学习教育，投入*嘎查*万元",
        "覆盖率达*％，比上年提高*个百分点",
    ],
)
def test_masked_figures_are_never_taken_for_emphasis(text: str) -> None:
    assert markdown(text).text == text


def test_a_bold_lead_before_masked_figures_loses_its_markup_alone() -> None:
    assert markdown("**一、总体要求。**新增*人，其中困难人员*人。").text == "一、总体要求。新增*人，其中困难人员*人。"


def test_list_items_are_marked_with_their_depth_and_keep_their_numbers() -> None:
    source = markdown("- 甲\n- 乙\n  1. 丙\n  2. 丁\n\n5. 戊\n")
    assert marked(source, MarkKind.LIST_ITEM) == [(1, "甲"), (1, "乙"), (2, "1. 丙"), (2, "2. 丁"), (1, "5. 戊")]


def test_tables_are_rows_with_tabs() -> None:
    source = markdown("表1 供水情况\n\n| 指标 | 数 |\n|---|---|\n| **供水** | *万吨 |\n")
    assert source.text == "表1 供水情况\n指标\t数\n供水\t*万吨"
    assert marked(source, MarkKind.CAPTION) == [(0, "表1 供水情况")]
    assert len(marked(source, MarkKind.TABLE_ROW)) == 2


def test_line_breaks_and_indented_paragraphs_stay_as_the_author_wrote_them() -> None:
    assert (
        markdown("第一行\n第二行\n\n    缩进的段落\n\n\u3000\u3000全角缩进").text
        == "第一行\n第二行\n缩进的段落\n全角缩进"
    )


def test_embedded_html_gives_its_visible_words() -> None:
    source = markdown("甲<br>乙<sup>注</sup>&nbsp;丙<党委办法>\n\n<div hidden>密</div>\n<script>密</script>\n\n丁")
    assert source.text == "甲\n乙注\u00a0丙<党委办法>\n丁"


def test_a_markdown_file_of_markup_alone_is_empty() -> None:
    with pytest.raises(EmptyFile):
        markdown("---\n\n***\n\n![](a.png)\n")


def test_a_markdown_file_too_large_for_its_parser_is_refused() -> None:
    with pytest.raises(FileTooLarge):
        markdown("水" * 2_000_000)
