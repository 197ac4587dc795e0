"""Defects in summaries and comparisons."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from benchmarks.defects.defect import Change, Defect
from rag.domain import ComparisonRow, SummaryPart
from rag.evaluation.stages import Stage

_UNUSED = frozenset({Stage.NOT_USED})
_WRONG = frozenset({Stage.USED_WRONGLY, Stage.CITED_WRONGLY})


def _returning(value: Any) -> Change:
    return lambda _: lambda *_arguments, **_named: value


def _without_plans(arrange: Any) -> Any:
    def arranged(*arguments: Any, **named: Any) -> Any:
        return [one for one in arrange(*arguments, **named) if one.part is not SummaryPart.PLANS]

    return arranged


def _moved(cite: Any) -> Any:
    """A citation's place one character on, its words as they were."""

    def cited(self: Any, report: Any, text: str, span: Any, path: Any) -> int:
        number: int = cite(self, report, text, span, path)
        place = self.citations[number - 1].place
        moved = replace(place.span, start=place.span.start + 1, end=place.span.end + 1)
        self.citations[number - 1] = replace(self.citations[number - 1], place=replace(place, span=moved))
        return number

    return cited


def _turned(change: Any) -> Any:
    def changed(old: Any, new: Any, *arguments: Any, **named: Any) -> Any:
        return change(new, old, *arguments, **named)

    return changed


def _over_the_later(growth: Any) -> Any:
    """Growth over the later value in place of the earlier one."""

    def grown(old: Any, new: Any) -> Decimal | None:
        a, b = old.amount.value, new.amount.value
        found: Decimal | None = growth(old, new)
        return found if found is None or not b else ((b - a) / b * 100).quantize(Decimal("0.1"))

    return grown


def _unscaled(value: Any) -> Any:
    """Values in their own scales under one unit."""
    return lambda cell, unit: value(cell, replace(unit, factor=unit.factor * 10))


def _second_cell_first(row: Any) -> Any:
    def made(*arguments: Any) -> ComparisonRow:
        found: ComparisonRow = row(*arguments)
        return replace(found, cells=found.cells[::-1], values=found.values[::-1])

    return made


WRITING = (
    Defect(
        "summary-without-plans",
        "summaries leave out what is planned",
        {"rag.summarizing.making.arrange": _without_plans},
        _UNUSED,
        suite="summaries",
    ),
    Defect(
        "summary-repeats",
        "what has been said is said again",
        {"rag.summarizing.selecting.Said.holds": _returning(False)},
        _UNUSED | _WRONG,
        suite="summaries",
    ),
    Defect(
        "summary-masks-untold",
        "a summary does not tell which figures are masked",
        {"rag.summarizing.drafting.Draft._note_masks": _returning(None)},
        _WRONG | _UNUSED,
        suite="summaries",
    ),
    Defect(
        "summary-citations-moved",
        "the places of a summary's citations are off by one",
        {"rag.summarizing.drafting.Draft.cite": _moved},
        _WRONG,
        suite="summaries",
    ),
    Defect(
        "summary-conflicts-hidden",
        "contradictions in a report are not told",
        {"rag.summarizing.assembling.find_conflicts": _returning([])},
        _WRONG | _UNUSED,
        suite="summaries",
    ),
    Defect(
        "comparison-turned",
        "differences are taken the wrong way round",
        {"rag.comparing.rows._change": _turned},
        _WRONG,
        suite="comparisons",
    ),
    Defect(
        "comparison-growth",
        "growth is taken over the later value",
        {"rag.comparing.rows._growth": _over_the_later},
        _WRONG,
        suite="comparisons",
    ),
    Defect(
        "comparison-scales",
        "values stand in other scales than their unit says",
        {"rag.comparing.rows._value": _unscaled},
        _WRONG,
        suite="comparisons",
    ),
    Defect(
        "comparison-columns",
        "the columns of two reports are exchanged",
        {"rag.comparing.rows._row": _second_cell_first},
        _WRONG | _UNUSED,
        suite="comparisons",
    ),
    Defect(
        "comparison-no-news",
        "what is new in the later report is not told",
        {"rag.comparing.compare_texts": lambda compare: lambda *given, **named: _nothing_new(compare(*given, **named))},
        _UNUSED,
        suite="comparisons",
    ),
)


def _nothing_new(found: Any) -> Any:
    return replace(found, new=())
