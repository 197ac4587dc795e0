"""What the page of a comparison shows: rows of figures, lists of words, pairs of plans and results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.entrypoints.web.bars import Bars
from rag.entrypoints.web.places_shown import ShownPlace

# Side by side without saying between which of them something is computed.
SIDE_BY_SIDE = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A report of the comparison, and the time whose results it tells."""

    id: str
    title: str
    year: int | None
    organisation: str | None
    results_of: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as its report writes it. A masked one is shown as what it is: not disclosed."""

    text: str
    masked: bool
    place: ShownPlace


@dataclass(frozen=True, slots=True)
class Change:
    """From one report to a later one, computed. `between`: their labels, "" where there are but two."""

    between: str
    difference: str
    growth: str
    stated: Cell | None
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """`direction`: of the last change: `up`, `down`, `same` or "" where nothing was computed."""

    indicator: str
    unit: str
    cells: tuple[Cell | None, ...]
    changes: tuple[Change, ...]
    bars: Bars | None
    said: str
    direction: str

    @property
    def places(self) -> Iterator[ShownPlace]:
        stated = (one.stated for one in self.changes)
        yield from (one.place for one in (*self.cells, *stated) if one)

    @property
    def kinds(self) -> str:
        """What a filter of rows can ask for."""
        found = [self.direction] if self.direction else []
        found += ["differs"] if any(one.agrees is False for one in self.changes) else []
        found += ["masked"] if any(one and one.masked for one in self.cells) else []
        return " ".join(found)


@dataclass(frozen=True, slots=True)
class RowTable:
    """`labels`: of the columns, one a report."""

    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    planned: bool

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for row in self.rows for kind in row.kinds.split())

    @property
    def several(self) -> bool:
        return len(self.labels) > SIDE_BY_SIDE


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a report and where they stand."""

    text: str
    cited: tuple[ShownPlace, ...]


@dataclass(frozen=True, slots=True)
class PassageGroup:
    """`title`: of the report they are of, "" where there is no other. `rest`: what is unfolded."""

    title: str
    first: tuple[Passage, ...]
    rest: tuple[Passage, ...]

    @property
    def size(self) -> int:
        return len(self.first) + len(self.rest)


@dataclass(frozen=True, slots=True)
class Pair:
    """`state`: `met`, `missed`, `unjudged` or `open` (nothing was found); "" of what is no plan."""

    earlier: Passage
    later: Passage | None
    state: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """`states`: how many plans there are of each state, those that there are."""

    title: str
    reports: tuple[Named, ...]
    results: RowTable | None
    targets: RowTable | None
    new: tuple[PassageGroup, ...]
    gone: tuple[PassageGroup, ...]
    repeated: tuple[PassageGroup, ...]
    repeated_percent: str
    problems: tuple[Pair, ...]
    plans: tuple[Pair, ...]
    states: Mapping[str, int]
    failed: tuple[tuple[str, str], ...]
    sources: tuple[ShownPlace, ...]

    @property
    def printed(self) -> frozenset[int | None]:
        """Numbers of what stands on the page without being unfolded."""
        listed = (one for groups in (self.new, self.gone, self.repeated) for group in groups for one in group.first)
        pairs = (one for pair in (*self.problems, *self.plans) for one in (pair.earlier, pair.later) if one)
        return frozenset(place.number for passage in (*listed, *pairs) for place in passage.cited)

    @property
    def places(self) -> Iterator[ShownPlace]:
        """All that the page points at, each once: figures row by row, then what has a number."""
        tables = [one for one in (self.results, self.targets) if one]
        rows = (row for table in tables for row in table.rows)
        figures = (place for row in rows for place in row.places)
        yield from {one.key: one for one in (*figures, *self.sources)}.values()
