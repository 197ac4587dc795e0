"""One case asked through the service, as a user would, and what came back scored."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from rag import messages
from rag.bootstrap import Connecting, open_reading_service
from rag.domain import Answer, Located, ReportFilter, Trace, Usage
from rag.errors import CaseBroke, EmptyLibrary, NetworkNeeded, RagError
from rag.evaluation import offline
from rag.evaluation.exchanges import attempt
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.judges import Judge, JudgeChoice, with_judgement
from rag.evaluation.runs import Attempt
from rag.evaluation.scoring.lost import scores_of_nothing
from rag.evaluation.scoring.seen import AnswerSeen, ComparisonSeen, SummarySeen
from rag.evaluation.scripted import SCRIPTED, ScriptedModel, keep_failures_quiet, scripted
from rag.evaluation.stages import Stage
from rag.evaluation.suites import AnswerCase, AnyCase, ComparisonCase, SummaryCase
from rag.service import Service
from rag.settings import Settings

Made = TypeVar("Made")

# As deep as the metrics look that are named after it: recall@10, nDCG@10.
_FOUND = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """An attempt, and what it took."""

    attempt: Attempt
    ms: float
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where questions are asked: a data folder, and the library in it, None for all there is. Goes to other processes
    as it is."""

    settings: Settings
    fixtures: Fixtures
    library: str | None = None
    is_scratch: bool = True


_NONE = Attempt(False, Stage.ERRORED, {})


class Asking:
    """Asks cases at a place, each on its own. What that needs is opened when first used, until `close`."""

    def __init__(self, place: Place, connecting: Connecting | None = None, judging: JudgeChoice | None = None) -> None:
        self._place = place
        self._connecting = connecting
        self._judging = judging
        self._judge: Judge | None = None
        self._opening = threading.Lock()
        self._scripted_turn = threading.Lock()
        self._model = ScriptedModel()
        self._opened: dict[str, Service] = {}
        self._stack = ExitStack()

    def close(self) -> None:
        self._stack.close()

    def outcome(self, case: AnyCase, repeat: int) -> Outcome:
        """What the product refuses to do is an attempt that failed. Raises CaseBroke for any other exception."""
        tried_before = len(offline.tried())
        started = perf_counter()
        try:
            with attempt(case.id, repeat):
                outcome = self._asked(case)
        except RagError as error:
            outcome = Outcome(self._errored(case, error), _since(started))
        except Exception as error:
            if len(offline.tried()) == tried_before:  # a defect: the run ends, and says at which case
                raise CaseBroke(case=case.id, reason=f"{type(error).__name__}: {error}") from error
            outcome = Outcome(_NONE, _since(started))
        tried = offline.tried()[tried_before:]
        return replace(outcome, attempt=self._errored(case, NetworkNeeded(tried=tried[0]))) if tried else outcome

    def _asked(self, case: AnyCase) -> Outcome:
        if isinstance(case, AnswerCase):
            return self._answered(case)
        if isinstance(case, SummaryCase):
            return self._summarised(case)
        return self._compared(case)

    def _answered(self, case: AnswerCase) -> Outcome:
        from rag.evaluation.scoring.answers import score_answer

        where = self._service.narrow([case.report] if case.report else [], year=case.year, library=self._place.library)
        conversation = self._said_before(case, where)
        trace = Trace()
        with self._speaking(case) as service:
            try:
                answer, ms = _timed(
                    lambda: service.ask(case.question, where=where, conversation=conversation, trace=trace)
                )
            finally:
                if conversation and not self._place.is_scratch:
                    service.remove_conversation(conversation)
        seen = AnswerSeen(answer, trace, self._found(_searched(case, answer), where), self._place.fixtures)
        return Outcome(self._judged(case, score_answer(case, seen)), ms, answer.usage)

    def _judged(self, case: AnswerCase, scored: Attempt) -> Attempt:
        if self._judging is None:
            return scored
        with self._opening:
            self._judge = self._judge or self._judging.open()
        return with_judgement(scored, case, self._judge)

    def _said_before(self, case: AnswerCase, where: ReportFilter) -> str | None:
        """A conversation in which the questions of the history were asked."""
        conversation = None
        for earlier in case.history:
            conversation = self._service.ask(earlier, where=where, conversation=conversation or "new").conversation
        return conversation

    def _found(self, question: str, where: ReportFilter) -> list[Located]:
        try:
            passages = self._service.search(question, k=_FOUND, where=where)
        except EmptyLibrary:
            return []
        with_twins = (place for one in passages for place in (one, *one.twins))
        return [Located(one.report_id, one.chunk.span) for one in with_twins]

    def _summarised(self, case: SummaryCase) -> Outcome:
        from rag.evaluation.scoring.summaries import score_summary

        summary, ms = _timed(
            lambda: self._service.summarize(self._ids(case.reports), style=case.style, length=case.length)
        )
        return Outcome(score_summary(case, SummarySeen(summary, self._place.fixtures)), ms, summary.usage)

    def _compared(self, case: ComparisonCase) -> Outcome:
        from rag.evaluation.scoring.comparisons import score_comparison

        comparison, ms = _timed(lambda: self._service.compare(self._ids(case.reports)))
        return Outcome(score_comparison(case, ComparisonSeen(comparison, self._place.fixtures)), ms, Usage(0, 0))

    def _ids(self, files: tuple[str, ...]) -> list[str]:
        return [self._place.fixtures.named(one).id for one in files]

    @property
    def _service(self) -> Service:
        return self._open(self._place.settings, self._connecting)

    @contextmanager
    def _speaking(self, case: AnswerCase) -> Iterator[Service]:
        """One whose model says what the script of the case says, one case at a time; a judge would be another model."""
        if not case.script:
            yield self._service
            return
        with self._scripted_turn:
            keep_failures_quiet()
            self._model.replies = case.script
            yield self._open(replace(self._place.settings, model=SCRIPTED, judge=""), scripted(self._model))

    def _open(self, settings: Settings, connecting: Connecting | None) -> Service:
        with self._opening:
            if settings.model not in self._opened:
                opened = open_reading_service(settings, **({"connecting": connecting} if connecting else {}))
                self._opened[settings.model] = self._stack.enter_context(opened)
            return self._opened[settings.model]

    def _errored(self, case: AnyCase, error: RagError) -> Attempt:
        """The same on every machine: files are told by their names, and the folder of the run is nobody's."""
        values = {name: value.name if isinstance(value, Path) else value for name, value in error.values.items()}
        message = messages.text(error.key, messages.DEFAULT, **values)
        told = message.replace(str(self._place.settings.home), "RAG_HOME")
        return Attempt(False, Stage.ERRORED, scores_of_nothing(case), problems=("error",), error=f"{error.key}: {told}")


def _searched(case: AnswerCase, answer: Answer) -> str:
    """What is to be found for a question: a follow-up says it only together with what was said before."""
    return answer.understood.split("\n")[0] if case.history and answer.understood else case.question


def _timed(ask: Callable[[], Made]) -> tuple[Made, float]:
    started = perf_counter()
    made = ask()
    return made, _since(started)


def _since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 3)
