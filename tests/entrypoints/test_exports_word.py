"""Word files as offices here expect them: levels, fonts by name, real footnotes, tables, page numbers."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rag.adapters.readers.docx import read_docx
from rag.domain import Citation, Claim, Place, Span, Summary, SummarySection, Verdict
from rag.entrypoints import exports
from rag.entrypoints.exports import Format
from tests.entrypoints import exported

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def of_summary(summary: Summary = exported.SUMMARY) -> bytes:
    return exports.of_summary(summary, Format.WORD, text_of=exported.TEXTS.__getitem__)


def of_comparison() -> bytes:
    return exports.of_comparison(exported.COMPARISON, Format.WORD, language="zh", text_of=lambda _: "")


def part(content: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read(name))


def texts(root: etree._Element) -> str:
    return "".join(root.itertext(f"{W}t"))


def footnotes(content: bytes) -> list[str]:
    """Of the notes, without Word's own two."""
    found = part(content, "word/footnotes.xml").findall(f"{W}footnote")
    assert [one.get(f"{W}type") for one in found[:2]] == ["separator", "continuationSeparator"]
    return [texts(one).strip() for one in found[2:]]


def paragraphs(content: bytes, style: str) -> list[str]:
    return [one.text for one in docx.Document(io.BytesIO(content)).paragraphs if one.style.name == style]


def test_levels_are_headings_with_their_markers() -> None:
    content = of_summary()
    assert paragraphs(content, "Heading 1") == [
        "一、总体情况",
        "二、主要成效",
        "三、关键数据",
        "四、存在问题",
        "五、需要注意",
    ]
    assert paragraphs(content, "Heading 2") == ["（一）口岸通关提速", "（二）绿色港口", "（三）供水"]
    assert paragraphs(content, "Heading 3") == ["1. 泊位改造"]


def test_a_point_that_begins_with_a_number_does_not_read_like_a_decimal() -> None:
    claims = (Claim("7个项目开工。", (1,), Verdict.SUPPORTED), Claim("5个项目完工。", (2,), Verdict.SUPPORTED))
    summary = replace(exported.SUMMARY, sections=(SummarySection("成效", claims),))
    assert paragraphs(of_summary(summary), "Body Text")[0].startswith("1. 7个项目")


def test_headings_have_outline_levels_for_the_navigation_pane() -> None:
    styles = part(of_summary(), "word/styles.xml")
    levels = {one.get(f"{W}styleId"): one.find(f".//{W}outlineLvl") for one in styles.findall(f"{W}style")}
    assert [levels[f"Heading{number}"].get(f"{W}val") for number in (1, 2, 3, 4)] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("style", "font"),
    [("Title", "方正小标宋简体"), ("Heading1", "黑体"), ("Heading2", "楷体_GB2312"), ("Footer", "宋体")],
)
def test_styles_name_the_fonts_of_official_documents(style: str, font: str) -> None:
    styles = part(of_summary(), "word/styles.xml")
    found = styles.find(f"{W}style[@{W}styleId='{style}']//{W}rFonts")
    assert found.get(f"{W}eastAsia") == font
    assert styles.find(f"{W}docDefaults//{W}rFonts").get(f"{W}eastAsia") == "仿宋_GB2312"


def test_every_font_that_a_style_names_has_stand_ins() -> None:
    content = of_summary()
    named = {one.get(f"{W}eastAsia") for one in part(content, "word/styles.xml").iter(f"{W}rFonts")} - {None}
    fonts = part(content, "word/fontTable.xml").findall(f"{W}font")
    stand_ins = {one.get(f"{W}name"): one.find(f"{W}altName") for one in fonts}
    assert named
    assert all(stand_ins[one] is not None for one in named)


def test_the_page_is_a4_with_the_margins_of_the_standard() -> None:
    section = docx.Document(io.BytesIO(of_summary())).sections[0]
    measured = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [round(one.mm) for one in measured] == [210, 297, 37, 35]
    assert [round(one.mm) for one in (section.left_margin, section.right_margin)] == [28, 26]


