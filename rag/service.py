"""All that an entrypoint may call: values in, values out. What a call needs is opened when it is first asked for."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

from rag import messages
from rag.cancelling import Cancellation
from rag.conversations import Conversations, ConversationView
from rag.domain import (
    Access,
    Answer,
    Comparison,
    Conversation,
    Exchange,
    Feedback,
    Figure,
    Job,
    JobKind,
    JobRequest,
    JobState,
    NumberedFeedback,
    Passage,
    Place,
    Report,
    ReportFilter,
    Section,
    Spent,
    Summary,
    TemplateText,
    Trace,
    Usage,
)
from rag.domain.access import UNLIMITED
from rag.drafts import AnswerStream, answer_if_made, answer_of
from rag.errors import (
    EmptyLibrary,
    FolderLocked,
    LibraryForbidden,
    NothingToCompare,
    RagError,
    UnableError,
    UnknownConversation,
)
from rag.ingestion import IngestResult, IngestStatus, SourceFile
from rag.maintenance import Check, RebuildProgress
from rag.questions import check_question
from rag.references import report_named
from rag.source_pages import SourcePages
from rag.titled import all_called, named_by, titles_in, without_titles

if TYPE_CHECKING:
    from rag.access import Keys
    from rag.answering import Answering
    from rag.comparing import Comparing, OnProgress
    from rag.ingestion import Ingestion
    from rag.jobs import JobPage, Jobs
    from rag.maintenance import Maintenance
    from rag.metering import Metering
    from rag.ports import EmbeddingRecipe, Ledger, Lock, Progress, Spool
    from rag.remembered_answers import Answers
    from rag.retrieval import Retriever
    from rag.suggesting import Suggesting
    from rag.summarizing import OnSummaryProgress, Summarizing

__all__ = [
    "AnswerStream",
    "Cancellation",
    "Check",
    "ConversationView",
    "Counts",
    "IngestResult",
    "IngestStatus",
    "Parts",
    "PlacedFigure",
    "RebuildProgress",
    "ReportView",
    "Service",
    "SourceFile",
    "Watcher",
    "answer_if_made",
]

_HAN = re.compile("[\u3400-\u9fff]")
# Looked at beyond those asked for, to be left with enough where several say the same.
_ROOM_FOR_TWINS = 10
_ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report with its text and outline."""

    report: Report
    text: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure and the section it stands in. `planned`: it is announced as a plan or a goal, not told as a result."""

    place: Place
    figure: Figure
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in, all libraries together."""

    reports: int
    chunks: int
    figures: int
    characters: int


