"""Suites run from the command line: what is wanted, progress on stderr, a table or the document of the run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from rag import settings
from rag.entrypoints.cli import gate_rendering, suite_rendering
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.bars import bar_a_step
from rag.entrypoints.cli.evaluation_reports import NONE, Reports
from rag.entrypoints.cli.sources import collect
from rag.entrypoints.cli.terminal import Terminal
from rag.errors import DatasetsDiffer, InvalidOption
from rag.evaluation import merging, storing
from rag.evaluation.comparison_documents import of_comparison
from rag.evaluation.gate import compare
from rag.evaluation.running import EXTRACTIVE, Mode, RunOptions, Shard, dataset_of, run_suite
from rag.evaluation.runs import Run, of_run
from rag.evaluation.suites import Suite, read_suite, suite_file
from rag.settings import Settings

_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of `rag eval run` as they are given."""

    mode: str | None = None
    model: str | None = None
    record: str | None = None
    exchanges: str | None = None
    judge: str | None = None
    jobs: int | None = None
    repeat: int | None = None
    shard: str | None = None
    resume: bool = False
    only: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    failing_in: str | None = None
    library: str | None = None
    reports: tuple[str, ...] = ()
    against: str | None = None
    reports_to: Reports = NONE


def run(terminal: Terminal, name: str, wanted: Wanted) -> int:
    """1 if a case has failed; with `--against` if the run is worse than the other."""
    wanted.reports_to.check()
    chosen = settings.load()
    suite = read_suite(suite_file(readable(name)))
    options = options_of(suite, wanted, chosen)
    reference = _reference(suite, wanted.against, options, chosen) if wanted.against else None
    if options.mode is Mode.STUB and chosen.model != EXTRACTIVE:
        terminal.note("eval_model_ignored", model=chosen.model)
    asked = replace(chosen, model=wanted.model) if wanted.model else chosen
    with bar_a_step(terminal, prefix="eval_step_") as on_progress:
        done = run_suite(suite, asked, options, on_progress=partial(on_progress, "case"))
    return _told(
        terminal, done, reference, is_partial=options.is_partial, reports=replace(wanted.reports_to, suite=suite.file)
    )


def runs(terminal: Terminal) -> int:
    found = list(storing.stored_runs(settings.load()))
    if terminal.as_json:
        terminal.emit({"runs": [_in_short(one) for one in found]})
    elif found:
        terminal.print(suite_rendering.runs_table(terminal, found))
    else:
        terminal.note("eval_no_runs")
    return 0


def merge(terminal: Terminal, references: Sequence[str]) -> int:
    chosen = settings.load()
    merged = merging.merged([storing.find_run(one, chosen) for one in references])
    storing.store(merged, chosen)
    return _told(terminal, merged)


def options_of(suite: Suite, wanted: Wanted, chosen: Settings) -> RunOptions:
    only = wanted.only or None
    if wanted.failing_in:
        failed = _failed_in(storing.find_run(readable(wanted.failing_in), chosen, suite=suite.name))
        only = tuple(one.id for one in suite.cases if one.id in failed and (only is None or one.id in only))
    mode = _mode(wanted)
    return RunOptions(
        mode=mode,
        jobs=wanted.jobs,
        repeat=wanted.repeat,
        shard=_shard(wanted.shard),
        resume=wanted.resume,
        only=only,
        types=wanted.types,
        tags=wanted.tags,
        record=Path(wanted.record) if wanted.record else None,
        exchanges=Path(wanted.exchanges) if wanted.exchanges else None,
        judge=_judge(wanted, mode),
        files=collect(wanted.reports, limit_megabytes=chosen.max_file_megabytes) if wanted.reports else None,
        own=wanted.library,
    )


def _failed_in(run: Run) -> set[str]:
    return {one.id for one in run.cases if not one.passed}


def _mode(wanted: Wanted) -> Mode:
    """What the other options leave open: exchanges are replayed, a model that is named or recorded is asked. Raises
    InvalidOption where they say otherwise."""
    implied = Mode.REPLAY if wanted.exchanges else Mode.LIVE if wanted.model or wanted.record else Mode.STUB
    mode = Mode(wanted.mode) if wanted.mode else implied
    if mode is Mode.STUB and implied is not Mode.STUB:
        raise InvalidOption(option="--mode stub", expected="--mode live, --mode replay")
    if (mode is Mode.REPLAY) != bool(wanted.exchanges):
        raise InvalidOption(option=f"--mode {mode}", expected="--mode replay --exchanges FILE")
    if wanted.record and mode is not Mode.LIVE:
        raise InvalidOption(option="--record", expected="--mode live")
    return mode


def _judge(wanted: Wanted, mode: Mode) -> str:
    """Raises InvalidOption: without a network only one that was recorded judges."""
    if wanted.judge and mode is Mode.STUB:
        raise InvalidOption(option="--judge", expected="--mode live, --mode replay")
    if wanted.judge and ":" not in wanted.judge:
        raise InvalidOption(option=f"--judge {wanted.judge}", expected="provider:name")
    return wanted.judge or ""


def _shard(given: str | None) -> Shard | None:
    if given is None:
        return None
    found = _SHARD.fullmatch(given)
    if not found or int(found[1]) > int(found[2]):
        raise InvalidOption(option=f"--shard {given}", expected="1/4 … 4/4")
    return Shard(int(found[1]), int(found[2]))


def _reference(suite: Suite, name: str, options: RunOptions, chosen: Settings) -> Run:
    """Raises DatasetsDiffer: said before the work, not after it."""
    found = storing.find_run(readable(name), chosen, suite=suite.name)
    dataset = found.manifest.get("dataset")
    if options.own is None and dataset != (own := dataset_of(suite, options)):
        raise DatasetsDiffer(a=f"{found.suite} {dataset}", b=f"{suite.name} {own}")
    return found


def _told(
    terminal: Terminal,
    done: Run,
    reference: Run | None = None,
    *,
    is_partial: bool = False,
    reports: Reports = NONE,
) -> int:
    """`is_partial`: of the other run only the cases that were asked count, too."""
    comparison = compare(reference, done, common_only=is_partial) if reference is not None else None
    if terminal.as_json:
        document = of_run(done)
        if comparison is not None:
            document["comparison"] = of_comparison(comparison)
        terminal.emit(document)
    else:
        terminal.print(*suite_rendering.run(terminal, done))
        if comparison is not None:
            terminal.print(*gate_rendering.comparison(terminal, comparison))
    if comparison is not None:
        reports.write(terminal, comparison)
    else:
        reports.write(terminal, done)
    return int(comparison.regressed) if comparison is not None else int(done.passed < len(done.cases))


def _in_short(run: Run) -> dict[str, object]:
    """As a list has it."""
    document = of_run(run)
    manifest = {name: run.manifest.get(name) for name in ("mode", "model", "commit", "dirty", "shard", "started")}
    return {**{name: document[name] for name in ("run", "suite", "n", "passed", "failed")}, **manifest}
