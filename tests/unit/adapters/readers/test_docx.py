"""Word documents: what Word shows is in the text, what it hides is not."""

from __future__ import annotations

import io
import zipfile

import pytest

from rag.adapters.readers import read
from rag.domain import MarkKind, SourceText
from rag.errors import DamagedFile, EmptyFile, EncryptedFile, UnpacksTooLarge
from tests.unit.adapters.readers.making import docx, paragraph, table, zipped

STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/></w:style>
<w:style w:type="paragraph" w:styleId="own"><w:name w:val="公文一级"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="cap"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="numbered"><w:name w:val="n"/>
<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="gone"><w:name w:val="gone"/><w:rPr><w:vanish/></w:rPr></w:style>
"""


def level(index: int, text: str, number_format: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "%1、", "chineseCountingThousand")
    + level(1, "（%2）", "japaneseCounting")
    + level(2, "%3.", "decimal")
    + level(3, "%1.%4", "decimal", "<w:isLgl/>")
    + "</w:abstractNum>"
    + '<w:abstractNum w:abstractNumId="1">'
    + level(0, "\uf06c", "bullet")
    + level(1, "%2", "decimalEnclosedCircle")
    + "</w:abstractNum>"
    + '<w:abstractNum w:abstractNumId="2">'
    + level(0, "第%1章", "chineseCounting", '<w:suff w:val="space"/>')
    + level(1, "%2)", "lowerLetter", '<w:pStyle w:val="numbered"/><w:suff w:val="nothing"/>')
    + "</w:abstractNum>"
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    + '<w:num w:numId="4"><w:abstractNumId w:val="0"/>'
    + '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def styled(text: str, style: str, more: str = "") -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>{more}')


def numbered(text: str, number: int, index: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{number}"/></w:numPr>')


def word(body: str, **parts: str) -> SourceText:
    return read(docx(body, **parts), name="x.txt")


def marked(source: SourceText, kind: MarkKind) -> list[tuple[int, str]]:
    return [(mark.level, mark.span.of(source.text)) for mark in source.marks if mark.kind is kind]


def test_headings_come_from_styles_from_what_they_are_based_on_and_from_the_outline_level() -> None:
    source = word(
        styled("云岫市水利局2023年工作总结", "T")
        + styled("总体情况", "1")
        + styled("供水", "2")
        + styled("治水", "own")
        + paragraph("节水", '<w:outlineLvl w:val="2"/>')
        + styled("正文不是标题", "1", '<w:outlineLvl w:val="9"/>')
        + paragraph("正文"),
        styles=STYLES,
    )
    assert marked(source, MarkKind.TITLE) == [(0, "云岫市水利局2023年工作总结")]
    assert marked(source, MarkKind.HEADING) == [(1, "总体情况"), (2, "供水"), (1, "治水"), (3, "节水")]
    assert source.text.endswith("节水\n正文不是标题\n正文")
    assert source.format == "docx"


def test_automatic_numbers_are_text_in_the_format_that_word_shows() -> None:
    body = "".join(
        [
            numbered("总体情况", 1),
            numbered("供水", 1, 1),
            numbered("水厂", 1, 2),
            numbered("管网", 1, 2),
            numbered("治水", 1, 1),
            numbered("河道", 1, 2),
            numbered("存在问题", 1),
            numbered("不足", 1, 1),
            numbered("细目", 1, 3),
        ]
    )
    assert word(body, numbering=NUMBERING).text.split("\n") == [
        "一、总体情况",
        "（一）供水",
        "1. 水厂",
        "2. 管网",
        "（二）治水",
        "1. 河道",
        "二、存在问题",
        "（一）不足",
        "2.1 细目",
    ]


def test_numbering_restarts_where_the_document_says_so_and_styles_number_too() -> None:
    body = numbered("甲", 1) + numbered("乙", 4) + numbered("丙", 4) + numbered("总则", 3) + styled("条件", "numbered")
    assert word(body, numbering=NUMBERING, styles=STYLES).text == "一、甲\n一、乙\n二、丙\n第一章 总则\na)条件"


def test_a_numbered_heading_is_marked_with_its_number() -> None:
    body = styled("总体情况", "1", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    assert marked(word(body, numbering=NUMBERING, styles=STYLES), MarkKind.HEADING) == [(1, "一、总体情况")]


def test_bullets_are_list_items_and_their_pictures_no_text() -> None:
    source = word(numbered("甲", 2) + numbered("乙", 2, 1) + numbered("丙", 2), numbering=NUMBERING)
    assert source.text == "甲\n① 乙\n丙"
    assert marked(source, MarkKind.LIST_ITEM) == [(1, "甲"), (1, "丙")]


@pytest.mark.parametrize(
    ("number_format", "count", "shown"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("ideographDigital", 20, "二〇"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 3, "03"),
        ("upperRoman", 14, "XIV"),
        ("lowerRoman", 4, "iv"),
        ("upperLetter", 28, "BB"),
        ("somethingNew", 7, "7"),
        ("ideographTraditional", 11, "11"),
    ],
)
def test_every_number_format_of_chinese_documents_is_known(number_format: str, count: int, shown: str) -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{count}"/>'
        f'<w:numFmt w:val="{number_format}"/>'
        '<w:suff w:val="nothing"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert word(numbered("：甲", 1), numbering=numbering).text == f"{shown}：甲"


def test_tables_are_rows_with_tabs_merged_cells_once_and_the_caption_marked() -> None:
    merged = (
        "<w:tbl><w:tr>"
        f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("供水")}</w:tc>'
        f"<w:tc>{paragraph('城区')}</w:tc></w:tr>"
        f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc>"
        f"<w:tc>{paragraph('*万吨')}{paragraph('其中')}</w:tc></w:tr>"
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("合计")}</w:tc></w:tr></w:tbl>'
    )
    source = word(
        paragraph("表1 供水情况") + merged + styled("用水情况", "cap") + table(("甲", "1"), ("乙", "2")), styles=STYLES
    )
    rows = ["供水\t城区", "\t*万吨 其中", "合计", "甲\t1", "乙\t2"]
    assert source.text.split("\n") == ["表1 供水情况", *rows[:3], "用水情况", *rows[3:]]
    assert [text for _, text in marked(source, MarkKind.TABLE_ROW)] == rows
    assert [text for _, text in marked(source, MarkKind.CAPTION)] == ["表1 供水情况", "用水情况"]


def test_a_table_within_a_cell_is_flattened_into_its_row() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('丙')}</w:tc><w:tc>{paragraph('丁')}</w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}{inner}</w:tc></w:tr></w:tbl>"
    assert word(outer).text == "甲\t乙 丙 丁"


def test_a_table_of_one_column_frames_paragraphs() -> None:
    frame = f"<w:tbl><w:tr><w:tc>{styled('总体情况', '1')}{paragraph('正文')}</w:tc></w:tr></w:tbl>"
    source = word(frame, styles=STYLES)
    assert source.text == "总体情况\n正文"
    assert marked(source, MarkKind.HEADING) == [(1, "总体情况")]
    assert marked(source, MarkKind.TABLE_ROW) == []


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("前") + run("密", "<w:vanish/>") + run("后"), "前后"),
        (run("前") + run("密", '<w:rStyle w:val="gone"/>') + run("后"), "前后"),
        (run("前") + run("明", '<w:vanish w:val="0"/>') + run("后"), "前明后"),
        (run("前") + f"<w:ins>{run('新')}</w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", "前新"),
        (f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>", "新"),
        (f"<w:hyperlink>{run('链接')}</w:hyperlink>{run('后')}", "链接后"),
        (f'<w:fldSimple w:instr="PAGE">{run("3")}</w:fldSimple>', "3"),
        ("<w:r><w:instrText>TOC</w:instrText></w:r>" + run("后"), "后"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:t>丁</w:t></w:r>", "甲\t乙\n丙\n丁"),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲乙"),
        ("<w:r><w:t>3</w:t><w:noBreakHyphen/><w:t>5个</w:t></w:r>", "3-5个"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:t>甲</w:t></w:r>', "甲"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>", "控件"),
        (f"<w:r><w:ruby><w:rt>{run('shui')}</w:rt><w:rubyBase>{run('水')}</w:rubyBase></w:ruby></w:r>", "水"),
        (run("甲\n乙&#13;丙"), "甲 乙 丙"),
        (run("前") + '<w:commentRangeStart w:id="0"/>' + run("后"), "前后"),
    ],
)
def test_a_paragraph_reads_as_word_shows_it(content: str, text: str) -> None:
    assert word(f"<w:p>{content}</w:p>", styles=STYLES).text == text


def test_text_boxes_follow_their_paragraph_and_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    alternate = (
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice><w:drawing>' + box + "</w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict>" + box + "</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert word(f"<w:p><w:r><w:t>框外</w:t>{alternate}</w:r></w:p>{paragraph('下段')}").text == "框外\n框内\n下段"


def test_the_table_of_contents_is_left_out() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('目录')}{paragraph('一、总体情况 1')}</w:sdtContent></w:sdt>"
    )
    assert word(contents + styled("二、问题 3", "toc") + paragraph("正文"), styles=STYLES).text == "正文"


def test_notes_follow_the_text_in_the_order_of_their_signs() -> None:
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="1">{paragraph("甲注")}</w:footnote><w:footnote w:id="2">{paragraph("乙注")}</w:footnote>'
    )
    body = '<w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id="2"/><w:footnoteReference w:id="1"/></w:r></w:p>'
    assert word(body + paragraph("末段"), footnotes=notes).text == "正文\n末段\n乙注\n甲注"


def test_the_strict_flavour_of_the_format_is_read_as_well() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    content = docx(paragraph("正文"))
    source = zipfile.ZipFile(io.BytesIO(content))
    parts = {name: source.read(name) for name in source.namelist()}
    name = "word/document.xml"
    parts[name] = parts[name].replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", strict.encode())
    assert read(zipped({**parts}), name="x").text == "正文"


def test_a_document_of_pictures_alone_is_empty() -> None:
    with pytest.raises(EmptyFile):
        word("<w:p><w:r><w:drawing/></w:r></w:p>")


@pytest.mark.parametrize(
    "body",
    ["<w:p>", "<w:p></w:q>", '<!DOCTYPE a [<!ENTITY b "c">]>', "&unknown;"],
)
def test_broken_markup_inside_is_a_damaged_file(body: str) -> None:
    with pytest.raises(DamagedFile):
        word(body)


def test_an_entity_bomb_is_refused_unread() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'
    with pytest.raises(DamagedFile):
        read(zipped({"word/document.xml": bomb}), name="x.docx")


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    with pytest.raises(UnpacksTooLarge):
        read(zipped({"word/document.xml": b" " * (120 * 1024 * 1024)}), name="x.docx")


def test_a_zip_bomb_that_lies_about_its_size_is_refused_while_it_unpacks() -> None:
    honest = zipped({"word/document.xml": b" " * (30 * 1024 * 1024)})
    size = (30 * 1024 * 1024).to_bytes(4, "little")
    assert honest.count(size) == 2
    with pytest.raises((UnpacksTooLarge, DamagedFile)):
        read(honest.replace(size, (1000).to_bytes(4, "little")), name="x.docx", limit_megabytes=10)


def test_a_zip_of_very_many_parts_is_refused() -> None:
    with pytest.raises(UnpacksTooLarge):
        read(zipped({f"word/{number}.xml": "" for number in range(10_001)}), name="x.docx")


def test_a_damaged_or_encrypted_part_is_told() -> None:
    content = docx(paragraph("甲乙丙" * 300))
    at = content.index(b"word/document.xml") + 40
    with pytest.raises(DamagedFile):
        read(content[:at] + bytes(60) + content[at + 60 :], name="x.docx")
    flags = content.replace(b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00")
    flags = flags.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    with pytest.raises(EncryptedFile):
        read(flags, name="x.docx")


def test_tables_nested_beyond_reason_are_refused() -> None:
    depth = 400
    deep = "<w:tbl><w:tr><w:tc>" * depth + paragraph("深") + "</w:tc></w:tr></w:tbl>" * depth
    with pytest.raises(DamagedFile):
        word(deep)
