"""A summary from its reports to its verified claims, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag import messages as texts
from rag.boilerplate import Repetition
from rag.domain import FailedReport, Summary
from rag.ports import Ledger
from rag.statements import Statement, find_statements
from rag.summarizing.arranging import arrange
from rag.summarizing.assembling import assemble
from rag.summarizing.chosen import Chosen
from rag.summarizing.job import Job
from rag.summarizing.points import Arranged
from rag.summarizing.reading import read_report, repetition_of
from rag.summarizing.sources import Source

if TYPE_CHECKING:
    from rag.summarizing.model_writing import ModelWriting


def make(ledger: Ledger, chosen: Chosen, job: Job, writing: ModelWriting | None) -> Summary:
    """`writing`: a language model's, None: in the reports' own words. Raises SummaryCancelled, and what is wrong with
    the first report where none can be read."""
    outcomes = [read_report(ledger, one) for one in chosen.reports]
    failed = [one for one in outcomes if isinstance(one, FailedReport)]
    read = [one for one in outcomes if isinstance(one, Source)]
    if not read:
        raise failed[0].error
    repetition = repetition_of(ledger, chosen.others)
    sources, arranged = _written(read, repetition, job, writing) if writing else _in_own_words(read, repetition, job)
    job.check()
    job.is_lasting = job.is_lasting and not failed
    return assemble(arranged, sources, job, failed=failed)


Laid = tuple[Sequence[Source], Sequence[Arranged]]


def _in_own_words(read: Sequence[Source], repetition: Repetition, job: Job) -> Laid:
    sources = []
    for number, one in enumerate(read, 1):
        sources.append(_own_source(one, repetition, job))
        job.done(number, len(read), one.report.title)
    if job.language != texts.DEFAULT:
        job.note("notice_own_words")
    return sources, arrange(sources, job.template, language=job.language)


def _written(read: Sequence[Source], repetition: Repetition, job: Job, writing: ModelWriting) -> Laid:
    """By a language model; where it wrote less than there is room for, what it left out stands beside in the reports'
    own words, if those are of the language that is wanted."""
    own = [_own_source(one, repetition, job) for one in read]
    sources = writing.sources(own, job)
    arranged = arrange(sources, job.template, language=job.language)
    if job.language == texts.DEFAULT and _characters(arranged) < job.template.least:
        sources = [_beside(one, other.statements) for one, other in zip(sources, own, strict=True)]
        arranged = arrange(sources, job.template, language=job.language)
    return sources, writing.opened(arranged, sources, job)


def _own_source(one: Source, repetition: Repetition, job: Job) -> Source:
    found = find_statements(one.parsed, repetition, max_characters=job.template.claim_characters)
    return replace(one, statements=tuple(found))


def _beside(source: Source, own: Sequence[Statement]) -> Source:
    told = [span for one in source.statements for span in (one.sentence, *one.also)]
    left_out = [one for one in own if not any(one.sentence.overlaps(span) for span in told)]
    return replace(source, statements=tuple(sorted([*source.statements, *left_out], key=lambda one: one.span)))


def _characters(arranged: Sequence[Arranged]) -> int:
    return sum(point.characters for part in arranged for point in part.points)
