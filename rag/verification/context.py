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
_REVIEW = re.compile(r"回顾|过去一年|一年来|工作总结|工作情况|完成情况")
_LAST = re.compile(r"去年|上年|上一年")
# Given in January of its year, it tells of the year before.
_GOVERNMENT_REPORT = "政府工作报告"
_YEAR_BEFORE_LAST = re.compile(r"前年")


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around one cited sentence. `year`: the report's; `path`: the headings above, outermost first;
    `mentions`: places and years that the report is about, though it says so elsewhere. `shown_there`: it is shown
    among what the report has under such headings, as in a summary: a plan need not be called one again."""

    year: int | None = None
    title: str = ""
    path: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    shown_there: bool = False

    @property
    def words(self) -> str:
        """The text that may lend names and words."""
        return "。".join([self.title, *self.path, *self.mentions])

    @property
    def is_shown_as_plan(self) -> bool:
        """Whether readers see the claim among plans."""
        return self.shown_there and bool(_PLANS.search("。".join(self.path)))

    @property
    def years(self) -> frozenset[str]:
        """The years that the sentence may be of where it names none itself; empty where nothing is known.

        The nearest heading that names years decides; below a heading of plans without a year the report's next year
        counts too, and a report of a government to its congress looks back on the year before its own.
        """
        for heading in reversed(self.path):
            if named := years_in(heading):
                return named
        if self.year is None:
            return years_in(self.title) or years_in("、".join(self.mentions))
        return frozenset(str(self.year + offset) for offset in self._offsets())

    def _offsets(self) -> tuple[int, ...]:
        """The years that the sentence may be of, counted from the report's."""
        headings = "。".join(self.path)
        if _LAST.search(headings):
            return (-1,)
        plans = bool(_PLANS.search(headings))
        if _GOVERNMENT_REPORT in self.title:
            return (0,) if plans else (-1,) if _REVIEW.search(headings) else (-1, 0)
        return (0, 1) if plans else (0,)


NOTHING_AROUND = Context()


def years_in(text: str) -> frozenset[str]:
    """The years that `text` names, 2021—2023年 with the one between."""
    named: set[str] = set()
    for found in _YEARS.finditer(fold(text)):
        first, last = int(found["first"]), int(found["last"] or found["first"])
        named.update(map(str, range(first, last + 1) if first <= last <= first + 30 else (first, last)))
    return frozenset(named)


def is_of_last_year(period: str, context: Context = NOTHING_AROUND) -> bool:
    """Whether the words say 去年 or 上年 of a figure, in its sentence or above it."""
    above = "。".join(context.path)
    return bool(_LAST.search(period) or _LAST.search(above) or _GOVERNMENT_REPORT in context.title)


def year_of_period(period: str, around: frozenset[str]) -> frozenset[str]:
    """The years that a time said in the sentence stands for: its own, or by 去年 the one before the sentence's."""
    if named := years_in(period):
        return named
    if _LAST.search(period):
        return frozenset(str(int(year) - 1) for year in around)
    if _YEAR_BEFORE_LAST.search(period):
        return frozenset(str(int(year) - 2) for year in around)
    return around


def around(context: Sequence[Context], source: int) -> Context:
    """The context of the span at `source`: there may be fewer contexts than spans."""
    return context[source] if source < len(context) else NOTHING_AROUND
