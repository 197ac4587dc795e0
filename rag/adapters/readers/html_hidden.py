"""Which elements of an HTML page a reader never sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

# Never shown as text: code, what stands in for scripts, controls, and readings above characters (they garble words).
_UNSEEN = frozenset(
    "script style template noscript head title meta link object embed iframe applet audio video canvas svg math map "
    "select option datalist button input textarea rt rp".split()
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|"
    r"(?:font-size|opacity)\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:!important)?\s*(?:;|$)",
    re.I,
)
# At-rules (print, narrow screens) say nothing about the ordinary page.
_AT_RULE = re.compile(r"@[^@{;]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
# Beyond these an attribute or a style sheet is looked at no further. Some attributes take the square of their length:
# 2,000 spaces 10 ms, 100,000 more than 20 s.
_MOST_STYLE_CHARACTERS = 2_000
_MOST_SHEET_CHARACTERS = 500_000
_SIMPLE_SELECTOR = re.compile(r"\s*(?:[a-zA-Z][a-zA-Z0-9]*)?([.#][\w-]+)\s*")


class Hidden:
    """Hidden by element, by the `hidden` attribute, by style, or by a class or id that the page's style sheet hides.

    `aria-hidden` hides from screen readers alone, so its text stays.
    """

    def __init__(self, root: etree._Element) -> None:
        self._selectors = frozenset(_hidden_selectors(root))

    def hides(self, element: etree._Element, tag: str) -> bool:
        if tag in _UNSEEN or not tag:
            return True
        attributes = element.attrib
        if not attributes:
            return False
        if "hidden" in attributes or _HIDING.search(attributes.get("style", "")[:_MOST_STYLE_CHARACTERS]):
            return True
        return bool(self._selectors) and self._hidden_by_sheet(element)

    def _hidden_by_sheet(self, element: etree._Element) -> bool:
        names = ["." + name for name in element.get("class", "").split()]
        return not self._selectors.isdisjoint([*names, "#" + element.get("id", "")])


def _hidden_selectors(root: etree._Element) -> list[str]:
    found = []
    for style in root.iter("style"):
        for selectors, declarations in _rules((style.text or "")[:_MOST_SHEET_CHARACTERS]):
            if _HIDING.search(declarations[:_MOST_STYLE_CHARACTERS]):
                matches = [_SIMPLE_SELECTOR.fullmatch(one) for one in selectors.split(",")]
                found += [match[1] for match in matches if match]
    return found


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations."""
    for rule in _AT_RULE.sub("", sheet).split("}"):
        selectors, brace, declarations = rule.rpartition("{")
        if brace:
            yield selectors.rpartition("{")[2], declarations
