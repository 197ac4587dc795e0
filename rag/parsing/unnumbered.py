"""Headings without a marker: lines of their own between paragraphs (`2024年工作回顾`), and annexes (`附件2 名词解释`).

Only with strong evidence: a short line without punctuation, between running text and what it may head, not once but
at least twice in the document, and only where the source's markup names no headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.parsing.lines import Line
from rag.parsing.markers import Marker
from rag.parsing.outline import ANNEX, UNNUMBERED, Heading

FEWEST = 2
_LENGTHS = range(4, 31)
"""Characters; those of the development data have 7 to 22."""
_RUNNING_TEXT = 40
_UNBROKEN = r"[^。；！？：;!?:，,\t|]*"
_WORDS = re.compile(rf"[“《]?[\u4e00-\u9fff\d]{_UNBROKEN}(?:[，,]{_UNBROKEN})?[\u4e00-\u9fff”》）]")
_NO_HEADING = re.compile(
    r"来源|记者|编辑|作者|供稿|摄$|\d年\s*\d{1,2}月\s*\d{1,2}日|[省市县区厅局部]长\s|主任\s|书记\s|^以上|^特此|^此致|^敬礼"
)
_ANNEX = re.compile(
    r"[（(【]?(?P<marker>附件|附录|附表|附)\s*[0-9０-９一二三四五六七八九十]{0,2}\s*[：:]?[）)】]?"
    r"(?P<words>\s*(?![\d０-９]{1,2}[.．、])[^。；\n]{0,40})"
)
_GLOSSARY = re.compile(r"[（(【]?(?:名词|术语|有关|相关|注)\S{0,6}(?:注释|解释|释义|说明)[）)】]?")
_LINES_TO_A_LIST = 4


def add_unnumbered(text: str, lines: Sequence[Line], candidates: list[Heading]) -> list[Heading]:
    """The candidates and the headings without a marker, in reading order."""
    taken = {heading.line: heading for heading in candidates}
    annexes = _annexes(text, lines, taken)
    found = sorted([*candidates, *annexes], key=_line_of) if annexes else candidates
    _join_names(text, lines, found)
    if any(line.heading is not None for line in lines):
        return found
    taken = {line: heading for heading in found for line in range(heading.line, heading.last_line + 1)}
    alone = _standing_alone(text, lines, taken)
    return sorted([*found, *alone], key=_line_of) if alone else found


def _line_of(heading: Heading) -> int:
    return heading.line


def _join_names(text: str, lines: Sequence[Line], candidates: Sequence[Heading]) -> None:
    """`第一章` or `附件2` alone in its line: the name stands in the next one."""
    taken = {heading.line for heading in candidates}
    for heading in candidates:
        following = heading.line + 1
        if heading.marker is None or heading.text_start < heading.end or following >= len(lines) or following in taken:
            continue
        name = lines[following]
        if name.end - name.start < _LENGTHS.stop and text[name.end - 1] not in "。；：，！？;:,!?" and not name.plain:
            heading.marker = replace(heading.marker, end=name.start)
            heading.end, heading.last_line = name.end, following


def _standing_alone(text: str, lines: Sequence[Line], taken: dict[int, Heading]) -> list[Heading]:
    found = [
        Heading(index, line.start, line.end, UNNUMBERED)
        for index, line in enumerate(lines)
        if index not in taken and _stands_alone(text, lines, index, taken)
    ]
    return found if len(found) >= FEWEST else []


def _stands_alone(text: str, lines: Sequence[Line], index: int, taken: dict[int, Heading]) -> bool:
    line = lines[index]
    if line.end - line.start not in _LENGTHS or line.plain or line.listed or not 0 < index < len(lines) - 1:
        return False
    if not _WORDS.fullmatch(text, line.start, line.end) or _NO_HEADING.search(text[line.start : line.end]):
        return False
    before, after = lines[index - 1], lines[index + 1]
    return _is_running_text(text, before, 1) and (index + 1 in taken or _is_running_text(text, after, _RUNNING_TEXT))


def _is_running_text(text: str, line: Line, length: int) -> bool:
    return not line.plain and line.end - line.start >= length and text[line.end - 1] in "。！？；：”）…!?;:"


def _annexes(text: str, lines: Sequence[Line], taken: dict[int, Heading]) -> list[Heading]:
    """Lines that begin an annex: a numbering begins anew below them."""
    found: list[Heading] = []
    for index, line in enumerate(lines):
        if found and found[-1].line == index - 1:
            continue
        if index == 0 or index in taken or line.plain or line.heading is not None or line.end - line.start > 48:
            continue
        marker = _annex_marker(text, line)
        if marker and _numbering_begins(index, taken):
            found.append(Heading(index, line.start, line.end, ANNEX, marker))
    return found


def _annex_marker(text: str, line: Line) -> Marker | None:
    if text[line.start] not in "附（(【名术有相注":
        return None
    if annex := _ANNEX.fullmatch(text, line.start, line.end):
        words = annex.start("words")
        return Marker(ANNEX, 0, words, text[line.start : words].strip("（(【 ）)】\u3000：:"))
    if _GLOSSARY.fullmatch(text, line.start, line.end):
        return Marker(ANNEX, 0, line.start, "")
    return None


def _numbering_begins(index: int, taken: dict[int, Heading]) -> bool:
    return any(taken[near].number == 1 for near in range(index + 1, index + _LINES_TO_A_LIST) if near in taken)
