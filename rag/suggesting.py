"""Questions to begin with, made from what the reports say, and only those that they answer.

reports ─> the latest few ─> their key figures, problems and plans ─> questions ─> each asked, kept if answered
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest
from typing import Protocol

from rag.domain import Answer, AnswerStatus, Report, ReportFilter, Verdict
from rag.errors import RagError
from rag.ports import Ledger
from rag.questions import Aspect
from rag.sections import aspect_of
from rag.standard_indicators import indicator_of
from rag.stated_figures import StatedFigure, stated_figures
from rag.summarizing.key_figures import key_figures

MOST = 6
# The newest say what people ask about; reading a report takes some 20 ms, asking a question some 50.
_REPORTS = 3
_FIGURES_A_REPORT = 4
_REMEMBERED = 64
_LONGEST_TITLE = 30

_PEOPLE = re.compile("(?:万|亿)?(?:人次|人|名|户|家|所|个|件|套)$")
# What is no name of a quantity when it stands alone in a question.
_UNFIT = re.compile(r"[，。；：、“”《》（）()\d*]|^(?:其中|每|同比|比上年)")
_NOUN = re.compile(
    "(?:率|收入|支出|总值|增加值|产量|余额|总额|人数|户数|就业|再就业|参保|投资|资金|贷款|养老金|床位|面积|里程|总量|规模|销售额)$"
)
_SHORTEST, _LONGEST = 4, 16
_DONE = "主要做了哪些工作？"
_OF_ASPECTS = ((Aspect.PROBLEMS, "工作中存在哪些问题？"), (Aspect.PLANS, "下一步有哪些重点工作？"))


class Ask(Protocol):
    """Answers with the built-in model: suggestions cost no tokens."""

    def __call__(self, question: str, *, where: ReportFilter) -> Answer: ...


class Suggesting:
    """Suggests questions over a ledger. What was found is remembered until the ledger changes."""

    def __init__(self, *, ledger: Ledger, ask: Callable[[], Ask]) -> None:
        self._ledger = ledger
        self._ask = ask
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[int, ReportFilter], tuple[str, ...]] = OrderedDict()

    def suggest(self, where: ReportFilter = ReportFilter()) -> tuple[str, ...]:
        """At most MOST questions, in Chinese as the reports are; none where nothing passes `where`."""
        key = (self._ledger.state().revision, where)
        with self._lock:
            if key not in self._known:
                self._known[key] = tuple(islice(self._answered(where), MOST))
                while len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
            return self._known[key]

    def _answered(self, where: ReportFilter) -> Iterator[str]:
        everything = self._ledger.reports(where)
        questions = [self._of_report(one, where, everything) for one in _latest(everything)]
        turned = [one[index:] + one[:index] for index, one in enumerate(questions)]  # not of all of them the same
        ask = self._ask()
        for one in chain.from_iterable(zip_longest(*turned)):
            if one and _is_good(ask, one):
                yield one.shown

    def _of_report(self, report: Report, where: ReportFilter, others: Sequence[Report]) -> list[_Suggested]:
        """Of a report that the question can name among the others: by its year, or by its title."""
        if len(others) == 1:
            return [_Suggested(one, one, where, report.id) for one in self._bare(report)]
        if report.year and [one.year for one in others].count(report.year) == 1:
            named = [f"{report.year}年{one}" for one in self._bare(report)]
            return [_Suggested(one, one, where, report.id) for one in named]
        is_one = [one.title for one in others].count(report.title) == 1 and "《" not in report.title
        if not is_one or len(report.title) > _LONGEST_TITLE:
            return []
        alone = replace(where, report_ids=(report.id,))
        return [_Suggested(f"《{report.title}》中，{one}", one, alone, report.id) for one in self._bare(report)]

    def _bare(self, report: Report) -> list[str]:
        """A figure first, then what was done, problems and plans, then more figures."""
        parsed = self._ledger.parsed(report.id)
        figures = [_of_figure(one) for one in _telling(list(stated_figures(report, parsed)))]
        aspects = {aspect_of(one.path) for one in parsed.walk()}
        whole = [_DONE, *(question for aspect, question in _OF_ASPECTS if aspect in aspects)]
        return [*figures[:1], *whole, *figures[1:]]


@dataclass(frozen=True, slots=True)
class _Suggested:
    """A question as it is shown, what it comes to when it is put, and the report that it was made from."""

    shown: str
    asked: str
    where: ReportFilter
    report_id: str


def _latest(reports: Sequence[Report]) -> list[Report]:
    return sorted(reports, key=lambda one: (-(one.year or 0), -one.figures, one.id))[:_REPORTS]


def _telling(stated: Sequence[StatedFigure]) -> list[StatedFigure]:
    """Key figures whose names stand by themselves, each name once."""
    named: dict[str, StatedFigure] = {}
    for row in key_figures(stated, [], limit=4 * _FIGURES_A_REPORT):
        name = row.stated.figure.indicator
        if _is_name(name) and not row.stated.planned:
            named.setdefault(name, row.stated)
    return list(named.values())[:_FIGURES_A_REPORT]


def _is_name(indicator: str) -> bool:
    """Whether people would ask for it by these words: a standard indicator, or a noun of quantity at the end."""
    if not _SHORTEST <= len(indicator) <= _LONGEST or _UNFIT.search(indicator):
        return False
    return indicator_of(indicator).known or bool(_NOUN.search(indicator))


def _of_figure(stated: StatedFigure) -> str:
    figure = stated.figure
    counted = _PEOPLE.search(figure.unit)
    if counted and not figure.indicator.endswith(("人数", "户数", "数", "数量", "总数")):
        return f"{figure.indicator}多少{counted[0].lstrip('万亿')}？"
    return f"{figure.indicator}是多少？"


def _is_good(ask: Ask, one: _Suggested) -> bool:
    """Answered, by what the report discloses that it was made from."""
    try:
        answer = ask(one.asked, where=one.where)
    except RagError:
        return False
    if answer.status is not AnswerStatus.ANSWERED or answer.dropped or not answer.claims:
        return False
    discloses = all(claim.verdict is not Verdict.UNDISCLOSED for claim in answer.claims)
    return discloses and any(citation.place.report_id == one.report_id for citation in answer.citations)
