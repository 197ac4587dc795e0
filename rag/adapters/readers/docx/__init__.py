"""Word documents (.docx) → canonical text and marks.

Kept: paragraphs, automatic numbering as text, tables row by row, text boxes after the paragraph that holds them,
tracked insertions; footnotes and endnotes after the last paragraph, since they hold explanations people ask for.
Left out: tracked deletions, hidden text, headers and footers, comments, and the table of contents, which only repeats
the headings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from rag.adapters.readers.building import TextBuilder
from rag.adapters.readers.docx.numbering import Label, Numbering
from rag.adapters.readers.docx.package import FORMAT, Package, child, local_name, value
from rag.adapters.readers.docx.runs import Paragraph
from rag.adapters.readers.docx.styles import Style, Styles, own_properties
from rag.adapters.readers.tables import is_table_caption, row_text
from rag.domain import MarkKind, SourceText
from rag.errors import DamagedFile

# Wrappers around paragraphs: content controls, custom markup, tracked insertions and moves of whole paragraphs.
_WRAPPERS = frozenset("sdt sdtContent customXml ins moveTo smartTag AlternateContent Choice".split())
_CONTENTS_GALLERY = "Table of Contents"
# Tables within tables deeper than any document; beyond it only an attack goes on.
_DEEPEST_NESTING = 100
# Cells of data hold a word or a number, at most a remark of a few lines.
_PARAGRAPHS_OF_RUNNING_TEXT = 3
_CHARACTERS_OF_RUNNING_TEXT = 200


def read_docx(content: bytes, *, limit_megabytes: int = 100) -> SourceText:
    """Canonical text of a Word document. Raises DamagedFile, EncryptedFile or UnpacksTooLarge."""
    package = Package(content, limit_megabytes=limit_megabytes)
    document = _Document(package)
    try:
        document.write(package.paragraphs_and_tables())
        document.write_notes()
    except RecursionError as error:
        raise DamagedFile(format=FORMAT) from error
    return document.builder.source("docx")


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph ready to be written: `text` with its number in front."""

    text: str
    style: Style
    label: Label | None
    text_boxes: list[etree._Element]


class _Document:
    def __init__(self, package: Package) -> None:
        self.builder = TextBuilder()
        self._package = package
        self._styles = Styles(package.tree(package.beside_main("styles.xml")))
        self._numbering = Numbering(package.tree(package.beside_main("numbering.xml")))
        self._notes: list[tuple[str, str]] = []
        self._depth = 0

    def write(self, blocks: Iterable[etree._Element]) -> None:
        self._enter()
        for block in blocks:
            name = local_name(block)
            if name == "p":
                self._write_paragraph(block)
            elif name == "tbl":
                self._write_table(block)
            elif name in _WRAPPERS and not _is_contents(block):
                self.write(block)
        self._depth -= 1

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST_NESTING:
            raise DamagedFile(format=FORMAT)

    def write_notes(self) -> None:
        """Footnotes and endnotes in the order of their references."""
        parts = {
            kind: self._package.tree(self._package.beside_main(f"{kind}s.xml")) for kind in ("footnote", "endnote")
        }
        notes = {
            (kind, value(note, "id") or ""): note for kind, part in parts.items() if part is not None for note in part
        }
        references, self._notes = self._notes, []
        for reference in dict.fromkeys(references):
            if reference in notes:
                self.write(notes[reference])

    def _write_paragraph(self, element: etree._Element) -> None:
        block = self._read_paragraph(element)
        if block.text.strip() and not block.style.is_contents:
            self._write_line(block)
        for box in block.text_boxes:
            self.write(box)

    def _write_line(self, block: _Block) -> None:
        style, text = block.style, block.text
        if style.is_title:
            self.builder.line(text.replace("\n", " "), MarkKind.TITLE)
        elif style.heading:
            self.builder.line(text.replace("\n", " "), MarkKind.HEADING, style.heading)
        elif style.is_caption:
            self.builder.line(text, MarkKind.CAPTION)
        elif block.label and block.label.is_bullet:
            self.builder.line(text, MarkKind.LIST_ITEM, block.label.level + 1)
        else:
            self.builder.line(text)

    def _read_paragraph(self, element: etree._Element) -> _Block:
        identity = value(child(child(element, "pPr"), "pStyle"))
        style = self._styles.get(identity).under(own_properties(element))
        label = self._label(style, identity)
        if style.is_hidden:
            return _Block("", style, label, [])
        paragraph = Paragraph(element, self._styles)
        self._notes += paragraph.notes
        text = paragraph.text
        if label and text.strip():
            text = label.text + text.lstrip()
        return _Block(text, style, label, paragraph.text_boxes)

    def _label(self, style: Style, identity: str | None) -> Label | None:
        if style.number_id in (None, "0"):
            return None
        level = style.number_level
        if level is None and identity is not None:
            level = self._numbering.level_of_style(str(style.number_id), identity)
        return self._numbering.label(str(style.number_id), level or 0)

    def _write_table(self, table: etree._Element) -> None:
        rows = [list(_cells(row)) for row in _rows(table)]
        if _is_layout(rows):
            for cell in (cell for row in rows for cell in row if not _continues_above(cell)):
                self.write(cell)
            return
        last = self.builder.last_line
        if last and is_table_caption(last[0]):
            self.builder.mark(MarkKind.CAPTION, last[1])
        for row in rows:
            self.builder.line(row_text([self._cell_text(cell) for cell in row]), MarkKind.TABLE_ROW)

    def _cell_text(self, cell: etree._Element) -> str:
        """A cell on one line; a table inside it is flattened."""
        return "" if _continues_above(cell) else " ".join(self._texts(cell))

    def _texts(self, container: etree._Element) -> Iterator[str]:
        self._enter()
        for block in container:
            name = local_name(block)
            if name == "p":
                paragraph = self._read_paragraph(block)
                yield from (text for text in (paragraph.text.strip(),) if text)
                for box in paragraph.text_boxes:
                    yield from self._texts(box)
            elif name in _WRAPPERS or name in ("tbl", "tr", "tc"):
                yield from self._texts(block)
        self._depth -= 1


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for one in table:
        name = local_name(one)
        if name == "tr" and child(child(one, "trPr"), "del") is None:
            yield one
        elif name in _WRAPPERS:
            yield from _rows(one)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for one in row:
        name = local_name(one)
        if name == "tc":
            yield one
        elif name in _WRAPPERS:
            yield from _cells(one)


def _continues_above(cell: etree._Element) -> bool:
    """A cell merged with the one above it holds no text of its own."""
    merge = child(child(cell, "tcPr"), "vMerge")
    return merge is not None and value(merge) != "restart"


def _is_layout(rows: list[list[etree._Element]]) -> bool:
    """One column wide, or with running text in a cell: such a table frames text and has no columns to keep."""
    return all(len(row) <= 1 for row in rows) or any(_is_running_text(cell) for row in rows for cell in row)


def _is_running_text(cell: etree._Element) -> bool:
    lengths = [
        sum(len(one.text or "") for one in paragraph.iter() if local_name(one) == "t")
        for paragraph in cell
        if local_name(paragraph) == "p"
    ]
    paragraphs = [length for length in lengths if length]
    return len(paragraphs) >= _PARAGRAPHS_OF_RUNNING_TEXT and sum(paragraphs) >= _CHARACTERS_OF_RUNNING_TEXT


def _is_contents(block: etree._Element) -> bool:
    gallery = child(child(child(block, "sdtPr"), "docPartObj"), "docPartGallery")
    return value(gallery) == _CONTENTS_GALLERY
