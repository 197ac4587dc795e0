"""Reports → cited summary.

reports → statements (their own words | a language model's, section by section) → parts with points (arranged by the
template) → claims, each verified → summary: key figures, conflicts, what is not disclosed, what could not be read
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.cancelling import Cancellation
from rag.domain import Summary, SummaryProgress, TemplateText, Usage
from rag.encoding import decode, encode
from rag.ports import Ledger, SummaryStore
from rag.summarizing.chosen import Chosen, choose_reports
from rag.summarizing.job import Job, OnSummaryProgress
from rag.summarizing.keys import key_of
from rag.summarizing.templates import STYLES, Template
from rag.summarizing.wanted import choose_template

if TYPE_CHECKING:
    from rag.summarizing.model_writing import ModelWriting

__all__ = ["MODEL", "STYLES", "OnSummaryProgress", "Summarizing"]

MODEL = "extractive"


class Summarizing:
    """Summaries of reports in a ledger, in their own words or in those of a language model.

    `store`: keeps what was made; `rules`: changes whenever the same reports may be summarised differently.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        store: SummaryStore | None = None,
        writing: ModelWriting | None = None,
        rules: str = "",
    ) -> None:
        self._ledger = ledger
        self._store = store
        self._writing = writing
        self._rules = rules

    def summarize(
        self,
        report_ids: Sequence[str],
        *,
        style: str = "executive",
        length: int | None = None,
        language: str | None = None,
        template: TemplateText | None = None,
        on_progress: OnSummaryProgress | None = None,
        cancellation: Cancellation | None = None,
    ) -> Summary:
        """A summary of one report or of several, in the order given.

        `length`: characters of all claims together, in place of the style's or the template's; `template`: in place of
        a style. A report that cannot be read is in `failed`, and the others are summarised. Raises EmptyLibrary for no
        reports, UnknownReport, InvalidSetting for an unknown style or language, TemplateInvalid, SummaryCancelled, and
        what is wrong with the first report where none can be read.
        """
        begun = time.perf_counter()
        built_by = choose_template(
            style=style, length=length, language=language, own=template, own_words=self._writing is None
        )
        chosen = choose_reports(self._ledger, report_ids)
        key = self._key(chosen, built_by)
        summary = self._kept(key)
        if summary is None:
            job = Job(built_by, cancellation or Cancellation(), on_progress or _nobody, MODEL)
            summary = self._make(chosen, job)
            if job.is_lasting and self._store:
                self._store.keep(key, encode(summary), report_ids=[one.id for one in chosen.reports])
        spent = round((time.perf_counter() - begun) * 1000, 1)
        return replace(summary, timings_ms={"summarize": spent})

    def check(self, *, style: str, length: int | None, language: str | None, template: TemplateText | None) -> None:
        """Whether a summary can be built like this. Raises InvalidSetting, TemplateInvalid."""
        choose_template(style=style, length=length, language=language, own=template, own_words=self._writing is None)

    def _key(self, chosen: Chosen, template: Template) -> str:
        writer = self._writing.identity(template.language) if self._writing else MODEL
        reports = [(one.id, one.facts) for one in chosen.reports]
        return key_of(self._rules, writer, template, reports, [one.id for one in chosen.others])

    def _kept(self, key: str) -> Summary | None:
        """What was made before of the same; nothing of what is damaged."""
        content = self._store.find([key]).get(key) if self._store else None
        if content is None:
            return None
        try:
            return replace(decode(Summary, content), usage=Usage())
        except ValueError:
            return None

    def _make(self, chosen: Chosen, job: Job) -> Summary:
        from rag.summarizing.making import make  # 0.2 s of imports, which a summary that is kept does without

        return make(self._ledger, chosen, job, self._writing)


def _nobody(_: SummaryProgress) -> None:
    """Is looking."""
