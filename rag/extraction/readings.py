"""What can be read off each sentence of the evidence for a question: numbers to judge it by, most of them 0 to 1."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING

import numpy as np

from rag.domain import Figure
from rag.extraction.candidates import Group
from rag.extraction.fitting import fit
from rag.extraction.signs import OFFICE, YEAR, is_heading
from rag.extraction.sought import Found, Sought, Thing, seek, things_in
from rag.matching import Matcher
from rag.questions import Aspect, Kind, Question
from rag.sections import part_of
from rag.words import normalise

if TYPE_CHECKING:
    from numpy.typing import NDArray

READINGS = (
    "cover",  # share of the question's weight in and around the sentence
    "own",  # in it alone
    "group",  # in the section it stands in
    "pairs",  # share of the question's pairs of characters in it
    "run",  # the longest run of them
    "fit",  # how well it holds the kind of thing asked for
    "beside",  # share of the question's weight beside the best thing that could be the answer
    "things",  # how many such things there are
    "held",  # whether there is any
    "focus",  # the word next to the one that asks is in it
    "focus_beside",  # beside the best thing
    "length",
    "asks",  # is a question itself
    "elided",  # breaks off
    "rarest",  # weight of the rarest of the question's words that is not in it
    "rarest_group",  # not in its section
    "timely",  # of the year and half-year asked for, or of another
    "placed",  # names the place asked for
    "of_office",  # its report speaks for the office that the question is put to
    "planned",  # a plan, where a figure is asked for
    "heading",
    "rank",  # of its section
    "named",  # share of the question's names and numbers in it
    "named_group",
    "named_all",  # in any sentence
    "cover_gap",  # how much less than the best sentence's
    "own_gap",
    "pairs_gap",
    "fit_gap",
)
_COLUMN = {name: place for place, name in enumerate(READINGS)}
_PATH_CREDIT = 0.65
_NEAR_CREDIT = 0.45
_FOUND = 0.5
_WINDOW = 25
_FOCUS_WINDOW = 12
_MOST_THINGS = 8
_MOST_RANKS = 10
_MOST_READ = 30


@dataclass(frozen=True, slots=True)
class _Report:
    """What is the same for all sentences of a report. `terms`: those that tell its sentences apart."""

    years: frozenset[str]
    terms: tuple[str, ...]
    weights: tuple[float, ...]
    of_office: bool

    def share(self, credits: Sequence[float]) -> float:
        total = sum(self.weights)
        return sum(map(mul, self.weights, credits)) / total if total else 1.0

    def rarest_missing(self, credits: Sequence[float]) -> float:
        return max((w for w, c in zip(self.weights, credits, strict=True) if c < _FOUND), default=0.0)


@dataclass(frozen=True, slots=True)
class _Section:
    """A group of the evidence with what is read of it once. `credits`: of the words in any of its sentences."""

    group: Group
    report: _Report
    rank: int
    texts: tuple[str, ...]
    own: tuple[Sequence[float], ...]
    head: Sequence[float]
    credits: Sequence[float]
    named: float
    things: tuple[Sequence[Found], ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """Of all sentences in order: sentences × READINGS, the figure that fits best where a figure is asked for, and the
    words that could be the answer ("" = none)."""

    rows: NDArray[np.float64]
    figures: Sequence[Figure | None]
    things: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`values`: of READINGS, in their order."""

    values: Sequence[float]
    figure: Figure | None
    thing: str


