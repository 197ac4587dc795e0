"""What is chosen from, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from rag.domain import Figure


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence shown under its handle."""

    handle: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences of one section, in order. `year` is the report's, if known; `mentions`: what it names elsewhere."""

    title: str
    year: str
    path: tuple[str, ...]
    lines: tuple[Line, ...]
    mentions: str = ""


@dataclass(frozen=True, slots=True)
class Pick:
    """What goes into the answer: words that stand in the sentence under `handle`, or a masked place in it.

    `also`: further sentences that a claim put together by code rests on (a count, a difference, a whole report).
    """

    handle: str
    text: str
    masked: bool = False
    also: tuple[str, ...] = ()

    @property
    def handles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.handle, *self.also)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence weighed against the question.

    `cover`: share of the question's weight found in and around it; `own`: in it alone (both 0 to 1); `fit`: how well
    it holds the kind of thing asked for; `score`: how likely it answers, 0 to 1; `thing`: the words of it that could be
    the answer, "" = none, or not of a kind that stands in words.
    """

    group: Group
    index: int
    cover: float
    own: float
    fit: float
    score: float
    figure: Figure | None
    thing: str = ""

    @property
    def line(self) -> Line:
        return self.group.lines[self.index]
