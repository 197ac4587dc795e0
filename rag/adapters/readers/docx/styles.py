"""What a paragraph's style says about it: heading level, title, caption, numbering, hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from rag.adapters.readers.docx.package import child, is_on, local_name, number, value

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_TITLE_NAMES = {"title", "标题", "文档标题", "公文标题", "document title"}
_CAPTION_NAMES = {"caption", "题注"}
_CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*(?:heading|标题|[1-9])|table of figures", re.I)
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """`heading` = 1 to 9, or 0 for running text. `number_id` "0" switches an inherited numbering off."""

    heading: int | None = None
    number_id: str | None = None
    number_level: int | None = None
    is_title: bool = False
    is_caption: bool = False
    is_contents: bool = False
    is_hidden: bool | None = None

    def under(self, own: Style) -> Style:
        """This style with what `own` says laid over it."""
        return replace(
            self,
            heading=self.heading if own.heading is None else own.heading,
            number_id=own.number_id or self.number_id,
            number_level=self.number_level if own.number_level is None else own.number_level,
            is_hidden=self.is_hidden if own.is_hidden is None else own.is_hidden,
        )


class Styles:
    """Styles by id, each with what it inherits."""

    def __init__(self, tree: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str, Style] = {}
        self._default: str | None = None
        for one in tree if tree is not None else ():
            identity = value(one, "styleId")
            if local_name(one) == "style" and identity is not None:
                self._elements[identity] = one
                if value(one, "type") == "paragraph" and is_on_attribute(value(one, "default")):
                    self._default = identity

    def get(self, identity: str | None) -> Style:
        """The style of that id; without an id, the default paragraph style."""
        identity = identity if identity in self._elements else self._default
        if identity is None:
            return Style()
        if identity not in self._resolved:
            self._resolved[identity] = self._resolve(identity)
        return self._resolved[identity]

    def character(self, identity: str | None) -> Style:
        return self.get(identity) if identity in self._elements else Style()

    def _resolve(self, identity: str) -> Style:
        chain: list[str] = []
        current: str | None = identity
        while current in self._elements and current not in chain and len(chain) < _LONGEST_CHAIN:
            chain.append(str(current))
            current = value(child(self._elements[str(current)], "basedOn"))
        style = Style()
        for one in reversed(chain):
            style = style.under(own_properties(self._elements[one]))
        return _named(style, value(child(self._elements[identity], "name")) or "")


def own_properties(element: etree._Element) -> Style:
    """What the `w:pPr` and `w:rPr` under an element say themselves."""
    paragraph = child(element, "pPr")
    numbered = child(paragraph, "numPr")
    outline = number(child(paragraph, "outlineLvl"))
    vanish = child(child(element, "rPr"), "vanish")
    return Style(
        heading=None if outline is None else outline + 1 if 0 <= outline < 9 else 0,
        number_id=value(child(numbered, "numId")),
        number_level=number(child(numbered, "ilvl")),
        is_hidden=None if vanish is None else is_on(vanish),
    )


def _named(style: Style, name: str) -> Style:
    name = name.strip().lower()
    heading = _HEADING_NAME.fullmatch(name)
    return replace(
        style,
        heading=int(heading[1]) if heading and style.heading is None else style.heading,
        is_title=name in _TITLE_NAMES,
        is_caption=name in _CAPTION_NAMES,
        is_contents=_CONTENTS_NAME.match(name) is not None,
    )


def is_on_attribute(written: str | None) -> bool:
    return written is not None and written.lower() in ("1", "true", "on")
