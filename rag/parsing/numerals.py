"""Numbers as headings write them: 十二, １２, ⑫, Ⅳ."""

from __future__ import annotations

import re

CHINESE = "〇零○一二三四五六七八九十百千两"
DIGITS = "0-9０-９"

_VALUES = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ROMAN = {"I": 1, "V": 5, "X": 10}
_POSITIONAL = re.compile(r"[〇零○一二三四五六七八九]{2,}")


def number_of(written: str) -> int:
    """The value of Chinese numerals (positional too: 二〇), digits of either width, or a Roman numeral up to XXXIX."""
    if written[0] in "IVXivx":
        return _roman(written.upper())
    if written.isdecimal():
        return int(written)
    if _POSITIONAL.fullmatch(written):
        return int("".join(str(_VALUES[character]) for character in written))
    return _chinese(written)


def _chinese(written: str) -> int:
    total = digit = 0
    for character in written:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _VALUES[character]
    return total + digit


def _roman(written: str) -> int:
    values = [_ROMAN[character] for character in written]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))
