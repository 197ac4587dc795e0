"""HTML, and HTML markup inside a text file, reads as a browser shows it."""

from __future__ import annotations

import pytest

from rag.adapters.readers import read
from rag.domain import MarkKind, SourceText
from rag.errors import DamagedFile, EmptyFile


def html(markup: str, name: str = "x.txt") -> SourceText:
    return read(markup.encode(), name=name)


def marked(source: SourceText, kind: MarkKind) -> list[tuple[int, str]]:
    return [(mark.level, mark.span.of(source.text)) for mark in source.marks if mark.kind is kind]


def test_markup_inside_a_text_file_goes_and_its_words_stay() -> None:
    source = html(
        "市水利局交出治水答卷\n"
        "<div><span style='font-size:16px;text-indent:30px'> \u3000\u3000全年完成投资3亿元。</span></div>"
        "<div>&nbsp;</div><div><span> \u3000\u3000检查*次&nbsp;、整改&ldquo;四乱&rdquo;5&lt;6处。</span></div>"
    )
    assert source.text == "市水利局交出治水答卷\n全年完成投资3亿元。\n检查*次\u00a0、整改“四乱”5<6处。"
    assert source.format == "html"


def test_lines_outside_blocks_stay_lines_and_lines_inside_are_joined() -> None:
    assert html("第一行\n<b>第二行</b>\n<p>同一\n  段落 and\nwords</p>").text == "第一行\n第二行\n同一段落 and words"


@pytest.mark.parametrize(
    "markup", ["甲<br>乙<br/>丙", "<p>甲</p><p>乙</p>丙", "<div>甲<div>乙</div>丙</div>", "<ul><li>甲<li>乙</ul>丙"]
)
def test_blocks_and_line_breaks_end_a_line(markup: str) -> None:
    assert html(markup).text == "甲\n乙\n丙"


def test_entities_without_any_tag_are_resolved() -> None:
    assert html("&nbsp;&nbsp;一、总体情况\n完成&#36;5&mdash;&mdash;增长").text == "一、总体情况\n完成$5——增长"


@pytest.mark.parametrize(
    "text",
    [
        "印发<党委（党组）责任制实施办法>的通知\n",
        "若a<b且c>d，则A&B成立\n",
        "名称为<水利>与<民政>，见<附件1>\n",
        "页面用到一个 <div> 标签\n",
        "网址 http://a.b/?x=1&y=2 与 R&D\n",
    ],
)
def test_a_plain_text_with_angle_brackets_stays_as_it_is(text: str) -> None:
    assert html(text).text == text


def test_angle_brackets_around_chinese_words_survive_inside_markup() -> None:
    assert html("<p>印发<党委责任制实施办法>的通知</p>").text == "印发<党委责任制实施办法>的通知"


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var a='密';</script>",
        "<style>.a{color:red} 密</style>",
        "<!-- 密 -->",
        "<template><p>密</p></template>",
        "<noscript>密</noscript>",
        "<p hidden>密<b>密</b></p>",
        '<p style="display:none">密</p>',
        '<span style="DISPLAY : None !important;color:red">密</span>',
        '<span style="visibility: hidden">密</span>',
        '<span style="font-size:0">密</span>',
        '<span style="font-size:0px;">密</span>',
        "<select><option>密</option></select>",
        "<style>.gone,#x{display:none}</style><p class='a gone'>密</p><p id=x>密</p>",
        "<?php echo '密' ?>",
        "<iframe>密</iframe>",
        "<svg><text>密</text></svg>",
        "<textarea>密</textarea>",
    ],
)
def test_what_a_reader_never_sees_never_reaches_the_text(hidden: str) -> None:
    assert html(f"<div>前</div>{hidden}<div>后</div>").text == "前\n后"


@pytest.mark.parametrize(
    "shown",
    [
        '<p style="font-size:0.9em">明</p>',
        '<p aria-hidden="true">明</p>',
        "<style>@media print{.p{display:none}}</style><p class=p>明</p>",
        "<style>div .p{display:none}</style><p class=p>明</p>",
        '<p style="color:#000">明</p>',
        "<details><summary>明</summary></details>",
    ],
)
def test_what_a_reader_sees_is_kept(shown: str) -> None:
    assert html(f"<div>前</div>{shown}<div>后</div>").text == "前\n明\n后"


