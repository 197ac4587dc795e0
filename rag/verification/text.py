"""Text made comparable: one form for widths, quotes and spaces; character pairs of its content; clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.figures import find_figures
from rag.figures.numerals import fold

_FORMS = str.maketrans(
    {
        "(": "（",
        ")": "）",
        ",": "，",
        ";": "；",
        ":": "：",
        "!": "！",
        "?": "？",
        "'": "’",
        "•": "·",
        "∙": "·",
        "~": "-",
    }
)
_SPACE = re.compile(r"\s+")
_QUOTES = re.compile(r"[“”\"‘’’「」『』]")
_CLAUSE = re.compile(r"[，。；：！？\n]|——")
_ENDS = frozenset("，。；：！？、\n—（）“”")
_MARKER = re.compile(r"\d{1,2}[.．]|第[一二三四五六七八九十百]{1,4}[条章节]|[①-⑳]")
_EMPTY = re.compile(r"[的了着和与及等也均之]|其中|同时|并且|以及|此外|另外")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
# Two ways to say what a change is measured against.
_SINCE_LAST_YEAR = re.compile(r"(?:比|较|与|和)(?:上年|去年)(?:同期)?(?:相比)?")
_DATE = re.compile(r"\d+[年月日](?:份|以来)?")
# Words with which a model introduces what a report says.
_FRAME = re.compile(
    r"(?:根据|据|按照)?(?:该|本|上述|这份)?(?:工作)?(?:报告|材料|文件|原文|文中|文本|资料)(?:的)?(?:内容|所述|中)?(?:显示|指出|提到|提出|称|表明|认为|记载|表示)?"
)


def one_form(text: str) -> str:
    """Widths, spaces and marks of one kind; masks of any length as one `*`."""
    folded = _SPACE.sub("", fold(text).translate(_FORMS))
    return re.sub(r"\*+", "*", folded)


def without_quotes(text: str) -> str:
    return _QUOTES.sub("", one_form(text))


def stands_whole(claim: str, span: str) -> bool:
    """The claim is a run of whole clauses of the span: a piece cut out of one may have lost its 未 or its 余."""
    wanted, text = one_form(claim).strip("，。；：！？、"), one_form(span)
    if not wanted:
        return False
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if (start == 0 or text[start - 1] in _ENDS or _MARKER.fullmatch(text, 0, start)) and (
            end == len(text) or text[end] in _ENDS
        ):
            return True
        start = text.find(wanted, start + 1)
    return False


@dataclass(frozen=True, slots=True)
class Canonical:
    """A piece of text as its content: the pairs of neighbouring characters, without figures and empty words."""

    pairs: frozenset[str]
    count: int


@lru_cache(maxsize=4096)
def canonical(text: str) -> Canonical:
    pairs = pairs_of(text)
    return Canonical(frozenset(pairs), len(pairs))


def pairs_of(text: str) -> list[str]:
    """Pairs of neighbouring Han characters of the content, in order."""
    kept, position = [], 0
    for figure in find_figures(text):
        kept.append(text[position : figure.span.start])
        position = figure.span.end
    kept.append(text[position:])
    words = _SINCE_LAST_YEAR.sub("同比", _DATE.sub("|", _FRAME.sub("", without_quotes("|".join(kept)))))
    return [run[index : index + 2] for run in _HAN.findall(_EMPTY.sub("", words)) for index in range(len(run) - 1)]


def clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(one_form(text)) if clause]
