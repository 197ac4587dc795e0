"""Items inside sections: 一是…二是…, 第一，…第二，…, 其一，…, ——…, （1）…（2）…, ①…②… and 1.…2.… within a paragraph.

A chain counts from one in order and has at least two links; a lone 一是 or （1） is text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.domain import Item, Span
from rag.parsing.lines import BLANKS
from rag.parsing.markers import SPACE, SYMBOLS
from rag.parsing.numerals import CHINESE, DIGITS, number_of

_N = f"[{CHINESE}]{{1,3}}"
_BOUNDARY = r"(?:(?<![^。；;：:，,、！？!?”’」』）)》】…—\s\u200b-\u200d\u2060\ufeff]))"
_TOKEN = re.compile(
    _BOUNDARY
    + "(?:"
    + rf"(?P<clause>(?P<clause_n>{_N})(?P<verb>[是要])(?!(?P=clause_n)))"
    + rf"|(?P<ordinal>第(?P<ordinal_n>{_N})[，,、：:](?![{CHINESE}]))"
    + r"|(?P<among>其(?P<among_n>[一二三四五六七八九十])(?:[，,、：:]|是))"
    + rf"|(?P<bracket>[（(]{SPACE}*(?P<bracket_n>[{DIGITS}]{{1,3}}|{_N}){SPACE}*[)）](?![{DIGITS}（(、至和]))"
    + rf"|(?P<half>(?P<half_n>[{DIGITS}]{{1,2}})[)）])"
    + rf"|(?P<dot>(?P<dot_n>[{DIGITS}]{{1,2}})(?:[.．](?![{DIGITS}.．])|、(?![{DIGITS}])))"
    + rf"|(?P<symbol>[{''.join(SYMBOLS)}])"
    + r"|(?P<order>(?:首先|其次|再次|最后)[，,])"
    + r"|(?P<dash>(?:——+|－－+|--+)(?![—\-－]))"
    + r"|(?P<bullet>[•●◆■▲➢►▪‣⁃])"
    + ")"
)
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}
_STARTS_SENTENCE = frozenset("。！？!?；;：: \t\u3000\n")
_SUBTITLE = re.compile(r"\d{4}年\s?\d{1,2}月|[在于].{2,30}(?:会议|大会|全会)|报告人|摘自")
_SLIPS = frozenset({"是", "要", "ordinal", "among"})
_LONGEST_LEAD = 64


@dataclass(frozen=True, slots=True, order=True)
class Token:
    """A possible marker of an item. `heads_line`: it begins a line."""

    start: int
    end: int
    kind: str
    number: int
    heads_line: bool


class Paragraphs:
    """Where the lines of a text begin and end (trimmed, the empty ones left out)."""

    def __init__(self, bounds: Sequence[tuple[int, int]]) -> None:
        self.starts = [start for start, _ in bounds]
        self.ends = [end for _, end in bounds]

    def index_of(self, position: int) -> int:
        return max(bisect_right(self.starts, position) - 1, 0)


def find_items(
    text: str, paragraphs: Paragraphs, body: Span, listed: Sequence[tuple[int, int]] = ()
) -> tuple[Item, ...]:
    """The items of a section's own text. `listed`: markers (start, end) of lines known to be entries of a list."""
    known = {start for start, _ in listed}
    tokens = [token for token in _tokens(text, paragraphs, body) if token.start not in known]
    placed = [
        (token.start, token.end, end)
        for chain in _chains(paragraphs, tokens)
        for token, end in _ends(paragraphs, chain, body)
    ]
    placed.extend((start, end, paragraphs.ends[paragraphs.index_of(start)]) for start, end in listed)
    return tuple(_items(text, sorted(placed), body))


def _tokens(text: str, paragraphs: Paragraphs, body: Span) -> Iterator[Token]:
    starts = paragraphs.starts
    for found in _TOKEN.finditer(text, body.start, body.end):
        index = paragraphs.index_of(found.start())
        heads_line = bool(starts) and starts[index] == found.start()
        kind, number = _kind(found)
        if kind == "order" and not (heads_line or text[found.start() - 1] in _STARTS_SENTENCE):
            continue
        if kind == "dash" and not _is_dash_item(text, paragraphs, found, index, heads_line):
            continue
        if kind == "bullet" and not heads_line:
            continue
        yield Token(found.start(), found.end(), kind, number, heads_line)


def _kind(found: re.Match[str]) -> tuple[str, int]:
    kind = found.lastgroup or ""
    if kind == "clause":
        return found["verb"], number_of(found["clause_n"])
    if kind == "symbol":
        return SYMBOLS[found.group()]
    if kind == "order":
        return kind, _ORDER[found.group()[:2]]
    if kind in ("dash", "bullet"):
        return kind, 0
    written = found[kind + "_n"]
    if kind == "bracket":
        kind = "（一）" if written[0] in CHINESE else "（1）"
    return kind, number_of(written)


def _is_dash_item(text: str, paragraphs: Paragraphs, found: re.Match[str], index: int, heads_line: bool) -> bool:
    end = paragraphs.ends[index]
    if found.end() >= end:
        return False
    if heads_line:
        return not _SUBTITLE.search(text, found.end(), min(end, found.end() + 40))
    return text[found.start() - 1] in "。；;：:"


def _chains(paragraphs: Paragraphs, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Tokens that count on from one another. Dashes and bullets need company: other lines, or others in their line."""
    open_: dict[str, list[Token]] = {}
    loose: dict[tuple[str, int], list[Token]] = {}
    for token in tokens:
        if token.kind in ("dash", "bullet"):
            place = -1 if token.heads_line else paragraphs.index_of(token.start)
            loose.setdefault((token.kind, place), []).append(token)
            continue
        chain = open_.setdefault(token.kind, [])
        if chain and _continues(chain[-1], token):
            chain.append(token)
        elif token.number == 1 or (not chain and token.heads_line and token.number == 2):
            if len(chain) > 1:
                yield chain
            open_[token.kind] = [token]
    yield from (chain for chain in [*open_.values(), *loose.values()] if len(chain) > 1)


def _continues(last: Token, token: Token) -> bool:
    step = token.number - last.number
    return (
        step == 1 or (step == 2 and token.heads_line and token.kind in _SLIPS) or (token.kind == "order" and step > 0)
    )


def _ends(paragraphs: Paragraphs, chain: Sequence[Token], body: Span) -> Iterator[tuple[Token, int]]:
    """An item ends with its paragraph; where each is a short line with paragraphs of its own, they belong to it."""
    indexes = [paragraphs.index_of(token.start) for token in chain]
    between = [later - earlier - 1 for earlier, later in pairwise(indexes)]
    own = 0
    if all(token.heads_line for token in chain) and min(between) >= 1:
        lengths = [paragraphs.ends[index] - token.start for token, index in zip(chain, indexes, strict=True)]
        own = min(between) if max(lengths) <= _LONGEST_LEAD else 0
    for position, (token, index) in enumerate(zip(chain, indexes, strict=True)):
        lines = between[position] if own and position < len(between) else own
        last = min(index + lines, len(paragraphs.ends) - 1)
        yield token, min(paragraphs.ends[last], body.end)


def _items(text: str, placed: Sequence[tuple[int, int, int]], body: Span) -> Iterator[Item]:
    """In reading order, each ending where the next begins at the latest."""
    for position, (start, marker_end, end) in enumerate(placed):
        last = min(end, placed[position + 1][0]) if position + 1 < len(placed) else min(end, body.end)
        while last > start and text[last - 1] in BLANKS:
            last -= 1
        if last > start:
            yield Item(text[start:marker_end].strip(BLANKS), Span(start, last))
