"""Whether a figure that stands as cited is of the place, the time and the state that the question is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evidence import Evidence
from rag.figures import find_figures
from rag.questions import Aspect
from rag.sections import aspect_of
from rag.verification import Context
from rag.verification.context import years_in
from rag.verification.places import apart, places_in
from rag.verification.placing import place_figures
from rag.verification.spells import WHOLE_YEAR, months_around, months_of
from rag.verification.text import canonical
from rag.words import normalise

# Where several places or times are asked about, each may be told by itself.
_ASKS_OF_EACH = re.compile("各|分别|哪|其中|相比|比较|对比|差|最|变化|[县区市][区县市]")
_ASKS_FOR_RESULTS = re.compile("实际|已经|完成了|做到了|落实了|建成了|实现了")


def around_of(one: Evidence, *, shown_there: bool = False) -> Context:
    """What stands around a sentence that is cited; `shown_there` as in `Context`."""
    return Context(one.year, one.report_title, one.path, one.mentions, shown_there)


def is_of_another_year(text: str, cited: Sequence[Evidence], asked: frozenset[str]) -> bool:
    """A figure that stands as cited, of a year that was not asked about, without saying so."""
    if not asked or years_in(text) or not find_figures(text):
        return False
    known = [years_in(one.text) or around_of(one).years for one in cited]
    return all(years and not years & asked for years in known)


def is_of_another_place(text: str, cited: Sequence[Evidence], question: str) -> bool:
    """全县 is told of, or a report of a county cited, where 全市 is asked about; 全市 where one county is."""
    asked = places_in(normalise(question))
    if not asked or _ASKS_OF_EACH.search(question):
        return False
    told = places_in(normalise(text))
    if told and not apart(asked, told):
        return False
    around = frozenset[str]().union(*(places_in(normalise(around_of(one).words)) for one in cited))
    named = {place for place in asked if not place.startswith("全")}
    if named & around:
        return False
    return apart(asked, told or around)


def is_of_another_part_of_year(text: str, cited: Sequence[Evidence], question: str) -> bool:
    """A figure of all the year, or of another part of it, where a part is asked about."""
    asked = months_of(question)
    if asked in (None, WHOLE_YEAR) or _ASKS_OF_EACH.search(question):
        return False
    for one in cited:
        told = months_of(text) or months_of(one.text) or months_around(one.path, one.report_title)
        if told == asked:
            return False
    return True


def is_only_planned(text: str, cited: Sequence[Evidence], question: str) -> bool:
    """What is planned only, where it is asked what has been done."""
    if not _ASKS_FOR_RESULTS.search(question):
        return False
    figures = place_figures([text])
    return all(figure.aimed_at for figure in figures) or all(aspect_of(one.path) is Aspect.PLANS for one in cited)


def is_masked_part(text: str, question: str) -> bool:
    """Of the figures in `text` the masked one is nearest to the words of the question."""
    figures = place_figures([text])
    if not any(figure.figure.masked for figure in figures):
        return False
    asked = canonical(question).pairs
    scored = [(len(asked & figure.near), figure.figure.masked) for figure in figures]
    best = max(score for score, _ in scored)
    return best > 0 and all(masked for score, masked in scored if score == best)