def test_page_numbers_stand_at_the_outer_side() -> None:
    content = of_summary()
    for name, side in (("odd", "right"), ("even", "left")):
        footer = part(content, f"word/footer-{name}.xml")
        assert footer.find(f".//{W}jc").get(f"{W}val") == side
        assert "PAGE" in "".join(footer.itertext(f"{W}instrText"))


def test_every_citation_is_a_footnote_with_report_section_and_quoted_words() -> None:
    notes = footnotes(of_summary())
    assert len(notes) == len(exported.CITATIONS)
    for citation in exported.CITATIONS:
        path = " › ".join([f"《{citation.place.report_title}》", *citation.place.section])
        assert any(one.startswith(f"{path}：“{citation.quote}”") for one in notes)
    assert notes[0].endswith("（第 3 页）")


def test_each_footnote_is_referred_to_once_and_the_second_time_by_a_cross_reference() -> None:
    document = part(of_summary(), "word/document.xml")
    ids = [one.get(f"{W}id") for one in document.iter(f"{W}footnoteReference")]
    assert len(ids) == len(set(ids)) == len(exported.CITATIONS)
    fields = [one.text.split()[:2] for one in document.iter(f"{W}instrText")]
    bookmarks = {one.get(f"{W}name") for one in document.iter(f"{W}bookmarkStart")}
    assert fields == [["NOTEREF", "_Note1"]]
    assert "_Note1" in bookmarks


def test_a_cross_reference_shows_the_number_of_its_footnote() -> None:
    claims = tuple(Claim(f"第{number}句。", (number,), Verdict.SUPPORTED) for number in (2, 3, 1, 3))
    summary = replace(exported.SUMMARY, sections=(SummarySection("成效", claims),), undisclosed=(), conflicts=())
    shown = texts(part(of_summary(summary), "word/document.xml"))
    assert "第3句。[2]" in shown  # the second footnote, as its reference is the second in the text


def test_the_table_of_key_figures_repeats_its_header_and_aligns_numbers_at_the_right() -> None:
    table = docx.Document(io.BytesIO(of_summary())).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["指标", "数值", "变化", "时期", "出处"]
    assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None
    assert table.rows[1].cells[1].paragraphs[0].style.name == "Table Number"
    assert [cell.text for cell in table.rows[1].cells[:4]] == ["货物吞吐量", "3126.4万吨", "增长5.8%", "2031年"]


def test_the_table_stands_where_the_template_wants_it() -> None:
    names = [etree.QName(one).localname for one in part(of_summary(), "word/document.xml")[0]]
    shown = [texts(one) for one in part(of_summary(), "word/document.xml")[0]]
    assert names.index("tbl") == shown.index("三、关键数据") + 1 < shown.index("四、存在问题")


def test_a_masked_figure_stays_as_it_is_and_is_marked() -> None:
    content = of_summary()
    cells = [cell.text for row in docx.Document(io.BytesIO(content)).tables[0].rows for cell in row.cells]
    assert "*亿元（未披露）" in cells
    assert any("投入资金*亿元" in one for one in paragraphs(content, "Body Text"))
    assert any(one.startswith("“*”照录原文") for one in paragraphs(content, "Remark"))


def test_what_is_missing_contradicts_itself_or_failed_is_said() -> None:
    shown = paragraphs(of_summary(), "Body Text")
    assert any(one.startswith("1. 港口企业满意度*%：报告未披露") for one in shown)
    assert any("供水普及率”前后有两个不同的数值" in one for one in shown)
    assert any("岚浦市园林局2031年工作报告》没有纳入" in one for one in shown)


def test_what_failed_its_check_is_not_in_the_file() -> None:
    assert "翻了两番" not in texts(part(of_summary(), "word/document.xml"))


