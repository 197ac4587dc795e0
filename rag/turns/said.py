"""A follow-up as it is read, before any rule looks at it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.turns.asking import ASK, Asked, take_apart, without_lead


class Unclear(Exception):
    """What is meant can't be told from what was said."""


@dataclass(frozen=True, slots=True)
class Said:
    """`text`: without what leads to it; `core`: without particles and signs at its end, too.

    `goes_on`: it began with `那`; `is_brief`: it ends with `呢` or asks nothing, and is no question of its own.
    `before`: the question before it, "" where there is none; `lines`: of the answer to that.
    `is_beside`: both stand in one sentence.
    """

    text: str
    core: str
    goes_on: bool
    is_brief: bool
    before: str
    lines: tuple[str, ...] = ()
    is_beside: bool = False

    @property
    def asked_before(self) -> Asked:
        """Raises Unclear where nothing was asked."""
        if not self.before:
            raise Unclear
        return take_apart(self.before)


_LEAD = re.compile(
    "^(?:(?:那么?|然后|接着|再问一下|再问|另外|对了|不对|不是|不(?=[，,])|嗯|还有|还想问|我还想知道|顺便问一下|顺便问|顺便|请问|"
    "而且|并且|以及|其次)(?![些里边儿个样时位次年天种么呢吗哪什多几谁没别其更]|达慕|曲[市县]|$)(?=[，,\\s一-龥\\d《“A-Za-z])[，,\\s]*)+"
)
_ENGLISH_LEAD = re.compile(
    r"^(?:(?:and|but|then|ok|so|also)\b[\s,]*)*(?:what about|how about|and|what of)\b\s*"
    r"(?:(?:in|for|of|the year|at)\b\s*)*",
    re.IGNORECASE,
)
# Only before something short: `如果是个体户，能领补贴吗` is a question of its own.
_CORRECTION = re.compile(
    "^(?:(?:不是|不对|错了|不)[，,。！!\\s]*)?(?:我(?:问的|指的|说的|想问的|要问的|想知道的)?是(?:说|指|问)?|换成|改成|如果换成|"
    "要是|如果是|换做|我指|改问)(?=[^，,]{1,16}$)"
)
_PARTICLES = re.compile("(?:呢|吗|啊|呀|吧|哈|嘛)*[?？。.!！~～…\\s]*$")
_ENDS_BRIEF = re.compile("呢[?？。!！\\s]*$")


def read_said(text: str, before: str, lines: tuple[str, ...], *, is_beside: bool = False) -> Said:
    plain = without_lead(text)
    led = _LEAD.sub("", plain)
    corrected = _CORRECTION.sub("", led)
    english = _ENGLISH_LEAD.sub("", corrected)
    core = without_particles(english)
    shortened = english != led  # `我问的是…`, `what about …`
    asks_nothing = not ASK.search(core) and text.rstrip().endswith(("?", "？")) and not english.isascii()
    is_brief = shortened or asks_nothing or bool(_ENDS_BRIEF.search(english))
    return Said(english, core, shortened or led != plain, is_brief, before, lines, is_beside)


def without_particles(text: str) -> str:
    return _PARTICLES.sub("", text)
