"""Who holds an office: the title of that body and a name must stand together.

A wrong name is the worst of wrong answers. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.extraction.candidates import Candidate
from rag.lexicon import SURNAMES
from rag.named import short_form
from rag.questions import Question
from rag.words import normalise

_HAN = "\u4e00-\u9fff"
_TITLE = "(?:党[组委工]+)?(?:副)?(?:[局厅部市省县区镇乡校院处科所站会行社]长|书记|主任|主席|总经理|董事长|秘书长)"
_ASKED = re.compile(
    f"(?P<of>[{_HAN}]{{0,16}}?)的?(?P<title>{_TITLE})(?:目前|现在)?(?:是谁|叫什么|姓什么|的?(?:名字|姓名)|是哪[位个])"
    f"|谁(?:是|担任|任|当)了?(?P<of_too>[{_HAN}]{{0,16}}?)的?(?P<title_too>{_TITLE})[？?]?$"
)
# What stands in front of the body that is meant, not in its name.
_LEAD = re.compile("^(?:请问|现任|目前|现在|那么?|.*年|.*[，,])")
_BODY = re.compile("[局厅委部院校所会司处站市省县区镇乡村]$|公司$|集团$|中心$|办公室$")
# How far in front of an office its body may be named.
_BEFORE = 16
_DESCRIBED = re.compile("[的管]|负责|主管|牵头|讲|做")


@dataclass(frozen=True, slots=True)
class _Office:
    """`body`: "" where the question names none."""

    body: str
    title: str


def names_holder(question: Question, one: Candidate) -> bool:
    """Whether the sentence names the holder of the office that is asked about; True where none is."""
    office = _office(normalise(question.text))
    if office is None:
        return True
    text = normalise(one.line.text)
    name = f"[{SURNAMES}][{_HAN}·]{{1,3}}"
    # `副市长` holds no 市长, `第一书记` no 书记 of another sort.
    title = f"(?<!副)(?<!第一)(?<!原)(?:{re.escape(office.title)}|{re.escape(office.title[-2:])})"
    together = re.search(
        f"{title}[ 、]{{0,2}}(?:同志)?{name}|{name}(?:同志)?(?:担任|任|为|是|当选)?[{_HAN}]{{0,12}}{title}", text
    )
    if together is None:
        return False
    if not office.body:
        return True
    before = text[max(0, together.start() - _BEFORE) : together.end()]
    named = short_form(office.body)
    return bool(named.search(before) or named.search(normalise(one.group.title)))


def _office(plain: str) -> _Office | None:
    found = _ASKED.search(plain)
    if found is None:
        return None
    of = _LEAD.sub("", found["of"] or found["of_too"] or "")
    title = found["title"] or found["title_too"]
    # 市长, 局长: the body ends in what the title begins with (青石县县长), or is all that is said (青石县长).
    is_name = bool(_BODY.search(of)) and not _DESCRIBED.search(of)
    return _Office(of if is_name else "", title)
