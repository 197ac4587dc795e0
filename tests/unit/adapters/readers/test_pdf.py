"""PDF with a text layer: paragraphs, pages, no page furniture."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest

from rag.adapters.readers import read
from rag.domain import MarkKind, SourceText
from rag.errors import DamagedFile, EncryptedFile, NoTextLayer
from tests.unit.adapters.readers.making import pdf


def sentences(first: int, count: int) -> str:
    """Running text in which no line repeats another: the PDF library drops repeated words of a font it has not got."""
    return "".join(
        f"全市水利系统围绕第{number}片区供水保障持续发力，新增供水能力{number}.5万吨，漏损率下降到{number}%，检查*次。"
        for number in range(first, first + count)
    )


REPORT = [
    "一、主要工作",
    *("（一）抓好供水。" + sentences(10 * count, count) for count in (1, 3, 5, 2)),
    "二、存在问题",
    *("一是短板仍然不少。" + sentences(100 + 10 * count, count) for count in (2, 4, 1, 6)),
]


def marked(source: SourceText, kind: MarkKind) -> list[tuple[int, str]]:
    return [(mark.level, mark.span.of(source.text)) for mark in source.marks if mark.kind is kind]


@pytest.mark.parametrize(("size", "hanzi_a_line"), [(15, 30), (16, 28), (10.5, 42), (12, 36)])
def test_lines_become_the_paragraphs_that_the_author_wrote(size: float, hanzi_a_line: int) -> None:
    source = read(pdf(REPORT, size=size, hanzi_a_line=hanzi_a_line), name="x.pdf")
    assert source.text.split("\n") == REPORT
    assert source.format == "pdf"


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    content = pdf(REPORT, header="云岫市水利局文件 内部资料", footer="- {page} -")
    assert read(content, name="x").text.split("\n") == REPORT


@pytest.mark.parametrize(
    "footer", ["{page}", "第{page}页", "第 {page} 页 共 9 页", "{page}/9", "— {page} —", "Page {page} of 9"]
)
def test_page_numbers_of_every_form_are_left_out(footer: str) -> None:
    assert read(pdf(REPORT, footer=footer), name="x").text.split("\n") == REPORT


def test_a_number_in_the_text_is_no_page_number() -> None:
    source = read(pdf(["统计结果", "2023", *REPORT], footer="{page}"), name="x")
    assert source.text.split("\n")[:2] == ["统计结果", "2023"]


def test_pages_tile_the_text_and_know_their_number() -> None:
    source = read(pdf(REPORT * 2, footer="- {page} -"), name="x")
    pages = [mark for mark in source.marks if mark.kind is MarkKind.PAGE]
    assert [page.level for page in pages] == list(range(1, len(pages) + 1))
    assert len(pages) > 2
    assert pages[0].span.start == 0
    assert pages[-1].span.end == len(source.text)
    for page, following in pairwise(pages):
        assert page.span.end == following.span.start


def test_the_large_type_at_the_top_is_the_title_even_on_two_lines() -> None:
    source = read(pdf(REPORT, title=["云岫市水利局", "关于2023年度供水保障情况的报告"]), name="x")
    assert marked(source, MarkKind.TITLE) == [(0, "云岫市水利局关于2023年度供水保障情况的报告")]
    assert source.text.split("\n")[1:] == REPORT


def test_columns_of_a_table_are_kept_apart() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, invariant=1)
    sheet.setFont("STSong-Light", 12)
    for row, cells in enumerate([("指标", "今年", "去年"), ("供水能力", "12.5", "*")]):
        for column, cell in enumerate(cells):
            sheet.drawString(72 + column * 150, 700 - row * 20, cell)
    sheet.save()
    assert read(buffer.getvalue(), name="x").text == "指标\t今年\t去年\n供水能力\t12.5\t*"


def test_a_pdf_with_a_password_says_so() -> None:
    with pytest.raises(EncryptedFile):
        read(pdf(REPORT, password="open sesame"), name="x.pdf")


def test_a_pdf_that_is_only_a_picture_has_no_text_layer() -> None:
    from reportlab.pdfgen import canvas

    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, invariant=1)
    for _ in range(3):
        sheet.rect(50, 50, 400, 600, fill=1)
        sheet.drawCentredString(300, 20, "1")
        sheet.showPage()
    sheet.save()
    with pytest.raises(NoTextLayer) as caught:
        read(buffer.getvalue(), name="x.pdf")
    assert "OCR" in caught.value.in_language("zh")


def test_a_damaged_pdf_says_so() -> None:
    content = pdf(REPORT)
    for broken in (b"%PDF-1.4\n", content[:200], b"%PDF-1.7" + b"\xff" * 500):
        with pytest.raises(DamagedFile):
            read(broken, name="x.pdf")
