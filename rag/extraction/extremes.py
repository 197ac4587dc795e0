"""Which of several has most: the figures that one sentence gives for things of a kind, compared by code. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.domain import Figure
from rag.extraction.candidates import Candidate, Pick
from rag.extraction.deciding import year_fits
from rag.extraction.wording import shorten
from rag.figures import find_figures
from rag.matching import Matcher
from rag.questions import Question

_MIN_COVER = 0.6
_LEAST = re.compile("最[少小低慢短差]")
_BREAK = re.compile("[，,。；;：:、（）()]|其中|分别|[0-9.]+[^0-9，,。；;：:、]{0,3}(?=[\u4e00-\u9fff]{2,8}[0-9])")
_VERBS = re.compile("(?:有|是|为|达到?|完成|建成|新增|各)$")
_WHICH_MOST = re.compile("哪[^，。？?]{0,14}最|最[^，。？?]{0,8}是?哪")
_SINGLED_OUT = re.compile("最|第一|首位|居首|冠军|榜首|领先")
_ASKING = re.compile("最|哪|第一|居首|排名")
# Kinds of places by which a question may call any of the others.
_PLACES = frozenset("省市县区镇乡村州盟旗") | {"街道", "社区", "乡镇", "县区", "区县", "地市", "地方", "地区", "城市"}


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    figure: Figure


def extreme_picks(question: Question, candidates: Sequence[Candidate], matcher: Matcher) -> list[Pick]:
    """The thing that has most (or least) with its figure, and the sentence that gives all of them; [] for none."""
    terms = tuple(term for term in question.terms if not _ASKING.search(term) and term not in _PLACES)
    for one in candidates:
        around = " ".join((*one.group.path, one.group.title))
        if matcher.coverage(terms, ((one.line.text, 1.0), (around, 0.8))) < _MIN_COVER:
            continue
        if question.years and not year_fits(question, one):
            continue
        best = _best(question, one.line.text)
        if best:
            text = one.line.text
            return [
                Pick(one.line.handle, f"{best.name}{_between(text, best)}{best.figure.text}"),
                Pick(one.line.handle, shorten(text, question, best.figure, matcher)),
            ]
    return []


def says_which(question: Question, one: Candidate) -> bool:
    """Where one of several is to be named (`哪个区最多`), the sentence must single one out itself."""
    return not question.most or not _WHICH_MOST.search(question.text) or bool(_SINGLED_OUT.search(one.line.text))


def _between(text: str, best: _Named) -> str:
    """What stands between the name and its figure (`有`, `达到`)."""
    start = text.rfind(best.name, 0, best.figure.span.start) + len(best.name)
    return text[start : best.figure.span.start]


def _best(question: Question, text: str) -> _Named | None:
    """The extreme of the largest group of named figures in one unit, where it is one alone and none is masked."""
    by_unit: dict[str, list[_Named]] = defaultdict(list)
    for named in _named(question, text):
        by_unit[named.figure.unit].append(named)
    found = max(by_unit.values(), key=len, default=[])
    if len(found) < 2 or any(one.figure.value is None for one in found):
        return None
    values = [one.figure.value or Decimal(0) for one in found]
    wanted = min(values) if _LEAST.search(question.most) else max(values)
    return found[values.index(wanted)] if values.count(wanted) == 1 else None


def _named(question: Question, text: str) -> Iterator[_Named]:
    """Figures that stand right behind a name of the kind asked for."""
    position = 0
    for figure in find_figures(text):
        before = _BREAK.split(text[position : figure.span.start])[-1]
        name = _VERBS.sub("", before)
        if len(name) > 1 and _is_kind(question.which, name):
            yield _Named(name, figure)
        position = figure.span.end


def _is_kind(which: str, name: str) -> bool:
    if not which or which in _PLACES:
        return any(name.endswith(one) for one in _PLACES)
    return name.endswith(which)
