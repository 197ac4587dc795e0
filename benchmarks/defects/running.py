"""A suite run with a defect put in, in this process, and what the gate says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from unittest.mock import patch

from benchmarks.defects.defect import Defect
from rag.evaluation import gate
from rag.evaluation.library import open_library, shipped_files
from rag.evaluation.metrics.totals import metrics_of
from rag.evaluation.running import result_of
from rag.evaluation.running.asking import Asking, Place
from rag.evaluation.runs import Run
from rag.evaluation.stages import Stage
from rag.evaluation.suites import AnyCase, Suite
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Caught:
    """What came of a defect. `broken`: cases that it broke, by id, and the stage that each is put down to."""

    defect: Defect
    is_red: bool
    broken: Mapping[str, Stage | None]

    @property
    def stages(self) -> Counter[Stage]:
        return Counter(stage for stage in self.broken.values() if stage is not None)

    @property
    def is_named(self) -> bool:
        """Whether most of the cases that it broke are put down to a stage that is its own."""
        own = sum(stage in self.defect.stages for stage in self.broken.values())
        return 2 * own > len(self.broken)


@contextmanager
def open_place() -> Iterator[Place]:
    """The reports of the suites, taken in within this process: another would not have the defect."""
    from rag.adapters import workers

    here = patch.object(workers, "open_preparer", partial(workers.open_preparer, workers=0))
    with here, open_library(Settings(), shipped_files()) as library:
        yield Place(library.settings, library.fixtures)


def run(suite: Suite, cases: Sequence[AnyCase], place: Place) -> Run:
    asking = Asking(place)
    try:
        results = [result_of(case, [asking.outcome(case, 0).attempt]) for case in cases]
    finally:
        asking.close()
    manifest = {"mode": "stub", "dataset": suite.name}
    return Run(suite.name, tuple(results), metrics_of(suite.kind, results), manifest)


def with_defect(defect: Defect, suite: Suite, cases: Sequence[AnyCase], whole: Run, place: Place) -> Caught:
    """`whole`: the run without it. `place`: with the reports as they are, asked unless the defect wants a
    place of its own."""
    with defect.put_in(), open_place() if defect.is_asked_apart else nullcontext(place) as there:
        broken = run(suite, cases, there)
    compared = gate.compare(whole, broken)
    results = {one.id: one for one in broken.cases}
    ids = [one.id for one in whole.cases if one.passed and not results[one.id].passed]
    return Caught(defect, compared.regressed, {one: results[one].stage for one in ids})
