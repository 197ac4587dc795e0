"""WordprocessingML, element by element."""

from __future__ import annotations

from lxml import etree

from rag.entrypoints.exports.paper import allowed, printable

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PREFIXES = {"w": _WORD, "r": _RELATIONS}

Element = etree._Element


def element(kind: str, /, *children: Element, **attributes: object) -> Element:
    """`<w:kind w:attribute="…">`; `r_id` is of the relations' namespace."""
    made = etree.Element(f"{{{_WORD}}}{kind}", nsmap=_PREFIXES)
    for key, value in attributes.items():
        space, local = (_RELATIONS, key[2:]) if key.startswith("r_") else (_WORD, key)
        made.set(f"{{{space}}}{local}", str(value))
    made.extend(children)
    return made


def value(name: str, content: object) -> Element:
    """`<w:name w:val="content"/>`."""
    return element(name, val=content)


def run(text: str, style: str = "", *, whole: bool = False) -> Element:
    """`whole`: as it is, its blanks included. Quotation marks take the width of Chinese ones."""
    properties = element("rPr", *([value("rStyle", style)] if style else []), element("rFonts", hint="eastAsia"))
    return element("r", properties, _text("t", allowed(text) if whole else printable(text)))


def field(instruction: str, shown: str, style: str) -> list[Element]:
    """A field and what it shows until it is brought up to date."""
    return [
        _styled(style, element("fldChar", fldCharType="begin")),
        _styled(style, _text("instrText", f" {instruction} ")),
        _styled(style, element("fldChar", fldCharType="separate")),
        _styled(style, _text("t", shown)),
        _styled(style, element("fldChar", fldCharType="end")),
    ]


def _styled(style: str, content: Element) -> Element:
    return element("r", element("rPr", value("rStyle", style)), content)


def paragraph(style: str, *content: Element) -> Element:
    return element("p", element("pPr", value("pStyle", style)), *content)


def serialized(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _text(name: str, text: str) -> Element:
    made = element(name)
    made.text = text
    made.set(_XML_SPACE, "preserve")
    return made
