"""Summaries in a language model's words: of each section, then of the whole; the reports' own where it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.domain import SummaryPart
from rag.errors import GenerationFailed
from rag.ports import SummaryStore
from rag.prompts import load_prompt
from rag.summarizing import opening, section_writing
from rag.summarizing.authoring import Author
from rag.summarizing.job import Job
from rag.summarizing.opening import OpeningWriting, points_for
from rag.summarizing.points import Arranged
from rag.summarizing.section_writing import Outcome, SectionWriting
from rag.summarizing.sources import Source
from rag.summarizing.written_statements import statements_written
from rag.words import character_pairs

# Of a result's pairs of characters; two results of one matter share half.
_SAID_SHARE = 0.85


class ModelWriting:
    """At most `at_once` sections at a time; what was written is kept in `store`."""

    def __init__(self, author: Author, store: SummaryStore, *, at_once: int) -> None:
        self._author = author
        self._sections = SectionWriting(author, store, at_once=at_once)
        self._opening = OpeningWriting(author, store)

    @property
    def name(self) -> str:
        return self._author.name

    def identity(self, language: str) -> tuple[str, ...]:
        """Changes whenever something else may be written."""
        prompts = (load_prompt(one, language).hash for one in (section_writing.PROMPT, opening.PROMPT))
        return (self._author.identity, *prompts)

    def sources(self, own: Sequence[Source], job: Job) -> list[Source]:
        """`own`, with what the model wrote of each section. Raises SummaryCancelled; what is finished is kept."""
        job.prompt = load_prompt(section_writing.PROMPT, job.language).identity
        most = job.template.most / len(own)
        tasks = [
            task
            for one in own
            for task in self._sections.tasks(
                one.report,
                one.parsed,
                template=job.template,
                language=job.language,
                share=most / max(len(one.parsed.text), 1),
            )
        ]
        outcomes: list[Outcome] = []
        for outcome in self._sections.write(tasks, cancellation=job.cancellation):
            outcomes.append(outcome)
            job.spend(outcome.usage)
            job.done(len(outcomes), len(tasks), outcome.task.report.title, outcome.task.unit.path)
        outcomes.sort(key=lambda one: tasks.index(one.task))
        for outcome in outcomes:
            job.drop(outcome.written.dropped)
        self._say(outcomes, job)
        return [_source(one, outcomes) for one in own]

    def opened(self, arranged: Sequence[Arranged], sources: Sequence[Source], job: Job) -> list[Arranged]:
        """With a headline in the model's words, where it finds one that holds. Raises SummaryCancelled.

        That of several reports is a line for each, out of what the model wrote of its sections.
        """
        if len(sources) != 1:
            return list(arranged)
        by_id = {one.report.id: one for one in sources}
        opened = [
            self._headline(one, arranged, by_id, job) if one.part is SummaryPart.HEADLINE else one for one in arranged
        ]
        said = character_pairs(
            "".join(point.words for one in opened if one.part is SummaryPart.HEADLINE for point in one.points)
        )
        return [_without(one, said) if one.part is SummaryPart.RESULTS else one for one in opened]

    def _headline(
        self, headline: Arranged, arranged: Sequence[Arranged], sources: dict[str, Source], job: Job
    ) -> Arranged:
        found = self._opening.write(
            headline,
            points_for(headline, arranged),
            sources,
            job.template,
            language=job.language,
            cancellation=job.cancellation,
        )
        job.spend(found.usage)
        job.drop(found.dropped)
        job.is_lasting = job.is_lasting and found.failure is None
        if found.points:
            return replace(headline, points=found.points)
        job.degraded = True
        job.note("notice_headline_degraded")
        return headline

    def _say(self, outcomes: Sequence[Outcome], job: Job) -> None:
        total = len(outcomes)
        failures = [one.failure for one in outcomes if one.failure is not None]
        if failures:
            job.is_lasting, job.degraded = False, True
            why = _why(failures, job.language)
            job.note("notice_sections_degraded", degraded=len(failures), total=total, why=why)
        unverified = sum(
            1 for one in outcomes if one.failure is None and one.written.dropped and not one.written.points
        )
        if unverified:
            job.degraded = True
            job.note("notice_sections_unverified", unverified=unverified, total=total)
        if len(failures) < total:
            job.model = self.name


def _without(part: Arranged, said: frozenset[str]) -> Arranged:
    """Without the results that the opening has told."""
    left = tuple(
        one
        for one in part.points
        if len(character_pairs(one.words) & said) < _SAID_SHARE * len(character_pairs(one.words))
    )
    return replace(part, points=left)


def _source(own: Source, outcomes: Sequence[Outcome]) -> Source:
    told = [outcome for outcome in outcomes if outcome.task.report.id == own.report.id]
    return replace(own, statements=tuple(statements_written(own.parsed, own.statements, told)))


def _why(failures: Sequence[GenerationFailed], language: str) -> str:
    """The commonest reason, in words."""
    said = [one.in_language(language) for one in failures]
    return max(dict.fromkeys(said), key=said.count)
