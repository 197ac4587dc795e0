"""The offices that a claim gives to people: 副市长 for the 市长 of the evidence is another office. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.domain import DropReason
from rag.lexicon import SURNAMES
from rag.verification.context import Context
from rag.verification.text import one_form

_OFFICE = re.compile(
    r"(?P<grades>(?:常务|执行|名誉|第一|副|代理|代|原|前任|前|时任)*)"
    r"(?P<office>秘书长|董事长|检察长|[省市州县区旗镇乡村厅局部处科所站股司署校院会行社组队团理园馆]长|书记|主任|主席|委员|总工程师|总?经理)"
)
# What makes it another office, and what one may leave out.
_TELLING_GRADES = re.compile("第一|副|代|原|前|时任")
_GRADES = re.compile("常务|执行|名誉|第一|副|代|原|前|时任")
_PERSON = rf"[{SURNAMES}][\u4e00-\u9fff]"
_HOLDER = re.compile(rf"{_OFFICE.pattern}(?:同志)?(?P<name>{_PERSON})")
_MADE = re.compile(
    rf"(?P<name>{_PERSON})[\u4e00-\u9fff]?(?:同志)?(?:担任|当选为?|任|是|为)[\u4e00-\u9fff]{{0,10}}?{_OFFICE.pattern}"
)
# How far before and behind a name its offices stand: 市委副书记、市政府党组书记、市长某某.
_BEFORE = re.compile(r"[\u4e00-\u9fff、]{0,30}$")
_BEHIND = re.compile(r"[\u4e00-\u9fff]{0,14}")


@dataclass(frozen=True, slots=True)
class _Held:
    """An office as it is called, and what goes before: 副 and 原 make it another, 常务 says more of it."""

    office: str
    telling: frozenset[str]
    grades: frozenset[str]

    def is_told_by(self, other: _Held) -> bool:
        return self.office == other.office and self.telling == other.telling and self.grades <= other.grades


def offices_missing(claim: str, spans: Sequence[str], context: Sequence[Context] = ()) -> DropReason | None:
    """UNSUPPORTED for an office that the evidence does not give to the person to whom the claim gives it."""
    texts = [one_form(text) for text in (*spans, *(one.words for one in context))]
    for name, held in _claimed(one_form(claim)):
        known = [other for text in texts for other in _held_by(name, text)]
        if not known and not any(name in text for text in texts):
            continue  # a name that stands nowhere is judged as one
        known = known or [_read(found) for text in texts for found in _OFFICE.finditer(text)]
        if not any(held.is_told_by(other) for other in known):
            return DropReason.UNSUPPORTED
    return None


def _claimed(form: str) -> Iterator[tuple[str, _Held]]:
    """Surname and first character of the name: where a name ends cannot be told."""
    for pattern in (_HOLDER, _MADE):
        for found in pattern.finditer(form):
            yield found["name"], _read(found)


def _held_by(name: str, text: str) -> Iterator[_Held]:
    for at in re.finditer(re.escape(name), text):
        before = _BEFORE.search(text[: at.start()])
        behind = _BEHIND.match(text, at.end())
        for found in _OFFICE.finditer(before[0] if before else ""):
            yield _read(found)
        for found in _OFFICE.finditer(behind[0] if behind else ""):
            yield _read(found)


def _read(found: re.Match[str]) -> _Held:
    grades = found["grades"]
    return _Held(found["office"], frozenset(_TELLING_GRADES.findall(grades)), frozenset(_GRADES.findall(grades)))
