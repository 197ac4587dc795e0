"""A paper as Markdown: headings, cited sentences, tables, and the places quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag import messages
from rag.entrypoints.exports.paper import (
    Block,
    Heading,
    Note,
    Paper,
    Points,
    Remark,
    Running,
    Table,
    Words,
    groups,
    printable,
)
from rag.entrypoints.places import place_line

# What would start markup inside a sentence; `*` above all: a masked figure `*万人` must not turn into emphasis.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
# What would make a heading, a list or a quotation of a line that begins with it.
_OPENING = re.compile(r"^(?:([#>+=-])|(\d{1,9})([.)]))")


def of_paper(paper: Paper) -> str:
    parts = [f"# {plain(paper.title)}", *("\n".join(_block(one)) for one in paper.blocks)]
    if paper.notes:
        parts.append(f"## {messages.text('summary_citations', paper.language)}")
        parts.append("\n".join(_note(one, paper.language) for one in paper.notes))
    return "\n\n".join(one for one in parts if one) + "\n"


def plain(text: str) -> str:
    """`text` on one line, nothing in it read as markup."""
    return _SPECIAL.sub(r"\\\1", printable(text))


def _opening(text: str) -> str:
    """`text` at the beginning of a line."""
    return _OPENING.sub(lambda found: "\\" + found[1] if found[1] else f"{found[2]}\\{found[3]}", plain(text))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * min(block.level + 1, 6)} {plain(block.text)}"
        case Running():
            sentences = (_words(one, opening=index == 0) for index, one in enumerate(block.sentences))
            yield block.separator.join(sentences)
        case Points():
            yield from (f"- {_words(one, opening=True)}" for one in block.points)
        case Table():
            yield from _table(block)
        case Remark():
            yield f"> {_words(block.words, opening=True)}"


def _words(words: Words, *, opening: bool = False) -> str:
    text = _opening(words.text) if opening else plain(words.text)
    if text.startswith(("(", ":")):  # after a `[1]` it would make a link of it
        text = "\\" + text
    return text + "".join(f"[{number}]" for number in words.notes)


def _table(table: Table) -> Iterator[str]:
    yield _row(plain(one.title) for one in table.columns)
    yield "| " + " | ".join("---:" if one.numeric else "---" for one in table.columns) + " |"
    for covered, row in groups(table):
        cells = [_words(one) for one in row]
        yield _row(cells if covered else ["", *cells[1:]])


def _row(cells: Iterator[str] | list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _note(note: Note, language: str) -> str:
    page = messages.text("page", language, page=note.page) if note.page else ""
    colon = "：" if language == "zh" else ": "
    return f"{note.number}. {plain(place_line(note.place))}{colon}“{plain(note.quote)}”{page}"
