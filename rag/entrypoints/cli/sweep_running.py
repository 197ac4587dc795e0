"""A sweep from the command line: progress on stderr, a table of what each variant buys and costs, a plot."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from rag import settings
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.delivering import ensure_folder, save
from rag.entrypoints.cli.suite_running import Wanted, options_of
from rag.entrypoints.cli.terminal import Terminal
from rag.errors import InvalidOption
from rag.evaluation.reports.words import named, speaking
from rag.evaluation.running import EXTRACTIVE, Mode, RunOptions
from rag.evaluation.suites import read_suite, suite_file
from rag.evaluation.sweeps import plan, plot, sweeping, table
from rag.evaluation.sweeps.sweeping import Tried
from rag.settings import Settings


def sweep(terminal: Terminal, file: str, wanted: Wanted, *, plot_file: str | None) -> int:
    """0 whatever the variants are worth: a sweep looks, it does not judge."""
    if plot_file is not None:
        ensure_folder(plot_file)
    chosen = settings.load()
    planned = plan.read_plan(Path(readable(file)), chosen)
    suite = read_suite(_suite(planned.suite, Path(readable(file)).parent))
    options = options_of(suite, wanted, chosen)
    _check(terminal, planned, options, chosen)

    def on_variant(name: str, done: int, total: int) -> None:
        if name:
            terminal.note("sweep_variant", number=done + 1, total=total, name=_called(terminal, name))

    tried = sweeping.sweep(planned, suite, chosen, options, on_variant=on_variant)
    if plot_file is not None:
        _write(plot_file, tried, terminal)
    if terminal.as_json:
        terminal.emit(table.of_sweep(tried))
    else:
        terminal.print(_table(terminal, tried))
    return 0


def _check(terminal: Terminal, planned: plan.Plan, options: RunOptions, chosen: Settings) -> None:
    """Without a model, variants of models would all be the same. Raises InvalidOption."""
    if options.mode is not Mode.STUB:
        return
    varied = sorted({name for one in planned.variants for name in one.values if name in plan.OF_MODELS})
    if varied:
        raise InvalidOption(option=f"--mode stub ({', '.join(varied)})", expected="--mode live")
    if chosen.model != EXTRACTIVE:
        terminal.note("eval_model_ignored", model=chosen.model)


def _suite(name: str, folder: Path) -> Path:
    beside = folder / name
    return beside if beside.is_file() else suite_file(name)


def _write(name: str, tried: Sequence[Tried], terminal: Terminal) -> None:
    axes = {"across": terminal.say("sweep_time"), "up": terminal.say("sweep_quality")}
    drawn = plot.plot(table.rows_of(tried), **axes, as_set=terminal.say("sweep_as_set"))
    save(name, drawn.encode())
    terminal.note("saved", path=readable(name))


def _table(terminal: Terminal, tried: Sequence[Tried]) -> Table:
    """A variant a line; those that nothing beats have a star."""
    names, say = table.metric_names(tried), speaking(terminal.language)
    shown = Table(box=None, header_style="bold")
    shown.add_column("#", justify="right")
    shown.add_column(terminal.say("sweep_column_variant"))
    for name in [
        *(named("metric", one, say) for one in names),
        "+",
        "−",
        "p50 ms",
        "p95 ms",
        terminal.say("sweep_column_tokens"),
        terminal.say("sweep_column_chunks"),
    ]:
        shown.add_column(name, justify="right")
    for number, row in enumerate(table.rows_of(tried), 1):
        one = row.tried
        changed = [str(len(one.against.mended)), str(len(one.against.broken))] if one.against else ["", ""]
        shown.add_row(
            str(number),
            f"{_called(terminal, row.name)}{' ★' if row.unbeaten else ''}",
            *(_share(one.run.metrics.get(name)) for name in names),
            *changed,
            f"{row.p50_ms:.0f}",
            f"{row.p95_ms:.0f}",
            "–" if row.tokens is None else str(row.tokens),
            str(one.chunks),
        )
    return shown


def _called(terminal: Terminal, name: str) -> str:
    return terminal.say("sweep_as_set") if name == plan.AS_SET else name


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
