"""Who holds an office: the title of that body and a name must stand together.

A wrong name is the worst of wrong answers, and a star in place of a name is none. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.lexicon import SURNAMES
from rag.named import short_form
from rag.words import normalise

_HAN = "\u4e00-\u9fff"
_TITLE = (
    "(?:党[组委工]+)?(?:副)?(?:[局厅部市省县区镇乡校院处科所站会行社组队团理股]长|书记|主任|主席|总经理|董事长|秘书长)"
)
_ASKED = re.compile(
    f"(?P<of>[{_HAN}]{{0,16}}?)的?(?P<title>{_TITLE})(?:目前|现在)?(?:是谁|叫什么|姓什么|的?(?:名字|姓名)|是哪[位个])"
    f"|谁(?:是|担任|任|当)了?(?P<of_too>[{_HAN}]{{0,16}}?)的?(?P<title_too>{_TITLE})[？?]?$"
)
# What stands in front of the body that is meant, not in its name.
_LEAD = re.compile("^(?:请问|现任|目前|现在|那么?|.*年|.*[，,])")
_BODY = re.compile("[局厅委部院校所会司处站市省县区镇乡村]$|公司$|集团$|中心$|办公室$")
_DESCRIBED = re.compile("[的管]|负责|主管|牵头|讲|做")
# How far in front of an office its body may be named.
_BEFORE = 16
_NAME = f"(?:[{SURNAMES}][{_HAN}·]{{1,3}}|[*＊×某]+)"
_MASKED = re.compile(
    "(?:[长任记席员授委]|同志)[*＊×]+(?![0-9])|[*＊×]+(?:同志|书记|主任|主席|[局厅部处科股所市县区]长)"
)
_PERSON = re.compile(
    f"(?:[长任记席员授委]|同志)[ 、]?[{SURNAMES}][{_HAN}]{{1,2}}"
    f"|[{SURNAMES}][{_HAN}]{{1,2}}(?:同志|书记|主任|主席|[局厅部处科股所市县区]长)"
)


@dataclass(frozen=True, slots=True)
class Office:
    """`body`: "" where the question names none."""

    body: str
    title: str


def office_asked(question: str) -> Office | None:
    """The office whose holder is asked for by name; None where that is not asked."""
    found = _ASKED.search(normalise(question))
    if found is None:
        return None
    of = _LEAD.sub("", found["of"] or found["of_too"] or "")
    is_name = bool(_BODY.search(of)) and not _DESCRIBED.search(of)
    return Office(of if is_name else "", found["title"] or found["title_too"])


def names_holder(office: Office, text: str, title: str) -> bool:
    """Whether a sentence of the report of this `title` names the holder, or has stars in place of the name."""
    plain = normalise(text)
    # `副市长` holds no 市长, `第一书记` no 书记 of another sort.
    held = f"(?<!副)(?<!第一)(?<!原)(?:{re.escape(office.title)}|{re.escape(office.title[-2:])})"
    behind = f"{_NAME}(?:同志)?(?:担任|任|为|是|当选)?[{_HAN}]{{0,12}}{held}"
    together = re.search(f"{held}[ 、]{{0,2}}(?:同志)?{_NAME}|{behind}", plain)
    if together is None:
        return False
    named = short_form(office.body)
    before = plain[max(0, together.start() - _BEFORE) : together.end()]
    return not office.body or bool(named.search(before) or named.search(normalise(title)))


def has_only_stars(claim: str) -> bool:
    """`*厅长讲了党课`: no person is named in it, a masked one is."""
    return bool(_MASKED.search(claim)) and not _PERSON.search(claim)
