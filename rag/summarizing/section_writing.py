"""Sections → points in a language model's words, each with the sentences that it rests on; written once, kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass

from rag.cancelling import Cancellation
from rag.domain import Dropped, ParsedReport, Report, Span, Usage
from rag.encoding import decode, encode
from rag.errors import GenerationFailed, SummaryCancelled
from rag.evidence import of_report
from rag.ports import SummaryStore
from rag.prompts import load_prompt
from rag.questions import Aspect
from rag.summarizing.authoring import Author, Order
from rag.summarizing.keys import key_of
from rag.summarizing.templates import Template
from rag.summarizing.units import Unit, units_of

PROMPT = "summarize"
# Of sentences that a model reads at once. One of 1.5 billion weights copies from the beginning on: of 2,400 characters
# it never came to the end.
UNIT_CHARACTERS = 1_600
# A point for so many characters: a few densities, so that summaries of several lengths share what was written.
_DENSITIES = (150, 300, 600)
# Problems and plans are all told, and stand closer.
_MOST_CHARACTERS_A_POINT = {Aspect.PROBLEMS: 150, Aspect.PLANS: 300}
# Points are of about so many characters; half as many again leave a choice.
_POINT_CHARACTERS, _CHOICE = {"zh": 50, "en": 150}, 1.5
_LEAST_POINTS, _MOST_POINTS = 2, 12
# What may be written of it all, beyond what was asked for: models count badly.
_GENEROSITY = 2
_RULES = 1


@dataclass(frozen=True, slots=True)
class Task:
    """A unit to be written about, in `language`, in so many points of about so many characters.

    `instruction`: what the template says of the part that the unit belongs to.
    """

    report: Report
    parsed: ParsedReport
    unit: Unit
    language: str
    points: int
    point_characters: int
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class WrittenPoint:
    """`spans`: what it rests on, counted from the beginning of the unit."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class WrittenUnit:
    """`points`: all of them hold. Nothing, where the model could not write (`failure`) or nothing of it was true."""

    points: tuple[WrittenPoint, ...] = ()
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    task: Task
    written: WrittenUnit
    usage: Usage = Usage()
    failure: GenerationFailed | None = None


class SectionWriting:
    """At most `at_once` sections at a time; each is kept in `store` the moment it is finished."""

    def __init__(self, author: Author, store: SummaryStore, *, at_once: int) -> None:
        self.author = author
        self._store = store
        self._at_once = at_once

    def tasks(
        self, report: Report, parsed: ParsedReport, *, template: Template, language: str, share: float
    ) -> list[Task]:
        """All that is to be written of a report, in reading order. `share`: of its characters, in a summary of it."""
        bare = load_prompt(PROMPT, language).render(evidence="", points="", characters="", instruction="")
        most = self.author.characters(bare, parsed.text[:UNIT_CHARACTERS], most=UNIT_CHARACTERS)
        units = units_of(parsed, max_characters=most)
        density = share / _POINT_CHARACTERS[language]
        size = template.claim_characters
        return [
            Task(report, parsed, one, language, _points(one, density), size, template.instruction_for(one.aspect))
            for one in units
        ]

    def write(self, tasks: Sequence[Task], *, cancellation: Cancellation) -> Iterator[Outcome]:
        """One outcome a task as they come, those that were written before first.

        Leaving early, for whatever reason, stops the model. Raises SummaryCancelled.
        """
        orders = [self._order(one) for one in tasks]
        keys = [key_of(_RULES, self.author.identity, *(message.text for message in order.messages)) for order in orders]
        known = self._store.find(keys)
        waiting = []
        for task, order, key in zip(tasks, orders, keys, strict=True):
            if (found := _kept(known.get(key), task)) is not None:
                self._keep(key, found, task)  # of this report too
                yield Outcome(task, found)
            elif order.evidence.sentences:
                waiting.append((task, order, key))
            else:
                yield Outcome(task, WrittenUnit())
        yield from self._written(waiting, cancellation)

    def _written(self, waiting: Sequence[tuple[Task, Order, str]], cancellation: Cancellation) -> Iterator[Outcome]:
        pool = ThreadPoolExecutor(max_workers=self._at_once, thread_name_prefix="summary")
        try:
            begun = [
                pool.submit(copy_context().run, self._ask, task, order, key, cancellation)
                for task, order, key in waiting
            ]
            for future in as_completed(begun):
                try:
                    yield future.result()
                except GenerationFailed as failure:
                    raise SummaryCancelled() from failure
        except BaseException:
            cancellation.cancel()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _ask(self, task: Task, order: Order, key: str, cancellation: Cancellation) -> Outcome:
        """On a thread of its own, and kept before the next is begun. Raises GenerationFailed where it is cancelled."""
        authored = self.author.write(order, cancellation)
        start = task.unit.span(task.parsed).start
        places = {one.id: one.place.span for one in authored.draft.citations}
        points = tuple(
            WrittenPoint(claim.text, tuple(_moved(places[number], -start) for number in claim.citations))
            for claim in authored.draft.claims
        )
        written = WrittenUnit(points, tuple(authored.draft.dropped))
        if authored.failure is None:
            self._keep(key, written, task)
        return Outcome(task, written, authored.draft.usage, authored.failure)

    def _keep(self, key: str, written: WrittenUnit, task: Task) -> None:
        self._store.keep(key, encode(written), report_ids=[task.report.id], of_section=True)

    def _order(self, task: Task) -> Order:
        """The same section under the same headings is the same order, whatever report it stands in."""
        seed = task.unit.span(task.parsed).of(task.parsed.text)
        told = [one for one in task.unit.sentences if not task.parsed.sentences[one].is_heading or task.unit.aspect]
        evidence = of_report(task.report, task.parsed, told, seed=key_of(seed))
        messages = load_prompt(PROMPT, task.language).render(
            evidence=evidence.render(),
            points=str(task.points),
            characters=str(task.point_characters),
            instruction=task.instruction,
        )
        limit = task.points * task.point_characters * _GENEROSITY
        return Order(messages, evidence, limit, _GENEROSITY * task.points, task.language)


def _points(unit: Unit, density: float) -> int:
    """How many are asked for, where a character of the report is to become `density` points of the summary."""
    wanted = 1 / (_CHOICE * max(density, 0.00001))
    characters = min(_DENSITIES, key=lambda one: abs(one - wanted))
    characters = min(characters, _MOST_CHARACTERS_A_POINT.get(unit.aspect or Aspect.RESULTS, characters))
    return min(max(unit.characters // characters + 1, _LEAST_POINTS), _MOST_POINTS)


def spans_in_report(point: WrittenPoint, task: Task) -> tuple[Span, ...]:
    start = task.unit.span(task.parsed).start
    return tuple(_moved(span, start) for span in point.spans)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _kept(content: str | None, task: Task) -> WrittenUnit | None:
    """What was kept, unless it is damaged."""
    if content is None:
        return None
    try:
        written = decode(WrittenUnit, content)
    except ValueError:
        return None
    whole = len(task.unit.span(task.parsed))
    fits = all(one.spans and all(0 <= span.start < span.end <= whole for span in one.spans) for one in written.points)
    return written if fits else None
