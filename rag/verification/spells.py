"""The months that a time stands for: 上半年 is 1—6, 全年 is 1—12; what is told of one is not told of another. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.verification.arabic import arabic

Months = tuple[int, int]

WHOLE_YEAR: Months = (1, 12)
_QUARTER = 3
# Each of what is counted from one month to another; a single month (6月 of 6月底) may be the end of such a time.
_SPELL = re.compile(
    r"(?P<first>[上前]半年|半年度)|(?P<second>[下后]半年)|(?P<whole>全年|整年|全年度)"
    r"|(?:前(?P<quarters>[1-4])个?|1(?:季度)?(?:-|—|–|~|至|到)(?P<quarters_too>[2-4]))季度|第?(?P<quarter>[1-4])季度"
    r"|(?:1月?(?:-|—|–|~|至|到)(?P<last>\d{1,2})|前(?P<last_too>\d{1,2})个?)月"
)


def months_of(period: str) -> Months | None:
    """What the last such words of `period` stand for; None where there are none."""
    found = list(_SPELL.finditer(arabic(period)))
    return _months(found[-1]) if found else None


def without_spells(text: str, known: Sequence[str]) -> str:
    """`text` without the times that `known` names too, in whatever words: 上半年 for 1—6月."""
    there = {_months(found) for words in known for found in _SPELL.finditer(arabic(words))}
    return _SPELL.sub(lambda found: "" if _months(found) in there else found[0], arabic(text))


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
        number = int(found["quarter"])
        return (_QUARTER * number - 2, _QUARTER * number)
    if quarters := found["quarters"] or found["quarters_too"]:
        return (1, _QUARTER * int(quarters))
    last = int(found["last"] or found["last_too"])
    return (1, last) if 1 <= last <= WHOLE_YEAR[1] else None
