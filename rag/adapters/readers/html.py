"""HTML, or HTML markup inside a text file → canonical text with marks, as a browser would show it."""

from __future__ import annotations

import re

from lxml import etree

from rag.adapters.readers.building import TextBuilder
from rag.adapters.readers.html_hidden import Hidden
from rag.adapters.readers.html_tables import layout_tables
from rag.adapters.readers.tables import is_table_caption, row_text
from rag.domain import MarkKind, SourceText
from rag.errors import DamagedFile

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HARD_BREAK = "\0"  # cannot occur in parsed markup
_EAST_ASIAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u2026"
_BREAK_BETWEEN_HANZI = re.compile(rf"(?<=[{_EAST_ASIAN}])[ \t\f]*[\r\n][ \t\r\n\f]*(?=[{_EAST_ASIAN}])")
_WHITESPACE = re.compile(r"[ \t\r\n\f]+")
_OWN_NUMBER = re.compile(r"[\s\u3000]*[（(]?[0-9０-９一二三四五六七八九十①-⑳]+[）).．、]?")
_WHOLE_DOCUMENT = re.compile(r"<(?:html|body)\b", re.I)
_TITLE_SEARCH_LINES = 10
_TITLE_SEPARATORS = "-_—|｜–"


def read_html(text: str, *, encoding: str | None = None) -> SourceText:
    """Canonical text of HTML. Raises DamagedFile for markup nested too deeply to be parsed whole."""
    is_document = bool(_WHOLE_DOCUMENT.search(text))
    root = _parse(text if is_document else f"<html><body>{text}</body></html>")
    if root is None:
        return SourceText("", (), "html", encoding)
    page = _Page(root, newlines_count_outside_blocks=not is_document)
    page.walk()
    _mark_title(page.builder, root.findtext(".//title") or "")
    return page.builder.source("html", encoding)


def _parse(text: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.LxmlError as error:
        raise DamagedFile(format="HTML") from error
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise DamagedFile(format="HTML")
    return root


class _Page:
    """One walk over the tree: text gathers in `_inline` until a block begins or ends."""

    def __init__(self, root: etree._Element, *, newlines_count_outside_blocks: bool) -> None:
        self.builder = TextBuilder()
        self._root = root
        self._hidden = Hidden(root)
        self._layout_tables = layout_tables(root)
        self._newlines_count_outside_blocks = newlines_count_outside_blocks
        self._inline: list[str] = []
        self._open_blocks = 0
        self._open_pre = 0
        self._heading = 0
        self._caption = 0
        self._lists: list[int | None] = []  # next number of each open list; None = bullets
        self._item_prefix: str | None = None
        self._tables: list[bool] = []  # is each open table a layout table
        self._tables_seen = 0
        self._cells: list[str] = []

    def walk(self) -> None:
        events = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in events:
            tag = element.tag.lower() if isinstance(element.tag, str) else ""
            if event == "end":
                if not self._hidden.hides(element, tag):
                    self._close(tag)
                self._text(element.tail)
            elif self._hidden.hides(element, tag):
                events.skip_subtree()
            else:
                self._open(element, tag)
                self._text(element.text)
        self._flush()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        outside = self._newlines_count_outside_blocks and not self._open_blocks
        if "\n" in text and (self._open_pre or outside) and not self._in_cell:
            text = text.replace("\n", _HARD_BREAK)
        self._inline.append(text)

    @property
    def _in_cell(self) -> bool:
        return bool(self._tables) and not self._tables[-1]

    def _open(self, element: etree._Element, tag: str) -> None:
        if tag == "br":
            self._inline.append(" " if self._heading or self._in_cell else _HARD_BREAK)
        if tag not in _BLOCKS:
            return
        self._break()
        self._open_blocks += tag not in ("html", "body")
        self._open_pre += tag == "pre"
        if tag in _HEADINGS and not self._in_cell:
            self._heading = _HEADINGS[tag]
        elif tag in ("ul", "ol", "menu"):
            self._lists.append(_first_number(element) if tag == "ol" else None)
        elif tag == "li":
            self._item_prefix = self._next_item_prefix()
        elif tag == "table":
            self._open_table()
        elif tag == "tr":
            self._cells = []
        elif tag == "caption":
            self._caption += 1

    def _close(self, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        if tag in ("td", "th") and self._in_cell:
            self._cells.append(self._take().replace(_HARD_BREAK, " "))
        elif tag == "tr" and self._in_cell:
            self.builder.line(row_text(self._cells), MarkKind.TABLE_ROW)
            self._cells = []
        elif tag in _HEADINGS and self._heading and not self._in_cell:
            self.builder.line(self._take().replace(_HARD_BREAK, " "), MarkKind.HEADING, self._heading)
            self._heading = 0
        else:
            self._break()
        self._open_blocks -= tag not in ("html", "body")
        self._open_pre -= tag == "pre"
        if tag in ("ul", "ol", "menu") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._item_prefix = None
        elif tag == "table" and self._tables:
            self._tables.pop()
        elif tag == "caption":
            self._caption -= 1

    def _open_table(self) -> None:
        self._tables.append(self._layout_tables[self._tables_seen])
        self._tables_seen += 1
        last = self.builder.last_line
        if self._in_cell and last and is_table_caption(last[0]):
            self.builder.mark(MarkKind.CAPTION, last[1])

    def _next_item_prefix(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return ""
        self._lists[-1] = number + 1
        return f"{number}. "

    def _break(self) -> None:
        """A block begins or ends: what has gathered becomes lines, or goes on in the same heading or cell."""
        if self._heading or (self._in_cell and not self._caption):
            self._inline.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        for piece in self._take().split(_HARD_BREAK):
            self._line(piece)

    def _line(self, text: str) -> None:
        if not text.strip():
            return
        if self._caption:
            self.builder.line(text, MarkKind.CAPTION)
        elif self._item_prefix is not None:
            prefix = "" if _OWN_NUMBER.match(text) else self._item_prefix
            self.builder.line(prefix + text.lstrip(), MarkKind.LIST_ITEM, max(len(self._lists), 1))
            self._item_prefix = None
        else:
            self.builder.line(text)

    def _take(self) -> str:
        """The inline text gathered so far, with source formatting collapsed as a browser does."""
        text = "".join(self._inline)
        self._inline.clear()
        return _WHITESPACE.sub(" ", _BREAK_BETWEEN_HANZI.sub("", text))


def _first_number(element: etree._Element) -> int | None:
    """The first number of an ordered list, or None where its style shows no numbers."""
    if "list-style" in element.get("style", "") and "none" in element.get("style", ""):
        return None
    start = element.get("start", "1")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1


def _mark_title(builder: TextBuilder, title: str) -> None:
    """The page's title is no part of its text; the line that says the same, or its beginning, is marked."""
    title = _WHITESPACE.sub(" ", title).strip()
    for line, span in builder.first_lines(_TITLE_SEARCH_LINES):
        rest = title[len(line) :].lstrip()
        if title.startswith(line) and (not rest or rest[0] in _TITLE_SEPARATORS):
            builder.mark(MarkKind.TITLE, span)
            return