def test_the_same_summary_is_the_same_bytes_without_a_date_or_a_name() -> None:
    assert of_summary() == of_summary()
    package = zipfile.ZipFile(io.BytesIO(of_summary()))
    assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = package.read("docProps/core.xml").decode()
    assert exported.SUMMARY.title in properties
    assert not any(word in properties for word in ("creator", "created", "modified", "lastModifiedBy"))


def test_every_part_is_named_in_content_types_and_relations() -> None:
    package = zipfile.ZipFile(io.BytesIO(of_summary()))
    types = package.read("[Content_Types].xml").decode()
    relations = package.read("word/_rels/document.xml.rels").decode()
    for name in package.namelist():
        if name.startswith("word/") and not name.endswith((".rels", "document.xml")):
            assert f'PartName="/{name}"' in types
            assert f'Target="{name.removeprefix("word/")}"' in relations


def test_a_comparison_lists_the_sources_of_its_table_after_the_text() -> None:
    content = of_comparison()
    document = docx.Document(io.BytesIO(content))
    assert [cell.text for cell in document.tables[-1].rows[0].cells] == ["序号", "报告", "章节", "原文"]
    listed = [row.cells[0].text for row in document.tables[-1].rows[1:]]
    assert listed == [str(number) for number in range(1, 7)]
    anchors = {one.get(f"{W}anchor") for one in part(content, "word/document.xml").iter(f"{W}hyperlink")}
    bookmarks = {one.get(f"{W}name") for one in part(content, "word/document.xml").iter(f"{W}bookmarkStart")}
    assert anchors
    assert anchors <= bookmarks
    start = part(content, "word/document.xml").find(f".//{W}sectPr/{W}footnotePr/{W}numStart")
    assert start.get(f"{W}val") == "7"  # no number stands for two places
    assert len(footnotes(content)) == 12


def test_a_comparison_of_many_reports_turns_the_page() -> None:
    reports = (
        *exported.COMPARISON.reports,
        exported.report("third", "岚浦市交通局2031年工作报告", 2031, "岚浦市交通局"),
    )
    row = replace(exported.THROUGHPUT, cells=(*exported.THROUGHPUT.cells, None), values=(None, None, None))
    comparison = replace(exported.COMPARISON, reports=reports, rows=(row, exported.ONLINE))
    content = exports.of_comparison(comparison, Format.WORD, language="zh", text_of=lambda _: "")
    document = docx.Document(io.BytesIO(content))
    assert document.sections[0].page_width > document.sections[0].page_height
    assert document.tables[0].columns[0].cells[1].text == "货物吞吐量"
    assert document.tables[0].columns[0].cells[1]._tc is document.tables[0].columns[0].cells[2]._tc  # one cell


def test_the_file_can_be_read_back_as_a_report() -> None:
    text = read_docx(of_summary()).text
    assert "一、总体情况" in text
    assert "全年货物吞吐量达到3126.4万吨" in text
    assert exported.CITATIONS[3].quote in text


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_no_text_of_a_report_damages_the_file(text: str, section: list[str]) -> None:
    citation = Citation(1, Place("a", text, tuple(section), Span(0, 1)), text)
    claims = (Claim(text, (1,), Verdict.SUPPORTED), Claim("句。", (1,), Verdict.SUPPORTED))
    summary = Summary(text, "brief", (SummarySection(text, claims),), (citation,), gaps_title=text)
    content = of_summary(summary)
    docx.Document(io.BytesIO(content))
    assert len(footnotes(content)) == 1


def test_libreoffice_keeps_footnotes_tables_and_levels(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not office:
        pytest.skip("no LibreOffice here")
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "summary.docx"
    source.write_bytes(of_summary())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    content = (tmp_path / "summary.docx").read_bytes()
    assert footnotes(content) == footnotes(of_summary())
    assert paragraphs(content, "Heading 2") == paragraphs(of_summary(), "Heading 2")
    assert len(docx.Document(io.BytesIO(content)).tables) == 1
