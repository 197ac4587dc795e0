"""Which candidates a part of a summary takes: each section has its say, nothing twice, what the room holds. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rag.domain import Span
from rag.summarizing.points import Point
from rag.summarizing.weighing import Block, Candidate

# Set by reading the summaries named in weighing.py.
_MIN_SCORE = -0.35  # below this a statement is left out even where there is room
_MIN_FILLING = 0.1  # and of a section that has had its say already, unless it is worth this much
_MIN_WANTED = -0.8  # or the length asked for is not reached
_SAME_BLOCK_COST = 0.55
_OVERDRAWN_COST = 0.5  # of a section that has had its share
_ROOM = 1.35  # of its fair share a section's first point may take
_SHORTEST_SHARE = 26  # characters: with less a section has no sentence
_MAX_CANDIDATES = 1_000  # a summary takes some 30; bounds the work on a report of many thousand sentences


@dataclass(slots=True)
class Said:
    """What the summary says so far, in all its parts. `sentences`: of texts that are shown sentence by sentence."""

    candidates: list[Candidate] = field(default_factory=list)
    sentences: list[Span] = field(default_factory=list)

    def holds(self, candidate: Candidate, *, but: Candidate | None = None) -> bool:
        return any(
            one is not but and (candidate.says_the_same_as(one) or candidate.shares_with(one))
            for one in self.candidates
        )


class Selection:
    """Candidates of one part are taken up to so many characters; what is taken is known to the other parts."""

    def __init__(self, offered: Iterable[Candidate], said: Said, *, weights: Mapping[object, float] | None = None):
        ranked = sorted(offered, key=lambda one: (-one.score, one.start))
        self._offered = [one for one in ranked if one.score >= _MIN_WANTED][:_MAX_CANDIDATES] or ranked[:1]
        self._units = max(len({one.unit for one in self._offered}), 1)
        self._said = said
        self._weights = weights or {}
        self.taken: list[Candidate] = []

    @property
    def has_headings(self) -> bool:
        """Whether its sections are sections, not items and paragraphs."""
        return any(one.unit != one.block for one in self._offered)

    @property
    def offered(self) -> Sequence[Candidate]:
        return self._offered

    def whole(self) -> int:
        """Characters of all that it could take."""
        return sum(one.characters for one in self._offered if len(one.point.parts) == 1)

    @property
    def characters(self) -> int:
        return sum(one.characters for one in self.taken)

    def lead(self, room: float, most: int, *, least: float, together: bool = False) -> None:
        """The best, and so many more that are worth `least` of it; `together`: of one paragraph too."""
        for one in self._offered:
            good = not self.taken or one.score >= least * self.taken[0].score
            apart = together or all(one.block != other.block for other in self.taken)
            if good and apart and one.characters <= room - self.characters and not self._said.holds(one):
                self._take(one)
            if len(self.taken) >= most:
                return

    def first(self, room: float, *, characters: int) -> None:
        """The first of the report with so many characters that is worth something, as long as there is room."""
        free = [one for one in self._offered if one.characters <= room and not self._said.holds(one)]
        worthy = [one for one in free if one.score >= _MIN_SCORE and one.characters >= characters]
        if chosen := min(worthy or free, key=lambda one: (one.start, -one.characters), default=None):
            self._take(chosen)

    def cover(self, room: float, *, share: float = _SHORTEST_SHARE, least: float = _MIN_SCORE) -> None:
        """One point of each section, the best that leaves room for the others; the best sections where not all have
        their `share` of characters; nothing that is worth less than `least`."""
        units: dict[Block, list[Candidate]] = {}
        for one in self._offered:
            if one.score >= least:
                units.setdefault(one.unit, []).append(one)
        room_for = max(1, int(room // share))
        if len(units) > room_for and self.has_headings:  # items and paragraphs by their worth
            larger = self._larger(list(units), room_for)
            units = {unit: of for unit, of in units.items() if unit in larger}
        served = list(units.values())[:room_for]
        left = room - self.characters
        for number, unit in enumerate(served):
            fair = left / (len(served) - number)
            fitting = [one for one in unit if one.characters <= min(fair * _ROOM, left)]
            chosen = next((one for one in fitting if not self._said.holds(one)), None)
            chosen = chosen or self._shortest(unit, left)
            if chosen:
                self._take(chosen)
                left -= chosen.characters

    def fill(self, room: float, *, evenly: bool = True, least: float = _MIN_FILLING) -> None:
        """The best that still fits; `evenly`: each that is taken makes the others of its section less welcome."""
        spent, blocks = self._spent()
        remaining = [one for one in self._offered if one.score >= least and one.characters <= room - self.characters]
        while remaining:
            if evenly:
                best = max(remaining, key=lambda one: (self._worth(one, spent, blocks, room), -one.start))
                if least >= _MIN_FILLING and self._worth(best, spent, blocks, room) < _MIN_SCORE:
                    break
            else:
                best = remaining[0]
            remaining.remove(best)
            if self._said.holds(best):
                continue
            self._take(best)
            spent[best.unit] += best.characters
            blocks[best.block] += 1
            remaining = [one for one in remaining if one.characters <= room - self.characters]

    def reach(self, room: float) -> None:
        """What is worth little too, for a length that is asked for."""
        self.fill(room, least=_MIN_WANTED)

    def lengthen(self, room: float) -> None:
        """Longer runs of the sentences that are taken already, and what labels lead, while there is room."""
        for index, one in enumerate(self.taken):
            longer = [
                other
                for other in self._offered
                if _is_longer(other.point, one.point)
                and 0 < other.characters - one.characters <= room - self.characters
                and other.score >= one.score - 0.1
                and not self._said.holds(other, but=one)
            ]
            if longer:
                self._said.candidates.remove(one)
                self.taken[index] = max(longer, key=lambda other: (other.score, -other.characters))
                self._said.candidates.append(self.taken[index])

    def keep(self, wanted: Sequence[Candidate]) -> None:
        """Gives the others back: they are free for the other parts."""
        for one in self.taken:
            if one not in wanted:
                self._said.candidates.remove(one)
        self.taken = [one for one in self.taken if one in wanted]

    def in_order(self, reports: Sequence[str]) -> list[Candidate]:
        return sorted(self.taken, key=lambda one: (reports.index(one.point.report_id), one.start))

    def _larger(self, units: Sequence[Block], number: int) -> list[Block]:
        """The section with the best to say, then the largest, one of each outermost section among them."""
        by_size = [units[0], *sorted(units[1:], key=lambda unit: -self._weights.get(unit, 0.0))]
        first = {unit[:1]: unit for unit in reversed(by_size)}
        ahead = sorted(first.values(), key=by_size.index)[:number]
        return (ahead + [unit for unit in by_size if unit not in ahead])[:number]

    def _shortest(self, unit: Sequence[Candidate], left: float) -> Candidate | None:
        free = [one for one in unit if one.characters <= left and not self._said.holds(one)]
        return min(free, key=lambda one: one.characters, default=None)

    def _take(self, candidate: Candidate) -> None:
        self.taken.append(candidate)
        self._said.candidates.append(candidate)

    def _spent(self) -> tuple[Counter[object], Counter[object]]:
        spent: Counter[object] = Counter()
        for one in self.taken:
            spent[one.unit] += one.characters
        return spent, Counter(one.block for one in self.taken)

    def _worth(self, one: Candidate, spent: Counter[object], blocks: Counter[object], room: float) -> float:
        share = self._weights.get(one.unit, 0.0) or 1 / self._units
        overdrawn = spent[one.unit] / max(share * room, _SHORTEST_SHARE)
        return one.score - _SAME_BLOCK_COST * blocks[one.block] - _OVERDRAWN_COST * overdrawn


def _is_longer(other: Point, one: Point) -> bool:
    """Whether `other` says what `one` says and more of the same sentence, or what its label leads."""
    if len(other.parts) > len(one.parts):
        return other.parts[0] == one.parts[0]
    same = other.parts[:-1] == one.parts[:-1] and other.parts[-1].sentence == one.parts[-1].sentence
    return same and other.parts[-1].span.contains(one.parts[-1].span)
