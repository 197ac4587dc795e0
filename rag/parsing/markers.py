"""The markers that may begin a heading: 第一章, 一、, （一）, 1., （1）, ①, 1.1, A., half-width and mixed forms too.

A marker is only a candidate: whether it belongs to a sequence is decided in `outline`, whether that sequence is a
list in `lists`. Turned away here is what can be no marker wherever it stands: 1.12万名, 一、二、三产业, 第三条规定.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.parsing.numerals import CHINESE, DIGITS, number_of

SPACE = r"[ \t\u3000\u00a0\u2002-\u200d\u2060\ufeff]"
DIVISIONS = ("部分", "编", "篇", "分编", "章", "节", "条")
"""Styles that name themselves, outermost first: a line that begins with one is a heading without more evidence."""
BEFORE_DECIMALS = "1 "
"""`2 存在问题` is a marker only above `2.1`: elsewhere it is a row of figures."""
CHINESE_STYLES = frozenset({"一、", "（一）"})


@dataclass(frozen=True, slots=True)
class Marker:
    """`style` names the kind (`（一）` for every width), `number` the place in the sequence; `end` is after the spaces.

    `doubtful`: it may as well be a quantity (`14.2025年…`), so that it holds only as the next of a running sequence.
    """

    style: str
    number: int
    end: int
    written: str
    doubtful: bool = False


_Patterns = tuple[tuple[str, re.Pattern[str]], ...]


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("~", SPACE + "*"))


_DIVISION = _pattern(
    rf"第~(?P<n>[{CHINESE}{DIGITS}]{{1,7}})~(?P<unit>部分|分编|[编篇章节条])(?:之[{CHINESE}]{{1,3}})?(?P<gap>~[：:、．.]?~)"
)
_MENTIONED = re.compile(r"[第规所的至，,和与或及中是款项]|以[上下内外]|[、，,]\s*第")
"""What follows a division that is only mentioned: 第三条规定的…, 第一部分是…, 第一条、第二条."""

_NOT_A_RANGE = r"(?!~[、至到和与或及]~[（(])"
_IN_BRACKETS: _Patterns = (
    ("（一）", _pattern(rf"[（(〔]~(?P<n>[{CHINESE}]{{1,7}})~[）)〕]{_NOT_A_RANGE}[、.．，,：:]?~")),
    ("（1）", _pattern(rf"[（(〔]~(?P<n>[{DIGITS}]{{1,3}})~[）)〕]{_NOT_A_RANGE}[、.．，,：:]?~")),
    ("（A）", _pattern(r"[（(](?P<n>[A-Za-z])[）)]~")),
)
_CHINESE_FIRST: _Patterns = (
    ("一、", _pattern(rf"(?P<n>[{CHINESE}]{{1,7}})~[、．.](?![{CHINESE}]{{1,3}}[、．.和])~")),
    ("一　", _pattern(rf"(?P<n>[{CHINESE}]{{1,3}})(?:\u3000|\t| {{1,3}})~")),
)
_DIGIT_FIRST: _Patterns = (
    (
        "1.1",
        _pattern(
            rf"(?P<n>[{DIGITS}]{{1,3}}(?:[.．][{DIGITS}]{{1,3}}){{1,4}})(?![{DIGITS}.．+＋×*/])(?P<gap>[、.．]?~)"
        ),
    ),
    ("1.", _pattern(rf"(?P<n>[{DIGITS}]{{1,3}})~[.．](?![.．])~")),
    ("1、", _pattern(rf"(?P<n>[{DIGITS}]{{1,3}})~、~")),
    ("1）", _pattern(rf"(?P<n>[{DIGITS}]{{1,3}})~[）)]~")),
    (BEFORE_DECIMALS, _pattern(rf"(?P<n>[{DIGITS}]{{1,2}})(?:\u3000| {{1,3}})(?=[\u4e00-\u9fff])")),
)
_LETTER_FIRST: _Patterns = (
    ("Ⅰ", _pattern(r"(?P<n>[IVX]{1,5})[、.．]~")),
    ("A.", _pattern(r"(?P<n>[A-Za-z])[、.．)）](?![A-Za-z])~")),
)
_BY_FIRST: dict[str, _Patterns] = (
    dict.fromkeys("（(〔", _IN_BRACKETS)
    | dict.fromkeys(CHINESE, _CHINESE_FIRST)
    | dict.fromkeys("0123456789０１２３４５６７８９", _DIGIT_FIRST)
    | dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", _LETTER_FIRST)
)

_ENCLOSED = (  # style, first character, how many, number of the first
    ("①", "①", 20, 1),
    ("①", "㉑", 15, 21),
    ("①", "❶", 10, 1),
    ("①", "➀", 10, 1),
    ("（1）", "⑴", 20, 1),
    ("1.", "⒈", 20, 1),
    ("（一）", "㈠", 10, 1),
    ("Ⅰ", "Ⅰ", 12, 1),
)
SYMBOLS: dict[str, tuple[str, int]] = {
    chr(ord(first) + offset): (style, start + offset)
    for style, first, count, start in _ENCLOSED
    for offset in range(count)
}
_AFTER_SYMBOL = _pattern(r"[、.．]?~")

_YEAR_OR_NAME = re.compile(r"(?:19|20)\d\d[年\-—–]|\d{1,4}[+＋×xX*/&]")
"""What may follow `14.` although it begins with a digit: a year (2025年…), a name (5+2…)."""
_MEASURE = re.compile(r"[万亿千百十个名人元件项次家户倍%％‰成吨米度里亩公平立月年日号点余多]")
_MEASURE_AFTER_SPACE = re.compile(r"[万亿%％‰元倍]|个百分点")


def find_marker(text: str, start: int, end: int) -> Marker | None:
    """The marker at `start`, the first character of a line that is not a space; `end` is the end of the line."""
    first = text[start]
    if first == "第":
        return _division(text, start, end)
    if first in SYMBOLS:
        return _symbol(text, start, end)
    for style, pattern in _BY_FIRST.get(first, ()):
        if found := pattern.match(text, start, end):
            return _checked(style, found, text, end)
    return None


def _symbol(text: str, start: int, end: int) -> Marker:
    style, number = SYMBOLS[text[start]]
    after = _AFTER_SYMBOL.match(text, start + 1, end)
    after_marker = after.end() if after else start + 1
    return Marker(style, number, after_marker, text[start:after_marker].rstrip())


def _division(text: str, start: int, end: int) -> Marker | None:
    found = _DIVISION.match(text, start, end)
    if not found or _MENTIONED.match(text, found.start("gap"), end):
        return None
    return Marker(found["unit"], number_of(found["n"]), found.end(), text[start : found.start("gap")])


def _checked(style: str, found: re.Match[str], text: str, end: int) -> Marker | None:
    after, written = found.end(), found["n"]
    marker = text[found.start() : after].rstrip()
    if style == "1.1":
        return _decimal(found, text, end)
    if style in ("A.", "（A）"):
        return Marker(style, ord(written.lower()) - ord("a") + 1, after, marker)
    number = number_of(written)
    doubtful = False
    if style in ("1.", "1、") and after < end and text[after].isdecimal():
        if not _YEAR_OR_NAME.match(text, after, end):
            return None
        doubtful = True
    if style == "一、" and after < end and _counts_on(number, text[after]):
        doubtful = True
    return Marker(style, number, after, marker, doubtful)


def _decimal(found: re.Match[str], text: str, end: int) -> Marker | None:
    """`2.3 目标` is a marker, `2.3亿元` a quantity."""
    after = found.end()
    measure = _MEASURE_AFTER_SPACE if found["gap"] else _MEASURE
    if after >= end or measure.match(text, after, end):
        return None
    parts = re.split(r"[.．]", found["n"])
    return Marker("1" + ".1" * (len(parts) - 1), number_of(parts[-1]), after, found["n"])


def _counts_on(number: int, following: str) -> bool:
    """`一、二期工程`: the next numeral follows, so that it may be a count and no marker."""
    return following in CHINESE and number_of(following) == number + 1