def test_every_heading_is_marked_with_its_level_and_its_whole_line() -> None:
    source = html(
        "<div><h4>各位代表：\u200d</h4><p>现在报告工作。\r\n\t\t</p><h5>一、2024年<b>工作</b><br>回顾</h5>"
        "<p>成绩</p><h5> &nbsp; </h5><h6><div>二</div><div>三</div></h6></div>"
    )
    assert marked(source, MarkKind.HEADING) == [(4, "各位代表：\u200d"), (5, "一、2024年工作 回顾"), (6, "二 三")]
    assert source.text.split("\n") == ["各位代表：\u200d", "现在报告工作。", "一、2024年工作 回顾", "成绩", "二 三"]


def test_the_title_of_the_page_is_marked_only_where_the_body_says_it() -> None:
    body = "<body><p>云岫日报</p><p>治水三年答卷</p><p>正文。</p></body></html>"
    source = html(f"<html><head><title>治水三年答卷_云岫日报</title></head>{body}")
    assert source.text == "云岫日报\n治水三年答卷\n正文。"
    assert marked(source, MarkKind.TITLE) == [(0, "治水三年答卷")]
    assert marked(html(f"<html><head><title>别的</title></head>{body}"), MarkKind.TITLE) == []


def test_a_table_keeps_its_rows_with_tabs_and_its_caption() -> None:
    source = html(
        "<p>情况见下表。</p><table><caption>表1 供水情况</caption><tr><th>指标</th><th>数</th></tr>"
        "<tr><td><p>供水<br>能力</p></td><td>*万吨</td></tr><tr><td> </td><td></td></tr></table>"
    )
    assert source.text == "情况见下表。\n表1 供水情况\n指标\t数\n供水 能力\t*万吨"
    assert [text for _, text in marked(source, MarkKind.TABLE_ROW)] == ["指标\t数", "供水 能力\t*万吨"]
    assert marked(source, MarkKind.CAPTION) == [(0, "表1 供水情况")]


def test_the_line_that_names_the_table_below_it_is_its_caption() -> None:
    source = html("<p>表2 用水情况</p><table><tr><td>甲</td><td>1</td></tr></table>")
    assert marked(source, MarkKind.CAPTION) == [(0, "表2 用水情况")]


def test_a_table_that_only_lays_out_the_page_has_no_rows() -> None:
    source = html("<table><tr><td>导航</td><td><h1>标题在此</h1><p>甲</p><p>乙</p><p>丙</p></td></tr></table>")
    assert source.text == "导航\n标题在此\n甲\n乙\n丙"
    assert marked(source, MarkKind.TABLE_ROW) == []


def test_list_items_are_marked_and_numbered_ones_keep_their_number() -> None:
    source = html("<ul><li>甲<ul><li>乙</li></ul></li></ul><ol start=3><li>丙</li><li>（4）丁</li></ol>")
    assert marked(source, MarkKind.LIST_ITEM) == [(1, "甲"), (2, "乙"), (1, "3. 丙"), (1, "（4）丁")]


def test_a_page_in_another_encoding_than_it_declares_is_read_by_its_bytes() -> None:
    page = '<?xml version="1.0" encoding="utf-8"?><html><head></head><body>全市水利工作</body></html>'
    assert read(page.encode("gb18030"), name="x.html").text == "全市水利工作"


@pytest.mark.parametrize(
    "markup", ["<p></p><p> &nbsp;</p>", "<html></html>", "<script>1</script><p></p>", "<!-- 甲 --><br><br>"]
)
def test_markup_without_words_is_an_empty_file(markup: str) -> None:
    with pytest.raises(EmptyFile):
        html(markup)


def test_broken_markup_is_read_as_far_as_a_browser_reads_it() -> None:
    assert html("<div><p>甲<b>乙</p></div></div></td>丙<p>丁").text == "甲乙\n丙\n丁"


def test_markup_nested_beyond_reason_is_refused_and_not_cut_off() -> None:
    with pytest.raises(DamagedFile):
        html("<div>" * 5000 + "深" + "</div>" * 5000)
