"""Automatic numbering: what Word writes before a paragraph though it stands nowhere in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from rag.adapters.readers.docx.number_formats import write_number
from rag.adapters.readers.docx.package import child, is_on, local_name, number, value

_PLACEHOLDER = re.compile(r"%([1-9])")
# After these a number needs no space before the text.
_CLOSES_ITSELF = "、）．。】〕」"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts and how the number is written."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    style: str | None = None
    restarts_after: int | None = None
    is_legal: bool = False

    @property
    def is_bullet(self) -> bool:
        return self.number_format == "bullet"


@dataclass(frozen=True, slots=True)
class _List:
    """A numbering instance: its levels, the counters it shares, and the levels that it starts anew."""

    abstract: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """The number to write before a paragraph, with the space that belongs to it."""

    text: str
    level: int
    is_bullet: bool


class Numbering:
    """Counts through a document; `label` is called once a numbered paragraph, in reading order."""

    def __init__(self, tree: etree._Element | None) -> None:
        self._lists = _read_lists(tree) if tree is not None else {}
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def level_of_style(self, number_id: str, style: str) -> int | None:
        """The level that a numbered style stands for."""
        numbered = self._lists.get(number_id)
        levels = numbered.levels.items() if numbered else ()
        return next((index for index, level in levels if level.style == style), None)

    def label(self, number_id: str, index: int) -> Label | None:
        numbered = self._lists.get(number_id)
        level = numbered.levels.get(index) if numbered else None
        if numbered is None or level is None:
            return None
        self._count(number_id, numbered, index, level)
        if level.is_bullet:
            return Label("", index, is_bullet=True)
        text = self._write(numbered, level)
        space = "" if not text or level.suffix == "nothing" or text[-1] in _CLOSES_ITSELF else " "
        return Label(text + space, index, is_bullet=False)

    def _count(self, number_id: str, numbered: _List, index: int, level: Level) -> None:
        counters = self._counters.setdefault(numbered.abstract, {})
        if index in numbered.restarts and (number_id, index) not in self._restarted:
            self._restarted.add((number_id, index))
            counters[index] = numbered.restarts[index]
        else:
            counters[index] = counters.get(index, level.start - 1) + 1
        for deeper in [one for one in counters if one > index]:
            after = numbered.levels.get(deeper, level).restarts_after
            if after is None or (after and index < after):
                del counters[deeper]

    def _write(self, numbered: _List, level: Level) -> str:
        counters = self._counters[numbered.abstract]

        def fill(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            other = numbered.levels.get(index, Level())
            number_format = (
                "decimal" if level.is_legal and other.number_format != "decimalZero" else other.number_format
            )
            return write_number(counters.get(index, other.start), number_format)

        return _PLACEHOLDER.sub(fill, level.text)


def _read_lists(tree: etree._Element) -> dict[str, _List]:
    abstracts = {value(one, "abstractNumId") or "": one for one in tree if local_name(one) == "abstractNum"}
    by_style_link = {
        link: identity for identity, one in abstracts.items() if (link := value(child(one, "styleLink"))) is not None
    }
    lists = {}
    for one in tree:
        if local_name(one) != "num":
            continue
        identity = value(child(one, "abstractNumId")) or ""
        abstract = abstracts.get(identity)
        link = value(child(abstract, "numStyleLink"))
        if link in by_style_link:
            identity = by_style_link[link]
            abstract = abstracts[identity]
        lists[value(one, "numId") or ""] = _read_list(one, identity, abstract)
    return lists


def _read_list(element: etree._Element, identity: str, abstract: etree._Element | None) -> _List:
    levels = _read_levels(abstract) if abstract is not None else {}
    restarts = {}
    for override in element:
        index = number(override, "ilvl")
        if local_name(override) != "lvlOverride" or index is None:
            continue
        replacement = child(override, "lvl")
        if replacement is not None:
            levels[index] = _read_level(replacement)
        start = number(child(override, "startOverride"))
        if start is not None:
            restarts[index] = start
            levels[index] = replace(levels.get(index, Level()), start=start)
    return _List(identity, levels, restarts)


def _read_levels(abstract: etree._Element) -> dict[int, Level]:
    levels = ((number(one, "ilvl"), one) for one in abstract if local_name(one) == "lvl")
    return {index: _read_level(one) for index, one in levels if index is not None}


def _read_level(element: etree._Element) -> Level:
    start = number(child(element, "start"))
    return Level(
        start=1 if start is None else start,
        number_format=value(child(element, "numFmt")) or "decimal",
        text=value(child(element, "lvlText")) or "",
        suffix=value(child(element, "suff")) or "tab",
        style=value(child(element, "pStyle")),
        restarts_after=number(child(element, "lvlRestart")),
        is_legal=is_on(child(element, "isLgl")),
    )
