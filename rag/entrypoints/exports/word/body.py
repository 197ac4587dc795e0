"""The text of a Word file: title, headings, paragraphs, tables, and the page they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from math import ceil
from unicodedata import east_asian_width

from rag import messages
from rag.entrypoints.exports.paper import (
    Block,
    Column,
    Heading,
    Note,
    Paper,
    Points,
    Remark,
    Running,
    Table,
    Words,
    groups,
    marked,
    printable,
)
from rag.entrypoints.exports.word.citing import Citing
from rag.entrypoints.exports.word.markup import Element, element, paragraph, run, value
from rag.entrypoints.places import path_line

_DEEPEST_STYLE = 4
_TITLE_SIZE = 440  # 22 points
# Tables of more columns have less room in each.
_ROOMY_COLUMNS, _TIGHT = 5, 57
_HEADER_SHADE = "F2F2F2"

# GB/T 9704: A4, 37 mm above, 35 mm below (where the page number stands), 28 mm left, 26 mm right; in 1/20 point.
_SHORT, _LONG = 11906, 16838
_TOP, _BOTTOM, _LEFT, _RIGHT, _FOOTER = 2098, 1984, 1588, 1474, 1361


def document(paper: Paper, citing: Citing) -> Element:
    """`citing` knows afterwards which footnotes there are."""
    body = element("body", _title(paper))
    for block, following in zip_longest(paper.blocks, paper.blocks[1:]):
        body.extend(_block(block, citing, paper))
        if isinstance(block, Heading) and isinstance(following, Table):
            _set_apart(body[-1])
        if isinstance(block, Table) and not isinstance(following, Remark):
            body.append(paragraph("Remark"))
    if citing.listed:
        body.extend(_listed(citing, paper))
    body.append(_page(paper, citing))
    return element("document", body)


def _title(paper: Paper) -> Element:
    """A long one in lines of about the same length: no last line of one character."""
    made = paragraph("Title", run(paper.title))
    text_width, characters = _text_width(paper), sum(_width(one) for one in printable(paper.title))
    lines = ceil(characters * _TITLE_SIZE / text_width)
    if lines > 1:
        line = (ceil(characters / lines) + 1) * _TITLE_SIZE
        margin = max(0, (text_width - line) // 2)
        made[0].append(element("ind", left=margin, right=margin))
    return made


def _width(character: str) -> float:
    """In widths of a Chinese character."""
    return 1 if east_asian_width(character) in "WFA" else 0.5


def _block(block: Block, citing: Citing, paper: Paper) -> Iterator[Element]:
    match block:
        case Heading():
            yield paragraph(
                f"Heading{min(block.level, _DEEPEST_STYLE)}", run(marked(block.marker, block.text), whole=True)
            )
        case Running():
            yield paragraph("BodyText", *_running(block, citing))
        case Points():
            for marker, point in zip(block.markers, block.points, strict=True):
                yield paragraph(
                    "BodyText", *([run(marked(marker, ""), whole=True)] if marker else []), *_words(point, citing)
                )
        case Table():
            yield _table(block, citing, _text_width(paper))
        case Remark():
            yield paragraph("Remark", *_words(block.words, citing))


def _running(block: Running, citing: Citing) -> Iterator[Element]:
    for index, one in enumerate(block.sentences):
        if index and block.separator:
            yield run(block.separator, whole=True)
        yield from _words(one, citing)


def _set_apart(heading: Element) -> None:
    """From the table below it."""
    heading[0].append(element("spacing", after=120))


def _words(words: Words, citing: Citing) -> Iterator[Element]:
    yield run(words.text)
    yield from citing.references(words)


# --- tables


def _table(table: Table, citing: Citing, width: int) -> Element:
    widths = _widths(table.columns, width)
    properties = element(
        "tblPr",
        value("tblStyle", "TableGrid"),
        element("tblW", w=width, type="dxa"),
        value("jc", "center"),
        element("tblLayout", type="fixed"),
        *([_tight()] if len(widths) > _ROOMY_COLUMNS else []),
        element("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
    )
    rows = [_header(table.columns, widths)]
    for covered, cells in groups(table):
        rows.append(_row(table, covered, cells, widths, citing))
    return element("tbl", properties, element("tblGrid", *(element("gridCol", w=one) for one in widths)), *rows)


def _tight() -> Element:
    """Cells with less room at their sides."""
    return element("tblCellMar", element("left", w=_TIGHT, type="dxa"), element("right", w=_TIGHT, type="dxa"))


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    total = sum(one.weight for one in columns)
    widths = [width * one.weight // total for one in columns]
    return [*widths[:-1], width - sum(widths[:-1])]


def _header(columns: Sequence[Column], widths: Sequence[int]) -> Element:
    properties = element("trPr", element("cantSplit"), element("tblHeader"))
    cells = [
        element(
            "tc",
            element("tcPr", element("tcW", w=width, type="dxa"), _shade(), value("vAlign", "center")),
            paragraph("TableHeading", run(column.title)),
        )
        for column, width in zip(columns, widths, strict=True)
    ]
    return element("tr", properties, *cells)


def _shade() -> Element:
    return element("shd", val="clear", color="auto", fill=_HEADER_SHADE)


def _row(table: Table, covered: int, row: Sequence[Words], widths: Sequence[int], citing: Citing) -> Element:
    cells = []
    for index, (column, words, width) in enumerate(zip(table.columns, row, widths, strict=True)):
        properties = element("tcPr", element("tcW", w=width, type="dxa"))
        if table.grouped and index == 0 and covered != 1:
            properties.append(element("vMerge", **({"val": "restart"} if covered else {})))
        properties.append(value("vAlign", "center"))
        style = "TableNumber" if column.numeric else "TableText"
        shown = () if index == 0 and covered == 0 else tuple(_words(words, citing))
        cells.append(element("tc", properties, paragraph(style, *shown)))
    return element("tr", element("trPr", element("cantSplit")), *cells)


# --- sources of tables, after the text


def _listed(citing: Citing, paper: Paper) -> Iterator[Element]:
    yield paragraph("AppendixTitle", run(messages.text("export_sources_of_tables", paper.language)))
    keys = (("export_number", 8), ("export_report", 24), ("export_section", 26), ("export_quote", 42))
    columns = [Column(messages.text(key, paper.language), weight) for key, weight in keys]
    widths = _widths(columns, _text_width(paper))
    table = _table(Table(tuple(columns), ()), citing, _text_width(paper))
    table.extend(_source(note, widths, citing, paper.language) for note in citing.listed)
    yield table
    yield paragraph("Remark")


def _source(note: Note, widths: Sequence[int], citing: Citing, language: str) -> Element:
    page = messages.text("page", language, page=note.page) if note.page else ""
    texts = (note.place.report_title, path_line(note.place.section), f"“{note.quote}”{page}")
    contents = [citing.entry(note), *([run(one)] for one in texts)]
    cells = [
        element("tc", element("tcPr", element("tcW", w=width, type="dxa")), paragraph("TableText", *content))
        for content, width in zip(contents, widths, strict=True)
    ]
    return element("tr", element("trPr", element("cantSplit")), *cells)


# --- the page


def _text_width(paper: Paper) -> int:
    return (_LONG - _TOP - _BOTTOM) if paper.wide else (_SHORT - _LEFT - _RIGHT)


def _page(paper: Paper, citing: Citing) -> Element:
    """Portrait; landscape turns the sheet, so that its top margin is at the left."""
    wide = paper.wide
    size = {"w": _LONG, "h": _SHORT, "orient": "landscape"} if wide else {"w": _SHORT, "h": _LONG}
    top, bottom, left, right = (_LEFT, _RIGHT, _BOTTOM, _TOP) if wide else (_TOP, _BOTTOM, _LEFT, _RIGHT)
    margins = {"top": top, "right": right, "bottom": bottom, "left": left, "header": 850, "gutter": 0}
    return element(
        "sectPr",
        element("footerReference", type="default", r_id="rId5"),
        element("footerReference", type="even", r_id="rId6"),
        element("footnotePr", value("numFmt", "decimal"), value("numStart", citing.first_number)),
        element("pgSz", **size),
        element("pgMar", **margins, footer=min(_FOOTER, bottom - 567)),
    )
