"""A suite run from end to end: reports in, cases asked, results in the order of the suite, metrics, manifest."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rag.bootstrap import Connecting
from rag.evaluation import offline, storing
from rag.evaluation.judges import JudgeChoice
from rag.evaluation.library import Library, copied, open_library, open_own_library, shipped_files
from rag.evaluation.running import crews, facts
from rag.evaluation.running.asking import Asking, Outcome, Place
from rag.evaluation.running.choosing import chosen
from rag.evaluation.running.journal import Journal, Key, open_journal
from rag.evaluation.running.options import EXTRACTIVE, Mode, RunOptions
from rag.evaluation.running.reaching import Reach, reach
from rag.evaluation.runs import Attempt, CaseResult, Run
from rag.evaluation.suites import AnswerCase, AnyCase, Suite, SuiteKind
from rag.evaluation.suites.checking import check_suite
from rag.evaluation.suites.hashing import case_hash, dataset_hash
from rag.service import SourceFile
from rag.settings import Settings

OnProgress = Callable[[int, int], None]
"""How many attempts are made, of how many."""

Outcomes = Mapping[Key, Outcome]

_IDENTITY_CHARACTERS = 16
_AS_THEY_ARE = RunOptions()


def run_suite(
    suite: Suite,
    settings: Settings,
    options: RunOptions = _AS_THEY_ARE,
    *,
    on_progress: OnProgress | None = None,
    inside: Library | None = None,
) -> Run:
    """It is stored, too: `rag.evaluation.storing`. `settings.home`: where, and where the user's own reports are.
    `inside`: a library with the reports already, where one serves several runs.

    Raises UnknownCase, NoCaseChosen, FixtureNotTaken, CaseNotSound, CaseBroke, OutputNotWritable; NoSuchPath and
    DataError for a file of exchanges.
    """
    started = datetime.now(UTC)
    cases = chosen(suite, options)
    reached = reach(settings, options)
    opened = _library(reached.settings, options) if inside is None else nullcontext(inside.under(reached.settings))
    n = len(cases) * reached.repeats
    with _network(options), _crew(options, n) as crew, opened as library, _places(library, suite, reached) as places:
        check_suite(suite, library.fixtures)
        dataset = _dataset(suite, library, options)
        known = facts.beforehand(suite, dataset, library, reached, options)
        opening = partial(_asking, places, reached.connecting, reached.judging)
        with open_journal(_journal(settings, known), resume=options.resume) as journal:
            tasks = [(case, repeat) for repeat in range(reached.repeats) for case in cases]
            outcomes = _outcomes(tasks, lambda left: crew(left, opening), journal, on_progress or _nobody)
            repeats = range(reached.repeats)
            results = [result_of(case, [outcomes[case.id, one].attempt for one in repeats]) for case in cases]
            judge = reached.judging.facts() if reached.judging else None
            manifest = {**known, **facts.afterwards(started, results, outcomes, reached.settings), "judge": judge}
            run = Run(suite.name, tuple(results), _metrics(suite, results), manifest)
            storing.store(run, settings)
            journal.remove()
    return run


def _network(options: RunOptions) -> AbstractContextManager[None]:
    return offline.blocked() if options.is_offline and not options.isolated else nullcontext()


def _crew(options: RunOptions, n: int) -> AbstractContextManager[crews.Crew]:
    """For `n` attempts."""
    count = options.at_once(n)
    if options.mode is Mode.LIVE:
        return nullcontext(crews.threads(count))
    if count == 1 and not options.isolated:
        return nullcontext(crews.here)
    return crews.processes(count, is_offline=options.is_offline)


def _library(settings: Settings, options: RunOptions) -> AbstractContextManager[Library]:
    if options.own is not None:
        return open_own_library(settings, options.own or None)
    return open_library(settings, shipped_files() if options.files is None else options.files)


def dataset_of(suite: Suite, options: RunOptions) -> str:
    """Of a suite over reports that are files."""
    return dataset_hash(suite, shipped_files() if options.files is None else options.files)


def _dataset(suite: Suite, library: Library, options: RunOptions) -> str:
    if options.own is None:
        return dataset_of(suite, options)
    texts = [(one.file, one.text.encode()) for one in library.fixtures.by_id.values()]
    return dataset_hash(suite, [SourceFile(name, partial(bytes, text)) for name, text in texts])


def _journal(settings: Settings, known: Mapping[str, Any]) -> Path:
    """The same for runs of which one may go on where the other stopped."""
    text = json.dumps({name: known[name] for name in facts.IDENTITY}, sort_keys=True, default=str)
    name = hashlib.sha256(text.encode()).hexdigest()[:_IDENTITY_CHARACTERS]
    return storing.folder(settings) / "unfinished" / f"{name}.jsonl"


@contextmanager
def _places(library: Library, suite: Suite, reached: Reach) -> Iterator[tuple[Place, ...]]:
    """One a repeat. What summaries are made of is kept: where a model writes them, each repeat has a folder of its own,
    as it would write nothing anew."""
    if suite.kind is not SuiteKind.SUMMARIES or reached.settings.model == EXTRACTIVE or not library.is_scratch:
        yield (_place(library),) * reached.repeats
        return
    with tempfile.TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as folder:
        copies = [copied(library, Path(folder) / str(repeat)) for repeat in range(1, reached.repeats)]
        yield tuple(_place(one) for one in (library, *copies))


def _place(library: Library) -> Place:
    return Place(library.settings, library.fixtures, library.name, is_scratch=library.is_scratch)


def _asking(places: Sequence[Place], connecting: Connecting | None, judging: JudgeChoice | None, repeat: int) -> Asking:
    return Asking(places[repeat], connecting, judging)


def _outcomes(
    tasks: Sequence[crews.Task],
    ask: Callable[[Sequence[crews.Task]], crews.Coming],
    journal: Journal,
    on_progress: OnProgress,
) -> Outcomes:
    """Of all, those found in the journal with the others."""
    wanted = {(case.id, repeat) for case, repeat in tasks}
    outcomes = {key: outcome for key, outcome in journal.found.items() if key in wanted}
    left = [(case, repeat) for case, repeat in tasks if (case.id, repeat) not in outcomes]
    on_progress(len(outcomes), len(tasks))
    with closing(ask(left)) as coming:
        for (case, repeat), outcome in coming:
            journal.note((case.id, repeat), outcome)
            outcomes[case.id, repeat] = outcome
            on_progress(len(outcomes), len(tasks))
    return outcomes


def result_of(case: AnyCase, attempts: Sequence[Attempt]) -> CaseResult:
    return CaseResult(
        id=case.id,
        type=case.type,
        cluster=case.cluster,
        tags=case.tags,
        must_pass=case.must_pass,
        asked=case.question if isinstance(case, AnswerCase) else "、".join(case.reports),
        attempts=tuple(attempts),
        hash=case_hash(case),
    )


def _metrics(suite: Suite, results: Sequence[CaseResult]) -> dict[str, float | None]:
    from rag.evaluation.metrics.totals import metrics_of

    return metrics_of(suite.kind, results)


def _nobody(done: int, total: int) -> None: ...
