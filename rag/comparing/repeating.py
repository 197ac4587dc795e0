"""What reports say word for word alike: whole sentences, and runs of clauses within sentences that differ. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from rag.clauses import is_balanced, leans_back
from rag.comparing.reading import ReadReport
from rag.comparing.stock import is_ceremony, is_thanks
from rag.comparing.units import Unit, cited, clauses_of, folded
from rag.domain import ComparedText, Span

# Shorter ones are turns of phrase that any two reports share. Read on the 24 reports of the development data.
_MIN_SENTENCE, _MIN_RUN = 12, 24
# Of a clause that stands in a report over and over; bounds the work.
_MAX_OCCURRENCES = 20


@dataclass(frozen=True, slots=True)
class _Clause:
    unit: Unit
    span: Span
    key: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Clauses `first..last` of a report, all of one sentence."""

    report: int
    first: int
    last: int


class _Clauses:
    """The clauses of a report, in order."""

    def __init__(self, source: ReadReport) -> None:
        self.source = source
        self.text = source.parsed.text
        self.all = [one for unit in source.units if not unit.heading and not unit.explains for one in self._of(unit)]

    def _of(self, unit: Unit) -> Iterator[_Clause]:
        for span in clauses_of(self.text, unit.span):
            yield _Clause(unit, span, folded(span.of(self.text)))

    @cached_property
    def places(self) -> Mapping[str, Sequence[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for index, clause in enumerate(self.all):
            places[clause.key].append(index)
        return places

    def span(self, run: _Run) -> Span:
        return Span(self.all[run.first].span.start, self.all[run.last].span.end)

    def key(self, run: _Run) -> str:
        return "，".join(one.key for one in self.all[run.first : run.last + 1])

    def says_enough(self, run: _Run) -> bool:
        whole = all(
            not 0 <= index < len(self.all) or self.all[index].unit != self.all[run.first].unit
            for index in (run.first - 1, run.last + 1)
        )
        if is_thanks(self.all[run.first].unit.words):
            return False
        clauses = [one.span.of(self.text) for one in self.all[run.first : run.last + 1]]
        if not whole and (leans_back(clauses[0]) or clauses[0].startswith("其中")):
            return False
        own = sum(len(folded(one)) for one in clauses if not is_ceremony(one))
        return own >= (_MIN_SENTENCE if whole else _MIN_RUN) and is_balanced(self.span(run).of(self.text))


def repeated(sources: Sequence[ReadReport]) -> list[ComparedText]:
    """Each text once, as the last report that has it, in its order, and cited from each that does."""
    clauses = [_Clauses(source) for source in sources]
    groups: dict[str, dict[int, _Run]] = defaultdict(dict)
    for earlier, later in combinations(range(len(clauses)), 2):
        for before, after in _shared(earlier, clauses[earlier], later, clauses[later]):
            group = groups[clauses[later].key(after)]
            group.setdefault(earlier, before)
            group.setdefault(later, after)
    ordered = sorted(groups.values(), key=lambda group: (-max(group), group[max(group)].first))
    return [_text(clauses, group) for group in ordered]


def repeated_share(sources: Sequence[ReadReport], texts: Sequence[ComparedText]) -> float:
    """Of the characters of the last report, how many are in `texts`: 0 to 1."""
    last = sources[-1]
    said = sum(len(one.text) for one in texts if any(each.place.report_id == last.report.id for each in one.citations))
    return said / max(1, len("".join(last.parsed.text.split())))


def _shared(earlier: int, left: _Clauses, later: int, right: _Clauses) -> Iterator[tuple[_Run, _Run]]:
    """The longest runs of clauses that both reports have, in the later one's order and without overlap."""
    index = 0
    while index < len(right.all):
        starts = left.places.get(right.all[index].key, ())[:_MAX_OCCURRENCES]
        length, start = max(((_length(left, one, right, index), -one) for one in starts), default=(0, 0))
        if length:
            before, after = _Run(earlier, -start, -start + length - 1), _Run(later, index, index + length - 1)
            if right.says_enough(after):
                yield before, after
        index += max(length, 1)


def _length(left: _Clauses, at: int, right: _Clauses, index: int) -> int:
    """How many clauses are the same from here on, to the end of either sentence."""
    length = 0
    while (
        at + length < len(left.all)
        and index + length < len(right.all)
        and left.all[at + length].key == right.all[index + length].key
        and left.all[at + length].unit is left.all[at].unit
        and right.all[index + length].unit is right.all[index].unit
    ):
        length += 1
    return length


def _text(clauses: Sequence[_Clauses], group: Mapping[int, _Run]) -> ComparedText:
    last = clauses[max(group)]
    quoted = [(clauses[report], run) for report, run in sorted(group.items())]
    citations = (
        cited(one.source, one.all[run.first].unit, number, one.span(run)) for number, (one, run) in enumerate(quoted, 1)
    )
    return ComparedText(last.span(group[max(group)]).of(last.text), tuple(citations))
