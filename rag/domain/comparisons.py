"""Reports side by side: the same indicators, what is new, gone, repeated, carried over, planned and done."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from rag.domain.answers import Citation, Place
from rag.domain.library import Report
from rag.domain.summaries import FailedReport
from rag.domain.texts import Figure


class Measure(StrEnum):
    """What a figure says of its indicator: how much there is, by how much it changed, what part of a whole it is."""

    LEVEL = "level"
    CHANGE = "change"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A figure at its place; `quote`: the sentence that states it."""

    place: Place
    figure: Figure
    quote: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """From one report to a later one, by their indexes: computed by code, never read from the text.

    `growth` in per cent, None where it means nothing (of a rate, from zero, of bounds); `stated`: the growth that the
    later report states itself; `agrees`: whether it does, within what its digits can show; None where the two cannot be
    set against each other (nothing stated, constant prices, rounded values).
    """

    before: int
    after: int
    difference: Decimal | None
    growth: Decimal | None
    stated: ComparedFigure | None = None
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One indicator across the reports. `unit`: that of all values; `cells[i]` is of `reports[i]`, None where it does
    not state it; a cell's own `figure` is as written, `values[i]` is brought to `unit` (None: masked or missing).

    `planned`: all cells are targets for the year after the one that their report tells of, none is a result.
    """

    indicator: str
    measure: Measure
    unit: str
    cells: tuple[ComparedFigure | None, ...]
    values: tuple[Decimal | None, ...]
    changes: tuple[FigureChange, ...] = ()
    planned: bool = False


@dataclass(frozen=True, slots=True)
class ComparedText:
    """Words of a report, and where they stand: once for each report that has them."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """What an earlier report announced or owned up to, and what a later one says of it (None: nothing was found).

    `met`: of a plan with a figure, whether the result reaches it; None where that cannot be told.
    """

    earlier: ComparedText
    later: ComparedText | None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Reports in order of year. `results_of[i]`: the time whose results `reports[i]` tells ("2024", "2022年上半年"), ""
    where it does not say; that a government gives in January is of the year before. `rows`: results, then targets
    (`planned`). `new`: in the last of an office and not in the one before, the most telling first;
    `gone`: the other way round; `repeated`: word for word in both, which is `repeated_share` (0 to 1) of the last
    report's characters; `problems`: carried over; `plans`: of one year against results of the next."""

    reports: tuple[Report, ...]
    rows: tuple[ComparisonRow, ...]
    results_of: tuple[str, ...] = ()
    new: tuple[ComparedText, ...] = ()
    gone: tuple[ComparedText, ...] = ()
    repeated: tuple[ComparedText, ...] = ()
    repeated_share: float = 0.0
    problems: tuple[FollowedUp, ...] = ()
    plans: tuple[FollowedUp, ...] = ()
    failed: tuple[FailedReport, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def results(self) -> tuple[ComparisonRow, ...]:
        return tuple(row for row in self.rows if not row.planned)

    @property
    def targets(self) -> tuple[ComparisonRow, ...]:
        return tuple(row for row in self.rows if row.planned)
