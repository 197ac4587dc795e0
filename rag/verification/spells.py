"""The months that a time stands for: 上半年 is 1—6, 全年 is 1—12; what is told of one is not told of another. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

Months = tuple[int, int]

WHOLE_YEAR: Months = (1, 12)
_QUARTER = 3
# Each of what is counted from one month to another; a single month (6月 of 6月底) may be the end of such a time.
_NUMBERS = {numeral: number for number, numeral in enumerate("一二三四五六七八九十", start=1)} | {
    "十一": 11,
    "十二": 12,
}
_TO = "[-—–~～至到]+"
_QUARTERS, _MONTHS = "[1-4１-４一二三四]", r"\d{1,2}|十[一二]?|[一二三四五六七八九]"
_SPELL = re.compile(
    rf"(?P<first>[上前]半年|半年度)|(?P<second>[下后]半年)|(?P<whole>全年|整年|全年度)"
    rf"|(?:前(?P<quarters>{_QUARTERS})个?|[1１一](?:季度)?{_TO}(?P<quarters_too>{_QUARTERS}))季度"
    rf"|第?(?P<quarter>{_QUARTERS})季度"
    rf"|(?:(?<!\d)[1１一]月?{_TO}(?P<last>{_MONTHS})|前(?P<last_too>{_MONTHS})个?)月"
)


def months_of(period: str) -> Months | None:
    """What the last such words of `period` stand for; None where there are none."""
    found = list(_SPELL.finditer(period))
    return _months(found[-1]) if found else None


def without_spells(text: str, spans: Sequence[str], around: Sequence[str]) -> str:
    """`text` without the times that `spans` name too, in whatever words (上半年 for 1—6月).

    Where they name none, without those that stand `around` them.
    """
    there = {_months(found) for words in spans for found in _SPELL.finditer(words)}
    there = there or {_months(found) for words in around for found in _SPELL.finditer(words)}
    return _SPELL.sub(lambda found: "，" if _months(found) in there else found[0], text)


def months_around(path: Sequence[str], title: str) -> Months | None:
    """What the nearest heading that says so, or the title, is about."""
    return next((months for words in (*reversed(path), title) if (months := months_of(words))), None)


def _months(found: re.Match[str]) -> Months | None:
    if found["first"]:
        return (1, 6)
    if found["second"]:
        return (7, 12)
    if found["whole"]:
        return WHOLE_YEAR
    if found["quarter"]:
        number = _number(found["quarter"])
        return (_QUARTER * number - 2, _QUARTER * number)
    if quarters := found["quarters"] or found["quarters_too"]:
        return (1, _QUARTER * _number(quarters))
    last = _number(found["last"] or found["last_too"])
    return (1, last) if 1 <= last <= WHOLE_YEAR[1] else None


def _number(numeral: str) -> int:
    return _NUMBERS.get(numeral) or int(numeral)