class Reader:
    """Reads the evidence for one question."""

    def __init__(self, question: Question, matcher: Matcher) -> None:
        self._question = question
        self._matcher = matcher
        self._sought = seek(question, matcher)

    @property
    def thing(self) -> Thing:
        return self._sought.thing

    def read(self, groups: Sequence[Group]) -> Readings:
        """Of all sentences in order."""
        reports = {title: self._report(text) for title, text in report_texts(groups).items()}
        sections = [self._section(group, reports[group.title], rank) for rank, group in enumerate(groups)]
        sentences = [self._sentence(section, index) for section in sections for index in range(len(section.texts))]
        rows = np.array([one.values for one in sentences], dtype=np.float64)
        return Readings(
            rows=_compared(rows.reshape(-1, len(READINGS)), sections, self._sought),
            figures=[one.figure for one in sentences],
            things=[one.thing for one in sentences],
        )

    def _report(self, text: str) -> _Report:
        question, matcher = self._question, self._matcher
        terms = tuple(term for term in question.terms if not _is_the_reports(term, question, text, matcher))
        weights = tuple(matcher.weights(terms))
        return _Report(frozenset(YEAR.findall(text)), terms, weights, of_office(question, text))

    def _section(self, group: Group, report: _Report, rank: int) -> _Section:
        texts = tuple(normalise(line.text) for line in group.lines)
        head = normalise(" ".join((*group.path, group.title)))
        own = tuple(self._credits(report, text) for text in texts)
        in_head = self._credits(report, head)
        return _Section(
            group=group,
            report=report,
            rank=rank,
            texts=texts,
            own=own,
            head=in_head,
            credits=[max(column) for column in zip(in_head, *own, strict=True)],
            named=_share(self._sought.named, "\n".join((head, normalise(group.mentions), *texts))),
            things=tuple(things_in(text, self._sought.thing, self._sought.plain) for text in texts),
        )

    def _credits(self, report: _Report, text: str) -> Sequence[float]:
        return self._matcher.credits(report.terms, ((text, 1.0),))

    def _sentence(self, section: _Section, index: int) -> _Sentence:
        question, report, group = self._question, section.report, section.group
        line, text, own = group.lines[index].text, section.texts[index], section.own[index]
        figure, fitting = fit(question, line, self._matcher)
        near = section.own[index - 1] if index else [0.0] * len(own)
        around = [
            max(mine, _PATH_CREDIT * head, _NEAR_CREDIT * before)
            for mine, head, before in zip(own, section.head, near, strict=True)
        ]
        values = {
            "cover": report.share(around),
            "own": report.share(own),
            "group": report.share(section.credits),
            "fit": fitting,
            "rarest": report.rarest_missing(own),
            "rarest_group": report.rarest_missing(section.credits),
            "timely": timely(question, line, report.years),
            "placed": float(any(place in line for place in question.places)),
            "of_office": float(report.of_office),
            "planned": float(question.kind is Kind.FIGURE and part_of(group.path) is Aspect.PLANS),
            "heading": float(is_heading(group, line)),
            "things": min(len({words for _, words in section.things[index]}), _MOST_THINGS) / _MOST_THINGS,
            "focus": float(bool(self._sought.focus) and self._sought.focus in text),
            "rank": min(section.rank, _MOST_RANKS) / _MOST_RANKS,
            "length": min(1.0, math.log1p(len(text)) / 6),
            "asks": float(text.rstrip('”"」').endswith("?")),
            "elided": float("..." in text or "…" in text),
            "named": _share(self._sought.named, text),
            "named_group": section.named,
            **self._pairs(text),
        }
        best, beside = self._best_thing(section, index)
        if best:
            values |= {"held": 1.0, "beside": beside, "focus_beside": self._focus_beside(best, text)}
        return _Sentence([values.get(name, 0.0) for name in READINGS], figure, best[1] if best else "")

    def _pairs(self, text: str) -> dict[str, float]:
        """Share of the question's pairs of characters, by weight, and the longest run of them."""
        found = [pair in text for pair in self._sought.pairs]
        weights = self._sought.pair_weights
        total = sum(weights)
        longest = run = 0
        for there in found:
            run = run + 1 if there else 0
            longest = max(longest, run)
        return {
            "pairs": sum(w for w, there in zip(weights, found, strict=True) if there) / total if total else 0.0,
            "run": longest / len(found) if found else 0.0,
        }

    def _best_thing(self, section: _Section, index: int) -> tuple[Found | None, float]:
        """The thing that could be the answer beside which most of the question stands, and how much."""
        best, most = None, -1.0
        text = section.texts[index]
        is_plain = normalise(text) == text  # then each part of it is, too
        for at, words in section.things[index][:_MOST_READ]:
            window = text[max(0, at - _WINDOW) : at + len(words) + _WINDOW]
            plain = window if is_plain else normalise(window)
            share = section.report.share(self._matcher.credits_in(section.report.terms, plain))
            if share > most:
                best, most = (at, words), share
        return best, most

    def _focus_beside(self, best: Found, text: str) -> float:
        at, words = best
        focus = self._sought.focus
        return float(bool(focus) and focus in text[max(0, at - _FOCUS_WINDOW) : at + len(words) + _FOCUS_WINDOW])


def _compared(rows: NDArray[np.float64], sections: Sequence[_Section], sought: Sought) -> NDArray[np.float64]:
    """With the readings that compare a sentence with all others."""
    if not len(rows):
        return rows
    for name in ("cover", "own", "pairs", "fit"):
        column = rows[:, _COLUMN[name]]
        rows[:, _COLUMN[f"{name}_gap"]] = column.max() - column
    everything = "\n".join(text for section in sections for text in section.texts)
    rows[:, _COLUMN["named_all"]] = _share(sought.named, everything)
    return rows


def _share(wanted: Sequence[str], text: str) -> float:
    return sum(one in text for one in wanted) / len(wanted) if wanted else 1.0


def report_texts(groups: Sequence[Group]) -> dict[str, str]:
    """By title, all that is shown of a report: what it is about, and of when."""
    texts: dict[str, str] = {}
    for group in groups:
        rows = " ".join(line.text for line in group.lines)
        shown = f"{' '.join(group.path)} {group.title} {group.year} {group.mentions} {rows}"
        texts[group.title] = f"{texts.get(group.title, '')} {shown}"
    return texts


def of_office(question: Question, report: str) -> bool:
    """Whether the report speaks for the kind of office (`厅`, `局`) that the question is put to."""
    return bool(question.office) and (f"我{question.office}" in report or f"{question.office}党组" in report)


def _is_the_reports(term: str, question: Question, report: str, matcher: Matcher) -> bool:
    """Places, and offices that the report names, say which report is meant, not which sentence of it."""
    return term in question.places or (
        bool(OFFICE.search(term)) and matcher.credits((term,), ((report, 1.0),))[0] > 0.6
    )


def timely(question: Question, text: str, years: frozenset[str]) -> float:
    """A bonus where a year or half-year asked for stands in the sentence or the report, a malus where another does."""
    bonus = 0.0
    if question.years:
        named = set(YEAR.findall(text))
        if named & set(question.years):
            bonus += 0.3
        elif named or not years & set(question.years):
            bonus -= 0.6
        else:
            bonus += 0.2
    if question.half:
        other = "下半年" if question.half == "上半年" else "上半年"
        bonus += 0.15 * (question.half in text) - 0.3 * (other in text and question.half not in text)
    return bonus
