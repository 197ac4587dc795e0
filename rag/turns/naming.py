"""What a question was about, as a name that another question can begin with. Pure."""

from __future__ import annotations

from rag.turns.asking import Asked, scope_of
from rag.turns.shape import Slot, mentions

TIMES = frozenset({Slot.YEAR, Slot.PART})
_OWNERS = (Slot.OFFICE, Slot.REPORT, Slot.PLACE)
# What was reached is not what is asked about: `数字政府建设取得了哪些成效`.
_ACHIEVED = ("成效", "成绩", "成果", "亮点", "进展")
_EMPTY = ("是", "有", "为", "")


def deed_of(asked: Asked) -> str:
    """`开展` of `开展了哪些行动`; "" for `是`, `有`."""
    deed = asked.link.strip("，, ").removesuffix("了")
    return "" if deed in _EMPTY else deed


def about(asked: Asked) -> str:
    """What a figure or list was asked of: scope and subject, or what is counted; "" where nothing is named."""
    deed = deed_of(asked)
    if asked.subject:
        return scope_of(asked.text) + asked.subject + (f"{deed}的{asked.counted}" if asked.counted else "")
    if not (asked.object or deed) or asked.asks_subject:
        return ""
    return scope_of(asked.text) + deed + ("的" if deed and asked.object else "") + asked.object


def thing_of(asked: Asked, *, keeps_year: bool = True) -> str:
    """The thing itself: what is listed, else the subject, else what is counted, else whose it is; "" where the answer
    alone would name it (`哪个项目最大`)."""
    if asked.asks_subject:
        return ""
    name = _name(asked)
    if name:
        return (scope_of(asked.text) if keeps_year else scope_of(asked.text, but=TIMES)) + name
    owners = [one.text for one in mentions(asked.scope) if one.slot in _OWNERS]
    return owners[-1] if owners else ""


def _name(asked: Asked) -> str:
    """Without its scope; "" where nothing but the scope is named."""
    deed = deed_of(asked)
    owns = bool(asked.counted) and not deed  # `医院有多少张床位`
    if asked.subject and (owns or asked.object in _ACHIEVED):
        return asked.subject
    if asked.counted or (asked.lists and asked.object and (asked.subject or asked.link)):
        between = f"{deed}的" if deed or asked.subject else ""
        return asked.subject + between + (asked.counted or asked.object)
    if asked.subject:
        return asked.subject
    return (f"{deed}的" if deed else "") + asked.object if asked.counts and asked.object else ""
