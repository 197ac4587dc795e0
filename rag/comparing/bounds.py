"""How a figure is bounded by the words around it: 70万人以上, 5%左右, 控制在4%以内. Pure."""

from __future__ import annotations

import re
from enum import Enum

from rag.stated_figures import StatedFigure

_AT_MOST = re.compile(r"控制在|以内|以下|不超过|不高于|(?<!不)低于|降至|降到|压[减缩降]")
_ABOUT = re.compile(r"左右|约|上下|近|基本|稳定在|保持在")
_AT_LEAST = re.compile(r"以上|不低于|不少于|(?<!不)超|突破|(?<!不)高于|至少|多|余")
_REACH_BEFORE, _REACH_AFTER = 6, 4


class Bound(Enum):
    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    RANGE = "range"


def bound_of(stated: StatedFigure) -> Bound:
    """What stands behind a figure says more than what stands before it: 控制在5.5%左右 is about so much."""
    if stated.figure.upper is not None:
        return Bound.RANGE
    before, after = _around(stated)
    for words in (after + stated.figure.text, before + stated.figure.qualifier):
        for pattern, bound in ((_ABOUT, Bound.ABOUT), (_AT_LEAST, Bound.AT_LEAST), (_AT_MOST, Bound.AT_MOST)):
            if pattern.search(words):
                return bound
    return Bound.EXACT


def is_at_most(stated: StatedFigure) -> bool:
    """Less is what is wanted, also where it is only about so much (控制在5.5%左右)."""
    return _AT_MOST.search("".join(_around(stated)) + stated.figure.qualifier) is not None


def words_around(stated: StatedFigure) -> str:
    before, after = _around(stated)
    return before + stated.figure.qualifier + after


def _around(stated: StatedFigure) -> tuple[str, str]:
    """In its own clause: nearby words before the figure, and those behind it."""
    span = stated.figure.span
    after = stated.text[span.end : min(span.end + _REACH_AFTER, stated.sentence.end)]
    before = stated.text[max(stated.sentence.start, span.start - _REACH_BEFORE) : span.start]
    return re.split("[，。；、]", before)[-1], re.split("[，。；、]", after)[0]
