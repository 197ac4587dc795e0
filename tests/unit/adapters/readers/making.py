"""Small documents made for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A .docx of the given body markup; `styles`, `numbering`, `footnotes` are the markup inside those parts' roots."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    for name, content in parts.items():
        files[f"word/{name}.xml"] = f"<w:{name} {W}>{content}</w:{name}>"
    return zipped(files)


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: Sequence[str]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def _width(character: str) -> float:
    return 1.0 if character >= "\u2000" else 0.5


def _wrapped(text: str, hanzi_a_line: int) -> list[str]:
    lines, line, width = [], "", 0.0
    for character in text:
        if width + _width(character) > hanzi_a_line and character not in "，。、；：":
            lines.append(line)
            line, width = "", 0.0
        line += character
        width += _width(character)
    return [*lines, line]


def pdf(
    paragraphs: Sequence[str],
    *,
    title: Sequence[str] = (),
    header: str = "",
    footer: str = "",
    size: float = 15,
    hanzi_a_line: int = 30,
    password: str = "",
) -> bytes:
    """A report as an office prints it: paragraphs indented, lines broken at the margin. `footer` may hold `{page}`."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    encryption = StandardEncryption(password) if password else None
    sheet = canvas.Canvas(buffer, pagesize=(595, 842), encrypt=encryption, invariant=1)
    page, height = 1, 760.0

    def furniture() -> None:
        sheet.setFont("STSong-Light", 9)
        sheet.drawCentredString(297, 810, header)
        sheet.drawCentredString(297, 40, footer.format(page=page))

    furniture()
    for line in title:
        sheet.setFont("STSong-Light", 22)
        sheet.drawCentredString(297, height, line)
        height -= 34
    for text in paragraphs:
        for number, line in enumerate(_wrapped("\u3000\u3000" + text, hanzi_a_line)):
            sheet.setFont("STSong-Light", size)
            indent = 2 if number == 0 else 0
            sheet.drawString(72 + indent * size, height, line[indent:])
            height -= size * 1.75
            if height < 90:
                sheet.showPage()
                page, height = page + 1, 760.0
                furniture()
    sheet.save()
    return buffer.getvalue()
