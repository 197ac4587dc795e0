"""Every variant of a plan run over its suite. What variants have in common is done once: the suite is read once, and
reports that are read, chunked and embedded alike are taken in once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from time import perf_counter

from rag.evaluation.gate import RunComparison, compare
from rag.evaluation.library import Library, copied, open_library, shipped_files
from rag.evaluation.running import RunOptions, run_suite
from rag.evaluation.running.choosing import chosen
from rag.evaluation.runs import Run
from rag.evaluation.suites import Suite, SuiteKind
from rag.evaluation.sweeps.plan import Plan, Variant
from rag.settings import Settings

OnVariant = Callable[[str, int, int], None]
"""The name of the variant that begins, how many are done, of how many attempts or variants."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A variant's run. `against`: held against the settings as they are, None for these themselves. `index_seconds`:
    what taking the reports in took, which it may share with others. `chunks`: of all reports."""

    variant: Variant
    run: Run
    against: RunComparison | None
    index_seconds: float
    chunks: int


def sweep(
    plan: Plan, suite: Suite, settings: Settings, options: RunOptions, *, on_variant: OnVariant | None = None
) -> list[Tried]:
    """In the order of the plan. Raises what `run_suite` raises, for cases that are not there before any of the work."""
    chosen(suite, options)
    told = on_variant or (lambda _name, _done, _total: None)
    found = {one.variant.name: one for one in _runs(plan, suite, settings, options, told)}
    first, *others = [found[one.name] for one in plan.variants]
    return [first, *(replace(one, against=compare(first.run, one.run)) for one in others)]


def _runs(plan: Plan, suite: Suite, settings: Settings, options: RunOptions, told: OnVariant) -> Iterator[Tried]:
    files = shipped_files() if options.files is None else options.files
    grouped = sorted(plan.variants, key=lambda one: repr(one.taken_in))
    done = 0
    for _, group in groupby(grouped, key=lambda one: one.taken_in):
        variants = list(group)
        started = perf_counter()
        with open_library(variants[0].settings, files) as library:
            index_seconds = round(perf_counter() - started, 3)
            chunks = sum(one.chunks for one in library.service.reports())
            for variant in variants:
                told(variant.name, done, len(plan.variants))
                own = replace(variant.settings, home=settings.home)
                with _as_taken_in(library, suite) as inside:
                    run = run_suite(suite, own, options, inside=inside)
                yield Tried(variant, run, None, index_seconds, chunks)
                done += 1
    told("", done, len(plan.variants))


@contextmanager
def _as_taken_in(library: Library, suite: Suite) -> Iterator[Library]:
    """Summaries are kept where they were made: what one variant has made would be the next one's for nothing."""
    if suite.kind is not SuiteKind.SUMMARIES:
        yield library
        return
    with tempfile.TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as folder:
        yield copied(library, Path(folder))
