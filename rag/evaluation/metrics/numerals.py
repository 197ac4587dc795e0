"""Numbers as they are written: digits with 万 and 亿, Chinese numerals, a half as `0.5`, hundreds as `三百`.

Made for judging, and apart from what is judged.
"""

from __future__ import annotations

import re
from decimal import Decimal
from math import prod

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = {one: value for value, one in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

# A run begins with a digit or ten: `百姓`, `千方百计` and the 万 of a masked `*万人` are no numbers.
CHINESE = r"[一二两三四五六七八九十][〇零一二两三四五六七八九十百千万亿]*(?:点[〇零一二三四五六七八九]+[百千万亿]*)?"
DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"

_POSITIONAL = re.compile(r"[〇零一二三四五六七八九]+")
_TWO_DIGITS = re.compile(r"[一二两三四五六七八九]{2}")
_COLLOQUIAL = re.compile(r"(?P<scale>[百千万亿])[一二三四五六七八九]$")


def from_digits(written: str) -> Decimal:
    """`1,200.5`."""
    return Decimal(written.replace(",", ""))


def from_chinese(written: str) -> Decimal | None:
    """`一千二百`, `三点五`, `五点八亿`, `三万五` (35,000), `二〇二二`; None for no number (`三五`, `一二三`)."""
    whole, _, rest = written.partition("点")
    decimals = rest.rstrip("".join(SCALES))
    if _POSITIONAL.fullmatch(whole) and len(whole) > 1:
        value: int | None = int("".join(str(_DIGITS[one]) for one in whole)) if set(whole) & set("〇零") else None
    else:
        value = None if _TWO_DIGITS.search(whole) else _whole(whole)
    if value is None:
        return None
    scale = prod(SCALES[one] for one in rest[len(decimals) :])
    return Decimal(f"{value}.{''.join(str(_DIGITS[one]) for one in decimals)}" if decimals else value) * scale


def _whole(characters: str) -> int:
    total = section = digit = 0
    for one in characters:
        scale = SCALES.get(one, 0)
        if scale >= SCALES["万"]:
            total, section, digit = (total + section + digit) * scale, 0, 0
        elif scale:
            section, digit = section + (digit or 1) * scale, 0
        else:
            digit = _DIGITS[one]
    colloquial = _COLLOQUIAL.search(characters)
    return total + section + digit * (SCALES[colloquial["scale"]] // 10 if colloquial else 1)


def neighbours(written: str) -> tuple[Decimal, Decimal] | None:
    """The two numbers of `三五`, `七八`, `二三十`: about so many. None for any other."""
    found = re.fullmatch(r"([一二两三四五六七八])([二三四五六七八九])([十百千万]?)", written)
    if not found or not 0 < _DIGITS[found[2]] - _DIGITS[found[1]] <= 2:
        return None
    scale = SCALES.get(found[3], 1)
    return Decimal(_DIGITS[found[1]] * scale), Decimal(_DIGITS[found[2]] * scale)
