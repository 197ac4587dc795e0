"""A sentence with figures, read from left to right: what each figure is of, and of which time. Pure.

A figure without a subject of its own takes the one before it (达到8.8万元、增长4.2%); lists are shared out (A、B分别
增长1%、2%).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.comparing import wording as w
from rag.comparing.subjects import Saying, distributed, saying_of
from rag.reporting_periods import ReportingPeriod, in_digits
from rag.standard_indicators import indicator_of
from rag.stated_figures import StatedFigure

# The longest clause of 29 government reports has 46 characters before its figure; sentences of 500 are rare.
_CLAUSE_REACH, _SENTENCE_REACH = 120, 500


@dataclass(frozen=True, slots=True)
class Told:
    """A figure and what its sentence says of it. `before`: the sentence up to it; `own`: its clause.

    `adds`: 新增 belongs to the subject. `year`: None where the sentence names none; `several`: it is of several years.
    """

    stated: StatedFigure
    subject: str
    saying: Saying
    own: str
    before: str
    adds: bool
    year: int | None
    part: str
    several: bool


@dataclass(frozen=True, slots=True)
class _Clause:
    """A figure with its own words, and the subjects that hold where these name none."""

    stated: StatedFigure
    own: str
    earlier: str
    fresh: bool
    after: str


class SentenceReader:
    """One sentence while it is read from left to right."""

    def __init__(self, figures: Sequence[StatedFigure], period: ReportingPeriod) -> None:
        self._period = period
        self._start = figures[0].sentence.start
        self._words = in_digits(figures[0].sentence.of(figures[0].text))
        self._figures = [one for one in figures if not _is_part_of_a_name(one)]
        self._subjects: tuple[str, ...] = ()
        self._action = self._unit = ""
        self._recent: list[str] = []
        self._read_to = 0
        self._year: int | None = None
        self._part = ""
        self._several = False

    def read(self) -> Iterator[Told]:
        index = 0
        while index < len(self._figures):
            run = self._run(index)
            yield from self._read_run(run, index)
            index += len(run)

    def _between(self, start: int, end: int) -> str:
        return self._words[start - self._start : end - self._start]

    def _head(self, stated: StatedFigure) -> str:
        return self._words[: min(stated.figure.span.start - self._start, _CLAUSE_REACH)]

    def _before(self, stated: StatedFigure) -> str:
        start = stated.figure.span.start
        return self._between(max(stated.sentence.start, start - _SENTENCE_REACH), start)

    def _behind(self, stated: StatedFigure) -> str:
        end = stated.figure.span.end
        return self._between(end, min(stated.sentence.end, end + _CLAUSE_REACH))

    def _run(self, index: int) -> list[StatedFigure]:
        """Figures that are listed with nothing between them: 5.2%、6.1%."""
        run = [self._figures[index]]
        for one in self._figures[index + 1 :]:
            gap = self._between(run[-1].figure.span.end, one.figure.span.start)
            if not w.GAP.fullmatch(gap):
                break
            run.append(one)
        return run

    def _clause(self, stated: StatedFigure, index: int) -> _Clause:
        start = stated.figure.span.start
        since = self._figures[index - 1].figure.span.end if index else stated.sentence.start
        since = min(max(since, self._read_to, start - _CLAUSE_REACH), start)
        words = w.REST_OF_FIGURE.sub("", w.IN_BRACKETS.sub("", self._between(since, start)))
        pieces = w.BREAK.split(words)
        after = self._behind(stated)
        return _Clause(
            stated, w.COMMENT.sub("", pieces[-1]), "，".join(pieces[:-1]), index == 0 or len(pieces) > 1, after
        )

    def _read_run(self, run: Sequence[StatedFigure], index: int) -> Iterator[Told]:
        clause = self._clause(run[0], index)
        saying = saying_of(clause.own, clause.after, run[0].figure.text)
        self._note_time(clause, saying, run[0])
        if len(run) > 1:
            yield from self._read_list(run, clause, saying)
            return
        found = self._subject(clause, saying)
        if found is None:
            return
        subject, adds = found
        self._subjects, self._unit = (subject,), run[0].figure.unit
        self._recent.append(subject)
        yield self._told(run[0], subject, saying, clause, adds=adds)

    def _read_list(self, run: Sequence[StatedFigure], clause: _Clause, saying: Saying) -> Iterator[Told]:
        """A、B分别增长1%、2%: each its own; where the counts differ, nothing can be told."""
        subjects = distributed(saying.subject, len(run)) if saying.subject else self._subjects
        if saying.subject and w.SHARE_OF.match(saying.subject) and len(self._subjects) == len(run):
            subjects = tuple(f"{one}{saying.subject}" for one in self._subjects)
        if not saying.subject and len(subjects) != len(run) and "分别" in clause.own:
            subjects = tuple(self._recent[-len(run) :])
        if len(subjects) != len(run):
            self._subjects = ()
            return
        if saying.subject and not w.SHARE_OF.match(saying.subject):
            self._subjects = subjects
        after = self._behind(run[-1])
        loose = saying.loose or saying_of("", after, run[-1].figure.text).loose
        for stated, subject in zip(run, subjects, strict=True):
            each = replace(saying, loose=loose or saying_of("", "", stated.figure.text).loose)
            named = f"{saying.added}{subject}" if saying.added and run[0].figure.unit != "%" else subject
            yield self._told(stated, named, each, clause, adds=bool(saying.added))

    def _told(self, stated: StatedFigure, subject: str, saying: Saying, clause: _Clause, *, adds: bool) -> Told:
        before = self._before(stated)
        return Told(stated, subject, saying, clause.own, before, adds, self._year, self._part, self._several)

    def _note_time(self, clause: _Clause, saying: Saying, stated: StatedFigure) -> None:
        """A year or a part of one holds for the rest of the sentence; several years only for their clause."""
        head = self._before(stated)
        if saying.years and not saying.old:
            self._year = saying.years[-1]
        elif saying.old and self._year is not None and self._year != self._period.year:
            self._year = None
        elif self._year is None and not saying.old and (named := w.YEAR_AT_HEAD.match(self._head(stated))):
            self._year = int(named[1])
        if part := saying.part or ((found := w.PART_BEFORE.search(clause.earlier)) and found[0]):
            self._part = part
        elif re.search(r"全年|年末|年底", clause.own):
            self._part = ""
        since = w.SINCE_YEAR.search(head)
        self._several = (
            saying.several
            or w.SEVERAL_AT_HEAD.search(w.BREAK.split(self._head(stated))[0]) is not None
            or (since is not None and int(since[1]) != self._period.year)
        )

    def _subject(self, clause: _Clause, saying: Saying) -> tuple[str, bool] | None:
        """What the figure is of, and whether words of adding (新增) are part of it; None where that cannot be told."""
        counts = clause.stated.figure.unit != "%"
        noun = _noun_after(clause)
        if noun is None:
            self._subjects = ()
            return None
        if saying.added and counts:
            self._action = saying.added
        if noun:
            return self._with_noun(noun, clause, saying)
        if not saying.subject:
            return self._carried(saying, adds=bool(saying.added) and counts)
        if saying.added and counts:
            return f"{saying.added}{saying.subject}", True
        if is_action(saying.subject):
            return self._done_with_the_same(saying.subject, clause)
        return self._own(clause, saying)

    def _with_noun(self, noun: str, clause: _Clause, saying: Saying) -> tuple[str, bool] | None:
        """新增|35家|企业: the noun stands behind, what was done with it before."""
        own = saying.subject
        self._read_to = clause.stated.figure.span.end + clause.after.index(noun) + len(noun)
        if own and not is_action(own):
            return None
        if own or clause.fresh:
            self._action = f"{saying.added}{own}"
        elif not saying.added:
            own = self._action
        return f"{'累计' if saying.summed else ''}{saying.added}{own}{noun}", bool(saying.added)

    def _carried(self, saying: Saying, *, adds: bool) -> tuple[str, bool] | None:
        """达到8.8万元、|增长4.2%: of what was said before; 新增公园141座、|累计973座: of the thing that was added."""
        if len(self._subjects) != 1:
            return None
        carried = self._subjects[0]
        if adds:
            return f"{saying.added}{_bare(carried)}", True
        is_total = (saying.summed or saying.reached) and not saying.change
        return (_bare(carried) if is_total else carried), False

    def _own(self, clause: _Clause, saying: Saying) -> tuple[str, bool] | None:
        own = saying.subject
        if w.HARVEST.fullmatch(own) and "粮食" in self._before(clause.stated):
            return "粮食总产量", False
        if w.ANAPHORA.match(own) or w.SHARE_OF.match(own):
            if len(self._subjects) != 1:
                return None
            whole = self._subjects[0]
            return (_bare(whole) if w.ANAPHORA.match(own) else f"{whole}{own}"), False
        if saying.summed_before:
            return f"累计{own.replace('累计', '')}", False
        begins = w.ACTION.match(own)
        if begins or clause.fresh:
            self._action = begins[0] if begins else ""
        elif self._action and not saying.reached and not indicator_of(own).rate:
            return f"{self._action}{own}", False  # 办理建议877件、|提案1309件
        return own, False

    def _done_with_the_same(self, own: str, clause: _Clause) -> tuple[str, bool] | None:
        """受理案件120件，|审结|110件: of the same things, where they are counted alike."""
        if len(self._subjects) != 1 or self._unit != clause.stated.figure.unit:
            return None
        done = w.ACTION.match(self._subjects[0])
        return (f"{own}{self._subjects[0][done.end() :]}", False) if done else None


def _is_part_of_a_name(stated: StatedFigure) -> bool:
    if stated.figure.unit in w.YEARS_LONG:
        return True
    end = stated.figure.span.end
    return w.NAMES_A_BOUND.match(stated.text, end, min(stated.sentence.end, end + 6)) is not None


def _noun_after(clause: _Clause) -> str | None:
    """个|未来产业试验场: the counted noun, as far as its clause goes; "" where the figure ends its clause, None where
    what follows is more than a noun."""
    figure = clause.stated.figure
    if figure.unit in ("%", "‰", "个百分点", "元", "倍", "成", "") or w.NO_NOUN.match(clause.after):
        return ""
    if not w.HAN_FOLLOWS.match(clause.after):
        return ""
    found = w.OWN_NOUN.match(clause.after)
    if not found or re.search(r"\d", found["noun"]) or w.LIST_OF_NOUNS.match(clause.after, found.end()):
        return None
    return found["noun"]


def is_action(words: str) -> bool:
    """新增 35家企业: words that say what was done with what is counted, and name nothing else."""
    return w.ACTION.fullmatch(words) is not None


def _bare(subject: str) -> str:
    """The thing of 新增公园, whose total follows."""
    return re.sub(r"^(?:新增|净增|新认定|新培育|新获批|新建成?|新设立?|新登记)+", "", subject)
