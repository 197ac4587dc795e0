"""What a question was about, as a name that another question can begin with. Pure."""

from __future__ import annotations

import re

from rag.turns.asking import Asked, scope_of
from rag.turns.shape import Slot, mentions

TIMES = frozenset({Slot.YEAR, Slot.PART})
_OWNERS = (Slot.OFFICE, Slot.REPORT, Slot.PLACE)
_IS = re.compile("是(?P<name>[\u4e00-\u9fff]{2,16})")
_EMPTY = ("是", "有", "为", "")


def deed_of(asked: Asked) -> str:
    """`开展` of `开展了哪些行动`; "" for `是`, `有`."""
    deed = asked.link.strip("，, ").removesuffix("了")
    return "" if deed in _EMPTY else deed


def about(asked: Asked) -> str:
    """What a figure or list was asked of: scope and subject, or what is counted; "" where nothing is named."""
    if asked.subject:
        return scope_of(asked.text) + asked.subject
    deed = deed_of(asked)
    if not (asked.object or deed) or asked.asks_subject:
        return ""
    return scope_of(asked.text) + deed + ("的" if deed and asked.object else "") + asked.object


def thing_of(asked: Asked, *, keeps_year: bool = True) -> str:
    """The thing itself: what is listed, else the subject, else what is counted, else whose it is; "" where the answer
    alone would name it (`哪个项目最大`)."""
    scope = scope_of(asked.text) if keeps_year else scope_of(asked.text, but=TIMES)
    deed = deed_of(asked)
    if asked.lists and asked.object and (asked.subject or asked.link):
        between = f"{deed}的" if deed or asked.subject else ""
        return scope + asked.subject + between + asked.object
    if asked.subject:
        return scope + asked.subject
    if asked.ask == "谁" and (named := _IS.match(asked.rest)):
        return scope + named["name"]
    if asked.asks_subject:
        return ""
    if asked.counts and asked.object:
        return scope + (f"{deed}的" if deed else "") + asked.object
    owners = [one.text for one in mentions(asked.scope) if one.slot in _OWNERS]
    return owners[-1] if owners else ""
