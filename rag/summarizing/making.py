"""A summary from its reports to its verified claims, in this order."""

from __future__ import annotations

from collections.abc import Sequence
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
from rag.summarizing.reading import ReadReport, read_report, repetition_of
from rag.summarizing.sources import Source

if TYPE_CHECKING:
    from rag.summarizing.model_writing import ModelWriting


def make(ledger: Ledger, chosen: Chosen, job: Job, writing: ModelWriting | None) -> Summary:
    """`writing`: a language model's, None: in the reports' own words. Raises SummaryCancelled, and what is wrong with
    the first report where none can be read."""
    outcomes = [read_report(ledger, one) for one in chosen.reports]
    failed = [one for one in outcomes if isinstance(one, FailedReport)]
    read = [one for one in outcomes if isinstance(one, ReadReport)]
    if not read:
        raise failed[0].error
    repetition = repetition_of(ledger, chosen.others)
    if writing:
        sources = writing.sources(read, lambda one: _own_words(one, repetition, job), job)
        arranged = writing.opened(arrange(sources, job.template, language=job.language), sources, job)
    else:
        sources = _in_own_words(read, repetition, job)
        arranged = arrange(sources, job.template, language=job.language)
    job.check()
    job.is_lasting = job.is_lasting and not failed
    return assemble(arranged, sources, job, failed=failed)


def _in_own_words(read: Sequence[ReadReport], repetition: Repetition, job: Job) -> list[Source]:
    sources = []
    for number, one in enumerate(read, 1):
        sources.append(Source(one.report, one.parsed, one.figures, tuple(_own_words(one, repetition, job))))
        job.done(number, len(read), one.report.title)
    if job.language != texts.DEFAULT:
        job.note("notice_own_words")
    return sources


def _own_words(one: ReadReport, repetition: Repetition, job: Job) -> list[Statement]:
    return find_statements(one.parsed, repetition, max_characters=job.template.claim_characters)
