"""Where a cited sentence stands: its report's year and title, the headings above it.

These may lend a claim names, words and years, never a figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.figures.numerals import fold

_YEARS = re.compile(r"(?<!\d)(?P<first>(?:19|20)\d\d)(?:年?[-~—–至到]+(?P<last>(?:19|20)\d\d))?(?!\d)")
_PLANS = re.compile(r"打算|计划|安排|下一步|下步|明年|来年|目标|思路|工作重点|重点工作|工作要点|展望|部署")
_PREVIOUS = re.compile(r"去年|上年|上一年")
_BEFORE_PREVIOUS = re.compile(r"前年")


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around one cited sentence. `year`: the report's; `path`: the headings above, outermost first."""

    year: int | None = None
    title: str = ""
    path: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The text that may lend names and words."""
        return "。".join([self.title, *self.path])

    @property
    def years(self) -> frozenset[str]:
        """The years that the sentence may be of where it names none itself; empty where nothing is known.

        The nearest heading that names years decides; below a heading of plans without a year the report's next year
        counts too.
        """
        for heading in reversed(self.path):
            if named := years_in(heading):
                return named
        named = frozenset({str(self.year)}) if self.year else years_in(self.title)
        if self.year and any(_PLANS.search(heading) for heading in self.path):
            named |= {str(self.year + 1)}
        return named


NOTHING_AROUND = Context()


def years_in(text: str) -> frozenset[str]:
    """The years that `text` names, 2021—2023年 with the one between."""
    named: set[str] = set()
    for found in _YEARS.finditer(fold(text)):
        first, last = int(found["first"]), int(found["last"] or found["first"])
        named.update(map(str, range(first, last + 1) if first <= last <= first + 30 else (first, last)))
    return frozenset(named)


def year_of_period(period: str, around: frozenset[str]) -> frozenset[str]:
    """The years that a time said in the sentence stands for: its own, or by 去年 the one before the sentence's."""
    if named := years_in(period):
        return named
    if _PREVIOUS.search(period):
        return frozenset(str(int(year) - 1) for year in around)
    if _BEFORE_PREVIOUS.search(period):
        return frozenset(str(int(year) - 2) for year in around)
    return around


def around(context: Sequence[Context], source: int) -> Context:
    """The context of the span at `source`: there may be fewer contexts than spans."""
    return context[source] if source < len(context) else NOTHING_AROUND
