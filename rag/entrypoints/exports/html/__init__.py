"""A paper as one HTML file: nothing is fetched, nothing runs, and every citation leads to its passage, which lights up.

With the texts of the reports the passages are in the file. Without them (as for print) a citation leads to the list of
sources. Words of reports only ever come in through `escaped`.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from rag import messages
from rag.entrypoints.exports.html.originals import Original, Passage, Piece, Target, originals
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
    allowed,
    groups,
    marked,
    printable,
    words_of,
)
from rag.entrypoints.places import path_line, place_line

_LANGUAGES = {"zh": "zh-CN", "en": "en"}
# A quote that is shown beside the text while a number is pointed at; the whole of it is one click away.
_QUOTE_CHARACTERS = 200
# Tables of more need the whole width.
_NARROW_COLUMNS = 5
_LANDSCAPE = "@page { size: A4 landscape; }"


def of_paper(paper: Paper, texts: Mapping[str, str]) -> str:
    """`texts`: of the reports, by id; of those that are missing the quotes alone are shown."""
    return _Page(paper, texts).html()


def escaped(text: str) -> str:
    """`text` on one line, nothing in it read as markup."""
    return html.escape(printable(text), quote=True)


class _Page:
    def __init__(self, paper: Paper, texts: Mapping[str, str]) -> None:
        self._paper = paper
        self._notes = {one.number: one for one in paper.notes}
        self._targets = [*_noted(paper.notes), *_named(paper)]
        self._originals = originals(self._targets, texts)
        self._shown = {one.key for one in _targets_in(self._originals)}
        self._places = {one.place: one.key for one in self._targets if one.number is None}
        self._cited: set[int] = set()

    def html(self) -> str:
        paper = self._paper
        body = "\n".join(self._body())
        style = "\n".join([_stylesheet(), *self._rules()])
        return (
            f'<!DOCTYPE html>\n<html lang="{_LANGUAGES[paper.language]}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(style)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
            f"<title>{escaped(paper.title)}</title>\n<style>{style}</style>\n</head>\n{body}\n</html>\n"
        )

    def _body(self) -> Iterator[str]:
        broad = any(isinstance(one, Table) and len(one.columns) > _NARROW_COLUMNS for one in self._paper.blocks)
        kinds = [name for name, there in (("beside", self._originals), ("broad", broad)) if there]
        yield f'<body class="{" ".join(kinds)}">'
        yield f'<a class="skip" href="#text">{self._say("export_skip")}</a>'
        yield f'<main id="text" tabindex="-1" autofocus>\n<h1>{escaped(self._paper.title)}</h1>'
        for block in self._paper.blocks:
            yield from self._block(block)
        yield from self._sources()
        yield "</main>"
        yield from self._reports()
        yield "</body>"

    def _say(self, key: str, **values: object) -> str:
        return html.escape(messages.text(key, self._paper.language, **values), quote=True)

    def _rules(self) -> Iterator[str]:
        """A place in several pieces lights up as a whole."""
        if self._paper.wide:
            yield _LANDSCAPE
        for key in sorted(_in_pieces(self._originals)):
            yield f":root:has(#{key}:target) .{key} {{ background: var(--marked); }}"

    # --- the text

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                level = min(block.level + 1, 6)
                yield f"<h{level}>{escaped(marked(block.marker, block.text))}</h{level}>"
            case Running():
                yield f'<p class="running">{block.separator.join(map(self._words, block.sentences))}</p>'
            case Points():
                yield '<ol class="points">'
                yield from map(self._point, block.markers, block.points)
                yield "</ol>"
            case Table():
                yield from self._table(block)
            case Remark():
                yield f'<p class="remark">{self._words(block.words)}</p>'

    def _point(self, marker: str, words: Words) -> str:
        return f'<li><span class="marker">{escaped(marker)}</span>{self._words(words)}</li>'

    def _words(self, words: Words) -> str:
        text = escaped(words.text)
        key = self._places.get(words.place) if words.place else None
        if key in self._shown:
            text = f'<a href="#{key}">{text}</a>'
        return text + "".join(self._marker(self._notes[number]) for number in words.notes if number in self._notes)

    def _marker(self, note: Note) -> str:
        """The first one has a name, for the way back."""
        name = f' id="c{note.number}"' if note.number not in self._cited else ""
        self._cited.add(note.number)
        target = f"p{note.number}" if f"p{note.number}" in self._shown else f"n{note.number}"
        quote = printable(note.quote)
        quote = quote if len(quote) <= _QUOTE_CHARACTERS else quote[:_QUOTE_CHARACTERS] + "…"
        return (
            f'<span class="cite"{name}><a href="#{target}">[{note.number}]</a>'
            f'<span class="quote"><b>{escaped(place_line(note.place))}</b>{escaped(quote)}</span></span>'
        )

    def _table(self, table: Table) -> Iterator[str]:
        yield '<div class="table" tabindex="0" role="group"><table>\n<thead><tr>'
        for column in table.columns:
            yield f'<th scope="col"{_numeric(column.numeric)}>{escaped(column.title)}</th>'
        yield "</tr></thead>\n<tbody>"
        for covered, row in groups(table):
            yield f"<tr>{''.join(self._cells(table, covered, row))}</tr>"
        yield "</tbody></table></div>"

    def _cells(self, table: Table, covered: int, row: Sequence[Words]) -> Iterator[str]:
        if covered:
            scope = f'scope="rowgroup" rowspan="{covered}"' if covered > 1 else 'scope="row"'
            yield f"<th {scope}>{self._words(row[0])}</th>"
        for column, cell in zip(table.columns[1:], row[1:], strict=True):
            yield f"<td{_numeric(column.numeric)}>{self._words(cell)}</td>"

    # --- where it stands

    def _sources(self) -> Iterator[str]:
        if not self._paper.notes:
            return
        heading = self._say("summary_citations")
        yield f'<section class="sources" aria-labelledby="sources"><h2 id="sources">{heading}</h2>'
        yield "<ol>"
        yield from (self._source(one) for one in self._paper.notes)
        yield "</ol></section>"

    def _source(self, note: Note) -> str:
        number = f"[{note.number}]"
        if f"p{note.number}" in self._shown:
            number = f'<a href="#p{note.number}">{number}</a>'
        page = self._say("page", page=note.page) if note.page else ""
        path, quote = escaped(place_line(note.place)), escaped(note.quote)
        return (
            f'<li id="n{note.number}"><span class="marker">{number}</span>'
            f'<span class="path">{path}</span> <q>“{quote}”</q>{page}</li>'
        )

    def _reports(self) -> Iterator[str]:
        if not self._originals:
            return
        yield f'<aside class="originals" aria-label="{self._say("export_originals")}" tabindex="0">'
        for original in self._originals:
            yield f"<section><h2>{escaped(original.title)}</h2>"
            for passage in original.passages:
                yield from self._passage(passage)
            yield "</section>"
        yield "</aside>"

    def _passage(self, passage: Passage) -> Iterator[str]:
        if not passage.begins_text:
            yield f'<p class="left-out">{self._say("export_left_out")}</p>'
        if passage.section:
            yield f'<p class="path">{escaped(path_line(passage.section))}</p>'
        for paragraph in passage.paragraphs:
            yield f"<p>{''.join(self._piece(one) for one in paragraph)}</p>"

    def _piece(self, piece: Piece) -> str:
        text = html.escape(allowed(piece.text), quote=True)
        if not piece.within:
            return text
        for one in piece.begins[1:]:
            text = f'<span id="{one.key}">{text}</span>'
        name = f' id="{piece.begins[0].key}"' if piece.begins else ""
        kinds = " ".join(one.key for one in piece.within)
        back = "".join(self._back(one.number) for one in piece.ends if one.number in self._cited)
        return f'<mark{name} class="{kinds}">{text}</mark>{back}'

    def _back(self, number: int | None) -> str:
        return f'<a class="back" href="#c{number}" title="{self._say("export_back")}">[{number}]</a>'


def _noted(notes: Sequence[Note]) -> list[Target]:
    return [Target(f"p{one.number}", one.place, one.number) for one in notes]


def _named(paper: Paper) -> list[Target]:
    """Places that words of the paper name without a number."""
    words = (one for block in paper.blocks for one in words_of(block))
    places = dict.fromkeys(one.place for one in words if one.place)
    return [Target(f"f{index}", place, None) for index, place in enumerate(places, start=1)]


def _targets_in(shown: Sequence[Original]) -> Iterator[Target]:
    for piece in _pieces(shown):
        yield from piece.begins


def _in_pieces(shown: Sequence[Original]) -> set[str]:
    counted = Counter(one.key for piece in _pieces(shown) for one in piece.within)
    return {key for key, pieces in counted.items() if pieces > 1}


def _pieces(shown: Sequence[Original]) -> Iterator[Piece]:
    for original in shown:
        for passage in original.passages:
            for paragraph in passage.paragraphs:
                yield from paragraph


def _numeric(numeric: bool) -> str:
    return ' class="number"' if numeric else ""


def _stylesheet() -> str:
    return files(__package__).joinpath("paper.css").read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """Nothing may be fetched or run; this one stylesheet applies."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
