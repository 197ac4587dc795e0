"""A stated value set against one that the question had: `网办率为80%，不是95%`, `生产总值186.5亿元，未达到200亿元`.

The part before is verified as any claim; that the other value is another one, or lies above or below, is worked out by
code. What stands in the cited sentences is never denied.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rag.domain import Figure
from rag.figures import find_figures
from rag.figures.units import base_unit
from rag.lexicon import SURNAMES
from rag.verification.text import one_form

_CLAIM = re.compile(
    r"(?P<head>.+)[，,](?:而|并)?(?P<words>不是|并非|非|未达到|没有达到|没达到|不到|低于|未超过|没有超过|没超过|超过|高于|达到了?)"
    r"(?P<other>[^，,。；;]{1,24})",
    re.DOTALL,
)
_DENIAL = re.compile("不是|并非|而非")
_UP = re.compile("增长|上升|提高|增加|上涨|回升|扩大|增多")
_DOWN = re.compile("下降|减少|降低|回落|下滑|缩减|下跌|缩短|压缩")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_PERSON = re.compile(f"[{SURNAMES}][\u4e00-\u9fff]{{1,3}}")
_TITLED = re.compile(
    f"(?:[长师员]|主任|书记|主席|经理|教授|同志|代表)[{SURNAMES}][\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:同志|任|牵头|负责|担任|获)"
)
_LOOSE = re.compile("约|近|超|余|多|以上|以下|以内|左右|不少于|不低于|不超过|至少|至多")


class _Relation(StrEnum):
    NOT = "not"
    BELOW = "below"
    NOT_ABOVE = "not above"
    ABOVE = "above"
    REACHED = "reached"


_RELATIONS = {
    "不是": _Relation.NOT,
    "并非": _Relation.NOT,
    "非": _Relation.NOT,
    "未达到": _Relation.BELOW,
    "没有达到": _Relation.BELOW,
    "没达到": _Relation.BELOW,
    "不到": _Relation.BELOW,
    "低于": _Relation.BELOW,
    "未超过": _Relation.NOT_ABOVE,
    "没有超过": _Relation.NOT_ABOVE,
    "没超过": _Relation.NOT_ABOVE,
    "超过": _Relation.ABOVE,
    "高于": _Relation.ABOVE,
    "达到": _Relation.REACHED,
    "达到了": _Relation.REACHED,
}


@dataclass(frozen=True, slots=True)
class Opposition:
    """`head` is to be verified; `other` is what it is set against, by `relation`."""

    head: str
    relation: _Relation
    other: str

    @property
    def computes(self) -> bool:
        """Two values are put in order, not only told apart."""
        return self.relation is not _Relation.NOT


def read_opposition(claim: str) -> Opposition | None:
    """A claim that ends by setting something against what it says; None for any other."""
    found = _CLAIM.fullmatch(claim.strip().rstrip("。"))
    return Opposition(found["head"], _RELATIONS[found["words"]], found["other"].strip()) if found else None


def is_true(one: Opposition, spans: Sequence[str]) -> bool:
    """Whether what the head says, once verified, is against `other` as the claim has it."""
    figures = find_figures(one.other)
    if figures:
        return len(figures) == 1 and figures[0].text == one.other and _figures_differ(one, figures[0], spans)
    if one.relation is not _Relation.NOT:
        return False
    return _turned(one.head, one.other, spans) or _other_year(one, spans) or _other_person(one, spans)


def denies_unfounded(claim: str, spans: Sequence[str]) -> bool:
    """A claim ends by denying what no cited sentence denies and what code cannot show to be otherwise."""
    opposed = read_opposition(claim)
    if opposed is None or opposed.relation is not _Relation.NOT or is_true(opposed, spans):
        return False
    return not any(_DENIAL.search(text) for text in spans)


def _figures_differ(one: Opposition, other: Figure, spans: Sequence[str]) -> bool:
    """The last figure of the head in the same unit, exact as it is, against the other; which stands in no span."""
    stated = [figure for figure in find_figures(one.head) if _unit(figure) == _unit(other)]
    if not stated or any(_amount(figure) == _amount(other) for span in spans for figure in find_figures(span)):
        return False
    figure = stated[-1]
    if any(each.value is None or each.upper is not None or _LOOSE.search(each.qualifier) for each in (figure, other)):
        return False
    return _in_relation(one.relation, _amount(figure)[0] or Decimal(0), _amount(other)[0] or Decimal(0))


def _in_relation(relation: _Relation, value: Decimal, other: Decimal) -> bool:
    return {
        _Relation.NOT: value != other,
        _Relation.BELOW: value < other,
        _Relation.NOT_ABOVE: value <= other,
        _Relation.ABOVE: value > other,
        _Relation.REACHED: value >= other,
    }[relation]


def _unit(figure: Figure) -> str:
    return base_unit(figure.unit)[0]


def _amount(figure: Figure) -> tuple[Decimal | None, str]:
    unit, factor = base_unit(figure.unit)
    return (None if figure.value is None else figure.value * factor), unit


def _turned(head: str, other: str, spans: Sequence[str]) -> bool:
    """下降5.1%，不是增长: the head's own direction is the other one; nothing cited goes the other way."""
    for this, opposite in ((_UP, _DOWN), (_DOWN, _UP)):
        if opposite.fullmatch(other):
            return bool(this.search(head)) and not any(opposite.search(text) for text in (head, *spans))
    return False


def _other_year(one: Opposition, spans: Sequence[str]) -> bool:
    named = _YEAR.findall(one_form(one.head))
    return bool(_YEAR.fullmatch(one.other)) and bool(named) and all(one.other not in span for span in [*spans, *named])


def _other_person(one: Opposition, spans: Sequence[str]) -> bool:
    """The head names a person by office or deed; the other name stands nowhere in what is cited."""
    is_name = bool(_PERSON.fullmatch(one.other))
    return is_name and bool(_TITLED.search(one.head)) and all(one.other not in span for span in spans)
