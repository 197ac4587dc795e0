"""Figures of a text as quantities, to see whether two texts give the same: `3.05万人` is `30,500人`, not `3.05万元`.

Made for judging, and apart from what is judged: it reads plain numbers with 万, 亿 and the like, and the unit behind.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_QUANTITY = re.compile(
    r"(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>[百千万亿]*)(?P<unit>%|人次|[^\W\d_百千万亿]?)"
)

Quantity = tuple[Decimal, str]
"""Value and the first sign of its unit, "" where there is none."""


def quantities(text: str) -> set[Quantity]:
    """Every quantity of a text, each with its unit and without: a number that is asked for alone is there, too."""
    found: set[Quantity] = set()
    for one in _QUANTITY.finditer("".join(unicodedata.normalize("NFKC", text).split())):
        value = Decimal(one["number"].replace(",", ""))
        for scale in one["scale"]:
            value *= _SCALES[scale]
        found |= {(value.normalize(), one["unit"]), (value.normalize(), "")}
    return found