class Parts(Protocol):
    """What the service is made of; each is opened when first read."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def ingestion(self) -> Ingestion: ...
    @property
    def retriever(self) -> Retriever: ...
    @property
    def answering(self) -> Answers: ...
    @property
    def made_anew(self) -> Answering:
        """As `answering`, and nothing is remembered."""
        ...

    @property
    def conversations(self) -> Conversations: ...
    @property
    def summarizing(self) -> Summarizing: ...
    @property
    def comparing(self) -> Comparing: ...
    @property
    def suggesting(self) -> Suggesting: ...
    @property
    def maintenance(self) -> Maintenance: ...
    @property
    def spool(self) -> Spool: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def folder_lock(self) -> Lock: ...
    @property
    def metering(self) -> Metering: ...
    def choose_embedding(self, recipe: EmbeddingRecipe) -> EmbeddingRecipe:
        """For what comes in from now on; the one chosen before."""
        ...

    def inspect(self) -> Iterator[Check]:
        """What is installed and set."""
        ...

    def glance(self) -> Iterator[Check]:
        """Of that, what decides whether questions can be answered."""
        ...

    def warm(self) -> None:
        """Open what a question needs."""
        ...


class Watcher(Protocol):
    """Sees answers on their way, for measurements and traces."""

    def __call__(self, events: AnswerStream) -> AnswerStream:
        """The same events."""
        ...


class Service:
    """The product, whole."""

    def __init__(self, parts: Parts, *, max_question_characters: int, access: Access = UNLIMITED) -> None:
        self._parts = parts
        self._max_question_characters = max_question_characters
        self._access = access
        self._watchers: list[Watcher] = []

    # --- who asks

    def limited_to(self, access: Access) -> Service:
        """The same, as far as this caller goes: reports of their libraries, conversations of their own. What else there
        is does not exist for them. Whether they may read, write or administer is for whoever lets them in."""
        limited = copy(self)
        limited._access = access
        return limited

    @property
    def keys(self) -> Keys:
        return self._parts.keys

    @property
    def metering(self) -> Metering:
        return self._parts.metering

    # --- reports in and out

    @property
    def spool(self) -> Spool:
        """Where files are that have come and are not in yet."""
        return self._parts.spool

    def ingest(
        self,
        sources: Iterable[SourceFile],
        *,
        library: str = "default",
        untrusted: bool = False,
        on_progress: Progress | None = None,
    ) -> Generator[IngestResult, None, None]:
        """One result a file, in order; a file that fails does not stop the others. Raises LibraryForbidden.

        `untrusted`: files of unknown origin, which are read with little memory, time and rights.
        """
        self.ensure_library(library)
        return self._parts.ingestion.ingest(sources, library=library, untrusted=untrusted, on_progress=on_progress)

    def ensure_library(self, library: str) -> None:
        """Before something comes into it. Raises LibraryForbidden where the caller's key is for others."""
        if not self._access.may_see(library):
            raise LibraryForbidden(library=library)

    def reports(self, where: ReportFilter = ReportFilter()) -> list[Report]:
        return self._parts.ledger.reports(self._seen(where))

    def show(self, reference: str) -> ReportView:
        report = self.find(reference)
        parsed = self._parts.ledger.parsed(report.id)
        return ReportView(report=report, text=parsed.text, sections=parsed.sections)

    def remove(self, reference: str) -> Report:
        report = self.find(reference)
        self._parts.ingestion.remove(report.id)
        return report

    def counts(self) -> Counts:
        reports = self.reports()
        return Counts(
            reports=len(reports),
            chunks=sum(one.chunks for one in reports),
            figures=sum(one.figures for one in reports),
            characters=sum(one.characters for one in reports),
        )

    def libraries(self) -> dict[str, int]:
        """How many reports each holds, by name."""
        return dict(sorted(Counter(one.library for one in self.reports()).items()))

    def find(self, reference: str) -> Report:
        """The report that `reference` names: id, beginning of an id, file name or title.

        Raises UnknownReport or AmbiguousReport.
        """
        return report_named(reference, self.reports())

    def narrow(self, references: Sequence[str], *, year: int | None = None, library: str | None = None) -> ReportFilter:
        """The filter for reports named as in `find`."""
        reports = self.reports() if references else []
        ids = dict.fromkeys(report_named(one, reports).id for one in references)
        return self._seen(ReportFilter(report_ids=tuple(ids), year=year, library=library))

    # --- questions

    def search(self, query: str, *, k: int = 10, where: ReportFilter = ReportFilter()) -> list[Passage]:
        """At most `k` passages, best first; what several reports say in the same words is one, with its twins.

        Raises EmptyLibrary where the filter leaves nothing to search.
        """
        from rag.duplicates import collapse  # words and their dictionary, which most commands do without

        checked, where = self._checked(query), self._seen(where)
        depth = k + _ROOM_FOR_TWINS
        while True:
            found = self._parts.retriever.search(checked, k=depth, where=where)
            if not found:
                self._ensure_reports(where)
            collapsed = collapse(found)
            if len(collapsed) >= k or len(found) < depth:
                return collapsed[:k]
            depth *= 2

    def ask(
        self,
        question: str,
        *,
        where: ReportFilter = ReportFilter(),
        language: str | None = None,
        conversation: str | None = None,
        trace: Trace | None = None,
    ) -> Answer:
        """A cited answer or a refusal, in `language` ("zh" or "en"; None: that of the question).

        `conversation`: the id of one to go on with, or `new` to begin one, whose id the answer has; without, nothing is
        kept. `trace` is told what the answer is made from, which is then made anew.
        """
        return answer_of(self.stream(question, where=where, language=language, conversation=conversation, trace=trace))

    def stream(
        self,
        question: str,
        *,
        where: ReportFilter = ReportFilter(),
        language: str | None = None,
        conversation: str | None = None,
        said: Sequence[tuple[str, str]] = (),
        cancellation: Cancellation | None = None,
        trace: Trace | None = None,
    ) -> AnswerStream:
        """What `ask` gives, as it comes to be: steps, each citation before the first claim that needs it, the answer.

        What cannot be asked is raised here, before the first event. Closing the stream, or `cancellation` from another
        thread, stops the model; what was not answered to the end is not kept in the conversation. `said`: questions and
        answers before this one, oldest first, where the asker keeps the conversation.
        """
        checked = self._checked(question)
        self._ensure_tokens()
        opened = self._opened(conversation, checked, where) if conversation else None
        asked, within = self._of_title(checked, opened.where if opened else where)
        ask = self._parts.answering.stream if trace is None else partial(self._parts.made_anew.stream, trace=trace)
        events = ask(
            asked,
            where=self._seen(within),
            language=language or _language_of(checked),
            history=self._history(opened, said),
            cancellation=cancellation,
        )
        paged = self._metered(self._pages.of_events(events))
        return self._watched(self._recorded(opened, checked, paged) if opened else paged)

    def _history(self, opened: Conversation | None, said: Sequence[tuple[str, str]]) -> tuple[Exchange, ...]:
        if opened:
            return self._parts.conversations.history(opened)
        return self._parts.conversations.retold(said) if said else ()

    def _of_title(self, question: str, where: ReportFilter) -> tuple[str, ReportFilter]:
        """A report that the question names by its title is the one that is asked, and its own text seldom has it. A law
        that some title speaks of is no report's name."""
        titles = titles_in(question)
        named = all_called(titles, self.reports(where)) if titles else ()
        return (without_titles(question), replace(where, report_ids=named)) if named else (question, where)

    def _opened(self, reference: str, question: str, where: ReportFilter) -> Conversation:
        """A follow-up stays with the reports of the conversation, unless it names others by their titles."""
        opened = self._parts.conversations.open(reference, replace(where, libraries=None), owner=self._access.key)
        kept = opened.where
        is_open = replace(where, libraries=None) == ReportFilter()
        titles = titles_in(question) if kept.report_ids and is_open else []
        named = named_by(titles, self.reports(ReportFilter(library=kept.library))) if titles else ()
        return replace(opened, where=ReportFilter(report_ids=named, library=kept.library)) if named else opened

    def _recorded(self, conversation: Conversation, question: str, events: AnswerStream) -> AnswerStream:
        with closing(events):
            for event in events:
                yield self._kept(conversation, question, event) if isinstance(event, Answer) else event

    def _kept(self, conversation: Conversation, question: str, answer: Answer) -> Answer:
        """The answer with the id to go on with; without one where it could not be kept. It is given in any case."""
        shown = replace(answer, conversation=conversation.id)
        try:
            self._parts.conversations.record(conversation, question, shown)
        except UnknownConversation:
            return answer  # removed meanwhile
        except UnableError as error:
            why = error.in_language(answer.language)
            notice = messages.text("notice_not_kept", answer.language, why=why)
            return replace(answer, notices=(*answer.notices, notice))
        return shown

    def suggest(self, where: ReportFilter = ReportFilter()) -> tuple[str, ...]:
        """A few questions to begin with that these reports answer, in Chinese as they are."""
        return self._parts.suggesting.suggest(self._seen(where))

    # --- conversations

    def conversations(self) -> Sequence[Conversation]:
        """Those of the caller that have not expired, the latest first; where keys are off, everyone's."""
        return self._parts.conversations.all(owner=self._access.key)

    def conversation(self, conversation_id: str) -> ConversationView:
        """With all that was said, as it was shown. Raises UnknownConversation."""
        return self._parts.conversations.show(conversation_id, owner=self._access.key)

    def remove_conversation(self, conversation_id: str) -> Conversation:
        """Raises UnknownConversation."""
        return self._parts.conversations.remove(conversation_id, owner=self._access.key)

    # --- feedback

    def give_feedback(
        self,
        question: str,
        answer: str,
        *,
        helpful: bool,
        comment: str = "",
        conversation: str | None = None,
        idempotency_key: str | None = None,
    ) -> Feedback:
        """Whether an answer helped. Raises UnknownConversation, IdempotencyKeyReused."""
        if conversation is not None:
            self.conversation(conversation)
        feedback = Feedback(
            id=secrets.token_hex(_ID_BYTES),
            question=question,
            answer=answer,
            helpful=helpful,
            given=datetime.now(UTC),
            comment=comment,
            conversation=conversation,
            owner=self._access.key,
            idempotency_key=idempotency_key,
        )
        return self._parts.ledger.feedback.add(feedback)

    def feedback(self, *, limit: int, before: int | None = None) -> Sequence[NumberedFeedback]:
        """The latest first: everyone's, or only the caller's own where they may not see all libraries."""
        owner = None if self._access.libraries is None else self._access.key
        return self._parts.ledger.feedback.all(owner=owner, limit=limit, before=before)

    # --- jobs

    def submit(self, request: JobRequest) -> Job:
        """A waiting job of the caller's; the one there is, where they asked for the same under the same key.

        Raises IdempotencyKeyReused, LibraryForbidden.
        """
        for one in request.libraries:
            self.ensure_library(one)
        return self._parts.jobs.submit(request, self._access)

    def job(self, job_id: str) -> Job:
        """With its result. Raises UnknownJob."""
        return self._parts.jobs.find(job_id, self._access)

    def jobs(
        self,
        *,
        kind: JobKind | None = None,
        state: JobState | None = None,
        limit: int,
        before: int | None = None,
    ) -> JobPage:
        """The caller's (an administrator's: all), the latest first, without results; those with lower numbers than
        `before`."""
        return self._parts.jobs.page(self._access, kind=kind, state=state, limit=limit, before=before)

    def cancel_job(self, job_id: str) -> Job:
        """Raises UnknownJob."""
        cancelled = self._parts.jobs.cancel(job_id, self._access)
        paths = [one.path for one in cancelled.request.files if one.path]
        if paths and cancelled.state is JobState.CANCELLED:
            self._parts.spool.remove(paths)
        return cancelled

    def remove_job(self, job_id: str) -> Job:
        """Forget one that is over. Raises UnknownJob, JobNotFinished."""
        return self._parts.jobs.remove(job_id, self._access)

    @property
    def all_jobs(self) -> Jobs:
        """Everyone's, for workers and for those who watch on behalf of callers."""
        return self._parts.jobs

    def take_folder(self) -> bool:
        """Whether this process holds the data folder, or can have it now: it alone writes the indexes."""
        try:
            self.require_folder()
        except FolderLocked:
            return False
        return True

    def require_folder(self) -> None:
        """As `take_folder`. Raises FolderLocked, which tells who has it."""
        self._parts.folder_lock.acquire(wait=False)

    # --- summaries, comparisons and figures

    def summarize(
        self,
        references: Sequence[str],
        *,
        style: str = "executive",
        length: int | None = None,
        language: str | None = None,
        template: TemplateText | None = None,
        on_progress: OnSummaryProgress | None = None,
        cancellation: Cancellation | None = None,
    ) -> Summary:
        """A cited summary of the reports named, in `language` ("zh" or "en"; None: the template's, else Chinese).

        `template`: the user's own, in place of a style. What was made before is not made again. A report that cannot
        be read is in `failed`. `cancellation`, from another thread, stops it: SummaryCancelled, and the next call goes
        on from there.
        """
        self._ensure_tokens()
        ids = self.narrow(references).report_ids
        summary = self._parts.summarizing.summarize(
            ids,
            style=style,
            length=length,
            language=language,
            template=template,
            on_progress=on_progress,
            cancellation=cancellation,
        )
        self._spend(summary.usage)
        return replace(summary, citations=self._pages.of(summary.citations))

    def check_summary(
        self, *, style: str, length: int | None, language: str | None, template: TemplateText | None
    ) -> None:
        """Whether a summary can be asked for like this, before the work is done. Raises as `summarize` does."""
        self._ensure_tokens()
        self._parts.summarizing.check(style=style, length=length, language=language, template=template)

    def compare(self, references: Sequence[str], *, on_progress: OnProgress | None = None) -> Comparison:
        """Two or more reports, named as in `find`, in order of year. One that cannot be read is in `failed`.

        Raises NothingToCompare for fewer than two different reports.
        """
        ids = self.narrow(references).report_ids
        return self._pages.of_comparison(self._parts.comparing.compare(ids, on_progress=on_progress))

    def check_comparison(self, report_ids: Sequence[str]) -> None:
        """As `check_summary`. Raises NothingToCompare."""
        if len(set(report_ids)) < 2:
            raise NothingToCompare

    def figures(
        self,
        references: Sequence[str] = (),
        *,
        year: int | None = None,
        library: str | None = None,
        search: str = "",
        masked: bool = False,
    ) -> list[PlacedFigure]:
        """Every figure of the reports named (of all, if none is), in reading order.

        `search`: only those that measure what these words name; `masked`: only those that are not disclosed. They are
        read from the reports' texts each time, so that no report keeps what an earlier version of the rules found.
        """
        where = self.narrow(references, year=year, library=library)
        return [
            one for report in self._ordered(where) for one in self._figures_of(report, search.strip(), masked=masked)
        ]

    # --- care

    def rebuild(self, *, embed: bool = False, on_progress: RebuildProgress | None = None) -> int:
        """Indexes made anew from the ledger; the number of reports. `embed`: with vectors of the embedding that is set.

        Searches go on meanwhile, with the old ones to the end and with the new ones from then on.
        """
        return self._parts.maintenance.rebuild(embed=embed, on_progress=on_progress)

    def reembed(self, recipe: EmbeddingRecipe, *, on_progress: RebuildProgress | None = None) -> int:
        """`rebuild` with vectors of another embedding, which this process uses from then on; what is set in the
        environment stays for the next one. Until it is done nothing new can come in (EmbeddingChanged).
        """
        before = self._parts.choose_embedding(recipe)
        try:
            return self._parts.maintenance.rebuild(embed=True, on_progress=on_progress)
        except BaseException:
            self._parts.choose_embedding(before)
            raise

    def doctor(self) -> Iterator[Check]:
        """Findings about installation, data folder and indexes. What cannot be opened is a finding, no failure."""
        for checks in (self._parts.inspect(), self._examine()):
            try:
                yield from checks
            except RagError as error:
                yield Check("system", False, error.key, error.values)

    def glance(self) -> Iterator[Check]:
        """Whether questions can be answered now, in a few milliseconds once all is open."""
        for checks in (self._parts.glance(), self._glance_at_data()):
            try:
                yield from checks
            except RagError as error:
                yield Check("system", False, error.key, error.values)

    def warm(self) -> None:
        """Open what the first question needs, so that it is as quick as the next."""
        self._parts.warm()

    def watch(self, watcher: Watcher) -> None:
        """From now on every answer on its way passes it, whoever asked."""
        self._watchers.append(watcher)

    # --- inside

    def _glance_at_data(self) -> Iterator[Check]:
        yield from self._parts.maintenance.glance()

    def _watched(self, events: AnswerStream) -> AnswerStream:
        for watcher in self._watchers:
            events = watcher(events)
        return events

    def _seen(self, where: ReportFilter) -> ReportFilter:
        """What of it the caller may see."""
        return where if self._access.libraries is None else replace(where, libraries=self._access.libraries)

    def _ensure_tokens(self) -> None:
        if self._access.key is not None:
            self._parts.metering.ensure_tokens(self._access)

    def _spend(self, usage: Usage) -> None:
        if self._access.key is not None:
            spent = Spent(tokens=usage.input_tokens + usage.output_tokens)
            self._parts.metering.spend(self._access, spent)

    def _metered(self, events: AnswerStream) -> AnswerStream:
        """What an answer took counts once it is whole."""
        with closing(events):
            for event in events:
                if isinstance(event, Answer):
                    self._spend(event.usage)
                yield event

    def _examine(self) -> Iterator[Check]:
        yield from self._parts.maintenance.doctor()

    def _checked(self, question: str) -> str:
        question = question.encode("utf-8", "replace").decode().strip()
        check_question(question, limit=self._max_question_characters)
        return question

    def _ensure_reports(self, where: ReportFilter) -> None:
        if not self._parts.ledger.count_chunks(where):  # no report is without
            raise EmptyLibrary

    def _ordered(self, where: ReportFilter) -> list[Report]:
        """As named; all, in the ledger's order, where none is named."""
        reports = self.reports(where)
        if not where.report_ids:
            return reports
        return sorted(reports, key=lambda one: where.report_ids.index(one.id))

    @property
    def _pages(self) -> SourcePages:
        return SourcePages(self._parts.ledger)

    def _figures_of(self, report: Report, search: str, *, masked: bool) -> Iterator[PlacedFigure]:
        from rag.figure_search import search_figures
        from rag.stated_figures import place_of, stated_figures

        stated = stated_figures(report, self._parts.ledger.parsed(report.id))
        wanted = search_figures(stated, search) if search else stated
        for one in wanted:
            if one.figure.masked or not masked:
                yield PlacedFigure(place=place_of(one, report), figure=one.figure, planned=one.planned)


def _language_of(question: str) -> str:
    return "zh" if _HAN.search(question) else "en"
