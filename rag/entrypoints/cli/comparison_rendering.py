"""A comparison as a terminal shows it: indicators as a table, then words. Text of reports never goes through markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.domain import (
    ComparedFigure,
    ComparedText,
    Comparison,
    ComparisonRow,
    FigureChange,
    FollowedUp,
    Measure,
    Report,
)
from rag.entrypoints.cli.rendering import shortened
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.exports import amounts
from rag.entrypoints.exports.of_comparisons import result_labels, target_labels
from rag.entrypoints.places import path_line

# More values do not fit beside one another on 100 columns; further reports are in the other formats.
_BESIDE = 3
_ROWS_SHOWN, _TEXTS_SHOWN = 40, 15
_LABEL_CHARACTERS, _INDICATOR_CHARACTERS, _TEXT_CHARACTERS, _PAIR_CHARACTERS = 40, 24, 90, 60
_MEASURES = {Measure.CHANGE: "export_measure_change", Measure.SHARE: "export_measure_share"}


def comparison(terminal: Terminal, found: Comparison) -> Iterator[RenderableType]:
    yield _reports(found.reports)
    if found.results:
        yield _heading(terminal, "export_rows")
        yield _results(terminal, found)
        yield from _left_out(terminal, len(found.results) - _ROWS_SHOWN)
    else:
        yield _note(terminal, "export_no_rows")
    if found.targets:
        yield _heading(terminal, "export_targets")
        yield _targets(terminal, found)
        yield from _left_out(terminal, len(found.targets) - _ROWS_SHOWN)
        yield _note(terminal, "export_targets_note")
    yield from _texts(terminal, "export_new", found.new)
    yield from _texts(terminal, "export_gone", found.gone)
    yield from _texts(terminal, "export_repeated", found.repeated)
    if found.repeated:
        yield _note(terminal, "comparison_repeated_share", percent=f"{100 * found.repeated_share:.1f}")
    yield from _pairs(terminal, "export_problems", found.problems)
    yield from _pairs(terminal, "export_plans", found.plans)
    for one in found.failed:
        why = one.error.in_language(terminal.language)
        yield Text(terminal.say("export_failed", title=one.title, why=why), style="red")


def _reports(reports: Sequence[Report]) -> Group:
    return Group(*(Text(f"{one.id}  {one.year or ''}  {one.title}", style="bold") for one in reports))


def _heading(terminal: Terminal, key: str) -> Text:
    return Text(f"\n{terminal.say(key)}", style="bold cyan")


def _note(terminal: Terminal, key: str, **values: object) -> Text:
    return Text(terminal.say(key, **values), style="dim")


def _left_out(terminal: Terminal, number: int) -> Iterator[Text]:
    if number > 0:
        yield _note(terminal, "comparison_more", number=number)


# --- indicators


def _results(terminal: Terminal, found: Comparison) -> Table:
    table = _table(terminal, result_labels(found, terminal.language))
    for key in ("export_difference", "export_growth", "export_stated"):
        table.add_column(terminal.say(key), justify="right", overflow="fold")
    for row in found.results[:_ROWS_SHOWN]:
        table.add_row(*_cells(terminal, row))
    return table


def _targets(terminal: Terminal, found: Comparison) -> Table:
    table = _table(terminal, target_labels(found, terminal.language))
    table.add_column(terminal.say("export_difference"), justify="right", overflow="fold")
    for row in found.targets[:_ROWS_SHOWN]:
        table.add_row(*_cells(terminal, row)[: len(table.columns)])
    return table


def _table(terminal: Terminal, labels: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    table.add_column(terminal.say("column_indicator"), overflow="fold")
    for label in labels[-_BESIDE:]:
        table.add_column(shortened(label, _LABEL_CHARACTERS), justify="right", overflow="fold")
    return table


def _cells(terminal: Terminal, row: ComparisonRow) -> list[Text]:
    change = row.changes[-1] if row.changes else None
    values = (_value(cell) for cell in row.cells[-_BESIDE:])
    return [Text(_name(terminal, row)), *values, *_change(change, row.unit, terminal.language)]


def _name(terminal: Terminal, row: ComparisonRow) -> str:
    """How much there is and by how much it changed are two rows of one name."""
    name = shortened(row.indicator, _INDICATOR_CHARACTERS)
    told = row.measure not in _MEASURES or name.endswith(("率", "比重", "占比", "比例", "增速", "增幅"))
    return name if told else terminal.say(_MEASURES[row.measure], indicator=name)


def _value(cell: ComparedFigure | None) -> Text:
    if cell is None:
        return Text("—", style="dim")
    return Text(amounts.qualified(cell.figure), style="yellow" if cell.figure.masked else "")


def _change(change: FigureChange | None, unit: str, language: str) -> tuple[Text, Text, Text]:
    if change is None:
        return Text(""), Text(""), Text("")
    apart = amounts.difference(change.difference, unit, language) if change.difference is not None else ""
    growth = amounts.growth(change.growth) if change.growth is not None else ""
    style = "" if change.agrees is None else "green" if change.agrees else "bold red"
    return (
        Text(apart),
        Text(growth),
        Text(amounts.qualified(change.stated.figure) if change.stated else "", style=style),
    )


# --- words


def _texts(terminal: Terminal, key: str, texts: Sequence[ComparedText]) -> Iterator[RenderableType]:
    if not texts:
        return
    yield _heading(terminal, key)
    for one in texts[:_TEXTS_SHOWN]:
        yield Text(f"· {shortened(one.text, _TEXT_CHARACTERS)}")
        yield Padding(Text(_where(one), style="dim"), (0, 0, 0, 2))
    yield from _left_out(terminal, len(texts) - _TEXTS_SHOWN)


def _where(text: ComparedText) -> str:
    return " ｜ ".join(
        path_line([one.place.report_title, *(shortened(part, _INDICATOR_CHARACTERS) for part in one.place.section)])
        for one in text.citations
    )


def _pairs(terminal: Terminal, key: str, pairs: Sequence[FollowedUp]) -> Iterator[RenderableType]:
    if not pairs:
        return
    yield _heading(terminal, key)
    for one in pairs[:_ROWS_SHOWN]:
        yield Text(f"· {shortened(one.earlier.text, _PAIR_CHARACTERS)}")
        later = shortened(one.later.text, _PAIR_CHARACTERS) if one.later else terminal.say("export_nothing_found")
        line = Text(f"→ {later}", style="" if one.later else "dim")
        if one.met is not None:
            line.append(f"  {terminal.say('export_reached' if one.met else 'export_missed')}", style=_met(one.met))
        yield Padding(line, (0, 0, 0, 2))
    yield from _left_out(terminal, len(pairs) - _ROWS_SHOWN)


def _met(met: bool) -> str:
    return "green" if met else "red"
