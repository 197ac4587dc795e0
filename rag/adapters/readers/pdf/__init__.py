"""PDF with a text layer → canonical text with page marks. Scans are refused: they need text recognition first."""

from __future__ import annotations

import threading

import pypdfium2
import pypdfium2.raw as pdfium

from rag.adapters.readers.building import TextBuilder
from rag.adapters.readers.pdf.furniture import without_furniture
from rag.adapters.readers.pdf.lines import Line, Page, join, read_page
from rag.adapters.readers.pdf.paragraphs import Paragraph, paragraphs
from rag.domain import Mark, MarkKind, SourceText, Span
from rag.errors import DamagedFile, EncryptedFile, NoTextLayer

FORMAT = "PDF"
# A scan with a text layer of page numbers or stamps alone still has fewer characters than this on a page.
_FEWEST_CHARACTERS_A_PAGE = 10
# From this share on the fonts carry no meaning of their glyphs, and the text layer is noise.
_UNREADABLE_SHARE = 0.3
_PDFIUM = threading.Lock()  # pdfium is not safe for threads


def read_pdf(content: bytes) -> SourceText:
    """Canonical text of a PDF. Raises EncryptedFile, DamagedFile or NoTextLayer."""
    with _PDFIUM:
        pages = _read_pages(content)
    characters = sum(page.characters for page in pages)
    unreadable = sum(page.unreadable for page in pages)
    lines = without_furniture(pages)
    if not lines or characters < _FEWEST_CHARACTERS_A_PAGE * len(pages) or unreadable > _UNREADABLE_SHARE * characters:
        raise NoTextLayer
    return _write(lines)


def _read_pages(content: bytes) -> list[Page]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise EncryptedFile(format=FORMAT) from error
        raise DamagedFile(format=FORMAT) from error
    try:
        return [read_page(document, index) for index in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise DamagedFile(format=FORMAT) from error
    finally:
        document.close()


def _write(lines: list[Line]) -> SourceText:
    builder = TextBuilder()
    starts: dict[int, int] = {}
    for paragraph in paragraphs(lines):
        text, offsets = _joined(paragraph)
        span = builder.line(text, MarkKind.TITLE if paragraph.is_title else None)
        for page, offset in offsets.items():
            starts.setdefault(page, span.start + offset)
    source = builder.source("pdf")
    ends = [*list(starts.values())[1:], len(source.text)]
    pages = tuple(
        # Pages tile the text: each ends where the next one begins.
        Mark(MarkKind.PAGE, Span(start, end), page)
        for (page, start), end in zip(starts.items(), ends, strict=True)
    )
    return SourceText(source.text, (*pages, *source.marks), source.format)


def _joined(paragraph: Paragraph) -> tuple[str, dict[int, int]]:
    """The paragraph's text, and where in it each of its pages begins."""
    text = ""
    offsets: dict[int, int] = {}
    for line in paragraph.lines:
        longer = join(text, line.text) if text else line.text
        offsets.setdefault(line.page, len(longer) - len(line.text))
        text = longer
    return text, offsets
