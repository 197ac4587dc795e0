"""Markdown → canonical text: markup removed, headings, list items and table rows marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.adapters.readers.building import TextBuilder
from rag.adapters.readers.markdown_masks import protect_masks
from rag.adapters.readers.tables import is_table_caption, row_text
from rag.domain import MarkKind, SourceText
from rag.errors import FileTooLarge

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.S)
_INLINE_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.S)
# The parser takes about 2 s a megabyte; no report comes near this size, so a larger file is something else.
_LIMIT_MEGABYTES = 5
# The parser leaves out whatever is nested more deeply; its own limit of 20 can be reached by quotes within lists.
_DEEPEST_NESTING = 100
_MEGABYTE = 1024 * 1024


def read_markdown(text: str, *, encoding: str | None = None) -> SourceText:
    """Canonical text of Markdown. Raises FileTooLarge beyond 5 MB."""
    size = len(text.encode("utf-8"))
    if size > _LIMIT_MEGABYTES * _MEGABYTE:
        raise FileTooLarge(megabytes=f"{size / _MEGABYTE:.1f}", limit=_LIMIT_MEGABYTES)
    front_matter = _FRONT_MATTER.match(text)
    body = text[front_matter.end() :] if front_matter else text
    # Indented code is off: Chinese authors indent paragraphs.
    parser = (
        MarkdownIt("commonmark", {"maxNesting": _DEEPEST_NESTING}).enable(["table", "strikethrough"]).disable("code")
    )
    return _Writer().write(parser.parse(protect_masks(body))).source("md", encoding)


class _Writer:
    def __init__(self) -> None:
        self._builder = TextBuilder()
        self._lists: list[int | None] = []
        self._item_prefix: str | None = None
        self._heading = 0
        self._cells: list[str] | None = None

    def write(self, tokens: Sequence[Token]) -> TextBuilder:
        for token in tokens:
            if token.type == "inline":
                self._inline(_text(token.children or ()))
            elif token.type in ("fence", "code_block"):
                self._builder.line(token.content)
            elif token.type == "html_block":
                self._html(token.content)
            elif token.nesting == 1:
                self._open(token)
            elif token.nesting == -1:
                self._close(token)
        return self._builder

    def _open(self, token: Token) -> None:
        if token.type == "heading_open":
            self._heading = int(token.tag[1:])
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            self._lists.append(None if token.type == "bullet_list_open" else int(token.attrGet("start") or 1))
        elif token.type == "list_item_open":
            # The number as it stands in the source, which need not count on.
            self._item_prefix = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "table_open":
            last = self._builder.last_line
            if last and is_table_caption(last[0]):
                self._builder.mark(MarkKind.CAPTION, last[1])
        elif token.type == "tr_open":
            self._cells = []

    def _close(self, token: Token) -> None:
        if token.type == "heading_close":
            self._heading = 0
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif token.type == "list_item_close":
            self._item_prefix = None
        elif token.type == "tr_close" and self._cells is not None:
            self._builder.line(row_text(self._cells), MarkKind.TABLE_ROW)
            self._cells = None

    def _inline(self, text: str) -> None:
        if self._cells is not None:
            self._cells.append(text)
        elif self._heading:
            self._builder.line(text.replace("\n", " "), MarkKind.HEADING, self._heading)
        elif self._item_prefix is not None and text.strip():
            self._builder.line(self._item_prefix + text, MarkKind.LIST_ITEM, len(self._lists))
            self._item_prefix = None
        else:
            self._builder.line(text)

    def _html(self, markup: str) -> None:
        from rag.adapters.readers.html import read_html

        for line in read_html(markup).text.split("\n"):
            self._builder.line(line)


def _text(tokens: Sequence[Token]) -> str:
    return "".join(_pieces(tokens))


def _pieces(tokens: Sequence[Token]) -> Iterator[str]:
    """Words without emphasis and link markup. Line breaks stay: Chinese authors mean them."""
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "html_inline":
            yield _inline_markup(token.content)


def _inline_markup(markup: str) -> str:
    """A tag goes (`<br>` as a line break); what only looks like one stays."""
    if re.match(r"<br\b", markup, re.I):
        return "\n"
    return _INLINE_TAG.sub("", markup)
