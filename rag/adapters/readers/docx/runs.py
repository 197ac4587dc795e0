"""The visible text of one paragraph: insertions kept, deletions and hidden text left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from rag.adapters.readers.docx.package import child, is_on, local_name, value
from rag.adapters.readers.docx.styles import Styles

# Deleted or moved away; properties; readings above characters; what a program shows for an older one; comments.
_LEFT_OUT = frozenset(
    "del moveFrom delText instrText pPr rPr rt sdtPr sdtEndPr Fallback commentReference annotationRef footnoteRef "
    "endnoteRef".split()
)
_BREAK_OF_LINE = ("textWrapping", None)
_NEWLINES = re.compile(r"[\r\n]+")  # of the markup; Word shows a space
_PRIVATE_USE = range(0xE000, 0xF900)


class Paragraph:
    """What one `w:p` shows: its text, the text boxes anchored in it, and the notes it refers to."""

    def __init__(self, element: etree._Element, styles: Styles) -> None:
        self._styles = styles
        self.text_boxes: list[etree._Element] = []
        self.notes: list[tuple[str, str]] = []
        self.text = "".join(self._pieces(element))

    def _pieces(self, element: etree._Element) -> Iterator[str]:
        for one in element:
            name = local_name(one)
            if name == "r" and not self._is_hidden(one):
                yield from self._pieces(one)
            elif name == "t":
                yield _NEWLINES.sub(" ", one.text or "")
            elif name in ("tab", "ptab"):
                yield "\t"
            elif name == "br":
                yield "\n" if value(one, "type") in _BREAK_OF_LINE else ""
            elif name == "cr":
                yield "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "sym":
                yield _symbol(value(one, "char"))
            elif name in ("footnoteReference", "endnoteReference"):
                self.notes.append((name.removesuffix("Reference"), value(one, "id") or ""))
            elif name == "txbxContent":
                self.text_boxes.append(one)
            elif name not in _LEFT_OUT and name != "r":
                yield from self._pieces(one)

    def _is_hidden(self, run: etree._Element) -> bool:
        properties = child(run, "rPr")
        if properties is None:
            return False
        vanish = child(properties, "vanish")
        if vanish is not None:
            return is_on(vanish)
        style = child(properties, "rStyle")
        return style is not None and bool(self._styles.character(value(style)).is_hidden)


def _symbol(code: str | None) -> str:
    """A character given by its code; those of picture fonts have no meaning outside their font."""
    try:
        character = int(code or "", 16)
    except ValueError:
        return ""
    is_text = 0x20 <= character < 0x110000 and character not in _PRIVATE_USE and not 0xD800 <= character < 0xE000
    return chr(character) if is_text else ""
