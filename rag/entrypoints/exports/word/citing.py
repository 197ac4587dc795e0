"""Citations in a Word file: real footnotes; a list after the text for tables with too many of them.

The first time a place is cited its footnote stands there; later on a cross reference names the same footnote, so that
the number stays right when someone edits the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rag import messages
from rag.entrypoints.exports.paper import Note, Paper, Table, Words, printable, words_of
from rag.entrypoints.exports.word.markup import Element, element, field, paragraph, run, value

_REFERENCE = "FootnoteReference"
# Word's own two come first: the line above footnotes and that above their continuation.
_FIRST_ID = 1


class Citing:
    """Which note has become which footnote so far, and which ones are listed after the text."""

    def __init__(self, paper: Paper) -> None:
        self._language = paper.language
        self._notes = {one.number: one for one in paper.notes}
        in_text = _numbers(paper, apart=False)
        self.listed = [one for one in paper.notes if one.number in _numbers(paper, apart=True) - in_text]
        self._apart = {one.number for one in self.listed}
        self._ids: dict[int, int] = {}
        self._bookmarks = 0

    @property
    def first_number(self) -> int:
        """Of the footnotes: they go on counting where the list of sources ends, so that no number stands for two."""
        return len(self._apart) + 1

    def references(self, words: Words) -> Iterator[Element]:
        for number in words.notes:
            if number in self._apart:
                yield self._link(number)
            elif number in self._notes:
                yield run("[", _REFERENCE)
                yield from self._again(number) if number in self._ids else self._first(number)
                yield run("]", _REFERENCE)

    def entry(self, note: Note) -> list[Element]:
        """The number of an entry of the list, where links to it arrive."""
        return self._bookmarked(_entry_name(note.number), run(str(self._position(note.number))))

    def footnotes(self) -> Element:
        """The part of the package that holds them."""
        lines = (("separator", -1, "separator"), ("continuationSeparator", 0, "continuationSeparator"))
        made = [
            element("footnote", paragraph("FootnoteText", element("r", element(line))), type=kind, id=number)
            for kind, number, line in lines
        ]
        return element("footnotes", *made, *(self._footnote(number, id_) for number, id_ in self._ids.items()))

    def _first(self, number: int) -> list[Element]:
        self._ids[number] = _FIRST_ID + len(self._ids)
        properties = element("rPr", value("rStyle", _REFERENCE))
        reference = element("r", properties, element("footnoteReference", id=self._ids[number]))
        return self._bookmarked(_note_name(number), reference)

    def _again(self, number: int) -> list[Element]:
        shown = self.first_number + self._ids[number] - _FIRST_ID
        return field(f"NOTEREF {_note_name(number)} \\h", str(shown), _REFERENCE)

    def _link(self, number: int) -> Element:
        marker = run(f"[{self._position(number)}]", _REFERENCE)
        return element("hyperlink", marker, anchor=_entry_name(number))

    def _position(self, number: int) -> int:
        return next(index for index, one in enumerate(self.listed, start=1) if one.number == number)

    def _bookmarked(self, name: str, content: Element) -> list[Element]:
        self._bookmarks += 1
        start = element("bookmarkStart", id=self._bookmarks, name=name)
        return [start, content, element("bookmarkEnd", id=self._bookmarks)]

    def _footnote(self, number: int, id_: int) -> Element:
        properties = element("rPr", value("rStyle", _REFERENCE))
        mark = element("r", properties, element("footnoteRef"))
        text = printable(source_of(self._notes[number], self._language))
        return element("footnote", paragraph("FootnoteText", mark, run(f" {text}", whole=True)), id=id_)


def source_of(note: Note, language: str) -> str:
    """Report, section and quoted words."""
    report = f"《{note.place.report_title}》" if language == "zh" else note.place.report_title
    page = messages.text("page", language, page=note.page) if note.page else ""
    colon = "：" if language == "zh" else ": "
    return f"{' › '.join([report, *note.place.section])}{colon}“{note.quote}”{page}"


def _numbers(paper: Paper, *, apart: bool) -> set[int]:
    """Of the notes of the tables that list theirs after the text, or of everything else."""
    blocks = [one for one in paper.blocks if (isinstance(one, Table) and one.notes_apart) is apart]
    return _noted(words for block in blocks for words in words_of(block))


def _noted(words: Iterable[Words]) -> set[int]:
    return {number for one in words for number in one.notes}


def _note_name(number: int) -> str:
    return f"_Note{number}"


def _entry_name(number: int) -> str:
    return f"_Source{number}"
