"""Numbers written in Chinese characters, as values. Made for checking cases, and apart from what is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_DIGITS = {one: value for value, one in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10**4, "亿": 10**8}
_NUMBER = re.compile(r"(?P<whole>[零〇一二两三四五六七八九十百千万亿]+)(?:点(?P<decimals>[零〇一二三四五六七八九]+))?")


def numbers_in_chinese(text: str) -> Iterator[Decimal]:
    """`百分之八十七点四` gives 87.4 (and 100, of its beginning), `三千二百` 3200, `二〇二三` 2023."""
    for found in _NUMBER.finditer(text):
        decimals = "".join(str(_DIGITS[one]) for one in found["decimals"] or "")
        value = Decimal(_whole(found["whole"]))
        yield value + Decimal(f"0.{decimals}") if decimals else value


def _whole(characters: str) -> int:
    """Digit by digit where none of them is a power of ten."""
    if all(one in _DIGITS for one in characters):
        return int("".join(str(_DIGITS[one]) for one in characters))
    total = section = digit = 0
    for one in characters:
        if one in _SCALES:
            larger = total if one == "万" else 0
            total, section, digit = larger + (total - larger + section + digit or 1) * _SCALES[one], 0, 0
        elif one in _TENS:
            section, digit = section + (digit or 1) * _TENS[one], 0
        else:
            digit = _DIGITS[one]
    return total + section + digit
