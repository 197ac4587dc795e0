"""Whether a text is HTML, or a report that happens to use angle brackets."""

from __future__ import annotations

import re

# Only names of HTML elements count: `<党委（党组）…办法>` in a plain report is text.
_ELEMENTS = (
    "a|abbr|address|article|aside|b|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|"
    "figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|img|ins|label|li|link|main|meta|nav|ol|p|pre|"
    "script|section|small|span|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|u|ul"
)
_SPACE = re.compile(r"\s*")
_BEFORE_DOCUMENT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?")
_DOCUMENT = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.I)
_TAG = re.compile(rf"<(/?)({_ELEMENTS})(?:\s[^<>]*)?/?>", re.I)
_ENTITY = re.compile(
    r"&(?:nbsp|ensp|emsp|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|times|lt|gt|amp|quot|#\d{2,6}|#x[0-9a-f]{2,5});",
    re.I,
)
_EMPTY_ELEMENTS = {"br", "hr", "img", "meta", "link", "col"}
_BLOCKS = {"div", "p", "table", "tr", "td", "li", "ul", "ol", "section", "article", "center", "blockquote", "body"}


def looks_like_html(text: str) -> bool:
    """An HTML document, a text with an element that is opened and closed, two line breaks, or an entity."""
    if _DOCUMENT.match(text, _after_comments(text)) or ("&" in text and _ENTITY.search(text)):
        return True
    opened: set[str] = set()
    breaks = 0
    for tag in _TAG.finditer(text):
        closing, name = tag[1], tag[2].lower()
        if name in _EMPTY_ELEMENTS:
            breaks += name == "br"
        elif not closing:
            opened.add(name)
        if breaks >= 2 or (closing and name in opened):
            return True
    return False


def _after_comments(text: str) -> int:
    """Where what may be a document begins. A pattern would try every way to share many comments out."""
    before = _BEFORE_DOCUMENT.match(text)
    at = before.end() if before else 0
    while text.startswith("<!--", at):
        end = text.find("-->", at)
        if end < 0:
            break
        at = end + len("-->")
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
    return at
